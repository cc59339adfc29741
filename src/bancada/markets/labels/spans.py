"""What labels span, in the terms of the splitters that purge by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.learning.purging.spans import LabelSpans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.labels.values import Labels

__all__ = ["label_spans"]


def label_spans(labels: Labels, rows: NDArray[np.int64] | None = None) -> LabelSpans:
    """Return the spans of labelled bars, in positions of bars: from the bar of the decision to the bar at which the label is known.

    Parameters
    ----------
    labels : Labels
    rows : ndarray of int64, optional
        Positions of the bars that will be split, in their order; all labelled ones when absent. Their labels must be known.
    """
    chosen = np.flatnonzero(labels.known) if rows is None else rows
    return LabelSpans(chosen, labels.ends[chosen])
