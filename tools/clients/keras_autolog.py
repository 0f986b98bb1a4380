"""An ordinary Keras script with MLflow's autologging; nothing here knows of convoy."""

import keras
import mlflow
import numpy

mlflow.set_experiment("keras")
mlflow.tensorflow.autolog()

random = numpy.random.default_rng(0)
images = random.random((512, 8, 8, 1), dtype=numpy.float32)
labels = (images.mean(axis=(1, 2, 3)) > 0.5).astype(numpy.int64)
model = keras.Sequential([
    keras.layers.Input((8, 8, 1)),
    keras.layers.Conv2D(8, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
with mlflow.start_run(run_name="keras-cnn"):
    model.fit(images, labels, epochs=3, batch_size=64, validation_split=0.25, verbose=0)

run = mlflow.search_runs(experiment_names=["keras"], output_format="list")[0]
assert run.data.params["epochs"] == "3"
history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "val_loss")
assert len(history) == 3, history
files = [f.path for f in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
print("keras: autologged", sorted(run.data.metrics), files)
