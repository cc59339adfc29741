"""From a fitted model to a draft for the store: its files, its certified export, its signature, and what it needs to open."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.model import Certificate, Lineage, MetricFigure
from bancada.core.signature import Signature
from bancada.core.task import Problem
from bancada.learning.encoding import encode
from bancada.learning.lags import features_of_history, has_history, is_lagged
from bancada.registry import ModelDraft, dump_joblib, dump_keras
from bancada.serving.engine import Engine, KerasEngine, NativeEngine
from bancada.serving.fields import infer_signature, is_numeric, sample_frame, without_missing
from bancada.serving.onnx_export import Export, export

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DraftFacts", "draft_model", "is_keras", "native_engine"]

_PACKAGES = {
    "keras": ("keras", "tensorflow-cpu"),
    "lightgbm": ("lightgbm",),
    "sklearn": ("scikit-learn",),
    "xgboost": ("xgboost-cpu",),
}


class DraftFacts(TypedDict, total=False):
    """What a draft holds beside the model; as in `registry.ModelDraft`."""

    task: str
    metrics: tuple[MetricFigure, ...]
    main_metric: MetricFigure | None
    lineage: Lineage | None
    # Any: JSON values that belong to the caller.
    metadata: dict[str, Any]


# Any in this module: fitted estimators of libraries that ship no types.
def draft_model(
    model: Any,
    *,
    sample: pd.DataFrame | Any | None,
    signature: Signature | None = None,
    kind: str | None = None,
    problem: Problem | None = None,
    **facts: Unpack[DraftFacts],
) -> ModelDraft:
    """Return everything of a fitted model except its name.

    Parameters
    ----------
    model : estimator or keras.Model
        Fitted: a pipeline of `learning.pipeline`, any scikit-learn-compatible estimator, or a Keras model.
    sample : DataFrame or array, shape (n_rows, n_columns), optional
        Rows as recorded, held out where there are such; columns beside the model's (the target) are ignored. Without it a
        foreign model gets neither signature nor certificate, and the native model serves.
    signature : Signature, optional
        The input contract, where it is known; else the model's own `signature_`, else inferred from the sample.
    kind : str, optional
        Candidate id; the class name by default.
    problem : Problem, optional
        The signature's by default.
    **facts
        Task, metrics, lineage, metadata.

    Returns
    -------
    ModelDraft
        With `model.joblib` (or `model.keras`), and `model.onnx` where its certificate was accepted.

    Raises
    ------
    BadInput
        Something without `predict`, an estimator that cannot be pickled, or sample rows that the model refuses.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> rows = np.arange(20.0).reshape(10, 2)
    >>> draft = draft_model(LinearRegression().fit(rows, rows.sum(axis=1)), sample=rows)
    >>> sorted(draft.files), draft.certificate.accepted
    (['model.joblib', 'model.onnx'], True)
    """
    if not hasattr(model, "predict"):
        raise BadInput("model_without_predict", kind=type(model).__name__)
    signature = signature or getattr(model, "signature_", None)
    files = {"model.keras": dump_keras(model)} if is_keras(model) else {"model.joblib": _pickled(model)}
    certificate = Certificate(False, 0, reason="no sample of rows was given")
    if sample is not None:
        signature, found = _examined(model, sample, signature)
        certificate = found.certificate
        if found.content is not None:
            files["model.onnx"] = found.content
    return ModelDraft(
        files=files,
        kind=kind or type(model).__name__,
        problem=problem or (signature.problem if signature else None),
        signature=signature,
        certificate=certificate,
        modules=_modules(model),
        versions=_versions(model),
        **facts,
    )


def is_keras(model: Any) -> bool:
    """Whether it is a Keras model, without importing Keras."""
    return any(cls.__module__.startswith("keras.") and cls.__name__ == "Model" for cls in type(model).__mro__)


def _pickled(model: Any) -> bytes:
    import pickle

    try:
        return dump_joblib(model)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise BadInput("model_not_picklable", kind=type(model).__name__, detail=str(error)[:200]) from error


def _examined(model: Any, sample: Any, signature: Signature | None) -> tuple[Signature, Export]:
    """Return the signature, learned where it is not known, and the certified export."""
    import pandas as pd

    if signature is not None and isinstance(sample, pd.DataFrame):
        frame = _as_features(sample, signature)
        matrix = encode(frame, signature.fields)
    else:
        frame = sample_frame(model, sample)
        signature = signature or infer_signature(model, frame, n_outputs=_n_keras_classes(model))
        matrix = encode(frame, signature.fields)
    if not len(matrix):
        return signature, Export(Certificate(False, 0, reason="the sample has no rows"))
    engine = native_engine(model, signature)
    signature = _checked(model, engine, matrix, signature)
    if is_keras(model):
        from bancada.serving.keras_export import export_keras

        return signature, export_keras(model, engine, matrix, signature)
    if not hasattr(model, "inner_") and not is_numeric(signature.fields):
        reason = "the estimator takes columns that are no numbers, and prepares them itself"
        return signature, Export(Certificate(False, 0, reason=reason))
    return signature, export(
        getattr(model, "inner_", model), engine, matrix, signature.fields, scale=_scale(sample, signature)
    )


def _as_features(sample: pd.DataFrame, signature: Signature) -> pd.DataFrame:
    """Return the sample, of a forecast's table the lag features of its rows."""
    history = signature.history
    if history is None or is_lagged(sample.columns, history):
        return sample
    features = features_of_history(sample, history)
    return features[has_history(features, history.target)]


