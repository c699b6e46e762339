#!/usr/bin/env bash
# Trains on a standalone cluster, with the driver in this process:
#
#   submit.sh CONF DIR [--set key=value …]
#
# Run again, it goes on from the newest checkpoint in DIR. It needs SPARK_HOME, HIG_MASTER (spark://HOST:7077) and
# HIG_SECRET_FILE, a file that only its owner can read, with the line "spark.authenticate.secret SECRET".
set -euo pipefail

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

# Client mode, not --deploy-mode cluster --supervise: a worker takes the secret away from a driver that it starts, and
# the driver then refuses to run.
#
# The secret comes from its file on top of spark-defaults.conf, so that no list of processes shows it.
exec "${SPARK_HOME:?names the Spark installation}/bin/spark-submit" \
  --master "${HIG_MASTER:?spark://HOST:7077}" --deploy-mode client \
  --load-spark-defaults --properties-file "${HIG_SECRET_FILE:?names the file with spark.authenticate.secret}" \
  --driver-java-options "\"-Dlog4j2.configurationFile=$home/conf/log4j2.properties\" -XX:+UseParallelGC" \
  --class org.halfinverse.cli.Hig "$jar" \
  train "$configuration" --output "$directory" --resume "$@"
