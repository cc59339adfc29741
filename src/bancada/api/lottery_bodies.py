"""The bodies of the lottery's routes. Every answer carries what chance says: no model and no rule changes the odds of a ticket."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, Strict

from bancada.api.bodies import FindingBody
from bancada.api.fields import PLAIN_PATTERN, Body, text, whole
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

    contest: int = Field(ge=1, description="Number of the contest.", examples=[3363])
    drawn_on: date | None = Field(description="Day of the draw; null where unknown.", examples=["2025-04-07"])
    numbers: list[Number] = Field(
        description="The 15 numbers drawn, ascending, 1 to 25.", examples=[list(range(1, 16))]
    )


class LastDraw(Said):
    """The last draw on record and the next one that is open."""

    last: DrawBody = Field(description="The last draw on record.")
    n_draws: int = Field(ge=1, description="Draws on record.", examples=[3363])
    source: str = Field(description="official, imported, connected or simulated.", examples=["imported"])
    next_contest: int = Field(description="First contest whose bets are open by the clock.", examples=[3364])
    next_on: date | None = Field(description="Day it is expected on.", examples=["2025-04-08"])
    next_is_estimated: bool = Field(description="Whether number and day are counted forward.", examples=[False])


class DrawsBody(Said):
    """A page of draws, oldest first."""

    total: int = Field(ge=0, description="Draws in the range.", examples=[100])
    limit: int = Field(description="Most on this page.", examples=[100])
    offset: int = Field(description="Left out before it.", examples=[0])
    draws: list[DrawBody] = Field(description="This page.")


class ForecastBody(Said):
    """What a model says of the next contest."""

    model: str = Field(description="Who answers; uniform where no model serves.", examples=["uniform"])
    kind: str = Field(description="Kind of forecaster.", examples=["uniform"])
    engine: str = Field(description="onnx or native.", examples=["native"])
    contest: int = Field(description="Contest it speaks of: the one after the record.", examples=[3364])
    probabilities: list[float] = Field(
        description="Of the numbers 1 to 25 in order, each 0 to 1; they sum to 15.", examples=[[0.6] * 25]
    )
    uniform: float = Field(description="What a fair game gives each number.", examples=[0.6])
    is_simulated: bool = Field(description="Whether simulated draws are behind it.", examples=[False])


class Rules(Body):
    """Rules that every ticket keeps; ranges have both ends included."""

    fixed: Numbers = Field(default=[], description="Numbers on every ticket, 1 to 25.", examples=[[3, 7]])
    excluded: Numbers = Field(default=[], description="Numbers on none, 1 to 25.", examples=[[25]])
    even: Pair | None = Field(default=None, description="How many are even, lowest and highest.", examples=[[6, 8]])
    sum: Pair | None = Field(
        default=None, description="What the numbers sum to, lowest and highest.", examples=[[180, 210]]
    )
    repeats: Pair | None = Field(default=None, description="How many were in the last draw.", examples=[[8, 10]])
    frame: Pair | None = Field(default=None, description="How many lie at the edge of the card.", examples=[[9, 11]])


class Generate(Body):
    """What tickets are asked for."""

    model: str | None = text(
        None, "Saved model; the champion by default, uniform for none.", at_most=64, example="ls15-piloto"
    )
    n_tickets: Whole = Field(default=1, ge=1, le=1000, description="Tickets, all different.", examples=[3])
    size: Whole = Field(default=15, ge=15, le=20, description="Numbers on each ticket.", examples=[15])
    how: How = Field(
        How.TOP, description="Most probable, sampled, or sampled with a largest overlap.", examples=["top"]
    )
    temperature: Real = Field(
        default=1.0, gt=0, le=1000, description="Of sampling: 1 as the model says.", examples=[1.0]
    )
    max_overlap: Overlap | None = Field(
        default=None, description="Numbers that two diversified tickets may share.", examples=[11]
    )
    rules: Rules = Field(default=Rules(), description="Rules that every ticket keeps.")
    seed: Seed | None = Field(default=None, description="Makes a sampled set again.", examples=[7])


class TicketsBody(Said):
    """Tickets as they were generated."""

    contest: int = Field(description="Contest that the model speaks of.", examples=[3364])
    open_contest: int = Field(description="First contest whose bets are open by the clock.", examples=[3364])
    model: str = Field(description="Whose probabilities they are.", examples=["uniform"])
    tickets: list[list[Number]] = Field(description="Numbers of each, ascending.", examples=[[list(range(1, 16))]])
    n_admissible: int = Field(description="Tickets of this size that keep the rules.", examples=[3268760])
    n_bets: int = Field(description="Bets of 15 numbers that they amount to.", examples=[1])
    cost_centavos: int = Field(ge=0, description="What they cost today, in centavos of real.", examples=[350])
    seed: int = Field(description="Makes the same sampled set again.", examples=[7])
    is_simulated: bool = Field(description="Whether simulated draws are behind them.", examples=[False])


class Check(Body):
    """Tickets to be checked."""

    tickets: list[Annotated[list[Number], Field(min_length=15, max_length=20)]] = Field(
        min_length=1, max_length=1000, description="15 to 20 numbers each, 1 to 25.", examples=[[list(range(1, 16))]]
    )
    contest: Contest | None = Field(default=None, description="Only this contest; all by default.", examples=[3363])


class TicketCheck(BaseModel):
    """One ticket over the contests."""

    numbers: list[Number] = Field(description="Its numbers.", examples=[list(range(1, 16))])
    best_hits: int = Field(ge=0, le=15, description="Most hits in one contest.", examples=[13])
    mean_hits: float = Field(description="Hits a contest.", examples=[9.01])
    expected_hits: float = Field(description="What chance gives a ticket of this size.", examples=[9.0])
    known_centavos: int = Field(description="Won, where the payout is known, in centavos.", examples=[600])
    n_unknown: int = Field(description="Winning contests whose amount is not known.", examples=[0])
    cost_centavos: int = Field(description="Of its bets in every contest, in centavos.", examples=[35000])


class WinBody(BaseModel):
    """A ticket and a contest with at least 11 hits."""

    ticket: int = Field(ge=0, description="Place of the ticket, from 0.", examples=[0])
    contest: int = Field(description="The contest.", examples=[3363])
    hits: int = Field(ge=11, le=15, description="Numbers hit.", examples=[11])
    amount_centavos: int | None = Field(description="Won, in centavos; null where not known.", examples=[600])


class CheckBody(Said):
    """Tickets beside the draws."""

    first: int = Field(description="First contest.", examples=[1])
    last: int = Field(description="Last contest.", examples=[3363])
    tickets: list[TicketCheck] = Field(description="One a ticket, in the order they were sent.")
    wins: list[WinBody] = Field(description="Most hits first; at most 1,000.")
    known_centavos: int = Field(description="Won in all, where the payout is known, in centavos.", examples=[600])
    n_unknown: int = Field(description="Wins whose amount is not known.", examples=[0])
    cost_centavos: int = Field(description="What all the bets would have cost, in centavos.", examples=[35000])


class OddsBody(BaseModel):
    """Odds of tickets of one size."""

    size: int = Field(ge=15, le=20, description="Numbers on the ticket.", examples=[15])
    n_bets: int = Field(description="Bets of 15 that it amounts to.", examples=[1])
    cost_centavos: int = Field(description="Price today, in centavos.", examples=[350])
    any_prize: float = Field(description="Probability of any prize.", examples=[0.11])
    one_in: dict[str, float] = Field(description="One in so many, by hits.", examples=[{"15": 3268760.0}])


class FactsBody(Said):
    """What playing costs and gives back."""

    odds: list[OddsBody] = Field(description="By size of ticket.")
    share_returned: float | None = Field(description="Of each real paid, from real payouts; null where unknown.")
    break_even_gain: float = Field(description="Hits a draw beyond 9 at which a ticket would be worth its price.")
    year_draws: int = Field(description="Draws a year.", examples=[300])
    year_cost_centavos: int = Field(description="Of one ticket in each, in centavos.", examples=[105000])


class StatisticsBody(Said):
    """How often each number was drawn, beside what a fair game gives."""

    n_draws: int = Field(description="Draws on record.", examples=[3363])
    source: str = Field(description="official, imported, connected or simulated.", examples=["imported"])
    # Any: JSON values.
    numbers: list[dict[str, Any]] = Field(description="Draws, present and longest delay of each number, 1 to 25.")
    expected: float = Field(description="Draws that a fair game gives each number.", examples=[2017.8])
    low: float = Field(description="Lower end of the 95% band of one number.", examples=[1962.0])
    high: float = Field(description="Upper end of it.", examples=[2073.0])


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
    window: Whole = Field(default=10, ge=1, le=500, description="Draws that a network looks back on.", examples=[10])
    units: Whole = Field(default=64, ge=1, le=1024, description="Units of the LSTM.", examples=[64])
    epochs: Whole = Field(
        default=60, ge=1, le=1000, description="At most; training stops by itself before.", examples=[60]
    )
    weight: Real = Field(default=1.0, gt=0, le=1000, description="Of drawn numbers in the loss.", examples=[1.0])
    holdout: Real = Field(
        0.2, ge=0, le=0.5, description="Share of the latest draws that no training sees.", examples=[0.2]
    )
    seed: Whole = Field(default=7, ge=0, le=2**31 - 1, description="Of training.", examples=[7])


class Backtest(Body):
    """What is judged on past draws: a rule or a saved model."""

    rule: Rule | None = Field(default=None, description="A rule that needs no training.", examples=["frequency"])
    model: str | None = text(None, "A saved model.", at_most=64, example="ls15-piloto")
    first: Contest | None = Field(default=None, description="First contest bet on.", examples=[1001])
    last: Contest | None = Field(default=None, description="Last contest bet on.", examples=[3363])
    k: Whole = Field(default=100, ge=1, le=10_000, description="Draws that last-k looks back.", examples=[100])
    seed: Whole = Field(default=7, ge=0, le=2**31 - 1, description="Of the rule uniform.", examples=[7])
    blocks: Whole = Field(default=5, ge=1, le=100, description="Times that a model is fitted anew.", examples=[5])


class Randomness(Body):
    """How the record is tested for what a fair game would not give."""

    n_histories: Whole = Field(
        default=10_000, ge=100, le=100_000, description="Simulated fair histories.", examples=[10000]
    )
    seed: Whole = Field(default=7, ge=0, le=2**31 - 1, description="Of the simulation.", examples=[7])
