package org.halfinverse.linalg;

import java.util.Objects;

/**
 * A matrix inside an array, in the column order of BLAS and LAPACK: entry (i, j) is {@code values[offset + j·stride + i]}.
 * A row-major matrix is the view of its transpose.
 *
 * @param values the array, not copied
 * @param offset where the matrix starts
 * @param rows number of rows
 * @param columns number of columns
 * @param stride from one column to the next, at least 1 and at least the number of rows
 */
record MatrixView(double[] values, int offset, int rows, int columns, int stride) {
    /**
     * A view.
     *
     * @throws IllegalArgumentException if columns overlap
     * @throws IndexOutOfBoundsException if the matrix is not inside the array
     */
    MatrixView {
        if (stride < Math.max(1, rows)) {
            throw new IllegalArgumentException("columns of " + rows + " rows are only " + stride + " entries apart");
        }
        if (rows > 0 && columns > 0) {
            Objects.checkFromIndexSize(offset, (columns - 1L) * stride + rows, values.length);
        }
    }

    /** A matrix without gaps between its columns. */
    static MatrixView of(double[] values, int offset, int rows, int columns) {
        return new MatrixView(values, offset, rows, columns, Math.max(1, rows));
    }

    /** A matrix without gaps from the array's start. */
    static MatrixView of(double[] values, int rows, int columns) {
        return of(values, 0, rows, columns);
    }

    /** The part from a row and a column on. */
    MatrixView part(int row, int column, int rows, int columns) {
        return new MatrixView(values, offset + column * stride + row, rows, columns, stride);
    }

    /** The matrix as a factor of a product. */
    Factor plain() {
        return new Factor(this, false);
    }

    /** Its transpose as a factor of a product. */
    Factor transposed() {
        return new Factor(this, true);
    }

    /** What a product calls op(A): the matrix or its transpose. */
    record Factor(MatrixView matrix, boolean isTransposed) {
        int rows() {
            return isTransposed ? matrix.columns : matrix.rows;
        }

        int columns() {
            return isTransposed ? matrix.rows : matrix.columns;
        }
    }

    /**
     * Refuses factors that do not make this matrix.
     *
     * @throws IllegalArgumentException if their shapes do not fit
     */
    void requireProductOf(Factor a, Factor b) {
        if (a.rows() != rows || b.columns() != columns || a.columns() != b.rows()) {
            throw new IllegalArgumentException("a " + a.rows() + " × " + a.columns() + " matrix times a " + b.rows()
                    + " × " + b.columns() + " one is not a " + rows + " × " + columns + " matrix");
        }
    }
}
