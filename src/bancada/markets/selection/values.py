"""A selection as values: the rule, the verdict on each feature and its figures. It computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FeatureScore", "Selection", "SelectionRule", "Verdict"]


class Verdict(StrEnum):
    """What became of a feature."""

    KEPT = "kept"
    FILLED = "filled"
    """Kept only to reach the least number: chosen in fewer folds than asked, or telling no more than noise."""
    MISSING = "missing"
    """Missing in too many training rows of too many folds."""
    CONSTANT = "constant"
    NOISE = "noise"
    """Tells no more of the label than of the label shifted in time."""
    LEVEL = "level"
    """Not looked at: it is in units of price, whose level changes with time, so that it tells the date rather than what comes next."""
    REDUNDANT = "redundant"
    """Runs along with a better one, named in `beside`."""
    UNSTABLE = "unstable"
    """Chosen in too few folds."""
    BEYOND = "beyond"
    """Good enough, but there are as many better ones as asked for."""


@dataclass(frozen=True, slots=True)
class SelectionRule:
    """The rule by which features are selected.

    Attributes
    ----------
    n_min, n_max : int
        How many are kept.
    max_correlation : float
        Of two features whose Spearman correlation is beyond it, either sign, the less relevant goes.
    max_missing : float
        Share of training rows that may lack a feature.
    min_folds : float
        Share of folds in which a feature must be chosen.
    max_rows : int
        Rows of a fold that are drawn for the estimates.
    neighbours : int
        Of the estimate of mutual information.
    n_shifts : int
        Shifts of the label in time that noise is measured by, 2 or more.
    seed : int
        Of the drawing of rows and of the shifts.
    """

    n_min: int = 15
    n_max: int = 20
    max_correlation: float = 0.9
    max_missing: float = 0.2
    min_folds: float = 0.5
    max_rows: int = 3_000
    neighbours: int = 3
    n_shifts: int = 8
    seed: int = 0


@dataclass(frozen=True, slots=True)
class FeatureScore:
    """One feature's figures and what became of it.

    Attributes
    ----------
    name : str
    verdict : Verdict
    relevance : float or None
        Mean over folds of the mutual information with the label, in nats; None where it was never estimated.
    noise : float or None
        Mean over folds of the level that counts as noise of this feature there; None where it was never estimated.
    folds : float
        Share of folds that chose it; 0 for redundant ones, which no fold is asked about.
    beside : str
        The better feature that it runs along with, for a redundant one; else empty.
    """

    name: str
    verdict: Verdict
    relevance: float | None
    noise: float | None
    folds: float
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The features selected, best first, and a score for every one that was looked at.

    Attributes
    ----------
    names : tuple of str
    scores : tuple of FeatureScore
        In the order of the features given.
    n_folds : int
    rule : SelectionRule
    """

    names: tuple[str, ...]
    scores: tuple[FeatureScore, ...]
    n_folds: int
    rule: SelectionRule

    def frame(self) -> pd.DataFrame:
        """Return the scores as a new frame, kept ones first, then by relevance."""
        from dataclasses import asdict

        import pandas as pd

        table = pd.DataFrame([asdict(score) for score in self.scores])
        place = {name: i for i, name in enumerate(self.names)}
        order = table["name"].map(place).fillna(len(place))
        table = table.assign(_order=order).sort_values(["_order", "relevance"], ascending=[True, False])
        return table.drop(columns="_order").reset_index(drop=True)
