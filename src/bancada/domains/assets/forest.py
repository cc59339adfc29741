"""The random forest of daily assets: one that names the action and one that gives the return, over the same features.

scikit-learn is loaded by the forests themselves, never here: what answers from the store shares this module's rows and columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import ACTION_NAMES, AssetAnswers, AssetModelPort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bancada.core.model import Certificate
    from bancada.core.signature import Signature
    from bancada.domains.assets.values import AssetTable

    Positions = NDArray[np.int64]

__all__ = ["ForestModel", "answerable", "columns_of", "draft_parts", "in_all_actions"]

CLASSIFIER = "model.joblib"
REGRESSOR = "return.joblib"


class ForestModel:
    """A fitted classifier of the action and a fitted regressor of the return.

    **Thread safety**: `answers` may be called from many threads at once.

    Parameters
    ----------
    classifier : estimator
        With `predict_proba`; its classes are codes of `ACTION_NAMES`.
    regressor : estimator
    names : tuple of str
        Features, in the order of the columns that both were fitted on.
    horizon : int

    Attributes
    ----------
    model_type, names, horizon, lookback
        As in `AssetModelPort`.
    """

    # Any: fitted estimators of scikit-learn, which ships no types.
    def __init__(self, classifier: Any, regressor: Any, *, names: tuple[str, ...], horizon: int) -> None:
        self.model_type = ModelType.RF
        self.names = names
        self.horizon = horizon
        self.lookback = 1
        self.classifier = classifier
        self.regressor = regressor

    def answers(self, table: AssetTable, rows: Positions, *, since: int | None = None) -> AssetAnswers:
        """Answer those of `rows` that have every feature and lie at or after `since`; BadInput where the table lacks features."""
        columns = columns_of(table, self.names)
        kept = answerable(table, columns, rows, since=since)
        matrix = table.X[np.ix_(kept, columns)]
        if not len(kept):
            return AssetAnswers(kept, np.empty((0, len(ACTION_NAMES))), np.empty(0))
        probabilities = in_all_actions(self.classifier.predict_proba(matrix), self.classifier.classes_)
        return AssetAnswers(kept, probabilities, np.asarray(self.regressor.predict(matrix), dtype=np.float64))

    def files(self) -> dict[str, bytes]:
        """Return both forests as bytes, the classifier as `model.joblib` and the regressor as `return.joblib`."""
        from bancada.registry import dump_joblib

        return {CLASSIFIER: dump_joblib(self.classifier), REGRESSOR: dump_joblib(self.regressor)}


def columns_of(table: AssetTable, names: Sequence[str]) -> NDArray[np.intp]:
    """Return where in the table's matrix the features stand; BadInput naming all that are absent."""
    place = {name: at for at, name in enumerate(table.names)}
    missing = [name for name in names if name not in place]
    if missing:
        raise BadInput("assets_table_lacks_features", missing=missing, n_missing=len(missing), n_features=len(names))
    return np.array([place[name] for name in names], dtype=np.intp)


def answerable(table: AssetTable, columns: NDArray[np.intp], rows: Positions, *, since: int | None) -> Positions:
    """Return those of `rows` that have all of these features and lie at or after the instant `since` (ns)."""
    asked = np.asarray(rows, dtype=np.int64)
    is_kept = np.isfinite(table.X[np.ix_(asked, columns)]).all(axis=1)
    if since is not None:
        is_kept &= table.ts[asked] >= since
    return asked[is_kept]


def in_all_actions(probabilities: NDArray[np.float64], classes: Sequence[int]) -> NDArray[np.float64]:
    """Return probabilities with one column an action, 0 for one that training did not know; rows sum to 1."""
    found = np.zeros((len(probabilities), len(ACTION_NAMES)))
    found[:, np.asarray(classes, dtype=np.int64)] = probabilities
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def draft_parts(
    model: ForestModel, table: AssetTable, rows: Positions
) -> tuple[dict[str, bytes], Signature, Certificate, Certificate, tuple[str, ...], dict[str, str]]:
    """Return files, signature, certificates of action and return, modules and versions of a fitted model.

    Parameters
    ----------
    model : ForestModel
    table : AssetTable
    rows : ndarray of int64
        Training rows: ranges of the signature come from them, and exports are compared on them.

    Returns
    -------
    tuple
        `model.onnx` and `return.onnx` are among the files where their certificates were accepted.
    """
    import pandas as pd

    from bancada.serving.draft import draft_model

    kept = answerable(table, columns_of(table, model.names), rows, since=None)
    sample = pd.DataFrame(table.X[np.ix_(kept, columns_of(table, model.names))], columns=list(model.names))
    actions, returns = _signatures(model, sample)
    first = draft_model(model.classifier, sample=sample, signature=actions, kind=model.model_type.value)
    beside = sample.assign(**{returns.target: table.returns[kept]})
    second = draft_model(model.regressor, sample=beside, signature=returns, kind=model.model_type.value)
    files = {**first.files, **{_RENAMED[name]: content for name, content in second.files.items()}}
    assert first.certificate is not None and second.certificate is not None  # noqa: S101, PT018  # there was a sample
    return files, actions, first.certificate, second.certificate, first.modules, first.versions


_RENAMED = {"model.joblib": REGRESSOR, "model.onnx": "return.onnx"}


# Any: a DataFrame, imported on use.
def _signatures(model: ForestModel, sample: Any) -> tuple[Signature, Signature]:
    from bancada.core.dataset import ColumnType
    from bancada.core.signature import Signature
    from bancada.core.task import Problem
    from bancada.learning.encoding import learn_fields
    from bancada.serving.fields import without_missing

    fields = learn_fields(sample)
    classes = tuple(ACTION_NAMES[int(code)] for code in model.classifier.classes_)
    problem = Problem.BINARY if len(classes) == 2 else Problem.MULTICLASS
    actions = without_missing(Signature(fields, "action", problem, classes))
    return actions, Signature(actions.fields, "return", Problem.REGRESSION, class_type=ColumnType.FLOAT)


if TYPE_CHECKING:
    _: AssetModelPort = ForestModel(None, None, names=(), horizon=1)
