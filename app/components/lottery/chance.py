"""What playing costs and what comes back: prices over time, odds of each size of ticket, returns by tier, a year of playing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.cache import lottery
from app.charts.money import prices, returns
from app.components import downloads, findings, plots
from app.components.figures import abreast
from app.components.lottery import tabular
from app.i18n import _, format_money, format_number, format_percent
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.economics import REFERENCE_RETURN
from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    from bancada.services.lottery.chance import Economics

__all__ = ["draw"]


def draw(info: DatasetInfo) -> None:
    """Draw the economics of the record."""
    found = lottery.economics(info)
    findings.findings(found.findings)
    _figures(found)
    left, right = st.columns(2, gap="large")
    with left:
        _returns(found)
    with right:
        _prices(found, lottery.draws(info).last)
    _odds(found)


def _figures(found: Economics) -> None:
    year = found.year
    places = abreast(4, key="lottery-money")
    places[0].metric(
        _("Comes back of each real"),
        format_money(year.expected_back_centavos / year.cost_centavos),
        help=_("On average, in prizes. Published prizes are net of income tax already; nothing is deducted again."),
    )
    places[1].metric(
        _("A year of playing"),
        format_money(year.cost_centavos / 100, 0),
        help=_("One ticket in each of {n} draws, at the present price.", n=year.n_draws),
    )
    places[2].metric(
        _("Of it does not come back"),
        format_money(year.expected_loss_centavos / 100, 0),
        help=_("On average; most years less comes back than that average, which rare prizes of 15 hits lift."),
    )
    places[3].metric(
        _("Gain needed to break even"),
        _("+{hits} hit", hits=format_number(found.break_even_gain, 2)),
        help=_("Hits a draw beyond 9, on average, at which a ticket would be worth its price. None was ever shown."),
    )


def _returns(found: Economics) -> None:
    known = found.returns
    shares = {tier.hits: tier.share for tier in known.tiers} if known else REFERENCE_RETURN
    plots.plot(
        returns(
            [(_("{hits} hits", hits=tier), shares[tier]) for tier in TIERS],
            tier_title=_("Tier"),
            return_title=_("Comes back of each real, R$"),
            total_name=_("All tiers"),
            **plots.look(),
        ),
        _(
            "What came back of each real bet, by tier, over the {n} contests whose sales and prizes are known.",
            n=format_number(known.n_contests),
        )
        if known
        else _("What came back of each real bet, by tier. The record has no payouts: official ones to contest 3363."),
        data=tabular.of([{"hits": tier, "share": shares[tier]} for tier in TIERS]),
        name="lottery-returns",
    )


def _prices(found: Economics, last: int) -> None:
    steps = [(price.first_contest, price.price_centavos / 100) for price in found.prices]
    plots.plot(
        prices(
            steps,
            max(last, steps[-1][0] + 100),
            contest_title=_("Contest"),
            price_title=_("Price of a bet of 15 numbers, R$"),
            **plots.look(),
        ),
        _("What a bet of 15 numbers cost, from which contest on; the fixed prizes went with it."),
        data=tabular.of([{"contest": contest, "price": price} for contest, price in steps]),
        name="lottery-prices",
    )


def _odds(found: Economics) -> None:
    st.markdown("**" + _("Odds of one ticket, by its size") + "**")
    st.caption(_("Exact. A larger ticket holds several bets of 15: its chances and its cost grow alike."))
    table = tabular.of(
        [
            {
                _("Numbers"): row.size,
                _("Bets"): row.n_bets,
                _("Cost, R$"): row.cost_centavos / 100,
                **{_("{hits} hits: 1 in", hits=hits): row.one_in(hits) for hits in TIERS},
                _("Any prize"): row.any_prize,
            }
            for row in found.odds
        ]
    )
    names = list(table.columns)
    formats = {
        **dict.fromkeys(names[:2], format_number),
        names[2]: lambda value: format_number(value, 2),
        **dict.fromkeys(names[3:-1], lambda value: format_number(value, 1 if value < 1e6 else 0)),
        names[-1]: format_percent,
    }
    styled = table.style.format(formats)  # type: ignore[arg-type]  # cells of number columns
    st.dataframe(styled, hide_index=True)
    downloads.frame_button(table, "lottery-odds")
