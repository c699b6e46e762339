package org.halfinverse.linalg;

class EjmlSvdTest extends DenseSvdContract {
    @Override
    DenseSvd decompose(int rows, int columns, double[] a) {
        return EjmlSvd.of(rows, columns, a);
    }
}
