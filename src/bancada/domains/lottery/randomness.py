"""Randomness: whether a record of draws is as even as a fair game's, whole and by blocks, against simulated fair histories.

Five statistics (see `unevenness`) for the whole record and for each block of contests. Each p-value counts the fair histories of
the same length that are at least as uneven, p = (1 + b) / (1 + N) (Davison and Hinkley 1997, 4.2); where none is, the chi-square law
says how far beyond. All p-values are adjusted together, for they were all looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, Cancelled
from bancada.core.finding import Finding
from bancada.domains.lottery.backtest import backtest_rule
from bancada.domains.lottery.economics import REFERENCE_RETURN, break_even_gain
from bancada.domains.lottery.game import MEAN_HITS, N_COMBINATIONS, all_masks
from bancada.domains.lottery.rules import Rule
from bancada.domains.lottery.significance import holm, mean_interval
from bancada.domains.lottery.unevenness import BITS, DEGREES, Evenness, Stretch, count_stretches, statistics_of
from bancada.domains.lottery.verdicts import Bet, RandomnessResult, findings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = ["SHORTEST", "Bet", "RandomnessReport", "RandomnessResult", "check_testable", "randomness_report"]

SHORTEST = 100
"""Draws that a record, or a block, must have: below that the tests see nothing."""
CHUNK_BYTES = 24_000_000
"""Histories are unpacked a few at a time, so that they stay near the processor."""


@dataclass(frozen=True, slots=True)
class RandomnessReport:
    """What the tests say of a record.

    Attributes
    ----------
    first, last, n_draws : int
    source : Source
    draws_sha256 : str
    n_histories, seed : int
    results : tuple of RandomnessResult
        The whole record first, then its blocks; in each the tests in the order of `Evenness`.
    bet : Bet or None
        None where the record is shorter than two blocks.
    findings : tuple of Finding
    """

    first: int
    last: int
    n_draws: int
    source: Source
    draws_sha256: str
    n_histories: int
    seed: int
    results: tuple[RandomnessResult, ...]
    bet: Bet | None
    findings: tuple[Finding, ...]

    def result(self, test: Evenness) -> RandomnessResult:
        """Return the result of a test on the whole record."""
        return next(one for one in self.results if one.is_whole and one.test is test)


def randomness_report(
    draws: Draws,
    *,
    n_histories: int = 10_000,
    seed: int = 7,
    block: int = 1000,
    shares: Mapping[int, float] = REFERENCE_RETURN,
    on_progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RandomnessReport:
    """Test a record of draws against fair histories of the same length.

    Parameters
    ----------
    draws : Draws
    n_histories : int
        Simulated fair histories; they set the smallest p-value that counting can give.
    seed : int
        Of the simulation: the same draws, histories and seed give the same report.
    block : int
        Contests a block, counted from contest 1; blocks with fewer than 100 draws are left out.
    shares : mapping of int to float
        Expected return of each tier per real, for the gain that breaking even would take.
    on_progress : callable (done, total), optional
    is_cancelled : callable, optional
        Asked several times a second.

    Raises
    ------
    BadInput
        Fewer than 100 draws, or `seed` below 0.
    Cancelled
    """
    check_testable(draws, seed=seed)
    blocks = _blocks(draws, block)
    observed = [_statistics(part) for part in _with_whole(count_stretches(draws.masks[None, :], blocks))]
    beyond = np.zeros((len(blocks) + 1, len(Evenness)), dtype=np.int64)
    done = 0
    for masks in _fair_histories(len(draws), n_histories, seed):
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
        simulated = [_statistics(part) for part in _with_whole(count_stretches(masks, blocks))]
        beyond += np.array([(fair >= real).sum(axis=1) for fair, real in zip(simulated, observed, strict=True)])
        done += len(masks)
        if on_progress is not None:
            on_progress(done, n_histories)
    kept = [slice(0, len(draws)), *blocks]
    results = _results(draws, kept, np.array(observed)[:, :, 0], beyond, n_histories)
    bet = _bet(draws, block, shares)
    return RandomnessReport(
        first=draws.first,
        last=draws.last,
        n_draws=len(draws),
        source=draws.source,
        draws_sha256=draws.sha256,
        n_histories=n_histories,
        seed=seed,
        results=results,
        bet=bet,
        findings=findings_of(results, bet, draws.source),
    )


def check_testable(draws: Draws, *, seed: int) -> None:
    """Refuse what cannot be tested: BadInput of fewer than 100 draws, or of a `seed` below 0."""
    if len(draws) < SHORTEST:
        raise BadInput("randomness_too_few", n_draws=len(draws), needed=SHORTEST)
    if seed < 0:
        raise BadInput("ticket_seed", seed=seed)


def _blocks(draws: Draws, block: int) -> list[slice]:
    """Return the rows of each block of contests; together they are the whole record."""
    edges = np.flatnonzero(np.diff((draws.contests - 1) // block)) + 1
    bounds = [0, *edges.tolist(), len(draws)]
    return [slice(low, high) for low, high in pairwise(bounds)]


def _with_whole(parts: list[Stretch]) -> list[Stretch]:
    whole = parts[0]
    for part in parts[1:]:
        whole += part
    return [whole, *parts]


def _statistics(stretch: Stretch) -> NDArray[np.float64]:
    """Return the statistics as rows in the order of `Evenness`, shape (5, n_histories)."""
    found = statistics_of(stretch)
    return np.array([found[test] for test in Evenness])


def _fair_histories(n_draws: int, n_histories: int, seed: int) -> Iterator[NDArray[np.uint32]]:
    rng, masks = np.random.default_rng(seed), all_masks()
    size = max(1, CHUNK_BYTES // (n_draws * BITS * 4))
    for start in range(0, n_histories, size):
        shape = (min(size, n_histories - start), n_draws)
        yield masks[rng.integers(0, N_COMBINATIONS, size=shape, dtype=np.uint32)]


def _results(
    draws: Draws, stretches: Sequence[slice], observed: NDArray[np.float64], beyond: NDArray[np.int64], n_histories: int
) -> tuple[RandomnessResult, ...]:
    from scipy.stats import chi2

    degrees = np.array([DEGREES[test] for test in Evenness])
    p_values = np.where(beyond > 0, (1 + beyond) / (1 + n_histories), 0.0)
    p_values = np.where(beyond == 0, np.minimum(chi2.sf(observed, degrees), 1 / (1 + n_histories)), p_values)
    # a record of one block is that block: counting it twice would only weaken the correction
    looked_at = stretches if len(stretches) > 2 else stretches[:1]
    kept = [place for place, rows in enumerate(looked_at) if rows.stop - rows.start >= SHORTEST]
    adjusted = dict(zip(kept, holm(p_values[kept].ravel()).reshape(len(kept), -1), strict=True))
    return tuple(
        RandomnessResult(
            test=test,
            first=int(draws.contests[stretches[place].start]),
            last=int(draws.contests[stretches[place].stop - 1]),
            n_draws=stretches[place].stop - stretches[place].start,
            is_whole=place == 0,
            statistic=float(observed[place, column]),
            degrees=int(degrees[column]),
            n_beyond=int(beyond[place, column]),
            p_value=float(p_values[place, column]),
            p_adjusted=float(adjusted[place][column]),
        )
        for place in kept
        for column, test in enumerate(Evenness)
    )


def _bet(draws: Draws, block: int, shares: Mapping[int, float]) -> Bet | None:
    """Return what the frequency rule gave after the first block, whose era no one had looked at yet."""
    if len(draws) < 2 * block:
        return None
    backtest = backtest_rule(draws, Rule.FREQUENCY, first=draws.first + block)
    interval = mean_interval(backtest.hits)
    return Bet(
        first=backtest.first,
        n_draws=len(backtest),
        gain=backtest.mean_hits - MEAN_HITS,
        half_width=(interval.high - interval.low) / 2,
        needed=break_even_gain(shares),
    )
