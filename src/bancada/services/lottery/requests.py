"""What is asked of the lottery's background runs, and the kinds they go by. It loads no engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.domains.lottery.training import TrainingOptions

__all__ = ["BACKTEST", "COMPARE", "RANDOMNESS", "RETRAIN", "TRAIN", "UPDATE", "BacktestRequest", "TrainingRequest"]

COMPARE, TRAIN, RETRAIN = "lottery-compare", "lottery-train", "lottery-retrain"
BACKTEST, RANDOMNESS, UPDATE = "lottery-backtest", "lottery-randomness", "lottery-update"


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What to train, and how.

    Attributes
    ----------
    kinds : tuple of str
        Forecasters ("ls15", "ls14pp", "frequency" ...); empty: all for a comparison, the champion's kind for a retraining.
    name : str
        What a trained model is saved under; empty: made of kind and moment.
    window, units, epochs, patience : int
        Of LSTM models.
    weight : float
        Of drawn numbers in the loss.
    folds : int
        Of a comparison.
    holdout : float
        Share of the latest draws that no training sees.
    seed : int
    n_select : int
        Best of a comparison that are fitted on its whole training part and kept.
    """

    kinds: tuple[str, ...] = ()
    name: str = ""
    window: int = 10
    units: int = 64
    epochs: int = 60
    patience: int = 8
    weight: float = 1.0
    folds: int = 5
    holdout: float = 0.2
    seed: int = 7
    n_select: int = 5

    @property
    def options(self) -> TrainingOptions:
        """How networks are built and trained; BadInput names every option that cannot be used."""
        from bancada.domains.lottery.training import TrainingOptions

        return TrainingOptions(
            window=self.window,
            units=self.units,
            epochs=self.epochs,
            weight=self.weight,
            patience=self.patience,
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """What to judge on past draws.

    Attributes
    ----------
    rule : str
        "uniform", "frequency", "last-k" or "markov"; empty where a model is judged.
    model : str
        Name of a saved model; it is judged as it is on contests after the last it learned from, and fitted anew, walking
        forward, on those before.
    first, last : int or None
        Contests, both included; None: for rules from the 1,001st on (all of a shorter record), for models from the first that it has not seen.
    k : int
        Draws that "last-k" looks back.
    seed : int
    blocks : int
        Times that a model is fitted anew where it must be.
    """

    rule: str = ""
    model: str = ""
    first: int | None = None
    last: int | None = None
    k: int = 100
    seed: int = 7
    blocks: int = 5
