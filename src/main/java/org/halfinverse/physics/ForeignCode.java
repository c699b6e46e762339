package org.halfinverse.physics;

import java.util.SortedMap;

/**
 * A simulator or problem whose code is not in its class but in a file, in another language: messages name that code, a
 * run records which it was, and the file has to be where it runs.
 */
public interface ForeignCode {
    /** {@return the name of the code, for instance {@code pendulum}} */
    String title();

    /**
     * The function of the code that does what a method of the class promises.
     *
     * @param method name of the method, for instance {@code vectorJacobian}
     * @return for instance {@code pendulum.vector_jacobian}
     */
    String called(String method);

    /** {@return what tells this code from other code of the same name: digests by what they are of} */
    SortedMap<String, String> digests();

    /** {@return what else the last bits of its results depend on: versions by what they are of} */
    SortedMap<String, String> versions();

    /**
     * {@return the files without which the code does not run, to be unpacked in the working directory of every
     * executor; always in the same place for the same content}
     */
    Archive archive();

    /**
     * Some files as one.
     *
     * @param name of the directory into which it is to be unpacked
     * @param path of the zip file on this machine
     */
    record Archive(String name, java.nio.file.Path path) {}
}
