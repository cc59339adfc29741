"""The bodies of the lottery's routes. Every answer carries what chance says: no model and no rule changes the odds of a ticket."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, Strict

from bancada.api.bodies import FindingBody
from bancada.api.fields import PLAIN_PATTERN, Body, number, text, told, whole
from bancada.domains.lottery.choices import How, Rule

__all__ = [
    "Backtest",
    "Check",
    "CheckBody",
    "DrawBody",
    "DrawsBody",
    "FactsBody",
    "ForecastBody",
    "Generate",
    "LastDraw",
    "Number",
    "OddsBody",
    "Randomness",
    "Rules",
    "StatisticsBody",
    "TicketCheck",
    "TicketsBody",
    "Train",
    "WinBody",
]

Whole = Annotated[int, Strict(), BeforeValidator(whole)]
"""A whole number, strictly one: no text and no truth value; 300.0 is one in JSON."""
Real = Annotated[float, Strict()]
# Limits of a part stand before what reads 300.0: behind it they would be missing in the specification.
Number = Annotated[int, Field(ge=1, le=25, strict=True), BeforeValidator(whole)]
Contest = Annotated[int, Field(ge=1, le=10**6, strict=True), BeforeValidator(whole)]
Overlap = Annotated[int, Field(ge=0, le=20, strict=True), BeforeValidator(whole)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1, strict=True), BeforeValidator(whole)]
Numbers = Annotated[list[Number], Field(max_length=25)]
_End = Annotated[int, Field(ge=0, le=400, strict=True), BeforeValidator(whole)]
Pair = Annotated[list[_End], Field(min_length=2, max_length=2)]


class Said(BaseModel):
    """What every answer of the lottery carries."""

    chance: list[FindingBody] = Field(description="What chance says of it, in the caller's language.")


class DrawBody(BaseModel):
    """One draw."""

    contest: int = told("Number of the contest.", 3363, unit="contest", at_least=1)
    drawn_on: date | None = Field(description="Day of the draw; null where unknown.", examples=["2025-04-07"])
    numbers: list[Number] = told(
        "The 15 numbers drawn, ascending, 1 to 25.", list(range(1, 16)), unit="number of the card"
    )


class LastDraw(Said):
    """The last draw on record and the next one that is open."""

    last: DrawBody = Field(description="The last draw on record.")
    n_draws: int = told("Draws on record.", 3363, unit="draws", at_least=1)
    source: str = Field(description="official, imported, connected or simulated.", examples=["imported"])
    next_contest: int = told("First contest whose bets are open by the clock.", 3364, unit="contest")
    next_on: date | None = Field(description="Day it is expected on.", examples=["2025-04-08"])
    next_is_estimated: bool = Field(description="Whether number and day are counted forward.", examples=[False])


class DrawsBody(Said):
    """A page of draws, oldest first."""

    total: int = told("Draws in the range.", 100, unit="draws", at_least=0)
    limit: int = told("Most on this page.", 100, unit="draws")
    offset: int = told("Left out before it.", 0, unit="draws")
    draws: list[DrawBody] = Field(description="This page.")


class ForecastBody(Said):
    """What a model says of the next contest."""

    model: str = Field(description="Who answers; uniform where no model serves.", examples=["uniform"])
    kind: str = Field(description="Kind of forecaster.", examples=["uniform"])
    engine: str = Field(description="onnx or native.", examples=["native"])
    contest: int = told("Contest it speaks of: the one after the record.", 3364, unit="contest")
    probabilities: list[float] = told(
        "Of the numbers 1 to 25 in order, each 0 to 1; they sum to 15.", [0.6] * 25, unit="1"
    )
    uniform: float = told("What a fair game gives each number.", 0.6, unit="1")
    is_simulated: bool = Field(description="Whether simulated draws are behind it.", examples=[False])


class Rules(Body):
    """Rules that every ticket keeps; ranges have both ends included."""

    fixed: Numbers = Field(
        default=[],
        description="Numbers on every ticket, 1 to 25.",
        examples=[[3, 7]],
        json_schema_extra={"x-unit": "number of the card"},
    )
    excluded: Numbers = Field(
        default=[],
        description="Numbers on none, 1 to 25.",
        examples=[[25]],
        json_schema_extra={"x-unit": "number of the card"},
    )
    even: Pair | None = Field(
        default=None,
        description="How many are even, lowest and highest.",
        examples=[[6, 8]],
        json_schema_extra={"x-unit": "numbers"},
    )
    sum: Pair | None = Field(
        default=None,
        description="What the numbers sum to, lowest and highest.",
        examples=[[180, 210]],
        json_schema_extra={"x-unit": "sum of numbers"},
    )
    repeats: Pair | None = Field(
        default=None,
        description="How many were in the last draw.",
        examples=[[8, 10]],
        json_schema_extra={"x-unit": "numbers"},
    )
    frame: Pair | None = Field(
        default=None,
        description="How many lie at the edge of the card.",
        examples=[[9, 11]],
        json_schema_extra={"x-unit": "numbers"},
    )


class Generate(Body):
    """What tickets are asked for."""

    model: str | None = text(
        None, "Saved model; the champion by default, uniform for none.", at_most=64, example="ls15-piloto"
    )
    n_tickets: Whole = number(1, "Tickets, all different.", unit="tickets", at_least=1, at_most=1000, example=3)
    size: Whole = number(15, "Numbers on each ticket.", unit="numbers", at_least=15, at_most=20)
    how: How = Field(
        How.TOP, description="Most probable, sampled, or sampled with a largest overlap.", examples=["top"]
    )
    temperature: Real = number(1.0, "Of sampling: 1 as the model says.", unit="1", above=0, at_most=1000)
    max_overlap: Overlap | None = number(
        None, "Numbers that two diversified tickets may share.", unit="numbers", example=11
    )
    rules: Rules = Field(default=Rules(), description="Rules that every ticket keeps.")
    seed: Seed | None = number(None, "Makes a sampled set again.", unit="1", example=7)


class TicketsBody(Said):
    """Tickets as they were generated."""

    contest: int = told("Contest that the model speaks of.", 3364, unit="contest")
    open_contest: int = told("First contest whose bets are open by the clock.", 3364, unit="contest")
    model: str = Field(description="Whose probabilities they are.", examples=["uniform"])
    tickets: list[list[Number]] = told("Numbers of each, ascending.", [list(range(1, 16))], unit="number of the card")
    n_admissible: int = told("Tickets of this size that keep the rules.", 3268760, unit="tickets")
    n_bets: int = told("Bets of 15 numbers that they amount to.", 1, unit="bets")
    cost_centavos: int = told("What they cost today, in centavos of real.", 350, unit="centavos of BRL", at_least=0)
    seed: int = told("Makes the same sampled set again.", 7, unit="1")
    is_simulated: bool = Field(description="Whether simulated draws are behind them.", examples=[False])


class Check(Body):
    """Tickets to be checked."""

    tickets: list[Annotated[list[Number], Field(min_length=15, max_length=20)]] = Field(
        min_length=1,
        max_length=1000,
        description="15 to 20 numbers each, 1 to 25.",
        examples=[[list(range(1, 16))]],
        json_schema_extra={"x-unit": "number of the card"},
    )
    contest: Contest | None = number(None, "Only this contest; all by default.", unit="contest", example=3363)


class TicketCheck(BaseModel):
    """One ticket over the contests."""

    numbers: list[Number] = told("Its numbers.", list(range(1, 16)), unit="number of the card")
    best_hits: int = told("Most hits in one contest.", 13, unit="hits", at_least=0, at_most=15)
    mean_hits: float = told("Hits a contest.", 9.01, unit="hits a contest")
    expected_hits: float = told("What chance gives a ticket of this size.", 9.0, unit="hits a contest")
    known_centavos: int = told("Won, where the payout is known, in centavos.", 600, unit="centavos of BRL")
    n_unknown: int = told("Winning contests whose amount is not known.", 0, unit="contests")
    cost_centavos: int = told("Of its bets in every contest, in centavos.", 35000, unit="centavos of BRL")


class WinBody(BaseModel):
    """A ticket and a contest with at least 11 hits."""

    ticket: int = told("Place of the ticket, from 0.", 0, unit="place", at_least=0)
    contest: int = told("The contest.", 3363, unit="contest")
    hits: int = told("Numbers hit.", 11, unit="hits", at_least=11, at_most=15)
    amount_centavos: int | None = told("Won, in centavos; null where not known.", 600, unit="centavos of BRL")


class CheckBody(Said):
    """Tickets beside the draws."""

    first: int = told("First contest.", 1, unit="contest")
    last: int = told("Last contest.", 3363, unit="contest")
    tickets: list[TicketCheck] = Field(description="One a ticket, in the order they were sent.")
    wins: list[WinBody] = Field(description="Most hits first; at most 1,000.")
    known_centavos: int = told("Won in all, where the payout is known, in centavos.", 600, unit="centavos of BRL")
    n_unknown: int = told("Wins whose amount is not known.", 0, unit="contests")
    cost_centavos: int = told("What all the bets would have cost, in centavos.", 35000, unit="centavos of BRL")


class OddsBody(BaseModel):
    """Odds of tickets of one size."""

    size: int = told("Numbers on the ticket.", 15, unit="numbers", at_least=15, at_most=20)
    n_bets: int = told("Bets of 15 that it amounts to.", 1, unit="bets")
    cost_centavos: int = told("Price today, in centavos.", 350, unit="centavos of BRL")
    any_prize: float = told("Probability of any prize.", 0.11, unit="1")
    one_in: dict[str, float] = told("One in so many, by hits.", {"15": 3268760.0}, unit="one in")


class FactsBody(Said):
    """What playing costs and gives back."""

    odds: list[OddsBody] = Field(description="By size of ticket.")
    share_returned: float | None = told("Of each real paid, from real payouts; null where unknown.", 0.46, unit="1")
    break_even_gain: float = told(
        "Hits a draw beyond 9 at which a ticket would be worth its price.", 0.9, unit="hits a draw"
    )
    year_draws: int = told("Draws a year.", 300, unit="draws")
    year_cost_centavos: int = told("Of one ticket in each, in centavos.", 105000, unit="centavos of BRL")


class StatisticsBody(Said):
    """How often each number was drawn, beside what a fair game gives."""

    n_draws: int = told("Draws on record.", 3363, unit="draws")
    source: str = Field(description="official, imported, connected or simulated.", examples=["imported"])
    # Any: JSON values.
    numbers: list[dict[str, Any]] = Field(
        description="Draws, present and longest delay of each number, 1 to 25.",
        examples=[[{"number": 1, "draws": 2021, "delay": 2, "longest": 14}]],
    )
    expected: float = told("Draws that a fair game gives each number.", 2017.8, unit="draws")
    low: float = told("Lower end of the 95% band of one number.", 1962.0, unit="draws")
    high: float = told("Upper end of it.", 2073.0, unit="draws")


class Train(Body):
    """What forecaster is trained, and how."""

    kind: str = Field(
        max_length=40,
        description="ls15, ls14, ls15++, ls14++, frequency, last-k, markov, logistic.",
        examples=["ls15"],
        json_schema_extra={"x-unit": "name", "pattern": PLAIN_PATTERN},
    )
    name: str = text(
        "", "What it is saved under; made of kind and moment by default.", at_most=64, example="ls15-piloto"
    )
    window: Whole = number(10, "Draws that a network looks back on.", unit="draws", at_least=1, at_most=500)
    units: Whole = number(64, "Units of the LSTM.", unit="units", at_least=1, at_most=1024)
    epochs: Whole = number(60, "At most; training stops by itself before.", unit="epochs", at_least=1, at_most=1000)
    weight: Real = number(1.0, "Of drawn numbers in the loss.", unit="1", above=0, at_most=1000)
    holdout: Real = number(0.2, "Share of the latest draws that no training sees.", unit="1", at_least=0, at_most=0.5)
    seed: Whole = number(7, "Of training.", unit="1", at_least=0, at_most=2**31 - 1)


class Backtest(Body):
    """What is judged on past draws: a rule or a saved model."""

    rule: Rule | None = Field(default=None, description="A rule that needs no training.", examples=["frequency"])
    model: str | None = text(None, "A saved model.", at_most=64, example="ls15-piloto")
    first: Contest | None = number(None, "First contest bet on.", unit="contest", example=1001)
    last: Contest | None = number(None, "Last contest bet on.", unit="contest", example=3363)
    k: Whole = number(100, "Draws that last-k looks back.", unit="draws", at_least=1, at_most=10_000)
    seed: Whole = number(7, "Of the rule uniform.", unit="1", at_least=0, at_most=2**31 - 1)
    blocks: Whole = number(5, "Times that a model is fitted anew.", unit="fits", at_least=1, at_most=100)


class Randomness(Body):
    """How the record is tested for what a fair game would not give."""

    n_histories: Whole = number(
        10_000, "Simulated fair histories.", unit="histories", at_least=100, at_most=100_000, example=10000
    )
    seed: Whole = number(7, "Of the simulation.", unit="1", at_least=0, at_most=2**31 - 1)
