"""The record of draws beside what a fair game gives: numbers, stretches, the shape of draws, the draws themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from app import cache
from app.cache import lottery
from app.charts.lottery import against_law, delays, frequencies, over_time
from app.components import downloads, plots
from app.components.lottery import choices, randomness, removal
from app.i18n import _, format_date, format_number, format_percent, ngettext
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.constraints import EVEN, FRAME
from bancada.domains.lottery.game import N_NUMBERS

if TYPE_CHECKING:
    import pandas as pd

    from bancada.domains.lottery.statistics import Histogram, HistoryStatistics

__all__ = ["draw"]

STATISTICS = ("numbers", "time", "shape", "draws", "tests")
STRETCHES = (25, 50, 100, 250)
MOST_STRETCHES = 60
"""Columns of the heat map that a screen still tells apart."""
USUAL_DELAY = 3
"""Draws since a number was seen: 0.4 to the 4th power, 2.6%, of waits are longer."""
RECENT = 500
"""Draws of the table; the download has all of them."""


def draw() -> None:
    """Draw the chosen part of the history; only that one is computed."""
    info = cache.bench().lottery.draws.info()
    if info is None:
        return
    choices.STATISTIC.seed(STATISTICS)
    titles = {
        "numbers": _("Numbers"),
        "time": _("Over time"),
        "shape": _("Shape of draws"),
        "draws": _("Draws"),
        "tests": _("Randomness tests"),
    }
    part: str | None = st.segmented_control(
        _("Statistic"),
        STATISTICS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **choices.STATISTIC.widget,
    )
    draw_part: dict[str, Callable[[DatasetInfo], None]] = {
        "numbers": _numbers,
        "time": _over_time,
        "shape": _shape,
        "draws": _draws,
        "tests": randomness.draw,
    }
    draw_part[part or STATISTICS[0]](info)


def _numbers(info: DatasetInfo) -> None:
    found = lottery.statistics(info)
    counts = found.numbers
    outside = int(((counts.counts < counts.low) | (counts.counts > counts.high)).sum())
    plots.plot(
        frequencies(
            counts.counts.tolist(),
            expected=counts.expected,
            low=counts.low,
            high=counts.high,
            number_title=_("Number"),
            count_title=_("Times drawn"),
            expected_name=_("Fair game"),
            band_name=_("95% of the numbers of a fair game"),
            **plots.look(),
        ),
        _times_sentence(found, outside),
        data=_numbers_frame(found),
        name="lottery-numbers",
    )
    longest = int(found.delays.delays.max())
    plots.plot(
        delays(
            found.delays.delays.tolist(),
            usual=USUAL_DELAY,
            number_title=_("Number"),
            wait_title=_("Delay (draws since it was last seen)"),
            usual_name=_("Fair game: 97% up to {n}", n=format_number(USUAL_DELAY)),
            **plots.look(),
        ),
        _(
            "How long each number has been out; the longest now is {longest}. A number that is late is no likelier to come: in each "
            "draw every number has {chance}.",
            longest=ngettext("{n} draw", "{n} draws", longest),
            chance=format_percent(0.6, 0),
        ),
        name="lottery-delays",
    )


def _times_sentence(found: HistoryStatistics, outside: int) -> str:
    return ngettext(
        "How often each number was drawn in {draws}. {n} of the 25 counts lies outside the band, where a fair game leaves about one.",
        "How often each number was drawn in {draws}. {n} of the 25 counts lie outside the band, where a fair game leaves about one.",
        outside,
        draws=ngettext("{n} draw", "{n} draws", found.n_draws),
    )


def _over_time(info: DatasetInfo) -> None:
    fitting = [stretch for stretch in STRETCHES if info.rows / stretch <= MOST_STRETCHES] or [STRETCHES[-1]]
    choices.STRETCH.seed(fitting)
    stretch = st.segmented_control(
        _("Draws in each column"),
        fitting,
        format_func={stretch: format_number(stretch) for stretch in fitting}.__getitem__,
        required=True,
        **choices.STRETCH.widget,
    )
    found = lottery.heat(info, stretch or fitting[0])
    blocks = [f"{first}-{last}" for first, last in zip(found.first.tolist(), found.last.tolist(), strict=True)]
    beyond = float((abs(found.z) > 2).mean())
    plots.plot(
        over_time(
            found.z.tolist(),
            blocks,
            number_title=_("Number"),
            block_title=_("Contests"),
            deviation_title=_("Standard deviations"),
            **plots.look(),
        ),
        _(
            "How far the count of each number lies from a fair game's, from stretch to stretch: blue above, orange below. {share} of "
            "the cells lie beyond 2 standard deviations, where a fair game leaves about 5%: patches of colour are what chance looks like.",
            share=format_percent(beyond),
        ),
        data=_heat_frame(blocks, found.z.tolist()),
        name="lottery-heat",
    )


def _shape(info: DatasetInfo) -> None:
    found = lottery.statistics(info)
    shapes = (
        (found.repeats, "repeats", _("Repeats"), _("Numbers that each draw shares with the one before it.")),
        (found.totals, "sum", _("Sum"), _("Sum of the 15 numbers of each draw.")),
        (found.evens, "even", _("Even numbers"), _("Even numbers in each draw.")),
        (found.frames, "frame", _("Numbers on the frame"), _("Numbers on the outer ring of the ticket in each draw.")),
    )
    law = _("The line is the exact law of a fair game; its band holds 95% of fair counts.")
    for start in (0, 2):
        for place, (histogram, code, title, sentence) in zip(st.columns(2), shapes[start : start + 2], strict=True):
            with place:
                _one_shape(histogram, code, title, f"{sentence} {law}")


def _one_shape(histogram: Histogram, code: str, title: str, sentence: str) -> None:
    plots.plot(
        against_law(
            histogram.values.tolist(),
            histogram.counts.tolist(),
            expected=histogram.expected.tolist(),
            value_title=title,
            count_title=_("Draws"),
            seen_name=_("Seen"),
            law_name=_("Exact law, 95% range"),
            **plots.look(),
        ),
        sentence,
        data=_histogram_frame(histogram),
        name=f"lottery-{code}",
    )


def _draws(info: DatasetInfo) -> None:
    frame = _draws_frame(info)
    if len(frame) > 1:
        st.caption(_("The latest {n} draws, the last one first.", n=format_number(min(RECENT, len(frame)))))
    config = st.column_config
    shown = frame.head(RECENT)
    st.dataframe(
        shown.assign(date=[format_date(None if day is None else day) for day in shown["date"]]),
        hide_index=True,
        key=f"lottery-draws-{info.cache_key}",
        column_config={
            "contest": config.NumberColumn(_("Contest"), pinned=True, format="%d", width=90),
            "date": config.TextColumn(_("Date"), width=140),
            "numbers": config.TextColumn(_("Numbers"), width=290),
            "repeats": config.NumberColumn(_("Repeats"), help=_("Numbers shared with the draw before.")),
            "sum": config.NumberColumn(_("Sum")),
            "even": config.NumberColumn(_("Even numbers")),
            "frame": config.NumberColumn(_("Numbers on the frame")),
        },
        placeholder="–",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.frame_button(frame, "lotofacil")
        removal.remove_button(info)


def _draws_frame(info: DatasetInfo) -> pd.DataFrame:
    """Return one row a draw, the last one first."""
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    draws = lottery.draws(info)
    hits = draws.indicators
    return pd.DataFrame(
        {
            "contest": draws.contests,
            "date": pd.Series(draws.dates.tolist(), dtype="object"),
            "numbers": [" ".join(f"{number:02d}" for number in row) for row in draws.numbers.tolist()],
            "repeats": pd.Series(draws.repeats).where(draws.repeats >= 0).astype("Int64"),
            "sum": draws.numbers.sum(axis=1, dtype="int64"),
            "even": hits[:, [number - 1 for number in EVEN]].sum(axis=1),
            "frame": hits[:, [number - 1 for number in FRAME]].sum(axis=1),
        }
    )[::-1]


def _numbers_frame(found: HistoryStatistics) -> pd.DataFrame:
    import pandas as pd  # as above

    return pd.DataFrame(
        {
            "number": range(1, N_NUMBERS + 1),
            "times_drawn": found.numbers.counts,
            "expected": found.numbers.expected,
            "low_95": found.numbers.low,
            "high_95": found.numbers.high,
            "delay": found.delays.delays,
            "longest_delay": found.delays.longest,
        }
    )


def _heat_frame(blocks: list[str], z: list[list[float]]) -> pd.DataFrame:
    import pandas as pd  # as above

    return pd.DataFrame(z, columns=[f"{number:02d}" for number in range(1, N_NUMBERS + 1)]).assign(contests=blocks)


def _histogram_frame(histogram: Histogram) -> pd.DataFrame:
    import pandas as pd  # as above

    return pd.DataFrame({"value": histogram.values, "draws": histogram.counts, "expected": histogram.expected.round(3)})
