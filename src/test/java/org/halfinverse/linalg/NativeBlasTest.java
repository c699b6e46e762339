package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("platform")
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
    void whereNetlibHasNoBindingsThoseOfJavaCppAreUsed() {
        NativeBlas.install();
        Optional<OpenBlas> openBlas = OpenBlas.load();
        assumeTrue(openBlas.flatMap(OpenBlas::throughJavaCpp).isPresent());
        NetlibKernels java = new NetlibKernels(JavaBLAS.getInstance(), JavaLAPACK.getInstance());
        NativeBlas.InUse inUse = NativeBlas.bestOf(java, openBlas, NativeBlas.Choice.AUTO);
        assertInstanceOf(JavaCppKernels.class, inUse.kernels());
        assertSame(openBlas, inUse.openBlas());
        assertTrue(inUse.description().matches("OpenBLAS .*, by JavaCPP"), inUse.description());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thoseOfJavaCppAreUsedOnDemandWhereNetlibHasBindings() {
        NativeBlas.install();
        Optional<OpenBlas> openBlas = OpenBlas.load();
        NativeBlas.InUse inUse = NativeBlas.bestOf(new NetlibKernels(), openBlas, NativeBlas.Choice.JAVACPP);
        assertTrue(NativeBlas.Choice.JAVACPP.isMetBy(inUse.kernels()));
        assertTrue(inUse.description().endsWith(", by JavaCPP"), inUse.description());
    }

    @Test
    void whereNoBindingsWorkJavaIsUsed() {
        NativeBlas.install();
        NetlibKernels java = new NetlibKernels(JavaBLAS.getInstance(), JavaLAPACK.getInstance());
        NativeBlas.InUse inUse = NativeBlas.bestOf(java, Optional.empty(), NativeBlas.Choice.JAVACPP);
        assertSame(java, inUse.kernels());
        assertEquals(java.name(), inUse.description());
        assertFalse(NativeBlas.Choice.JAVACPP.isMetBy(java));
        assertFalse(NativeBlas.Choice.NATIVE.isMetBy(java));
    }

    @Test
    void anUnknownChoiceIsRefusedWithThoseThereAre() {
        System.setProperty(NativeBlas.PROPERTY, "fast");
        String message =
                assertThrows(IllegalStateException.class, NativeBlas::install).getMessage();
        assertEquals("-Dhig.blas=fast is unknown: use one of auto, native, java, javacpp", message);
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
