package org.halfinverse.linalg;

class EjmlEigenTest extends SymmetricEigenContract {
    @Override
    SymmetricEigen decompose(int n, double[] a) {
        return EjmlEigen.of(n, a);
    }
}
