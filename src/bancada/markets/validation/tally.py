"""Counting: what a check found in one stretch of bars, and how two stretches add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.markets.bars import Bars
from bancada.markets.validation.report import MOST_EXAMPLES, Check, Example
from bancada.markets.validation.view import when

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Severities", "Tally", "always", "by_share", "check_of", "tally"]

Severities = Callable[[int, int], Severity]
"""Count and of how many, to how much it matters."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Found `count` of `of`, with the first examples."""

    count: int = 0
    of: int = 0
    examples: tuple[Example, ...] = ()

    def __add__(self, later: Tally) -> Tally:
        return Tally(self.count + later.count, self.of + later.of, (self.examples + later.examples)[:MOST_EXAMPLES])


def tally(found: NDArray[np.bool_], bars: Bars, *, counted: slice, columns: tuple[str, ...]) -> Tally:
    """Count a mask over the counted bars.

    Parameters
    ----------
    found : ndarray of bool, shape (n,)
    bars : Bars
    counted : slice
        Contiguous.
    columns : tuple of str
        Shown in the examples, where the bars have them.
    """
    start = counted.indices(len(bars))[0]
    inside = found[counted]
    count = int(np.count_nonzero(inside))
    first = np.flatnonzero(inside)[:MOST_EXAMPLES] + start if count else ()
    return Tally(count, len(inside), tuple(_example(int(at), bars, columns) for at in first))


def always(severity: Severity) -> Severities:
    """Return the rule that one case is as bad as many."""
    return lambda _count, _of: severity


def by_share(most: float) -> Severities:
    """Return the rule that up to this share is worth knowing, and more calls for caution."""
    return lambda count, of: Severity.INFO if count <= most * of else Severity.CAUTION


# Any: facts are printed in a sentence.
def check_of(code: str, found: Tally, severities: Severities, /, **facts: Any) -> Check:
    """Return the check; its finding states count, of how many, share and the first place, beside what else is given."""
    if not found.count:
        return Check(code, Severity.INFO, 0, found.of)
    severity = severities(found.count, found.of)
    counts = {"count": found.count, "of": found.of, "share": found.count / max(found.of, 1)}
    date = {"date": found.examples[0].at} if found.examples else {}
    return Check(
        code,
        severity,
        found.count,
        found.of,
        found.examples,
        Finding(code, severity, None, {**counts, **date, **facts}),
    )


def _example(at: int, bars: Bars, columns: tuple[str, ...]) -> Example:
    values = {name: float(array[at]) for name in columns if (array := getattr(bars, name)) is not None}
    return Example(int(bars.ts[at]), when(int(bars.ts[at]), bars), None, values)
