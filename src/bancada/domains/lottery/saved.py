"""Forecasters in the store: the draft of one, and a saved one made ready to answer, by ONNX Runtime where its certificate allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import BadInput, UntrustedModel
from bancada.core.leaks import LeakReport
from bancada.core.model import Certificate, Lineage, MetricFigure, ModelInfo
from bancada.core.task import Problem
from bancada.domains.lottery.calibration import calibrated
from bancada.domains.lottery.features import Recipe
from bancada.domains.lottery.game import BASE_RATE, N_NUMBERS
from bancada.domains.lottery.pack import TASK
from bancada.domains.lottery.trained import NETWORK_MODULES, Network
from bancada.domains.lottery.training import TrainingOptions
from bancada.registry import ModelDraft, ModelStore, OpenedModel, dump_joblib, load_joblib, load_keras
from bancada.serving.engine import Engine, KerasEngine, NativeEngine, OnnxEngine

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.domains.lottery.affine import Affine
    from bancada.domains.lottery.forecasters import DrawForecaster

__all__ = ["METADATA_KEY", "SavedForecaster", "draft_forecaster", "load_forecaster"]

METADATA_KEY = "forecaster"
_FACTS = frozenset({"kind", "recipe", "window", "weight", "last_contest"})
_SAMPLE_ROWS = 1_000


def draft_forecaster(
    forecaster: DrawForecaster,
    X: ArrayLike,
    *,
    last_contest: int,
    task: str = TASK,
    metrics: tuple[MetricFigure, ...] = (),
    main_metric: MetricFigure | None = None,
    lineage: Lineage | None = None,
    leaks: LeakReport | None = None,
    files: Mapping[str, bytes] | None = None,
    metadata: Mapping[str, Any] | None = None,  # Any: JSON values of the caller
) -> ModelDraft:
    """Return everything of a fitted forecaster except its name.

    Parameters
    ----------
    forecaster : DrawForecaster
        Fitted.
    X : array-like of 0/1, shape (n_draws, 25)
        Draws whose features the export is certified on, at least `recipe.n_history`; the latest 1,000 rows are used.
    last_contest : int
        The last one it was fitted on.
    task, metrics, main_metric, lineage, leaks
        As in `ModelDraft`.
    files : mapping of str to bytes, optional
        Further files, such as a report.
    metadata : mapping, optional
        Further JSON values.

    Returns
    -------
    ModelDraft
        With `model.joblib` (rules) or `model.keras` (networks), and `model.onnx` where its certificate was accepted.

    Raises
    ------
    BadInput
        X is too short.
    """
    recipe = forecaster.recipe
    matrix = recipe.features(X)[recipe.n_history - 1 :][-_SAMPLE_ROWS:]
    if not len(matrix):
        raise BadInput("draws_too_few", needed=recipe.n_history, found=len(np.asarray(X)))
    is_network = isinstance(forecaster.inner_, Network)
    draft = (_network_draft if is_network else _rule_draft)(forecaster, matrix.astype(np.float64))
    facts = {
        "kind": forecaster.kind,
        "recipe": recipe.kind,
        "window": recipe.window,
        "weight": forecaster.weight,
        "last_contest": last_contest,
        "options": asdict(_options_of(forecaster)),
    }
    return replace(
        draft,
        files={**draft.files, **(files or {})},
        task=task,
        metrics=metrics,
        main_metric=main_metric,
        lineage=lineage,
        leaks=leaks,
        metadata={**(metadata or {}), METADATA_KEY: facts},
    )


def _options_of(forecaster: DrawForecaster) -> TrainingOptions:
    """Return how a network was trained; the defaults of rules, which have no such options."""
    params = forecaster.get_params(deep=False)
    chosen = params.get("options") or TrainingOptions()
    seed = params.get("random_state")
    return chosen if seed is None else replace(chosen, seed=seed)


def _network_draft(forecaster: DrawForecaster, matrix: NDArray[np.float64]) -> ModelDraft:
    import pandas as pd

    from bancada.serving.draft import draft_model

    signature = forecaster.signature_
    sample = pd.DataFrame(matrix, columns=list(signature.names))
    draft = draft_model(forecaster.inner_.model, sample=sample, signature=signature, kind=forecaster.kind)
    return replace(draft, files={**draft.files, "model.keras": forecaster.inner_.content}, modules=NETWORK_MODULES)


def _rule_draft(forecaster: DrawForecaster, matrix: NDArray[np.float64]) -> ModelDraft:
    from bancada.serving.certificate import certify, trial_rows
    from bancada.serving.draft import draft_model
    from bancada.serving.onnx_graph.graph import OPSET

    inner: Affine = forecaster.inner_
    signature, content = forecaster.signature_, inner.onnx_bytes()
    rows = trial_rows(matrix, signature.fields, rng=np.random.default_rng(7))
    certificate: Certificate = certify(NativeEngine(forecaster), OnnxEngine(content), rows, scale=1.0, opset=OPSET)
    draft = draft_model(forecaster, sample=None, signature=signature, kind=forecaster.kind)
    exported = {"model.onnx": content} if certificate.accepted else {}
    files = {"model.joblib": dump_joblib(forecaster), **exported}
    return replace(draft, files=files, certificate=certificate, problem=Problem.MULTILABEL)


class SavedForecaster:
    """A saved forecaster made ready to answer.

    **Thread safety**: all methods may be called from many threads at once.

    Parameters
    ----------
    info : ModelInfo
    engine : Engine
        Answers a feature matrix.
    facts : mapping
        What the draft's metadata say of it.

    Attributes
    ----------
    info : ModelInfo
    kind : str
        Candidate id.
    recipe : Recipe
    weight : float
    last_contest : int
        The last one it was fitted on.
    options : TrainingOptions
        How it was trained, where it is a network.
    engine : {"onnx", "native"}
    """

    # Any: JSON values.
    def __init__(self, info: ModelInfo, engine: Engine, facts: Mapping[str, Any]) -> None:
        self.info = info
        self.kind = str(facts["kind"])
        self.recipe = Recipe(facts["recipe"], int(facts["window"]))
        self.weight = float(facts["weight"])
        self.last_contest = int(facts["last_contest"])
        self.options = TrainingOptions(**facts.get("options", {}))
        self.engine = engine.name
        self._engine = engine

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return calibrated probabilities for the draw after each row, shape (n_draws, 25); 0.6 where the past is too short."""
        matrix = self.recipe.features(X)
        answers = np.full((len(matrix), N_NUMBERS), BASE_RATE)
        start = self.recipe.n_history - 1
        if len(matrix) > start:
            raw = self._engine.run(matrix[start:].astype(np.float64))
            answers[start:] = calibrated(raw, weight=self.weight)
        return answers

    def next_probabilities(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return calibrated probabilities for the draw after the last row, shape (25,).

        Raises
        ------
        BadInput
            X holds fewer draws than `recipe.n_history`.
        """
        return np.asarray(calibrated(self._next(X), weight=self.weight)[0])

    def ranking(self, X: ArrayLike) -> NDArray[np.intp]:
        """Return the 25 numbers, most probable for the draw after the last row first, ties to the smaller; as `next_probabilities`.

        The order needs no calibration, which keeps it.
        """
        return np.asarray(np.argsort(-self._next(X)[0], kind="stable") + 1)

    def _next(self, X: ArrayLike) -> NDArray[np.float64]:
        drawn = np.asarray(X)
        if len(drawn) < self.recipe.n_history:
            raise BadInput("history_of_draws_too_short", needed=self.recipe.n_history, found=len(drawn))
        return self._engine.run(self.recipe.last(drawn).astype(np.float64))


def load_forecaster(store: ModelStore, name: str) -> SavedForecaster:
    """Return a saved forecaster as it is served.

    Raises
    ------
    BadInput
        The model is no forecaster of draws.
    ModelNotFound, TamperedModel, UntrustedModel
    """
    opened = store.open(name)
    facts = opened.info.metadata.get(METADATA_KEY)
    if not isinstance(facts, dict) or not set(facts) >= _FACTS:
        raise BadInput("not_a_forecaster", name=name)
    return SavedForecaster(opened.info, _engine_of(opened), facts)


def _engine_of(opened: OpenedModel) -> Engine:
    certificate, content = opened.info.certificate, opened.files.get("model.onnx")
    if content is not None and certificate is not None and certificate.accepted:
        return OnnxEngine(content)
    if "model.keras" in opened.files:
        return KerasEngine(load_keras(opened.files["model.keras"], opened.modules), n_classes=N_NUMBERS)
    if "model.joblib" in opened.files:
        return NativeEngine(load_joblib(opened.files["model.joblib"], opened.modules))
    raise UntrustedModel("model_without_artefact", name=opened.info.name, files=sorted(opened.files))
