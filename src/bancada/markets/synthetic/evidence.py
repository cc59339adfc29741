"""What speaks for and against a series being a record of trades, as values. It measures nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bancada.core.finding import Finding, Severity

__all__ = ["MIN_BARS", "REPEATED", "STRONG", "THRESHOLDS", "Statistic", "SyntheticEvidence"]

MIN_BARS = 500
"""Bars below which nothing is said: of shorter real windows a few per cent would be condemned, since a quiet stretch clusters little."""

REPEATED = "repeated_blocks"
"""The one statistic of which much speaks against a series; of the others, little."""

STRONG = ("range_persistence", "volume_follows_range")
"""Statistics of which one must speak against a window before it is condemned: on real windows they lie farthest from their threshold.
Where neither is defined (closes alone, without volume) the two others decide."""

THRESHOLDS = {
    "range_persistence": 0.04,
    "excess_kurtosis": 0.5,
    "return_persistence": 0.01,
    "volume_follows_range": 0.2,
    REPEATED: 0.05,
}
"""Between what daily bars of AAPL, FB, GOOG, IBM and MSFT from 2000 to 2013 show and what fakes of seeds of their own show;
benchmarks/synthetic.py reports on other files (of AAPL and MSFT, other years) and other seeds."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One property that records of trades have and made-up series mostly lack.

    Attributes
    ----------
    name : str
        Key of `THRESHOLDS`.
    value : float or None
        Median over the windows, or over the whole series for repeated blocks; None where it is undefined.
    threshold : float
    speaks_against : bool
        Whether the value lies on the side of made-up series.
    """

    name: str
    value: float | None
    threshold: float
    speaks_against: bool


@dataclass(frozen=True, slots=True)
class SyntheticEvidence:
    """What `detect_synthetic_patterns` found of one series.

    Attributes
    ----------
    is_condemned : bool
        By the joint rule: in more than half of the windows two of the first four statistics speak against the series, one of them of
        `STRONG`; or over 5% of the bars lie in blocks that occur twice.
    is_enough : bool
        False where bars are too few or prices do not move: then nothing is said, and nothing condemned.
    n_bars, n_windows : int
    condemned_share : float
        Of the windows.
    statistics : tuple of Statistic
    """

    is_condemned: bool
    is_enough: bool
    n_bars: int
    n_windows: int
    condemned_share: float
    statistics: tuple[Statistic, ...]

    def finding(self) -> Finding:
        """Return the verdict as a finding: `failure` where condemned, `info` where not."""
        facts = {"n_bars": self.n_bars, "n_windows": self.n_windows}
        if not self.is_enough:
            return Finding("synthetic_cannot_tell", Severity.INFO, None, {**facts, "needed": MIN_BARS})
        if not self.is_condemned:
            return Finding("synthetic_not_condemned", Severity.INFO, None, facts)
        reasons = [Finding(f"synthetic_{s.name}", Severity.CAUTION, None, _facts(s)) for s in self.against]
        share = round(100 * self.condemned_share)
        return Finding("synthetic_condemned", Severity.FAILURE, None, {**facts, "share": share, "reasons": reasons})

    @property
    def against(self) -> tuple[Statistic, ...]:
        """The statistics that speak against the series."""
        return tuple(statistic for statistic in self.statistics if statistic.speaks_against)

    # Any: JSON values.
    def to_json(self) -> dict[str, Any]:
        """Return `{"condemned": ..., "evidence": {...}}`, the answer of `bancada market validate --json`."""
        evidence = {
            s.name: {"value": s.value, "threshold": s.threshold, "speaks_against": s.speaks_against}
            for s in self.statistics
        }
        sizes = {"n_bars": self.n_bars, "n_windows": self.n_windows, "condemned_share": self.condemned_share}
        return {"condemned": self.is_condemned, "enough": self.is_enough, "evidence": {**evidence, **sizes}}


def _facts(statistic: Statistic) -> dict[str, float | None]:
    value = statistic.value
    return {"value": None if value is None else round(value, 3), "threshold": statistic.threshold}
