"""What an evaluation found, as values that can be stored, shown and sent. It knows no model, no bars and no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bancada.core.finding import Finding
from bancada.core.leaderboard import Interval
from bancada.core.model import MetricFigure
from bancada.core.values import from_json, to_json
from bancada.domains.assets.evaluation.figures import MAIN_NAME, Baseline, Bin, Calibration, Measure, PartEvaluation

__all__ = [
    "MAIN",
    "PARTS",
    "AssetEvaluation",
    "Baseline",
    "Bin",
    "Calibration",
    "EquityReport",
    "Gap",
    "Measure",
    "PartEvaluation",
    "TickerRow",
    "Track",
    "evaluation_of_json",
]

PARTS = ("train", "validation", "test")
MAIN = ("test", MAIN_NAME)
"""Part and measure that rank a model and that its gate asks for."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How much better a model looks on what it was trained on.

    Attributes
    ----------
    name : str
        Of the measure.
    part : str
        "validation" or "test".
    value : float or None
        Training less that part, the sign turned where smaller is better: above 0 means overfitting.
    interval : Interval or None
        95%, the two parts drawn independently.
    is_large : bool
        Whether the interval lies above 0 and the gap is too large to pass over.
    """

    name: str
    part: str
    value: float | None
    interval: Interval | None
    is_large: bool


@dataclass(frozen=True, slots=True)
class Track:
    """What one way of trading made.

    Attributes
    ----------
    name : str
        "strategy" or "holding".
    equity : tuple of float
        At each session's close, as a multiple of what it began with.
    measures : tuple of Measure
        "Return", "Sharpe", "Volatility", "Max. drawdown", "Hit rate", "Exposure", "Turnover", "Costs", "Trades".
    """

    name: str
    equity: tuple[float, ...]
    measures: tuple[Measure, ...]

    def measure(self, name: str) -> Measure:
        """Return the figure of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        for one in self.measures:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class EquityReport:
    """What the signals of the test part would have earned, beside holding the same tickers, cash and chance.

    Attributes
    ----------
    days : tuple of date
        Sessions, from the first decision to the end of the last label.
    strategy, holding : Track
        Net of costs. Cash stays at 1 and earns nothing.
    excess : Measure
        Yearly mean of the strategy's session returns less holding's.
    n_random : int
        Draws of the same positions at other times, all tickers together.
    random_p_value : float or None
        Share of them that earned at least as much, the strategy counted among them.
    random_low, random_high : tuple of float
        Equity between which 95% of the draws lie at each session; empty where there are none.
    conditions : tuple of Finding
        One a condition of the rule, `info` where it holds.
    verdict : Finding
    executed : dict of str to float
        In reais, where raw prices were given: see `trading`.
    """

    days: tuple[date, ...]
    strategy: Track
    holding: Track
    excess: Measure
    n_random: int
    random_p_value: float | None
    random_low: tuple[float, ...]
    random_high: tuple[float, ...]
    conditions: tuple[Finding, ...]
    verdict: Finding
    executed: dict[str, float]


@dataclass(frozen=True, slots=True)
class TickerRow:
    """One ticker of the test part.

    Attributes
    ----------
    ticker : str
    n_rows : int
    direction, accuracy, mcc : Measure
    strategy, holding : float or None
        Return over the span, net of costs, a fraction.
    """

    ticker: str
    n_rows: int
    direction: Measure
    accuracy: Measure
    mcc: Measure
    strategy: float | None
    holding: float | None


@dataclass(frozen=True, slots=True)
class AssetEvaluation:
    """The whole report.

    Attributes
    ----------
    model_type : str
    tickers : tuple of str
    horizon : int
        Sessions.
    table_sha256 : str
    seed, n_resamples : int
    block_sessions : dict of str to int
        Sessions of a block of the bootstrap, by part.
    cost_bps : float
        A side.
    allow_short : bool
    parts : tuple of PartEvaluation
        In the order of `PARTS`.
    gaps : tuple of Gap
    equity : EquityReport
    by_ticker : tuple of TickerRow
    importance : tuple of (str, float, float)
        As `TrainedAssets` has it.
    findings : tuple of Finding
        Gravest first.
    """

    model_type: str
    tickers: tuple[str, ...]
    horizon: int
    table_sha256: str
    seed: int
    n_resamples: int
    block_sessions: dict[str, int]
    cost_bps: float
    allow_short: bool
    parts: tuple[PartEvaluation, ...]
    gaps: tuple[Gap, ...]
    equity: EquityReport
    by_ticker: tuple[TickerRow, ...]
    importance: tuple[tuple[str, float, float], ...]
    findings: tuple[Finding, ...]

    def part(self, name: str) -> PartEvaluation:
        """Return the part of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        for one in self.parts:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def main(self) -> MetricFigure | None:
        """The figure that ranks the model; None where it is undefined."""
        part, name = MAIN
        return _figure(self.part(part).measure(name), part)

    def figures(self) -> tuple[MetricFigure, ...]:
        """Return every defined figure for the store, the main one first, then those of test, validation and training."""
        found = [
            figure
            for part in reversed(self.parts)
            for one in part.measures
            if (figure := _figure(one, part.name)) is not None
        ]
        return tuple(sorted(found, key=lambda one: (one.split, one.name) != MAIN))

    # Any: JSON.
    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values; `evaluation_of_json` gives an equal one back."""
        found: dict[str, Any] = to_json(self)
        return found

    def report_markdown(self, language: str) -> str:
        """Return the report for people, in "en" or "pt_BR"."""
        from bancada.domains.assets.evaluation.report import render_report

        return render_report(self, language)


# Any: JSON.
def evaluation_of_json(data: dict[str, Any]) -> AssetEvaluation:
    """Return the report that `as_json` gave; pydantic's ValidationError (a ValueError) where it does not fit."""
    return from_json(AssetEvaluation, data)


def _figure(measure: Measure, split: str) -> MetricFigure | None:
    if measure.value is None:
        return None
    baseline = measure.baselines[0].value if measure.baselines else None
    return MetricFigure(measure.name, measure.value, split, measure.greater_is_better, measure.interval, baseline)
