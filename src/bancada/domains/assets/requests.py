"""What is asked of each step of the pipeline, as values that doors can fill in, links can carry and state can keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bancada.core.errors import BadInput
from bancada.core.values import check_slug

__all__ = [
    "PLATEAU_FACTOR",
    "ActionRule",
    "EvaluationRequest",
    "ForestOptions",
    "LoadRequest",
    "LstmOptions",
    "ModelType",
    "PipelineRequest",
    "PreparationRequest",
    "SaveRequest",
    "SplitRequest",
    "Step",
    "TrainRequest",
    "task_of",
]


class Step(StrEnum):
    """The steps in their order; each needs all before it. `prepare` is another name of `preprocess`, taken where it comes in."""

    LOAD = "load"
    PREPROCESS = "preprocess"
    SPLIT = "split"
    TRAIN = "train"
    EVALUATE = "evaluate"
    SAVE = "save"

    @classmethod
    def _missing_(cls, value: object) -> Step | None:
        return cls.PREPROCESS if value == "prepare" else None


class ModelType(StrEnum):
    """Kinds of model. `lstm` is another name of `lstm_mtl`, taken where it comes in and never kept."""

    RF = "rf"
    LSTM_MTL = "lstm_mtl"

    @classmethod
    def _missing_(cls, value: object) -> ModelType | None:
        return cls.LSTM_MTL if value == "lstm" else None


class ActionRule(StrEnum):
    """Where an action begins."""

    VOLATILITY = "volatility"
    """`width` times the past volatility over the horizon, ticker by ticker."""
    THRESHOLD = "threshold"
    """A return, the same for all tickers."""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Bars that are wanted.

    Attributes
    ----------
    tickers : tuple of str
        As the exchange writes them ("PETR4"); at least one, in any case, also with Yahoo's ".SA", repetitions dropped.
    start, end : date or None
        First and last session, both included. None: `years` before the end; the last session there is.
    years : float
        How far back, where `start` is None.
    min_rows : int
        Rows a ticker below which a training is warned of.
    """

    tickers: tuple[str, ...]
    start: date | None = None
    end: date | None = None
    years: float = 2.0
    min_rows: int = 1_000

    def __post_init__(self) -> None:
        named = (ticker.strip().upper().removesuffix(".SA") for ticker in self.tickers)
        found = tuple(dict.fromkeys(name for name in named if name))
        if not found:
            raise BadInput("assets_no_ticker")
        object.__setattr__(self, "tickers", found)  # frozen


@dataclass(frozen=True, slots=True)
class PreparationRequest:
    """Features and labels that are wanted.

    Attributes
    ----------
    horizon : int
        Sessions ahead of the decision at which the label ends; 1 to 60.
    rule : ActionRule
    width : float
        Of `volatility`: times the past volatility over the horizon. At 0.4 the three actions are about equally frequent in daily returns.
    window : int
        Sessions of the past volatility.
    threshold : float
        Of `threshold`: a fraction (0.01).
    features : tuple of str
        Names in the market's catalogue; empty: the set for daily bars.
    """

    horizon: int = 2
    rule: ActionRule = ActionRule.VOLATILITY
    width: float = 0.4
    window: int = 20
    threshold: float = 0.01
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """Shares of the sessions, in time: training first, then validation, then test.

    Attributes
    ----------
    test_size, val_size : float
        Each in (0, 0.5]; together at most 0.7.
    """

    test_size: float = 0.2
    val_size: float = 0.1


@dataclass(frozen=True, slots=True)
class ForestOptions:
    """How a random forest is searched for.

    Attributes
    ----------
    n_iter : int
        Settings that are tried.
    folds : int
        Purged folds in time.
    is_stratified : bool
        Deal rows to folds by class and not by time, on request only: answers come with a warning, for labels of neighbouring rows overlap.
    n_jobs : int
        Threads; -1: all cores.
    is_calibrated : bool
        Whether probabilities are calibrated on purged folds.
    n_estimators : int or None
        Trees; None: 200, and 100 while settings are searched for.
    """

    n_iter: int = 12
    folds: int = 4
    is_stratified: bool = False
    n_jobs: int = -1
    is_calibrated: bool = True
    n_estimators: int | None = None


PLATEAU_FACTOR = 0.5
"""Of the learning rate, where the validation loss of an LSTM falls no more."""


@dataclass(frozen=True, slots=True)
class LstmOptions:
    """How the two-headed LSTM is trained.

    Attributes
    ----------
    lookback : int
        Sessions a window holds.
    epochs, batch_size, units : int
    learning_rate, dropout, weight_decay : float
    loss_weight_action, loss_weight_return : float
        Of the heads.
    early_stopping_patience : int
        Epochs without a smaller validation loss.
    gradient_clip_norm : float
    focal_loss_gamma : float
        0 is cross-entropy.
    is_oversampled : bool
        Whether rare actions are drawn again until all are equally frequent, among training rows only.
    """

    lookback: int = 32
    epochs: int = 50
    batch_size: int = 256
    learning_rate: float = 1e-3
    units: int = 64
    dropout: float = 0.4
    loss_weight_action: float = 20.0
    loss_weight_return: float = 50.0
    early_stopping_patience: int = 20
    gradient_clip_norm: float = 1.0
    weight_decay: float = 1e-4
    focal_loss_gamma: float = 3.0
    is_oversampled: bool = True

    @property
    def plateau_patience(self) -> int:
        """Epochs without a smaller validation loss after which the learning rate falls to `PLATEAU_FACTOR` of itself."""
        return max(1, self.early_stopping_patience // 4)


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What is trained; the options of the other kind are kept and not used."""

    model_type: ModelType = ModelType.RF
    forest: ForestOptions = field(default_factory=ForestOptions)
    lstm: LstmOptions = field(default_factory=LstmOptions)
    seed: int = 7


@dataclass(frozen=True, slots=True)
class EvaluationRequest:
    """What the report reckons with.

    Attributes
    ----------
    cost_bps : float
        Of the value of each side of a trade.
    allow_short : bool
        Whether `sell` opens a short position; otherwise it closes one.
    """

    cost_bps: float = 5.0
    allow_short: bool = False


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """Where a model goes.

    Attributes
    ----------
    collection : str
        Slug that gathers models of one purpose; never a path.
    name : str
        Slug in the store; empty: `<model_type>_<collection>_<timestamp>`.
    promote : bool
        Ask the gate to make it the collection's champion of its kind.
    force : bool
        Promote although the gate refuses; needs a reason, and is journalled.
    reason, notes : str
    """

    collection: str = "b3"
    name: str = ""
    promote: bool = True
    force: bool = False
    reason: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        check_slug(self.collection)


@dataclass(frozen=True, slots=True)
class PipelineRequest:
    """All six steps at once."""

    load: LoadRequest
    preparation: PreparationRequest = field(default_factory=PreparationRequest)
    split: SplitRequest = field(default_factory=SplitRequest)
    training: TrainRequest = field(default_factory=TrainRequest)
    evaluation: EvaluationRequest = field(default_factory=EvaluationRequest)
    saving: SaveRequest = field(default_factory=SaveRequest)


def task_of(collection: str, model_type: ModelType) -> str:
    """Return the task that champions of a collection's kind are kept by: `assets.<collection>.<model_type>`."""
    return f"assets.{check_slug(collection)}.{model_type.value}"
