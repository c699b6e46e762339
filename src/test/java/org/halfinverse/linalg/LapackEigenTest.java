package org.halfinverse.linalg;

class LapackEigenTest extends SymmetricEigenContract {
    @Override
    SymmetricEigen decompose(int n, double[] a) {
        return LapackEigen.of(n, a);
    }
}
