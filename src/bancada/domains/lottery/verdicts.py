"""Verdicts: what tests of randomness say, as findings. An uneven record is called so, and nothing is made of it that it cannot bear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.core.dataset import Source
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.significance import SIGNIFICANCE
from bancada.domains.lottery.unevenness import Evenness

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Bet", "RandomnessResult", "findings_of"]

_TITLES = {
    Evenness.FREQUENCY: "randomness_test_frequency",
    Evenness.PAIRS: "randomness_test_pairs",
    Evenness.REPEATS: "randomness_test_repeats",
    Evenness.TRANSITIONS: "randomness_test_transitions",
    Evenness.RUNS: "randomness_test_runs",
}


@dataclass(frozen=True, slots=True)
class RandomnessResult:
    """One test of one stretch of contests.

    Attributes
    ----------
    test : Evenness
    first, last, n_draws : int
        Contests of the stretch.
    is_whole : bool
        Whether the stretch is the whole record.
    statistic : float
    degrees : int
        Of the chi-square it tends to.
    n_beyond : int
        Fair histories at least as uneven.
    p_value : float
        (1 + n_beyond) / (1 + n_histories); by the chi-square law where no history is that uneven.
    p_adjusted : float
        By Holm over all tests of the report.
    """

    test: Evenness
    first: int
    last: int
    n_draws: int
    is_whole: bool
    statistic: float
    degrees: int
    n_beyond: int
    p_value: float
    p_adjusted: float

    @property
    def is_uneven(self) -> bool:
        """Whether it is beyond chance once all tests are counted."""
        return self.p_adjusted < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class Bet:
    """What betting on the numbers drawn most often so far gave, after the first block of contests.

    Attributes
    ----------
    first, n_draws : int
    gain : float
        Hits a draw above 9.
    half_width : float
        Of the 95% interval.
    needed : float
        Gain at which a ticket's expected return equals its price; see `economics.break_even_gain`.
    """

    first: int
    n_draws: int
    gain: float
    half_width: float
    needed: float


def findings_of(results: Sequence[RandomnessResult], bet: Bet | None, source: Source) -> tuple[Finding, ...]:
    """Return what the tests of a record say; nothing is called uneven that chance explains."""
    found = [Finding("randomness_simulated", Severity.INFO)] if source is Source.SIMULATED else []
    uneven = [one for one in results if one.is_uneven]
    least = min(results, key=lambda one: one.p_value)
    facts = {"n_tests": len(results), "p_value": least.p_value, "p_adjusted": least.p_adjusted}
    if not uneven:
        found.append(Finding("randomness_fair", Severity.INFO, facts=facts))
    frequency = next(one for one in results if one.is_whole and one.test is Evenness.FREQUENCY)
    if frequency.is_uneven:
        found.extend(_about_frequency(frequency, results))
    found.extend(
        Finding(
            "randomness_uneven_other",
            Severity.CAUTION,
            facts={
                "test": Finding(_TITLES[one.test]),
                "first": str(one.first),
                "last": str(one.last),
                "p_value": one.p_value,
                "p_adjusted": one.p_adjusted,
                "n_tests": len(results),
            },
        )
        for one in uneven
        if one.test is not Evenness.FREQUENCY or not frequency.is_uneven
    )
    if uneven and bet is not None:
        found.append(_about_bet(bet))
    return tuple(found)


def _about_frequency(whole: RandomnessResult, results: Sequence[RandomnessResult]) -> list[Finding]:
    facts = {
        "statistic": whole.statistic,
        "degrees": whole.degrees,
        "p_value": whole.p_value,
        "p_adjusted": whole.p_adjusted,
        "n_tests": len(results),
    }
    found = [Finding("randomness_uneven", Severity.CAUTION, facts=facts)]
    blocks = [one for one in results if one.test is whole.test and not one.is_whole]
    if len(blocks) > 1:
        era = min(blocks, key=lambda one: (one.p_value, -one.statistic))
        found.append(
            Finding(
                "randomness_era",
                Severity.CAUTION,
                facts={
                    "first": str(era.first),
                    "last": str(era.last),
                    "statistic": era.statistic,
                    "p_value": era.p_value,
                },
            )
        )
    return found


def _about_bet(bet: Bet) -> Finding:
    facts = {
        "first": str(bet.first),
        "n_draws": bet.n_draws,
        "gain": bet.gain,
        "half_width": bet.half_width,
        "needed": bet.needed,
    }
    return Finding("randomness_bet", Severity.CAUTION, facts=facts)
