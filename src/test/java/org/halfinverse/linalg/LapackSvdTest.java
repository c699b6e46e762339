package org.halfinverse.linalg;

class LapackSvdTest extends DenseSvdContract {
    @Override
    DenseSvd decompose(int rows, int columns, double[] a) {
        return LapackSvd.of(rows, columns, a);
    }
}
