"""Tickets as they were generated: the cards, what chance says beside them, what to take along, and their seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from app import cache, navigation, problems, state
from app.components import downloads, findings, header
from app.components.lottery import card, picks
from app.i18n import _, current_language, format_moment, format_money, format_number, ngettext
from bancada.core.dataset import Source
from bancada.domains.lottery import export
from bancada.domains.lottery.closing import BRASILIA, closes_at
from bancada.domains.lottery.economics import price_at
from bancada.domains.lottery.game import N_DRAWN, hit_law
from bancada.domains.lottery.tickets import How, Ticket, TicketRequest, TicketSet

if TYPE_CHECKING:
    from bancada.domains.lottery.seals import Seal

__all__ = ["UNIFORM", "Made", "draw", "make", "take_along"]

UNIFORM = "uniform"
"""Name under which no model is meant: all numbers alike."""


@dataclass(frozen=True, slots=True)
class Made:
    """A set of tickets, and who ordered the numbers for which contest.

    Attributes
    ----------
    found : TicketSet
    asked : str
        The model asked for.
    model : str
        The one that answered.
    contest : int
        The one whose bets were open.
    is_simulated : bool
    """

    found: TicketSet
    asked: str
    model: str
    contest: int
    is_simulated: bool


def make(request: TicketRequest, model: str) -> Made:
    """Generate what is asked for."""
    use = cache.bench().lottery
    forecast = use.forecasts.predict(model)
    found = use.tickets.generate(request, model=model)
    return Made(found, model, forecast.model, use.draws.upcoming().contest, forecast.is_simulated)


def draw(made: Made, *, request: TicketRequest, model: str) -> None:
    """Draw a set of tickets; says so where the choices were changed since."""
    title = _("Tickets for contest {contest}", contest=made.contest)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(title, anchor=False, width="content")
        if made.is_simulated:
            header.simulated_mark()
    if (made.found.request, made.asked) != (request, model):
        st.caption(":material/history: " + _("These keep the choices made before; they were changed since."))
    left, right = st.columns((8, 4), gap="large")
    with left:
        card.show(made.found.tickets)
        take_along(
            made.found.tickets,
            contest=made.contest,
            is_simulated=made.is_simulated,
            key="made",
            made_by=made.model,
        )
    with right:
        _chance(made)
        _seal(made)


def take_along(tickets: tuple[Ticket, ...], *, contest: int, is_simulated: bool, key: str, made_by: str = "") -> None:
    """Draw the downloads of tickets: text, CSV, a page to print."""
    notes = export.PageNotes(contest, made_by, Source.SIMULATED if is_simulated else None)
    name = f"lotofacil-{contest}"
    with st.container(horizontal=True, gap="small"):
        downloads.bytes_button(
            export.as_text(tickets), f"{name}.txt", label=_("Text"), mime="text/plain", key=f"lottery-text-{key}"
        )
        downloads.bytes_button(
            export.as_csv(tickets), f"{name}.csv", label=_("CSV"), mime="text/csv", key=f"lottery-csv-{key}"
        )
        downloads.bytes_button(
            export.as_page(tickets, notes=notes, language=current_language()),
            f"{name}.html",
            label=_("Page to print"),
            mime="text/html",
            key=f"lottery-page-{key}",
        )


def _chance(made: Made) -> None:
    found = made.found
    law = hit_law(found.request.size)
    with st.container(border=True, gap="xsmall", key="lottery-beside"):
        st.markdown("**" + _("What chance says of these") + "**")
        findings.findings(found.findings)
        cost = found.n_bets * price_at().price_centavos / 100
        lines = [
            _("Hits of each, on average: {mean}", mean=format_number(float(law @ range(N_DRAWN + 1)), 1)),
            _("11 hits or more: 1 in {odds}", odds=format_number(1 / float(law[11:].sum()), 1)),
            _("All of them cost {cost}.", cost=format_money(cost)),
            _ordered(made),
        ]
        st.markdown("\n".join(f"- {line}" for line in lines))


def _ordered(made: Made) -> str:
    """Say whose probabilities ordered the numbers, and the seed where chance had a part."""
    who = _("No model: all numbers alike.") if made.model == UNIFORM else _("By {model}.", model=f"`{made.model}`")
    seed = _("Seed {seed}.", seed=made.found.seed)
    return who if made.found.request.how is How.TOP else f"{who} {seed}"


def _seal(made: Made) -> None:
    with st.container(border=True, gap="xsmall", key="lottery-seal-box"):
        sealed = picks.SEALED.get()
        if sealed:
            _just_sealed(sealed)
            return
        st.markdown(
            "**" + _("Seal before the draw") + "**",
            help=_(
                "A sealed ticket is written down with its model, numbers and a chained SHA-256, cannot be changed or "
                "deleted, and is scored after the draw. Every seal counts. It is no bet: nothing is bought."
            ),
        )
        coming = cache.bench().lottery.draws.upcoming()
        if made.is_simulated:
            st.caption(_("These draws are simulated: there is no contest to seal for. Import real results first."))
        elif coming.draw_on is not None:
            moment = format_moment(closes_at(coming.draw_on), zone=ZoneInfo(BRASILIA))
            st.caption(_("Open until {moment}, Brasília time, when bets close.", moment=moment))
        st.button(
            _("Seal for contest {contest}", contest=coming.contest),
            icon=":material/lock:",
            key="lottery-seal",
            width="stretch",
            disabled=made.is_simulated,
            on_click=problems.callback(_do_seal),
            args=(made,),
        )


def _just_sealed(sealed: tuple[Seal, ...]) -> None:
    findings.good(
        ngettext("{n} ticket is sealed.", "{n} tickets are sealed.", len(sealed))
        + " "
        + _("The chain now ends in {head}.", head=f"`{sealed[-1].sha256[:12]}`")
    )
    navigation.link(navigation.LOTTERY, _("See the sealed tickets"), parameters=state.LOTTERY_VIEW.link("sealed"))


def _do_seal(made: Made) -> None:
    seed = None if made.found.request.how is How.TOP else made.found.seed
    picks.SEALED.set(cache.bench().lottery.seals.seal(made.found.tickets, model=made.model, seed=seed))
