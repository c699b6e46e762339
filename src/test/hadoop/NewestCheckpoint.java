import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Prints the step of the newest checkpoint of a run whenever it has changed, until it is ended:
 *
 * <pre>java -cp … NewestCheckpoint.java RUN [SETTING=VALUE …]</pre>
 *
 * <p>The run may lie on any storage of Hadoop, and the settings are Hadoop's.
 */
public final class NewestCheckpoint {
    private static final int MILLISECONDS = 50;

    private NewestCheckpoint() {}

    /**
     * Looks again and again.
     *
     * @param arguments the directory of the run, and settings
     */
    public static void main(String... arguments) throws Exception {
        Configuration configuration = new Configuration();
        Arrays.stream(arguments)
                .skip(1)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> configuration.set(setting[0], setting[1]));
        Path checkpoints = new Path(arguments[0], "checkpoints");
        FileSystem files = checkpoints.getFileSystem(configuration);
        long shown = -1;
        while (true) {
            long newest = files.exists(checkpoints) ? newest(files.listStatus(checkpoints)) : 0;
            if (newest != shown) {
                System.out.println(newest);
                shown = newest;
            }
            Thread.sleep(MILLISECONDS);
        }
    }

    private static long newest(FileStatus... directories) {
        return Arrays.stream(directories)
                .map(directory -> directory.getPath().getName())
                .filter(name -> name.startsWith("step-"))
                .mapToLong(name -> Long.parseLong(name.split("-")[1]))
                .max()
                .orElse(0);
    }
}
