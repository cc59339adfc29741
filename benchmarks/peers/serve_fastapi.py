"""The plain way to serve a model: a FastAPI route that reads a pydantic body and asks scikit-learn. Started by benchmarks/serve.py.

Run: `MODEL=forest.joblib uvicorn --app-dir benchmarks/peers serve_fastapi:app --port 8601 --no-access-log`.
"""

from __future__ import annotations

import os

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

model = joblib.load(os.environ["MODEL"])
app = FastAPI()


class Row(BaseModel):
    """One row of sensor readings."""

    lux: float
    temperature: float
    humidity: float
    co2: float


@app.post("/predict")
def predict(row: Row) -> dict[str, object]:
    """Answer one row; a plain function, so that FastAPI runs it in its threads."""
    shares = model.predict_proba(pd.DataFrame([row.model_dump()]))[0]
    return {
        "answer": str(model.classes_[shares.argmax()]),
        "probabilities": dict(zip(model.classes_.tolist(), shares.tolist(), strict=True)),
    }
