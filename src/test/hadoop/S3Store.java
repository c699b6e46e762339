import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.CopyOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/**
 * S3 on the loopback interface, its objects in memory, until its standard input ends:
 *
 * <pre>java -cp … S3Store.java BUCKET</pre>
 *
 * <p>Prints {@code S3 http://127.0.0.1:PORT} once it is ready. On its standard input,
 *
 * <ul>
 *   <li>{@code hold K PATTERN} makes the K-th change from now on wait, of those whose kind and key ({@code put runs/a/b},
 *       {@code delete runs/a/b}) the pattern finds, and prints {@code held} and both when it has come;
 *   <li>{@code let} has the change that waits made;
 *   <li>{@code drop} has it fail, and nothing is held any more.
 * </ul>
 *
 * <p>Run from its source, with s3proxy and what it needs on the class path.
 */
public final class S3Store {
    private S3Store() {}

    /**
     * Starts it and does what it is told.
     *
     * @param arguments the bucket that is to be there
     */
    public static void main(String... arguments) throws Exception {
        try (BlobStoreContext context =
                ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class)) {
            Gate gate = new Gate();
            BlobStore store = new GatedStore(context.getBlobStore(), gate);
            store.createContainerInLocation(null, arguments[0]);
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(store)
                    .awsAuthentication(AuthenticationType.NONE, null, null)
                    .ignoreUnknownHeaders(true) // those of newer clients
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .build();
            proxy.start();
            System.out.println("S3 http://127.0.0.1:" + proxy.getPort());
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                gate.obey(line.split(" ", 3));
            }
        }
        System.exit(0);
    }

    /** Lets changes through but for one. */
    private static final class Gate {
        private enum Verdict {
            NONE,
            WAIT,
            LET,
            DROP
        }

        private int left;
        private Pattern held = Pattern.compile("");
        private Verdict verdict = Verdict.NONE;

        synchronized void obey(String... command) {
            switch (command[0]) {
                case "hold" -> {
                    left = Integer.parseInt(command[1]);
                    held = Pattern.compile(command[2]);
                    System.out.println("holding " + command[1]);
                }
                case "let" -> verdict = Verdict.LET;
                case "drop" -> {
                    left = 0;
                    verdict = verdict == Verdict.WAIT ? Verdict.DROP : Verdict.NONE;
                }
                default -> throw new IllegalArgumentException(command[0]);
            }
            notifyAll();
        }

        synchronized void pass(String change) {
            if (left == 0 || !held.matcher(change).find() || --left > 0) {
                return;
            }
            verdict = Verdict.WAIT;
            System.out.println("held " + change);
            try {
                while (verdict == Verdict.WAIT) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Verdict last = verdict;
            verdict = Verdict.NONE;
            if (last == Verdict.DROP) {
                throw new IllegalStateException("dropped: " + change);
            }
        }
    }

    private static final class GatedStore extends ForwardingBlobStore {
        private final Gate gate;

        GatedStore(BlobStore store, Gate gate) {
            super(store);
            this.gate = gate;
        }

        @Override
        public String putBlob(String container, Blob blob) {
            gate.pass("put " + blob.getMetadata().getName());
            return super.putBlob(container, blob);
        }

        @Override
        public String putBlob(String container, Blob blob, PutOptions options) {
            gate.pass("put " + blob.getMetadata().getName());
            return super.putBlob(container, blob, options);
        }

        @Override
        public String copyBlob(String container, String from, String to, String key, CopyOptions options) {
            gate.pass("put " + key);
            return super.copyBlob(container, from, to, key, options);
        }

        @Override
        public void removeBlob(String container, String key) {
            gate.pass("delete " + key);
            super.removeBlob(container, key);
        }

        @Override
        public void removeBlobs(String container, Iterable<String> keys) {
            keys.forEach(key -> removeBlob(container, key));
        }
    }
}
