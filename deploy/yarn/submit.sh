#!/usr/bin/env bash
# Trains on YARN, with the driver in the application master or, after --client, in this process:
#
#   submit.sh [--client] CONF DIR [--set key=value …]
#
# CONF and DIR are hdfs: paths, since the driver may run on any machine, and the next attempt on another. An attempt
# that follows a lost one goes on from the newest checkpoint in DIR, and so does this command, run again. It needs
# SPARK_HOME and HADOOP_CONF_DIR; on a cluster with Kerberos, for trainings longer than a ticket, also HIG_PRINCIPAL
# and HIG_KEYTAB.
set -euo pipefail

mode=cluster
if [ "${1:-}" = --client ]; then
  mode=client
  shift
fi
[ $# -ge 2 ] || { echo "submit.sh: needs a configuration and an output directory" >&2; exit 2; }
configuration=$1
directory=$2
shift 2

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." >/dev/null && pwd)
jar=
for candidate in "$home"/hig-spark-*[0-9].jar "$home"/hig-spark-*-SNAPSHOT.jar \
  "$home"/target/hig-spark-*[0-9].jar "$home"/target/hig-spark-*-SNAPSHOT.jar; do
  if [ -f "$candidate" ]; then jar=$candidate; fi
done
[ -n "$jar" ] || { echo "submit.sh: there is no hig-spark jar in $home or $home/target" >&2; exit 2; }

options=(
  # Three attempts within an hour, so that a mistake ends soon, but any number over weeks. The cluster's
  # yarn.resourcemanager.am.max-attempts, by default 2, is the upper limit.
  --conf spark.yarn.maxAppAttempts=3
  --conf spark.yarn.am.attemptFailuresValidityInterval=1h

  # Likewise executors that fail: what happened an hour ago does not count.
  --conf spark.executor.failuresValidityInterval=1h

  # YARN makes a secret for each application and hands it to its containers: there is none to keep.
  --conf spark.authenticate=true
  --conf spark.network.crypto.enabled=true
  --conf spark.network.crypto.authEngineVersion=2
  --conf spark.network.crypto.saslFallback=false
  --conf spark.io.encryption.enabled=true

  # YARN's proxy says who looks: the user who submits, and nobody else but administrators.
  --conf spark.acls.enable=true

)
if [ "$mode" = cluster ]; then
  # Under a name of its own, or executors would take it up as well and log nothing.
  logging=hig-log4j2.properties
  options+=(--files "$home/conf/log4j2.properties#$logging")
else
  logging=$home/conf/log4j2.properties
fi
options+=(--driver-java-options "\"-Dlog4j2.configurationFile=$logging\" -XX:+UseParallelGC")
# OpenBLAS chooses its kernels by these. A driver in the application master hands them on to executors.
if [ -n "${OPENBLAS_CORETYPE:-}" ]; then
  options+=(--conf "spark.yarn.appMasterEnv.OPENBLAS_CORETYPE=$OPENBLAS_CORETYPE")
fi
if [ -n "${OPENBLAS_L2_SIZE:-}" ]; then
  options+=(--conf "spark.yarn.appMasterEnv.OPENBLAS_L2_SIZE=$OPENBLAS_L2_SIZE")
fi
if [ -n "${HIG_PRINCIPAL:-}" ]; then
  # Spark renews its tokens by the keytab: without it a training ends with the ticket.
  options+=(--principal "$HIG_PRINCIPAL" --keytab "${HIG_KEYTAB:?names the keytab of HIG_PRINCIPAL}")
fi

# Always on executors: YARN gives up an application master that opens no connection to Spark.
exec "${SPARK_HOME:?names the Spark installation}/bin/spark-submit" \
  --master yarn --deploy-mode "$mode" "${options[@]}" \
  --class org.halfinverse.cli.Hig "$jar" \
  train "$configuration" --output "$directory" --resume --set execution.mode=cluster "$@"
