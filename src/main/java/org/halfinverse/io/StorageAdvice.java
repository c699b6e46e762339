package org.halfinverse.io;

import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;
import org.jspecify.annotations.Nullable;

/** What to do about failures of storage that a library or the installation is to blame for. */
final class StorageAdvice {
    private static final String S3A = "s3a.S3AFileSystem";

    private StorageAdvice() {}

    /**
     * {@return advice on a failure, to be added to what it says, empty where nothing is known}
     *
     * @param failure as a file system threw it
     */
    static String on(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof UnsupportedFileSystemException || cause instanceof ClassNotFoundException) {
                return "; add the jars of this kind of storage, by spark-submit --packages or by HIG_CLASSPATH"
                        + (message.contains(S3A)
                                ? " (org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion() + ")"
                                : "");
            }
            if (cause instanceof UnsupportedOperationException && message.contains("getSubject")) {
                return ": Hadoop " + VersionInfo.getVersion()
                        + " does not run on this Java; use Java 17 or 21, or a Spark with Hadoop 3.5";
            }
        }
        return "";
    }
}
