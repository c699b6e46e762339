import org.apache.spark.sql.functions._
import org.halfinverse.ml.{HalfInverseGradientTrainer, MeanLoss}

val states = spark.range(400).select(array(cos($"id"), sin($"id"), lit(0.0), lit(0.0)).as("input"))
val trainer = new HalfInverseGradientTrainer().
  setProblem("oscillators-linear").
  setHiddenLayers(Array(20, 20)).
  setTargetCol("input").
  setLossCol("loss").
  setMaxEpochs(3)
val model = trainer.fit(states)
model.summary.evaluations.forEach(e => println(s"epoch ${e.epoch}  loss ${e.trainLoss}"))
new MeanLoss().evaluate(model.transform(states))
val other = trainer.fit(states, trainer.kappa -> 0.75, trainer.maxEpochs -> 1L)
other.summary.reason
