"""How labelled bars are dealt into folds: the figure of any splitter, and how many bars train, judge, and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.cache import market
from app.charts.market.folds import folds
from app.components import downloads, enter, plots
from app.components.market import frame, thinned, wanted
from app.i18n import _, date_format, format_number, ngettext
from bancada.learning.purging.runs import State

if TYPE_CHECKING:
    import pandas as pd

    from bancada.learning.purging.runs import FoldRuns
    from bancada.markets.series import SeriesInfo
    from bancada.services.market.requests import LabelRequest, SplitRequest
    from bancada.services.market.research import FoldsFound

__all__ = ["draw"]


def draw(info: SeriesInfo, labels: LabelRequest) -> None:
    """Draw the fields of folds and how these labels are dealt."""
    st.subheader(
        _("How folds deal these labels"),
        anchor=False,
        help=_(
            "A training label that looks into the bars that are judged would tell the answer: it is purged. Bars right after those that are "
            "judged are embargoed, as they still remember them."
        ),
    )
    left, right = st.columns((4, 8), gap="large")
    with left, enter.group("market-folds"):
        request = wanted.split()
        pressed = st.button(_("Deal the bars"), type="primary", key="market-deal", width="stretch")
    asked: tuple[str, SplitRequest] | None = wanted.SPLIT.get()
    if pressed or asked is None or asked[0] != info.cache_key:
        asked = (info.cache_key, request)
        wanted.SPLIT.set(asked)
    with right, problems.shown():
        if asked[1] != request:
            wanted.stale()
        with frame.preparing():
            found = market.folds(info, labels, asked[1])
        _answer(info, found)


def _answer(info: SeriesInfo, found: FoldsFound) -> None:
    at = thinned.moments(found.ts, market.bars(info))
    dealt = found.folds.folds
    plots.plot(
        folds(
            [[(run.start, run.end, run.state.value) for run in fold.runs] for fold in dealt],
            at=at,  # type: ignore[arg-type]  # an index of instants, read by position
            state_names={
                State.TRAIN.value: _("train"),
                State.TEST.value: _("test"),
                State.PURGED.value: _("purged"),
                State.EMBARGOED.value: _("embargoed"),
            },
            fold_name=_("Fold"),
            date_format=date_format(),
            **plots.look(),
        ),
        _sentence(found),
        name=f"{info.key.symbol}-{info.key.timeframe.value}-folds",
    )
    table = _told(dealt, at)
    st.dataframe(
        table[["fold", "judged", "train", "test", "lost", "unused"]],
        hide_index=True,
        height="content" if len(dealt) <= MOST_SHOWN else 320,
        key="market-folds-table",
        column_config={
            "fold": st.column_config.TextColumn(_("Fold"), pinned=True, alignment="right", width="small"),
            "judged": st.column_config.TextColumn(_("Period judged")),
            "train": st.column_config.TextColumn(_("Training"), alignment="right", width="small"),
            "test": st.column_config.TextColumn(_("Judged"), alignment="right", width="small"),
            "lost": st.column_config.TextColumn(
                _("Out"), alignment="right", width="small", help=_("Purged and embargoed; the download has each.")
            ),
            "unused": st.column_config.TextColumn(_("Left aside"), alignment="right", width="small"),
        },
    )
    downloads.frame_button(table, f"{info.key.symbol}-{info.key.timeframe.value}-folds")


MOST_SHOWN = 12


def _sentence(found: FoldsFound) -> str:
    dealt = found.folds.folds
    lost = sum(fold.count(State.PURGED) + fold.count(State.EMBARGOED) for fold in dealt)
    told = ngettext(
        "**{n} fold** of {rows} labelled bars.", "**{n} folds** of {rows} labelled bars.", len(dealt),
        rows=format_number(found.folds.n_rows),
    )  # fmt: skip
    return " ".join(
        (
            told,
            ngettext(
                "{n} training bar goes in all, purged or embargoed;",
                "{n} training bars go in all, purged or embargoed;",
                lost,
            ),
            ngettext(
                "the embargo lasts {n} bar, as far as a label looks ahead: nights and holes count for nothing.",
                "the embargo lasts {n} bars, as far as a label looks ahead: nights and holes count for nothing.",
                found.embargo_bars,
            ),
            _("Stretches too short to be seen are marked by a tick."),
        )
    )


def _told(dealt: tuple[FoldRuns, ...], at: pd.DatetimeIndex) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    return pd.DataFrame(
        [
            {
                "fold": format_number(number),
                "judged": "; ".join(
                    _(
                        "{first} to {last}",
                        first=at[run.start].strftime(date_format()),
                        last=at[run.end - 1].strftime(date_format()),
                    )
                    for run in fold.runs
                    if run.state is State.TEST
                ),
                **{state.value: format_number(fold.count(state)) for state in State},
                "lost": format_number(fold.count(State.PURGED) + fold.count(State.EMBARGOED)),
            }
            for number, fold in enumerate(dealt, start=1)
        ],
        columns=["fold", "judged", "train", "test", "purged", "embargoed", "unused", "lost"],
    )
