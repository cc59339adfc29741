"""Whether an export answers as the original does: the rows it is asked, and the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.model import Certificate
from bancada.core.signature import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.serving.engine import Engine

__all__ = ["MAX_ROWS", "MIN_ROWS", "TOLERANCE", "TrialRows", "certify", "trial_rows"]

MIN_ROWS = 1_000
MAX_ROWS = 5_000
TOLERANCE = 1e-5
_MISSING_ROWS = 50
_DECIMALS = 12

_INTEGRAL = (ColumnType.INTEGER, ColumnType.BOOLEAN, ColumnType.CATEGORY, ColumnType.TEXT)


class TrialRows:
    """The rows of a certificate.

    Attributes
    ----------
    matrix : ndarray of float64, shape (n_rows, n_fields)
    n_recorded : int
        Distinct recorded rows among them, which come first.
    """

    __slots__ = ("matrix", "n_recorded")

    def __init__(self, matrix: NDArray[np.float64], n_recorded: int) -> None:
        self.matrix = matrix
        self.n_recorded = n_recorded


def trial_rows(sample: NDArray[np.float64], fields: Sequence[Field], *, rng: np.random.Generator) -> TrialRows:
    """Return at least `MIN_ROWS` rows to compare on.

    Parameters
    ----------
    sample : ndarray, shape (n_rows, n_fields)
        Encoded rows as recorded, at least one; held out where there are such.
    fields : sequence of Field
    rng : Generator

    Returns
    -------
    TrialRows
        The distinct recorded rows, at most `MAX_ROWS`. Where they are fewer than `MIN_ROWS`, rows drawn from them with
        replacement follow, each cell kept, taken from another recorded row, or moved within the recorded range and
        rounded as its column is recorded. Where the model allows it, `_MISSING_ROWS` rows with one missing value come last.
    """
    recorded = np.unique(sample, axis=0)
    recorded = recorded[rng.permutation(len(recorded))[:MAX_ROWS]]
    parts = [recorded]
    if len(recorded) < MIN_ROWS:
        parts.append(_drawn(recorded, fields, n_rows=MIN_ROWS - len(recorded), rng=rng))
    optional = [index for index, field in enumerate(fields) if field.missing_allowed]
    if optional:
        holed = recorded[rng.integers(0, len(recorded), _MISSING_ROWS)]
        holed[np.arange(_MISSING_ROWS), rng.choice(optional, _MISSING_ROWS)] = np.nan
        parts.append(holed)
    return TrialRows(np.concatenate(parts), len(recorded))


def _drawn(
    recorded: NDArray[np.float64], fields: Sequence[Field], *, n_rows: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    rows = recorded[rng.integers(0, len(recorded), n_rows)]
    for index, field in enumerate(fields):
        column = recorded[:, index]
        fate = rng.integers(0, 3, n_rows)
        swapped = column[rng.integers(0, len(column), n_rows)]
        rows[:, index] = np.where(fate == 1, swapped, rows[:, index])
        present = column[np.isfinite(column)]
        if len(present) and field.type not in _INTEGRAL:
            moved = np.round(rng.uniform(present.min(), present.max(), n_rows), _decimals(present))
            rows[:, index] = np.where(fate == 2, np.clip(moved, present.min(), present.max()), rows[:, index])
    return rows


def _decimals(values: NDArray[np.float64]) -> int:
    """Return how many decimals a column is recorded with."""
    for count in range(_DECIMALS):
        if np.array_equal(np.round(values, count), values):
            return count
    return _DECIMALS


def certify(original: Engine, export: Engine, rows: TrialRows, *, scale: float, opset: int) -> Certificate:
    """Compare two engines row by row.

    Parameters
    ----------
    scale : float
        The target's standard deviation; divides differences of predicted values.

    Returns
    -------
    Certificate
        Accepted where no probability (or scaled value) differs by more than `TOLERANCE` and no class differs, ties within
        `TOLERANCE` excepted.
    """
    n_rows = len(rows.matrix)
    wanted, found = original.run(rows.matrix), export.run(rows.matrix)
    verdict = partial(Certificate, n_rows=n_rows, opset=opset, n_recorded=rows.n_recorded)
    if wanted.shape != found.shape or original.kind != export.kind:
        return verdict(
            False,
            reason=f"the export gives {export.kind} {found.shape}, the model {original.kind} {wanted.shape}",
        )
    unit = _unit(wanted, original.kind, scale)
    differences = np.abs(wanted - found) / unit
    if not np.isfinite(differences).all():
        return verdict(False, reason="an answer is not a number")
    largest = float(differences.max())
    if largest > TOLERANCE:
        n_apart = int((differences.max(axis=1) > TOLERANCE).sum())
        reason = f"answers differ by up to {largest:.1e} on {n_apart} of {n_rows} rows; {TOLERANCE:.0e} is allowed"
        return verdict(False, max_difference=largest, reason=reason)
    n_other = 0 if original.kind == "values" else _other_classes(wanted / unit, found / unit)
    if n_other:
        return verdict(False, max_difference=largest, reason=f"{n_other} of {n_rows} classes differ")
    return verdict(True, max_difference=largest)


def _unit(wanted: NDArray[np.float64], kind: str, scale: float) -> float:
    if kind == "probabilities":
        return 1.0
    spread = scale if kind == "values" else float(np.std(wanted))
    return spread if np.isfinite(spread) and spread > 0 else max(1.0, float(np.abs(wanted).max()))


def _other_classes(wanted: NDArray[np.float64], found: NDArray[np.float64]) -> int:
    if wanted.shape[1] < 2:
        return 0
    top = np.sort(wanted, axis=1)[:, -2:]
    is_tie = top[:, 1] - top[:, 0] <= TOLERANCE
    return int((~is_tie & (wanted.argmax(axis=1) != found.argmax(axis=1))).sum())
