import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.service.Service;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/**
 * HDFS on the loopback interface, one NameNode and one DataNode in this process, until its standard input ends:
 *
 * <pre>java --add-opens=java.base/java.lang=ALL-UNNAMED -cp … HadoopCluster.java DIRECTORY [NODES]</pre>
 *
 * <p>Prints {@code HDFS hdfs://localhost:PORT} once it is ready. With a number of nodes it starts YARN as well, a
 * ResourceManager and so many NodeManagers, and prints {@code YARN DIRECTORY/conf} once these are ready, where clients
 * find both. Run from its source, with hadoop-client-minicluster and what it needs on the class path, so that nothing of
 * it comes among the classes of the tests.
 */
public final class HadoopCluster {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANY_PORT = LOOPBACK + ":0";
    private static final int NODE_MEGABYTES = 4096;
    private static final int NODE_CORES = 4;
    private static final int POLLING_MILLISECONDS = 50;

    private HadoopCluster() {}

    /**
     * Starts what is wanted and waits.
     *
     * @param arguments a directory for its files, and how many NodeManagers there are to be
     */
    public static void main(String... arguments) throws IOException {
        Path home = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
        int nodes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        Configuration configuration = new Configuration();
        configuration.set("hadoop.tmp.dir", home.resolve("tmp").toString());
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, home.resolve("dfs").toString());
        try (MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
            hdfs.waitClusterUp();
            System.out.println("HDFS " + hdfs.getURI());
            List<Service> yarn = nodes > 0 ? startYarn(home, hdfs.getURI().toString(), nodes) : List.of();
            while (System.in.read() >= 0) {
                // until its parent closes the pipe, or ends
            }
            yarn.forEach(Service::stop); // nodes first, which end their containers
        } catch (Exception | LinkageError e) { // threads of what has started already would keep the process
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private static List<Service> startYarn(Path home, String hdfs, int nodes) throws IOException, InterruptedException {
        DefaultMetricsSystem.setMiniClusterMode(true); // several nodes in one process
        Configuration clients = new Configuration(false);
        clients.set("fs.defaultFS", hdfs);
        clients.set("dfs.replication", "1");
        YarnConfiguration yarn = new YarnConfiguration();
        clients.forEach(setting -> yarn.set(setting.getKey(), setting.getValue()));
        yarn.set("hadoop.tmp.dir", home.resolve("tmp").toString());
        yarn.set(YarnConfiguration.RM_HOSTNAME, LOOPBACK);
        for (String service : YarnConfiguration.getServiceAddressConfKeys(yarn)) {
            yarn.set(service, ANY_PORT);
        }
        yarn.setInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, 3);
        yarn.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 128);
        yarn.set("yarn.scheduler.capacity.root.queues", "default");
        yarn.set("yarn.scheduler.capacity.root.default.capacity", "100");
        yarn.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1"); // a driver may take half of all
        ResourceManager manager = new ResourceManager();
        start(manager, yarn);
        List<Service> services = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            NodeManager node = new NodeManager();
            start(node, ofNode(yarn, home.resolve("node-" + i)));
            services.add(node);
        }
        services.add(manager);
        while (manager.getResourceScheduler().getNumClusterNodes() < nodes) {
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
        for (String service : YarnConfiguration.getServiceAddressConfKeys(yarn)) {
            clients.set(service, yarn.get(service));
        }
        Path conf = Files.createDirectories(home.resolve("conf"));
        for (String file : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(conf.resolve(file))) {
                clients.writeXml(out);
            }
        }
        System.out.println("YARN " + conf);
        return services;
    }

    private static void start(Service service, Configuration configuration) {
        service.init(configuration);
        service.start();
    }

    private static YarnConfiguration ofNode(YarnConfiguration yarn, Path directory) {
        YarnConfiguration node = new YarnConfiguration(yarn);
        node.set(YarnConfiguration.NM_ADDRESS, ANY_PORT);
        node.set(YarnConfiguration.NM_LOCALIZER_ADDRESS, ANY_PORT);
        node.set(YarnConfiguration.NM_WEBAPP_ADDRESS, ANY_PORT);
        node.set(YarnConfiguration.NM_COLLECTOR_SERVICE_ADDRESS, ANY_PORT);
        node.set(YarnConfiguration.NM_LOCAL_DIRS, directory.resolve("local").toString());
        node.set(YarnConfiguration.NM_LOG_DIRS, directory.resolve("logs").toString());
        node.setInt(YarnConfiguration.NM_PMEM_MB, NODE_MEGABYTES);
        node.setInt(YarnConfiguration.NM_VCORES, NODE_CORES);
        node.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        node.setInt(YarnConfiguration.DEBUG_NM_DELETE_DELAY_SEC, 3600); // logs and directories can be looked at
        node.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
        return node;
    }
}
