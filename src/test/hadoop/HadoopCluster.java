import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * HDFS on the loopback interface, one NameNode and one DataNode in this process, until its standard input ends:
 *
 * <pre>java --add-opens=java.base/java.lang=ALL-UNNAMED -cp … HadoopCluster.java DIRECTORY</pre>
 *
 * <p>Prints {@code HDFS hdfs://localhost:PORT} once it is ready. Run from its source, with hadoop-client-minicluster and
 * what it needs on the class path, so that nothing of it comes among the classes of the tests.
 */
public final class HadoopCluster {
    private HadoopCluster() {}

    /**
     * Starts HDFS and waits.
     *
     * @param arguments a directory for its files
     */
    public static void main(String... arguments) throws IOException {
        Path home = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
        Configuration configuration = new Configuration();
        configuration.set("hadoop.tmp.dir", home.resolve("tmp").toString());
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, home.resolve("dfs").toString());
        try (MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
            hdfs.waitClusterUp();
            System.out.println("HDFS " + hdfs.getURI());
            while (System.in.read() >= 0) {
                // until its parent closes the pipe, or ends
            }
        }
        System.exit(0);
    }
}
