"""Which 15 to 20 features tell most of a label, by training folds alone, with the verdict on every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.cache import market
from app.charts.market.relevance import relevance
from app.components import downloads, empty, enter, plots
from app.components.market import research_words, wanted
from app.i18n import _, format_number, format_percent, ngettext
from bancada.markets.selection.values import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from bancada.markets.selection import Selection
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]


def draw(info: SeriesInfo) -> None:
    """Draw the fields and the last selection."""
    left, right = st.columns((4, 8), gap="large")
    with left, enter.group("market-selection"):
        request = (info.cache_key, wanted.labels(info), wanted.split())
        if st.button(_("Select features"), type="primary", key="market-select", width="stretch"):
            wanted.SELECTED.set(request)
    with right, problems.shown():
        _answer(info, request)


def _answer(info: SeriesInfo, request: wanted.Asked) -> None:
    asked: wanted.Asked | None = wanted.SELECTED.get()
    if asked is None or asked[0] != info.cache_key:
        empty.empty(
            ":material/filter_alt:",
            _("Nothing is selected yet"),
            _(
                "Choose a label and folds. Each fold votes with its training bars alone, so the bars that judge have no say."
            ),
        )
        return
    wanted.changed(asked, request)
    with st.spinner(_("Measuring what each feature tells of the label, fold by fold"), show_time=True):
        found = market.selection(info, asked[1], asked[2])
    _draw(info, found)


def _draw(info: SeriesInfo, found: Selection) -> None:
    frame = found.frame()
    kept = frame.head(len(found.names))
    st.markdown(_sentence(found))
    if len(kept):
        plots.plot(
            relevance(
                kept["name"].tolist(),
                kept["relevance"].tolist(),
                kept["noise"].tolist(),
                feature_title=_("Feature"),
                value_title=_("Mutual information, nats"),
                filled={score.name for score in found.scores if score.verdict is Verdict.FILLED},
                value_name=_("tells"),
                noise_name=_("level of chance"),
                **plots.look(),
            ),
            _(
                "What the kept features tell of the label, each beside what it would seem to tell of a label shifted in time."
            ),
            name="market-relevance",
        )
    st.dataframe(
        _told(frame, found),
        hide_index=True,
        height=320,
        key="market-selection-table",
        placeholder="–",
        column_config={
            "name": st.column_config.TextColumn(_("Feature"), pinned=True),
            "verdict": st.column_config.TextColumn(_("Verdict"), width="medium"),
            "relevance": st.column_config.TextColumn(
                _("Tells, nats"), alignment="right", help=_("Mean over folds of the mutual information with the label.")
            ),
            "noise": st.column_config.TextColumn(_("Level of chance"), alignment="right"),
            "folds": st.column_config.TextColumn(_("Folds that chose it"), alignment="right"),
        },
    )
    downloads.frame_button(frame, f"{info.key.symbol}-{info.key.timeframe.value}-selection")
    n_levels = sum(score.verdict is Verdict.LEVEL for score in found.scores)
    if n_levels:
        st.caption(
            ngettext(
                "{n} feature in units of price was left aside: the level of prices changes with time, so that it tells the date rather than "
                "what comes next. `bancada market select --with-prices` includes it.",
                "{n} features in units of price were left aside: the level of prices changes with time, so that they tell the date rather than "
                "what comes next. `bancada market select --with-prices` includes them.",
                n_levels,
            )
        )
    st.caption(
        _(
            "To tell is not to earn: what is selected here has yet to be judged on bars that no fold has seen, after costs."
        )
    )


def _sentence(found: Selection) -> str:
    head = ngettext("**{n} feature kept** of {all}.", "**{n} features kept** of {all}.", len(found.names),
                    all=format_number(sum(score.verdict is not Verdict.LEVEL for score in found.scores)))  # fmt: skip
    rule = _(
        "A feature stays that tells more than chance, in at least {share} of {folds} folds; of two that run along (Spearman's correlation "
        "over {limit}) the one that tells less goes.",
        share=format_percent(found.rule.min_folds, 0),
        folds=format_number(found.n_folds),
        limit=format_number(found.rule.max_correlation),
    )
    n_filled = sum(score.verdict is Verdict.FILLED for score in found.scores)
    if not n_filled:
        return f"{head} {rule}"
    filled = ngettext(
        "{n} of them was not chosen by enough folds or tells no more than chance, and only fills up the least number, {least}.",
        "{n} of them were not chosen by enough folds or tell no more than chance, and only fill up the least number, {least}.",
        n_filled,
        least=format_number(found.rule.n_min),
    )
    return f"{head} :orange[{filled}] {rule}"


def _told(frame: pd.DataFrame, found: Selection) -> pd.DataFrame:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    verdicts = {score.name: research_words.verdict(score.verdict, score.beside) for score in found.scores}
    return pd.DataFrame(
        {
            "name": frame["name"],
            "verdict": [verdicts[name] for name in frame["name"]],
            "relevance": [format_number(value, 4) for value in frame["relevance"]],
            "noise": [format_number(value, 4) for value in frame["noise"]],
            "folds": [format_percent(value, 0) for value in frame["folds"]],
        }
    )
