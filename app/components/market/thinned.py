"""Long arrays made fit for a picture: few points of a line that keep its look, counts between edges, instants on the exchange's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.charts.market.labels import Bins

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["MOST_POINTS", "bins", "line", "moments", "stretches"]

MOST_POINTS = 2_000
N_BINS = 40
HOLE = 1 / 50
"""Of the time that is drawn: a longer way without bars is left blank."""
HOLE_DAYS = 7
"""Longest way without bars that is taken for a closed exchange."""
DAY_NS = 86_400 * 1_000_000_000
OUTER = 0.001
"""Share of values on either side that a distribution with long tails leaves out."""


def moments(ts: NDArray[np.int64], bars: Bars) -> pd.DatetimeIndex:
    """Return instants on the exchange's clock, naive; daily bars stand at their session's date."""
    import pandas as pd  # Streamlit has loaded it by the time a chart is drawn

    found = pd.DatetimeIndex(ts.astype("datetime64[ns]"))
    if not bars.timeframe.is_intraday:
        return found
    return found.tz_localize("UTC").tz_convert(bars.zone).tz_localize(None)


def line(values: NDArray[np.float64], at: pd.DatetimeIndex) -> pd.DataFrame:
    """Return at most 2,000 points of a line: columns row, x, y, group. NaN are passed over; extremes are kept (MinMaxLTTB).

    A row without a value parts points that are far apart, over a fiftieth of what is drawn: nights of a few days, holes of years.
    """
    import pandas as pd
    from tsdownsample import MinMaxLTTBDownsampler

    rows = np.flatnonzero(np.isfinite(values))
    if len(rows) > MOST_POINTS:
        sampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call]  # the library's own __init__ has no annotation
        rows = rows[sampler.downsample(np.ascontiguousarray(values[rows]), n_out=MOST_POINTS).astype(np.intp)]
    frame = pd.DataFrame({"row": rows, "x": at[rows], "y": values[rows], "group": None})
    steps = frame["x"].diff()
    holes = frame[steps > max(3 * steps.median(), HOLE * steps.sum())]
    if holes.empty:
        return frame
    breaks = holes.assign(x=holes["x"] - pd.Timedelta(seconds=1), y=np.nan)
    return pd.concat([frame, breaks]).sort_values("x", kind="stable", ignore_index=True)


def stretches(bars: Bars, most: int) -> tuple[pd.DatetimeIndex, list[slice | None]]:
    """Return stretches of bars of about even length, at most about `most`, and when each begins; none crosses a hole.

    A hole of more than `HOLE_DAYS` has an entry of its own, None, and the last entry is None at the last bar: what is drawn as steps ends
    there.
    """
    ts = bars.ts
    after_hole = np.flatnonzero(np.diff(ts) > HOLE_DAYS * DAY_NS) + 1
    each = max(1, -(-len(ts) // most))
    found: list[slice | None] = []
    begins: list[int] = []
    for first, end in zip([0, *after_hole.tolist()], [*after_hole.tolist(), len(ts)], strict=True):
        for start in range(first, end, each):
            found.append(slice(start, min(start + each, end)))
            begins.append(int(ts[start]))
        found.append(None)
        begins.append(int(ts[end - 1]) + bars.timeframe.nanoseconds)
    return moments(np.asarray(begins, dtype=np.int64), bars), found


def bins(values: NDArray[np.float64]) -> tuple[Bins, int]:
    """Return counts of the finite values between even edges, and how many far ones were left out on either side."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return Bins((), ()), 0
    low, high = np.quantile(finite, (OUTER, 1 - OUTER))
    if not low < high:
        low, high = finite.min() - 0.5, finite.max() + 0.5
    inside = finite[(finite >= low) & (finite <= high)]
    different = np.unique(inside) if len(inside) <= MOST_POINTS else np.unique(inside[:: len(inside) // MOST_POINTS])
    n_bins = min(N_BINS, max(len(different), 2))
    counts, edges = np.histogram(inside, bins=n_bins, range=(float(low), float(high)))
    return Bins(edges.tolist(), counts.tolist()), len(finite) - len(inside)
