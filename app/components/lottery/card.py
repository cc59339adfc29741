"""The card of 25 numbers, five by five as on the paper ticket: to mark on, and to show tickets with. It knows no model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st

from app import problems
from app.i18n import _
from app.state import Choice
from bancada.domains.lottery.game import N_NUMBERS
from bancada.domains.lottery.tickets import Ticket

__all__ = ["board", "clear_button", "marked", "numbers_text", "show"]

MOST_SHOWN = 24
"""Tickets drawn as cards; all of them are in the downloads."""


def marked(choice: Choice[str]) -> tuple[int, ...]:
    """Return the numbers that a choice holds, ascending; what is no number of the card is passed over."""
    found = {int(part) for part in choice.get().split("-") if part.isdigit()}
    return tuple(sorted(number for number in found if 1 <= number <= N_NUMBERS))


def board(chosen: Choice[str], *, struck: Choice[str] | None = None, key: str) -> None:
    """Draw the card as 25 buttons. A tap marks a number, the next one strikes it where `struck` is given, the next frees it.

    Parameters
    ----------
    chosen, struck : Choice
        Hold the numbers as "1-2-15", in the session and in the address.
    key : str
        Of this card on its page.
    """
    chosen.seed()
    fixed = set(marked(chosen))
    out: set[int] = set()
    if struck is not None:
        struck.seed()
        out = set(marked(struck))
    is_pool = struck is None
    with st.container(key=f"lottery-card-{key}"):
        for number in range(1, N_NUMBERS + 1):
            # One type for every state: another one is another element, and the keyboard would lose its place.
            st.button(
                _label(number, is_out=number in out, state=_state(number, fixed, out, is_pool=is_pool)),
                key=f"lottery-number-{key}-{number}",
                on_click=problems.callback(_tap),
                args=(number, chosen, struck),
                width="stretch",
            )


def clear_button(*choices: Choice[str], key: str) -> None:
    """Draw the button that frees every number."""
    st.button(
        _("Clear the card"),
        icon=":material/backspace:",
        type="tertiary",
        key=f"lottery-clear-{key}",
        disabled=not any(choice.get() for choice in choices),
        on_click=problems.callback(_clear),
        args=(choices,),
    )


def show(tickets: Sequence[Ticket], *, drawn: Collection[int] = ()) -> None:
    """Draw tickets as small paper cards; numbers of `drawn` are filled, of all where it is empty."""
    cards = "".join(_card(place, ticket, drawn) for place, ticket in enumerate(tickets[:MOST_SHOWN], start=1))
    st.html(f'<div class="lottery-tickets">{cards}</div>')
    if len(tickets) > MOST_SHOWN:
        st.caption(_("The first {n} are drawn; the downloads hold all {total}.", n=MOST_SHOWN, total=len(tickets)))


def numbers_text(numbers: Iterable[int]) -> str:
    """Return numbers as they are written on a ticket: "01 02 15"."""
    return " ".join(f"{number:02d}" for number in numbers)


def _state(number: int, fixed: Collection[int], out: Collection[int], *, is_pool: bool) -> str:
    if number in out:
        return _("struck")
    if number not in fixed:
        return ""
    return _("chosen") if is_pool else _("fixed")


def _label(number: int, *, is_out: bool, state: str) -> str:
    """Return what a button says: "03, fixed". The style sheet shows the state as a colour, and leaves the word to be heard."""
    shown = f"~~{number:02d}~~" if is_out else f"{number:02d}"
    return f"{shown}:gray[, {state}]" if state else shown


def _card(place: int, ticket: Ticket, drawn: Collection[int]) -> str:
    cells = "".join(f'<i class="{_kind(number, ticket, drawn)}">{number:02d}</i>' for number in range(1, N_NUMBERS + 1))
    spoken = numbers_text(ticket)
    return (
        f'<figure role="img" aria-label="{place}: {spoken}"><figcaption>{place}</figcaption>'
        f'<div aria-hidden="true">{cells}</div></figure>'
    )


def _kind(number: int, ticket: Ticket, drawn: Collection[int]) -> str:
    if number not in ticket:
        return "off"
    return "on" if not drawn or number in drawn else "missed"


def _tap(number: int, chosen: Choice[str], struck: Choice[str] | None) -> None:
    fixed, out = set(marked(chosen)), set(marked(struck)) if struck is not None else set()
    if number in fixed:
        fixed.discard(number)
        if struck is not None:
            out.add(number)
    elif number in out:
        out.discard(number)
    else:
        fixed.add(number)
    chosen.set("-".join(map(str, sorted(fixed))))
    if struck is not None:
        struck.set("-".join(map(str, sorted(out))))


def _clear(choices: Sequence[Choice[str]]) -> None:
    for choice in choices:
        choice.set("")