def native_engine(model: Any, signature: Signature) -> Engine:
    """Return the engine that answers with the model itself."""
    if is_keras(model):
        return KerasEngine(model, n_classes=len(signature.classes))
    takes_frame = hasattr(model, "feature_names_in_") and not hasattr(model, "inner_")
    return NativeEngine(model, names=signature.names if takes_frame else ())


def _checked(model: Any, engine: Engine, matrix: Any, signature: Signature) -> Signature:
    """Return the signature, saying whether missing values are allowed; BadInput where the model refuses its own sample."""
    if hasattr(model, "inner_") or not is_numeric(signature.fields):
        return signature
    try:
        engine.run(matrix[:1])
    except (TypeError, ValueError) as error:
        raise BadInput("sample_refused", kind=type(model).__name__, detail=str(error)[:200]) from error
    try:
        answer = engine.run(np.full((1, matrix.shape[1]), np.nan))
    except (TypeError, ValueError):
        return without_missing(signature)
    return signature if np.isfinite(answer).all() else without_missing(signature)


def _scale(sample: Any, signature: Signature) -> float:
    """Return the standard deviation of the target in the sample, NaN where it is not there."""
    if signature.problem.is_classification or not hasattr(sample, "columns") or signature.target not in sample.columns:
        return float("nan")
    try:
        return float(np.nanstd(np.asarray(sample[signature.target], dtype=np.float64)))
    except (TypeError, ValueError):
        return float("nan")


def _n_keras_classes(model: Any) -> int:
    if not is_keras(model):
        return 0
    last = getattr(getattr(model.layers[-1], "activation", None), "__name__", "")
    width = int(model.output_shape[-1])
    return 2 if last == "sigmoid" and width == 1 else width if last == "softmax" else 0


def _parts(model: Any) -> list[Any]:
    """Return the model and what it is made of: steps, members, inner estimators."""
    found = [model]
    for attribute in ("inner_", "estimator", "estimator_"):
        if hasattr(model, attribute) and not isinstance(getattr(model, attribute), str):
            found += _parts(getattr(model, attribute))
    for _, step in getattr(model, "steps", ()):
        found += _parts(step)
    members = getattr(model, "estimators_", ())
    return found + ([members[0]] if isinstance(members, list) and members else [])


def _modules(model: Any) -> tuple[str, ...]:
    """Return the modules of Bancada that define the classes of a model; others are found by the pickle itself."""
    names = {cls.__module__ for part in _parts(model) for cls in type(part).__mro__}
    return tuple(sorted(name for name in names if name.startswith("bancada.")))


def _versions(model: Any) -> dict[str, str]:
    roots = {cls.__module__.split(".", 1)[0] for part in _parts(model) for cls in type(part).__mro__}
    packages = [package for root in sorted(roots) for package in _PACKAGES.get(root, ())]
    found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for package in ("bancada", "numpy", "onnxruntime", *packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
