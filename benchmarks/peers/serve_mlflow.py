"""Write a scikit-learn model as an MLflow model that answers probabilities, for `mlflow models serve`. Started by benchmarks/serve.py.

Run: `python benchmarks/peers/serve_mlflow.py forest.joblib FOLDER`.
"""

from __future__ import annotations

import sys

import joblib
import mlflow.sklearn


def main(source: str, folder: str) -> None:
    mlflow.sklearn.save_model(
        joblib.load(source), folder, pyfunc_predict_fn="predict_proba", serialization_format="cloudpickle"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
