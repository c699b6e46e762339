package org.halfinverse.python;

import java.util.SortedMap;
import org.halfinverse.physics.ForeignCode;

/** What is in a file of Python. */
interface InPython extends ForeignCode {
    /** {@return the file} */
    PythonSource source();

    @Override
    default String title() {
        return source().title();
    }

    @Override
    default String called(String method) {
        return source().called(method);
    }

    @Override
    default SortedMap<String, String> digests() {
        return source().digests();
    }

    @Override
    default SortedMap<String, String> versions() {
        return source().versions();
    }

    @Override
    default Archive archive() {
        return source().archive();
    }
}
