"""Tickets for the next contest: marked on the card, held to rules, chosen by a model or by none; or a closure of a pool."""

from __future__ import annotations

import streamlit as st

from app import cache, problems
from app.cache import lottery
from app.components import enter, words
from app.components.lottery import card, closure, frame, picks, produced, rules
from app.i18n import _, format_number, format_percent, ngettext
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.constraints import MAX_SIZE, TicketRules
from bancada.domains.lottery.game import N_DRAWN
from bancada.domains.lottery.tickets import MAX_TICKETS, How, TicketRequest, n_bets

__all__ = ["draw"]

MAKES = ("tickets", "closure")
HEAT = (0.1, 5.0)
LEAST_OVERLAP = 5


def draw() -> None:
    """Draw the view."""
    picks.MAKE.seed(MAKES)
    titles = {"tickets": _("Tickets"), "closure": _("Closures (fechamentos)")}
    make = st.segmented_control(
        _("What to make"),
        MAKES,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **picks.MAKE.widget,
    )
    info = frame.record()
    if info is None:
        return
    if make == "closure":
        closure.draw(info)
    else:
        _tickets(info)


@st.fragment
@problems.guarded
def _tickets(info: DatasetInfo) -> None:
    left, right = st.columns((4, 8), gap="large")
    with left:
        card.board(picks.FIXED, struck=picks.EXCLUDED, key="rules")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(_("One tap fixes a number, a second strikes it, a third frees it."), width="stretch")
            card.clear_button(picks.FIXED, picks.EXCLUDED, key="rules")
        _marks()
    with right, enter.group("lottery-generate"):
        model = _model()
        request = _request()
        left_over = _left(info, request)
        label = ngettext("Generate {n} ticket", "Generate {n} tickets", request.n_tickets)
        if st.button(label, type="primary", key="lottery-generate", disabled=left_over < 1, width="stretch"):
            with st.spinner(_("Choosing among the tickets that keep the rules")):
                picks.MADE.set(produced.make(request, model))
            picks.SEALED.clear()
    made: produced.Made | None = picks.MADE.get()
    if made is not None:
        produced.draw(made, request=request, model=model)


def _marks() -> None:
    fixed, out = card.marked(picks.FIXED), card.marked(picks.EXCLUDED)
    lines = []
    if fixed:
        lines.append(_("Fixed: {numbers}", numbers=f"**{card.numbers_text(fixed)}**"))
    if out:
        lines.append(_("Struck: {numbers}", numbers=f"~~{card.numbers_text(out)}~~"))
    if lines:
        st.markdown(" · ".join(lines))


def _model() -> str:
    """Draw the choice of who says how probable each number is: the champion, or no model until one is champion."""
    found = cache.bench().lottery.forecasts.models()
    champions = [info.name for info in found if info.is_champion]
    names = [*champions, produced.UNIFORM, *(info.name for info in found if not info.is_champion)]
    picks.MODEL.seed(names)
    chosen: str = st.selectbox(
        _("Probabilities by"),
        names,
        format_func=words.named(
            names,
            lambda name: (
                _("no model: all numbers alike")
                if name == produced.UNIFORM
                else f"★ {name}"
                if name in champions
                else name
            ),
        ),
        help=_("A model orders the numbers; it does not change the chance of a ticket."),
        **picks.MODEL.widget,
    )
    return chosen


def _request() -> TicketRequest:
    how = _how()
    places = st.columns(3, vertical_alignment="bottom")
    for choice in (picks.TICKETS, picks.SIZE, picks.SEED, picks.TEMPERATURE, picks.OVERLAP):
        choice.seed()
    n_tickets = places[0].number_input(_("Tickets"), 1, MAX_TICKETS, step=1, **picks.TICKETS.widget)
    size = places[1].number_input(
        _("Numbers on each"),
        N_DRAWN,
        MAX_SIZE,
        step=1,
        help=_("A ticket of more numbers holds, and costs, several bets of 15."),
        **picks.SIZE.widget,
    )
    seed = places[2].number_input(
        _("Seed"), 0, 2**31 - 1, step=1, help=_("The same seed gives the same tickets."), **picks.SEED.widget
    )
    temperature, overlap = _spread(how, size)
    with st.expander(_("Rules"), icon=":material/tune:"):
        ranges = rules.ranges(size)
    return TicketRequest(
        n_tickets=n_tickets,
        size=size,
        how=how,
        temperature=temperature,
        max_overlap=overlap,
        rules=TicketRules(fixed=card.marked(picks.FIXED), excluded=card.marked(picks.EXCLUDED), **ranges),
        seed=seed,
    )


def _how() -> How:
    codes = [how.value for how in How]
    picks.HOW.seed(codes)
    titles = {
        How.TOP.value: _("The most probable"),
        How.SAMPLE.value: _("Drawn by probability"),
        How.DIVERSIFIED.value: _("Spread apart"),
    }
    how = st.segmented_control(
        _("How"), codes, format_func=titles.__getitem__, required=True, width="stretch", **picks.HOW.widget
    )
    return How(how or How.TOP)


def _spread(how: How, size: int) -> tuple[float, int | None]:
    """Draw what drawing by probability takes besides; what is not asked keeps its default."""
    if how is How.TOP:
        return 1.0, None
    left, right = st.columns(2)
    # A link, or a smaller ticket, may hold what no slider shows.
    if not HEAT[0] <= picks.TEMPERATURE.get() <= HEAT[1]:
        picks.TEMPERATURE.set(picks.TEMPERATURE.default)
    if not LEAST_OVERLAP <= picks.OVERLAP.get() < size:
        picks.OVERLAP.set(picks.OVERLAP.default)
    temperature = left.slider(
        _("Temperature"),
        *HEAT,
        step=0.1,
        help=_("Near 0 the most probable tickets, 1 as the probabilities say, larger ones more alike."),
        **picks.TEMPERATURE.widget,
    )
    if how is not How.DIVERSIFIED:
        return temperature, None
    overlap = right.slider(
        _("Most numbers in common"),
        LEAST_OVERLAP,
        size - 1,
        step=1,
        help=_("No two tickets share more numbers than this."),
        **picks.OVERLAP.widget,
    )
    return temperature, overlap


def _left(info: DatasetInfo, request: TicketRequest) -> int:
    """Say exactly how many tickets keep the rules; nought where the rules contradict themselves."""
    whole, left = lottery.count(info, TicketRules(), request.size), 0
    with problems.shown():
        left = lottery.count(info, request.rules, request.size)
        st.markdown(
            _(
                "**{left}** of {whole} tickets keep the rules ({share}).",
                left=format_number(left),
                whole=format_number(whole),
                share=format_percent(left / whole, 1 if left > whole / 1000 else 4),
            )
        )
    if request.size > N_DRAWN:
        bets = format_number(n_bets(request.size))
        st.caption(_("Each ticket holds, and costs, {n} bets of 15 numbers.", n=bets))
    return left
