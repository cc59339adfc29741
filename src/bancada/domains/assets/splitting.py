"""Splitting: training, validation and test in time, cut at the same instants for all tickers. It fits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput, InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.domains.assets.requests import SplitRequest
from bancada.domains.assets.values import AssetSplit, AssetTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.learning.purging import LabelSpans

    Positions = NDArray[np.int64]

__all__ = ["LEAST", "SplittingService", "inner_folds", "label_spans"]

LEAST = {"train": 30, "validation": 10, "test": 10}
"""Rows that each part must have for its scores to be more than a coin."""
_MOST_SHARE, _MOST_TOGETHER = 0.5, 0.7


@dataclass(frozen=True, slots=True)
class SplittingService:
    """The third step: rows to learn from, rows to choose by, rows to judge by."""

    def check(self, request: SplitRequest) -> None:
        """Raise BadInput with all shares that cannot be, whatever the table."""
        _check(request)

    def split(self, table: AssetTable, request: SplitRequest | None = None) -> AssetSplit:
        """Deal the learnable rows to three parts, each after the one before.

        Shares are of sessions, counted over all tickers together, so that all are cut at the same instants. A row whose label ends at or
        after the first instant of the next part is purged.

        Raises
        ------
        BadInput
            Shares that cannot be.
        InvalidTask
            A part that would have too few rows; the sizes of all are named.
        """
        asked = request or SplitRequest()
        _check(asked)
        rows = np.flatnonzero(table.is_learnable)
        validation_at, test_at = _boundaries(np.unique(table.ts[rows]), asked)
        decided, ends = table.ts[rows], table.end_ts[rows]
        is_train = (decided < validation_at) & (ends < validation_at)
        is_validation = (decided >= validation_at) & (decided < test_at) & (ends < test_at)
        is_test = decided >= test_at
        parts = {"train": rows[is_train], "validation": rows[is_validation], "test": rows[is_test]}
        _require(parts)
        n_purged = len(rows) - sum(len(part) for part in parts.values())
        return AssetSplit(**parts, n_purged=n_purged, boundaries=(validation_at, test_at))


def _check(asked: SplitRequest) -> None:
    shares = (("test_size", asked.test_size), ("val_size", asked.val_size))
    wrong = [
        Finding("assets_share_out_of_range", Severity.FAILURE, name, {"value": share, "most": _MOST_SHARE})
        for name, share in shares
        if not 0 < share <= _MOST_SHARE
    ]
    if not wrong and asked.test_size + asked.val_size > _MOST_TOGETHER + 1e-9:
        facts = {"value": asked.test_size + asked.val_size, "most": _MOST_TOGETHER}
        wrong.append(Finding("assets_shares_together", Severity.FAILURE, facts=facts))
    if wrong:
        raise BadInput("assets_request_wrong", problems=wrong)


def _boundaries(sessions: NDArray[np.int64], asked: SplitRequest) -> tuple[int, int]:
    """Return the first instants of validation and test."""
    n_test, n_validation = (max(round(share * len(sessions)), 1) for share in (asked.test_size, asked.val_size))
    first = len(sessions) - n_test - n_validation
    if first < 1:
        raise InvalidTask("assets_parts_too_small", train=0, validation=0, test=len(sessions), **_needed())
    return int(sessions[first]), int(sessions[first + n_validation])


def _require(parts: dict[str, Positions]) -> None:
    if any(len(parts[name]) < least for name, least in LEAST.items()):
        sizes = {name: len(rows) for name, rows in parts.items()}
        raise InvalidTask("assets_parts_too_small", **sizes, **_needed())


def _needed() -> dict[str, int]:
    return {f"least_{name}": least for name, least in LEAST.items()}


def label_spans(table: AssetTable, rows: Positions) -> LabelSpans:
    """Return the spans of some labelled rows in instants (ns): from the decision to the last bar that the label looks at."""
    from bancada.learning.purging import LabelSpans

    return LabelSpans(table.ts[rows], table.end_ts[rows])


def inner_folds(table: AssetTable, rows: Positions, n_folds: int = 4) -> tuple[tuple[Positions, Positions], ...]:
    """Return folds in time among some rows, as positions in `rows`: each judges a block by the rows before it whose labels had ended.

    The first fold trains on about one part in `n_folds` + 1. Rows of one session stay together, whatever their tickers.

    Raises
    ------
    InvalidTask
        Fewer than one fold, or too few rows or sessions for them.
    """
    from bancada.learning.purging import WalkForward

    spans = label_spans(table, rows)
    return tuple(WalkForward(n_folds, spans=spans).split(rows))
