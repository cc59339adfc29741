"""What stands around every view of the lottery page: what chance says, the record and its ends, the choice of a view."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from app import cache, state
from app.cache import lottery
from app.components import header
from app.i18n import _, format_date, format_number, ngettext
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.closing import BRASILIA, closes_at
from bancada.domains.lottery.economics import REFERENCE_RETURN
from bancada.domains.lottery.game import MEAN_HITS, N_COMBINATIONS

if TYPE_CHECKING:
    from bancada.domains.lottery.draws import Draws

__all__ = ["balls", "balls_html", "chance_line", "choose_view", "contests", "provenance", "record"]

VIEWS = ("history", "train", "generate", "check", "backtest", "sealed")

LOST = round(100 * (1 - sum(REFERENCE_RETURN.values())))
"""Of 100 reais bet over the record, those that were not paid out as prizes; the Backtest view has the figures of each tier."""


def record() -> DatasetInfo | None:
    """Return the identity of the record of draws, None where there is none."""
    return cache.bench().lottery.draws.info()


def chance_line() -> None:
    """Say what chance says of every ticket, and for whom the game is."""
    with st.container(border=True, key="lottery-chance-says"):
        st.markdown(
            ":orange-badge[+18] "
            + _(
                "**What chance says.** Each ticket of 15 numbers has 1 chance in {odds} of 15 hits, and {mean} hits on average, "
                "whatever its numbers. Of every 100 reais bet, about {lost} do not come back. Play responsibly.",
                odds=format_number(N_COMBINATIONS),
                mean=format_number(MEAN_HITS, 0),
                lost=LOST,
            )
        )


def provenance(info: DatasetInfo) -> None:
    """Draw where the draws come from, how many they are, and their fingerprint."""
    draws = lottery.draws(info)
    size = ngettext(
        "{n} draw, contest {last}",
        "{n} draws, contests {first} to {last}",
        len(draws),
        first=draws.first,
        last=draws.last,
    )
    header.provenance(info, size=size)


def contests(info: DatasetInfo) -> None:
    """Draw the last contest and the one to come: with their numbers and hours beside the history, elsewhere in one line."""
    if state.LOTTERY_VIEW.seed(VIEWS) == "history":
        _contest_cards(info)
    else:
        _contest_line(info)


def _contest_line(info: DatasetInfo) -> None:
    draws = lottery.draws(info)
    following = cache.bench().lottery.draws.upcoming()
    day: date | None = draws.dates[-1].item()
    named = f"**{draws.last}** ({format_date(day)})" if day else f"**{draws.last}**"
    last = _("Last contest: {contest}", contest=named)
    coming = _("Next: {contest}", contest=f"**{following.contest}**")
    if following.draw_on is not None:
        closing = closes_at(following.draw_on).astimezone(ZoneInfo(BRASILIA))
        coming += " " + _("(bets until {day}, {hour})", day=format_date(following.draw_on), hour=f"{closing:%H:%M}")
    with st.container(key="lottery-ends"):
        st.markdown(f":small[{last} · {coming}]", help=_numbers_and_zone(draws))


def _numbers_and_zone(draws: Draws) -> str:
    numbers = " ".join(f"{number:02d}" for number in draws.numbers[-1].tolist())
    return _("Drawn in contest {contest}: {numbers}. Hours are of Brasília.", contest=draws.last, numbers=numbers)


def _contest_cards(info: DatasetInfo) -> None:
    draws = lottery.draws(info)
    left, right = st.columns((3, 2))
    with left.container(border=True, height="stretch", gap="xsmall", key="lottery-last"):
        day: date | None = draws.dates[-1].item()
        title, label = _("Contest {contest}", contest=draws.last), _("the last one drawn")
        st.markdown(f"**{title}** :gray[· {format_date(day)} · {label}]")
        balls(int(number) for number in draws.numbers[-1])
        st.caption(_last_line(draws))
    with right.container(border=True, height="stretch", gap="xsmall", key="lottery-next"):
        _following(draws.last)


def _last_line(draws: Draws) -> str:
    """Say of the last draw what the statistics count."""
    numbers = draws.numbers[-1]
    repeats = int(draws.repeats[-1])
    parts = (
        ngettext("{n} repeated from the draw before", "{n} repeated from the draw before", repeats)
        if repeats >= 0
        else "",
        ngettext("{n} even", "{n} even", int((numbers % 2 == 0).sum())),
        _("sum {sum}", sum=format_number(int(numbers.sum(dtype=int)))),
    )
    return " · ".join(part for part in parts if part)


def _following(last: int) -> None:
    following = cache.bench().lottery.draws.upcoming()
    title, label = _("Contest {contest}", contest=following.contest), _("the next one")
    st.markdown(f"**{title}** :gray[· {label}]")
    if following.draw_on is None:
        st.markdown(":gray[" + _("The day of its draw is not known.") + "]")
        return
    day = format_date(following.draw_on)
    closing = closes_at(following.draw_on).astimezone(ZoneInfo(BRASILIA))
    facts = {"day": day, "hour": f"{closing:%H:%M}"}
    st.markdown(
        _("Expected on {day}; bets until {hour}, Brasília time.", **facts)
        if following.is_estimated
        else _("Drawn on {day}; bets until {hour}, Brasília time.", **facts),
        help=_("Worked out from the days of draws; the official calendar decides.") if following.is_estimated else None,
    )
    missing = following.contest - last - 1
    if missing:
        st.caption(
            ngettext(
                ":material/history: {n} contest before it is not in the record.",
                ":material/history: {n} contests before it are not in the record.",
                missing,
            )
        )


def balls(numbers: Iterable[int], *, marked: Collection[int] = ()) -> None:
    """Draw numbers as balls; those in `marked` are filled."""
    st.html(balls_html(numbers, marked=marked))


def balls_html(numbers: Iterable[int], *, marked: Collection[int] = ()) -> str:
    """Return numbers as a list of balls, for a piece that draws several."""
    items = "".join(
        f'<li class="marked">{number:02d}</li>' if number in marked else f"<li>{number:02d}</li>" for number in numbers
    )
    return f'<ul class="lottery-balls">{items}</ul>'


def choose_view() -> str:
    """Draw the choice of a view and return its code; only that one is computed."""
    state.LOTTERY_VIEW.seed(VIEWS)
    titles = {
        "history": _("History"),
        "train": _("Train and compare"),
        "generate": _("Generate"),
        "check": _("Check"),
        "backtest": _("Backtest"),
        "sealed": _("Sealed tickets"),
    }
    view: str | None = st.segmented_control(
        _("View"),
        VIEWS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **state.LOTTERY_VIEW.widget,
    )
    return view or state.LOTTERY_VIEW.default
