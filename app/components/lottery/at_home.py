"""The lottery on the home page: where its record stands, and the steps that fit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from app import cache, navigation, state
from app.cache import lottery
from app.components import header, words
from app.i18n import _, format_date, ngettext
from bancada.core.dataset import DatasetInfo, Source

__all__ = ["Step", "draw", "steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next, and the view of the lottery page on which it is done."""

    label: str
    why: str
    view: str


def draw() -> None:
    """Draw the line of state of the record and its next steps."""
    st.subheader(_("Lottery"), anchor=False)
    info = cache.bench().lottery.draws.info()
    with st.container(border=True, key="home-lottery"):
        if info is None:
            st.markdown(_("There are no draws yet."))
            _links(
                [
                    Step(
                        _("Bring in the draws"),
                        _("The official spreadsheet, or simulated draws to try with."),
                        "history",
                    )
                ]
            )
            return
        _line(info)
        _links(list(steps(info)))


def _line(info: DatasetInfo) -> None:
    draws = lottery.draws(info)
    count = ngettext("{n} draw", "{n} draws", len(draws))
    day = draws.dates[-1].item()
    facts = [count] if info.source is Source.SIMULATED else [count, words.source(info.source)]
    facts.append(_("last contest {contest}", contest=draws.last) + (f" ({format_date(day)})" if day else ""))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if info.source is Source.SIMULATED:
            header.simulated_mark()
        st.markdown(" · ".join(facts), width="content")


def steps(info: DatasetInfo) -> Iterator[Step]:
    """Yield what there is to do, the most pressing first; a ticket can be made at any time."""
    use, last = cache.bench().lottery, lottery.draws(info).last
    if info.source is Source.SIMULATED:
        yield Step(
            _("Import the official draws"),
            _("They take the place of the simulated ones, which say nothing."),
            "history",
        )
    elif missing := use.draws.upcoming().contest - last - 1:
        yield Step(
            _("Fetch the missing results"),
            ngettext("{n} contest is not in the record.", "{n} contests are not in the record.", missing),
            "history",
        )
    waiting = sum(one.hits is None and not one.is_late for one in use.seals.list())
    if waiting:
        yield Step(
            _("Look at the sealed tickets"),
            ngettext("{n} waits for its draw.", "{n} wait for their draw.", waiting),
            "sealed",
        )
    if not use.forecasts.models():
        yield Step(
            _("Compare forecasters"),
            _("None is saved yet; as far as anyone knows, none does better than chance."),
            "train",
        )
    yield Step(
        _("Generate tickets"), _("Every ticket has the same chance, whichever model orders the numbers."), "generate"
    )


def _links(found: list[Step]) -> None:
    for place, step in zip(st.columns(3), found[:3], strict=False):
        with place:
            navigation.link(navigation.LOTTERY, f"**{step.label}**", parameters=state.LOTTERY_VIEW.link(step.view))
            st.caption(step.why)
