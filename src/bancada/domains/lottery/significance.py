"""Significance: what a backtest's hits and scores mean against the game's exact law, whatever else was tried.

Nothing here looks at how the tickets were chosen: whatever chose them before the draw, their hits follow one law.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import Interval
from bancada.domains.lottery.game import (
    N_DRAWN,
    UNIFORM_BRIER,
    UNIFORM_LOG_LOSS,
    VARIANCE_HITS,
    hit_law,
)
from bancada.domains.lottery.sums import FEWEST_HITS, p_at_least, p_two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bancada.domains.lottery.backtest import Backtest

__all__ = [
    "BacktestReport",
    "HitCount",
    "Score",
    "adjusted_among",
    "draws_needed",
    "holm",
    "mean_interval",
    "report",
    "smallest_effect",
]

SIGNIFICANCE = 0.05
POWER = 0.8
ROUNDING = 1e-9
"""Scores nearer than this are one: 0.6 for every number must not seem worse than itself."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score of probabilities beside that of answering 0.6 always; smaller is better.

    Attributes
    ----------
    mean : float
    interval : Interval
    uniform : float
        Its value for 0.6 always: 0.6730 (log-loss), 0.2400 (Brier).
    """

    mean: float
    interval: Interval
    uniform: float

    @property
    def difference(self) -> float:
        """Mean less uniform: below 0 is better than knowing nothing."""
        return self.mean - self.uniform


@dataclass(frozen=True, slots=True)
class HitCount:
    """How many draws had so many hits, and how many the law expects."""

    hits: int
    n_draws: int
    expected: float


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """A backtest judged.

    Attributes
    ----------
    name : str
    first, last, n_draws : int
        Contests bet on.
    settings : dict of str to int
    source : Source
    mean_hits : float
    interval : Interval
        95%, of the mean hits a draw, by Student's t over draws; 0..15 for a single draw.
    p_value : float
        Exact P(sum of hits >= observed) for tickets that know nothing.
    p_two_sided : float
        Twice the smaller tail, at most 1.
    p_adjusted : float
        `p_value` by Holm over all `n_tried` models; models whose p is unknown count as 1 and still count.
    n_tried : int
        Models and rules tried so far on this task, this one and deleted ones included.
    smallest_effect, smallest_effect_adjusted : float
        Gain in hits a draw that these draws would show (one-sided 5%, power 80%), alone and at 5% / n_tried.
    log_loss, brier : Score or None
    distribution : tuple of HitCount
        For 5..15 hits.
    is_signal : bool
        Whether `p_adjusted` is below 5%.
    verdict : Finding
    findings : tuple of Finding
        The verdict first.
    hits : tuple of int
        Of each contest from `first` on, for who draws how their mean settled.
    """

    name: str
    first: int
    last: int
    n_draws: int
    settings: dict[str, int]
    source: Source
    mean_hits: float
    interval: Interval
    p_value: float
    p_two_sided: float
    p_adjusted: float
    n_tried: int
    smallest_effect: float
    smallest_effect_adjusted: float
    log_loss: Score | None
    brier: Score | None
    distribution: tuple[HitCount, ...]
    is_signal: bool
    verdict: Finding
    findings: tuple[Finding, ...]
    hits: tuple[int, ...] = field(default=(), repr=False)


def report(backtest: Backtest, *, others: Sequence[float] = (), n_tried: int = 1) -> BacktestReport:
    """Return what a backtest shows.

    Parameters
    ----------
    backtest : Backtest
    others : sequence of float
        One-sided p-values of all other models tried, as `trials.tried` gives them.
    n_tried : int
        All models tried, this one included; at least len(others) + 1 is assumed.

    Examples
    --------
    >>> from bancada.domains.lottery.backtest import Rule, backtest_rule
    >>> from bancada.domains.lottery.draws import make_draws
    >>> draws = make_draws([1, 2, 3], [range(1, 16), range(1, 16), range(11, 26)])
    >>> judged = report(backtest_rule(draws, Rule.FREQUENCY), n_tried=4)
    >>> judged.mean_hits, judged.is_signal, round(judged.smallest_effect, 2)
    (10.0, False, 2.15)
    """
    n, total = len(backtest), int(backtest.hits.sum())
    tried = max(n_tried, len(others) + 1)
    p_value = p_at_least(total, n_draws=n)
    adjusted = adjusted_among(p_value, others=others, n_tried=tried)
    interval = mean_interval(backtest.hits, bounds=(0.0, float(N_DRAWN)))
    findings = _findings(backtest, interval, p_value, adjusted, tried)
    return BacktestReport(
        name=backtest.name,
        first=backtest.first,
        last=backtest.last,
        n_draws=n,
        settings=backtest.settings,
        source=backtest.source,
        mean_hits=backtest.mean_hits,
        interval=interval,
        p_value=p_value,
        p_two_sided=p_two_sided(total, n_draws=n),
        p_adjusted=adjusted,
        n_tried=tried,
        smallest_effect=smallest_effect(n),
        smallest_effect_adjusted=smallest_effect(n, significance=SIGNIFICANCE / tried),
        log_loss=_score(backtest.log_loss, UNIFORM_LOG_LOSS),
        brier=_score(backtest.brier, UNIFORM_BRIER),
        distribution=_distribution(backtest.hits),
        is_signal=adjusted < SIGNIFICANCE,
        verdict=findings[0],
        findings=findings,
        hits=tuple(backtest.hits.tolist()),
    )


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return p-values adjusted for their number, in the order given (Holm 1979, step-down Bonferroni), shape (m,)."""
    values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def adjusted_among(p_value: float, *, others: Sequence[float], n_tried: int) -> float:
    """Return one p-value by Holm among `n_tried`; those not in `others` count as 1, which never makes the answer smaller."""
    n_unknown = max(n_tried - len(others) - 1, 0)
    return float(holm([p_value, *others, *[1.0] * n_unknown])[0])


