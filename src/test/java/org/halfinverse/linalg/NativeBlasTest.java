package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeBlasTest {
    private final String choice = System.getProperty(NativeBlas.PROPERTY);

    @AfterEach
    void restoreTheChoice() {
        if (choice == null) {
            System.clearProperty(NativeBlas.PROPERTY);
        } else {
            System.setProperty(NativeBlas.PROPERTY, choice);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void netlibGetsTheOpenBlasThatComesAlongUnlessJavaIsWanted() {
        NativeBlas.install();
        boolean java = "java".equals(choice);
        assertEquals(!java, BLAS.getInstance() instanceof NativeBLAS);
        assertEquals(!java, LAPACK.getInstance() instanceof NativeLAPACK);
        assertEquals(!java, NativeBlas.description().startsWith("OpenBLAS "), NativeBlas.description());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereNetlibHasBindingsThoseOfJavaCppAreUsedOnlyOnDemand() {
        boolean wanted = "javacpp".equals(choice);
        assertEquals(wanted, NativeBlas.kernels() instanceof JavaCppKernels);
        assertEquals(wanted, NativeBlas.description().endsWith(", by JavaCPP"), NativeBlas.description());
    }

    @Test
    @EnabledOnOs({OS.MAC, OS.WINDOWS})
    void whereNetlibHasNoBindingsThoseOfJavaCppAreUsedUnlessJavaIsWanted() {
        assertEquals(!"java".equals(choice), NativeBlas.kernels() instanceof JavaCppKernels, NativeBlas.description());
    }

    @Test
    void anUnknownChoiceIsRefusedWithThoseThereAre() {
        System.setProperty(NativeBlas.PROPERTY, "fast");
        String message =
                assertThrows(IllegalStateException.class, NativeBlas::install).getMessage();
        assertEquals("-Dhig.blas=fast is unknown, where one of auto, native, java, javacpp is needed", message);
    }

    @Test
    void nativeIsRefusedWhereThereIsOnlyJava() {
        NativeBlas.install();
        boolean hasNative = NativeBlas.isNative();
        System.setProperty(NativeBlas.PROPERTY, "native");
        if (hasNative) {
            NativeBlas.install();
        } else {
            assertThrows(IllegalStateException.class, NativeBlas::install);
        }
        assertFalse(NativeBlas.description().isBlank());
    }
}
