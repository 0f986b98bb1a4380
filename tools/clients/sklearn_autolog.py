"""An ordinary scikit-learn script with MLflow's autologging; nothing here knows of convoy."""

import mlflow
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split

mlflow.set_experiment("sklearn")
mlflow.sklearn.autolog()

x, y = load_iris(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
with mlflow.start_run(run_name="forest"):
    forest = RandomForestClassifier(n_estimators=10, max_depth=3, random_state=0)
    forest.fit(x_train, y_train)
    forest.score(x_test, y_test)
with mlflow.start_run(run_name="grid"):
    GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1.0, 10.0]}, cv=3).fit(x_train, y_train)

run = mlflow.search_runs(experiment_names=["sklearn"], filter_string="run_name = 'forest'",
                         output_format="list")[0]
assert run.data.params["n_estimators"] == "10"
assert run.data.metrics["training_accuracy_score"] > 0.9
assert "RandomForestClassifier_score_x_test" in run.data.metrics, run.data.metrics
files = [f.path for f in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
print("sklearn: autologged", sorted(run.data.metrics), files)

with mlflow.start_run(run_name="model"):
    info = mlflow.sklearn.log_model(
        forest, name="forest", serialization_format=mlflow.sklearn.SERIALIZATION_FORMAT_CLOUDPICKLE)
loaded = mlflow.sklearn.load_model(info.model_uri)
assert (loaded.predict(x_test) == forest.predict(x_test)).all()
print("sklearn: model logged and loaded:", info.model_uri)