def smallest_effect(n_draws: int, *, significance: float = SIGNIFICANCE, power: float = POWER) -> float:
    """Return the gain in mean hits that a one-sided test on n draws finds with the given power, by the normal approximation.

    (z_{1 - significance} + z_power) * sqrt(1.5 / n): 927 draws show 0.1 hit, 3,710 show 0.05.
    """
    return _sum_of_quantiles(significance, power) * math.sqrt(VARIANCE_HITS / n_draws)


def draws_needed(effect: float, *, significance: float = SIGNIFICANCE, power: float = POWER) -> int:
    """Return how many draws show a gain of `effect` hits: the inverse of `smallest_effect`, to the nearest draw."""
    return round(VARIANCE_HITS * (_sum_of_quantiles(significance, power) / effect) ** 2)


def mean_interval(values: NDArray[np.generic], *, bounds: tuple[float, float] = (0.0, math.inf)) -> Interval:
    """Return the 95% interval of a mean by Student's t, within `bounds`; one value alone says nothing and gives the bounds."""
    if len(values) < 2:
        return Interval(*bounds)
    from scipy.stats import t

    sample = values.astype(np.float64)
    half = float(t.ppf(0.975, len(sample) - 1) * sample.std(ddof=1) / math.sqrt(len(sample)))
    mean = float(sample.mean())
    return Interval(max(mean - half, bounds[0]), min(mean + half, bounds[1]))


def _sum_of_quantiles(significance: float, power: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(1 - significance) + norm.ppf(power))


def _score(values: NDArray[np.float64] | None, uniform: float) -> Score | None:
    return None if values is None else Score(float(values.mean()), mean_interval(values), uniform)


def _distribution(hits: NDArray[np.int64]) -> tuple[HitCount, ...]:
    law, counts = hit_law(), np.bincount(hits, minlength=N_DRAWN + 1)
    return tuple(HitCount(h, int(counts[h]), float(law[h] * len(hits))) for h in range(FEWEST_HITS, N_DRAWN + 1))


def _findings(
    backtest: Backtest, interval: Interval, p_value: float, adjusted: float, n_tried: int
) -> tuple[Finding, ...]:
    facts = {
        "name": backtest.name,
        "n_draws": len(backtest),
        "mean_hits": backtest.mean_hits,
        "low": interval.low,
        "high": interval.high,
        "p_value": p_value,
        "p_adjusted": adjusted,
        "n_tried": n_tried,
    }
    is_signal = adjusted < SIGNIFICANCE
    found = [
        Finding("chance_unlikely", Severity.CAUTION, facts=facts)
        if is_signal
        else Finding("chance_compatible", Severity.INFO, facts=facts)
    ]
    if not is_signal and p_value < SIGNIFICANCE:
        found.append(Finding("chance_only_uncorrected", Severity.CAUTION, facts=facts))
    found.append(
        Finding(
            "chance_smallest_effect",
            Severity.INFO,
            facts={"n_draws": len(backtest), "effect": smallest_effect(len(backtest))},
        )
    )
    found.extend(_about_scores(backtest))
    if "seed" in backtest.settings:
        found.append(Finding("chance_random_tickets", Severity.INFO, facts={"seed": backtest.settings["seed"]}))
    if backtest.source is Source.SIMULATED:
        found.append(Finding("chance_simulated", Severity.INFO))
    return tuple(found)


def _about_scores(backtest: Backtest) -> tuple[Finding, ...]:
    score = _score(backtest.log_loss, UNIFORM_LOG_LOSS)
    if score is None:
        return ()
    facts = {"log_loss": score.mean, "low": score.interval.low, "high": score.interval.high, "uniform": score.uniform}
    if score.interval.low > score.uniform + ROUNDING:
        return (Finding("chance_scores_worse", Severity.CAUTION, facts=facts),)
    if score.interval.high < score.uniform - ROUNDING:
        return (Finding("chance_scores_better", Severity.CAUTION, facts=facts),)
    return (Finding("chance_scores_alike", Severity.INFO, facts=facts),)
