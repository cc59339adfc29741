"""What the serving floor learns of a plain estimator that was not fitted by `learning.pipeline`: its fields and its labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.learning.encoding import label_text, learn_fields

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["infer_signature", "is_numeric", "sample_frame", "without_missing"]


# Any in this module: estimators and rows from callers.
def sample_frame(model: Any, sample: Any) -> pd.DataFrame:
    """Return sample rows as a frame holding the columns that a model was fitted on, in its order.

    An array gets the model's feature names, or `x0`, `x1`, ...
    """
    import pandas as pd

    known = getattr(model, "feature_names_in_", None)
    names = None if known is None else [str(name) for name in known]
    if isinstance(sample, pd.DataFrame):
        return sample[names] if names is not None else sample.iloc[:, : _width(model, sample.shape[1])]
    matrix = np.asarray(sample)
    matrix = matrix.reshape(-1, 1) if matrix.ndim == 1 else matrix
    return pd.DataFrame(matrix, columns=names or [f"x{index}" for index in range(matrix.shape[1])])


def infer_signature(model: Any, frame: pd.DataFrame, *, target: str = "target", n_outputs: int = 0) -> Signature:
    """Return the input contract of a fitted model, as far as sample rows tell.

    Parameters
    ----------
    model : fitted estimator or Keras model
    frame : DataFrame
        Sample rows with the model's columns only.
    target : str
    n_outputs : int
        Keras classifiers, which keep no labels: the number of their classes, then called 0, 1, ...
    """
    fields = learn_fields(frame)
    labels = np.arange(n_outputs) if n_outputs else getattr(model, "classes_", None)
    if labels is None:
        return Signature(fields, target, Problem.REGRESSION, class_type=ColumnType.FLOAT)
    classes = np.asarray(labels)
    problem = Problem.BINARY if len(classes) == 2 else Problem.MULTICLASS
    texts = tuple(label_text(label) for label in classes)
    return Signature(fields, target, problem, texts, _label_type(classes))


def without_missing(signature: Signature) -> Signature:
    """Return the signature of a model that takes no missing values."""
    fields = tuple(replace(field, missing_allowed=False) for field in signature.fields)
    return replace(signature, fields=fields)


def is_numeric(fields: tuple[Field, ...]) -> bool:
    """Whether every field is a number as it is, so that the matrix is what an estimator fitted on the frame would see."""
    return all(field.type.is_numeric for field in fields)


def _width(model: Any, default: int) -> int:
    return int(getattr(model, "n_features_in_", default))


def _label_type(classes: Any) -> ColumnType:
    kinds = {"b": ColumnType.BOOLEAN, "i": ColumnType.INTEGER, "u": ColumnType.INTEGER, "f": ColumnType.FLOAT}
    return kinds.get(classes.dtype.kind, ColumnType.CATEGORY)
