#!/usr/bin/env bash
# Trains on Kubernetes without an operator, with the driver in a pod:
#
#   submit.sh CONF DIR [--set key=value …]
#
# CONF is a path in the image or any Hadoop path, DIR one below /runs, where the volume is. Run again, it goes on from
# the newest checkpoint in DIR. It needs SPARK_HOME, HIG_IMAGE (REGISTRY/hig-spark:VERSION) and HIG_KUBERNETES, the
# address of the API server as "kubectl cluster-info" says it.
set -euo pipefail

[ $# -ge 2 ] || { echo "submit.sh: needs a configuration and an output directory" >&2; exit 2; }
configuration=$1
directory=$2
shift 2

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" >/dev/null && pwd)

options=(
  --conf spark.kubernetes.namespace=hig
  --conf "spark.kubernetes.container.image=${HIG_IMAGE:?REGISTRY/hig-spark:VERSION}"

  # See rbac.yaml: only the driver may start pods.
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=hig-driver
  --conf spark.kubernetes.authenticate.executor.serviceAccountName=hig-executor

  # No root and no privileges.
  --conf "spark.kubernetes.driver.podTemplateFile=$here/pod-template.yaml"
  --conf "spark.kubernetes.executor.podTemplateFile=$here/pod-template.yaml"

  # Runs and checkpoints, which outlive the driver. It makes no volumes, and need not look for those it made.
  --conf spark.kubernetes.driver.volumes.persistentVolumeClaim.runs.options.claimName=hig-runs
  --conf spark.kubernetes.driver.volumes.persistentVolumeClaim.runs.mount.path=/runs
  --conf spark.kubernetes.driver.ownPersistentVolumeClaim=false

  # The secret comes as a file into each pod, and so is in no description of a pod.
  --conf spark.authenticate=true
  --conf spark.authenticate.secret.file=/etc/hig-secret/secret
  --conf spark.kubernetes.driver.secrets.hig-spark-secret=/etc/hig-secret
  --conf spark.kubernetes.executor.secrets.hig-spark-secret=/etc/hig-secret
  # Executors of 4.2 read that file only if they know that they are on Kubernetes, which nobody tells them in time:
  # the image takes this variable for an option of their JVM.
  --conf spark.executorEnv.SPARK_JAVA_OPT_MASTER=-Dspark.master=k8s://https://kubernetes.default.svc
  --conf spark.network.crypto.enabled=true
  --conf spark.network.crypto.authEngineVersion=2
  --conf spark.network.crypto.saslFallback=false
  --conf spark.io.encryption.enabled=true

  # Metrics for deploy/prometheus.
  --conf spark.metrics.namespace=hig
  --conf spark.metrics.conf.driver.sink.prometheusServlet.class=org.apache.spark.metrics.sink.PrometheusServlet
  --conf spark.metrics.conf.driver.sink.prometheusServlet.path=/metrics/prometheus

  --driver-java-options "-Dlog4j2.configurationFile=/opt/hig-spark/conf/log4j2.properties -XX:+UseParallelGC"
)

exec "${SPARK_HOME:?names the Spark installation}/bin/spark-submit" \
  --master "k8s://${HIG_KUBERNETES:?the address of the API server, https://HOST:6443}" --deploy-mode cluster \
  --name hig "${options[@]}" \
  --class org.halfinverse.cli.Hig local:///opt/hig-spark/hig-spark.jar \
  train "$configuration" --output "$directory" --resume "$@"
