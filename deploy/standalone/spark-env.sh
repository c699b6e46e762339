# Where the cluster is and what a machine gives to it. Plain KEY=value lines: systemd reads them as well as Spark.

# The address on which the master listens, a name of this cluster's private network.
SPARK_MASTER_HOST=spark-master.example.org

# The same for workers and drivers.
HIG_MASTER=spark://spark-master.example.org:7077

# Spark on all machines, in one place.
SPARK_HOME=/opt/spark

# What a worker gives to its executors: leave a core and 2 GiB to the system.
SPARK_WORKER_CORES=7
SPARK_WORKER_MEMORY=30g

# Shuffle files and spilt blocks: a fast disk with room for them, not a /tmp in memory.
SPARK_LOCAL_DIRS=/var/lib/hig-spark/scratch

# The logs of executors, a directory for each application.
SPARK_WORKER_DIR=/var/lib/hig-spark/work
