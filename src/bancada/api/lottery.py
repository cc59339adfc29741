"""The lottery over HTTP: draws, forecasts, tickets, checks, and what chance says of them; what takes long is a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response  # noqa: TC002  # FastAPI reads the annotations of handlers
from starlette.concurrency import run_in_threadpool

from bancada.api.bodies import FindingBody, JobBody
from bancada.api.call import BenchOf, Call, CallOf, access
from bancada.api.jobs import Wait, answer_job
from bancada.api.lottery_bodies import (
    Backtest,
    Check,
    CheckBody,
    DrawBody,
    DrawsBody,
    FactsBody,
    ForecastBody,
    Generate,
    LastDraw,
    OddsBody,
    Randomness,
    Rules,
    StatisticsBody,
    TicketCheck,
    TicketsBody,
    Train,
    WinBody,
)
from bancada.api.models import finding_bodies
from bancada.core.errors import NotFound
from bancada.core.finding import Finding
from bancada.data.access.values import Role
from bancada.domains.lottery.game import BASE_RATE
from bancada.services import Bench

if TYPE_CHECKING:
    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.tickets import TicketRequest

__all__ = ["router"]

# Any: what OpenAPI calls responses.
_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {"description": "No draws are on record, or there is no such model or contest."},
    409: {"description": "The model may not be used, as one that is none of the lottery's; or a rule forbids it now."},
    501: {"description": "A library that the model needs is not installed."},
}
router = APIRouter(prefix="/lottery", tags=["lottery"], responses=_ABSENT)

JOB: dict[int | str, dict[str, Any]] = {202: {"model": JobBody, "description": "The job that does it."}}
"""What is answered before the end. Any: as FastAPI has it."""


@router.get("/last", openapi_extra=access(Role.READ))
def last_draw(bench: BenchOf, call: CallOf) -> LastDraw:
    """Show the last draw on record and the next contest that is open."""
    service = bench.lottery.draws
    draws = _record(bench)
    coming = service.upcoming()
    return LastDraw(
        last=_draw(draws, len(draws) - 1),
        n_draws=len(draws),
        source=draws.source.value,
        next_contest=coming.contest,
        next_on=coming.draw_on,
        next_is_estimated=coming.is_estimated,
        chance=_chance(call),
    )


@router.get("/draws", openapi_extra=access(Role.READ))
def list_draws(
    bench: BenchOf,
    call: CallOf,
    *,
    first: Annotated[
        int | None,
        Query(ge=1, le=10**6, description="First contest.", examples=[3001], json_schema_extra={"x-unit": "contest"}),
    ] = None,
    last: Annotated[
        int | None,
        Query(ge=1, le=10**6, description="Last contest.", examples=[3100], json_schema_extra={"x-unit": "contest"}),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=1000, description="Draws on a page.", examples=[100], json_schema_extra={"x-unit": "draws"})
    ] = 100,
    offset: Annotated[
        int,
        Query(
            ge=0, le=10**6, description="Draws left out before it.", examples=[0], json_schema_extra={"x-unit": "draws"}
        ),
    ] = 0,
) -> DrawsBody:
    """List draws of a range of contests, oldest first."""
    found = _record(bench).between(first, last)
    page = range(min(offset, len(found)), min(offset + limit, len(found)))
    return DrawsBody(
        total=len(found),
        limit=limit,
        offset=offset,
        draws=[_draw(found, place) for place in page],
        chance=_chance(call),
    )


@router.get("/statistics", openapi_extra=access(Role.READ))
def statistics(bench: BenchOf, call: CallOf) -> StatisticsBody:
    """Show how often each number was drawn, beside what a fair game gives."""
    _record(bench)
    found = bench.lottery.draws.statistics()
    counts, delays = found.numbers, found.delays
    numbers = [
        {"number": k + 1, "draws": int(n), "delay": int(delays.delays[k]), "longest": int(delays.longest[k])}
        for k, n in enumerate(counts.counts)
    ]
    return StatisticsBody(
        n_draws=found.n_draws,
        source=found.source.value,
        numbers=numbers,
        expected=counts.expected,
        low=counts.low,
        high=counts.high,
        chance=_chance(call),
    )


@router.get("/forecast", openapi_extra=access(Role.READ))
def forecast(
    bench: BenchOf,
    call: CallOf,
    model: Annotated[
        str | None, Query(max_length=64, description="Saved model; the champion by default.", examples=["ls15-piloto"])
    ] = None,
) -> ForecastBody:
    """Return a model's probabilities of the 25 numbers for the next contest; without a champion all are alike."""
    found = bench.lottery.forecasts.predict(model)
    return ForecastBody(
        model=found.model,
        kind=found.kind,
        engine=found.engine,
        contest=found.contest,
        probabilities=found.probabilities.tolist(),
        uniform=BASE_RATE,
        is_simulated=found.is_simulated,
        chance=_chance(call),
    )


@router.get("/chance", openapi_extra=access(Role.READ))
def chance_facts(bench: BenchOf, call: CallOf) -> FactsBody:
    """Show what playing costs, the exact odds, and what comes back."""
    found = bench.lottery.chance.economics()
    odds = [
        OddsBody(
            size=one.size,
            n_bets=one.n_bets,
            cost_centavos=one.cost_centavos,
            any_prize=one.any_prize,
            one_in={str(hits): one.one_in(hits) for hits in one.chances},
        )
        for one in found.odds
    ]
    return FactsBody(
        odds=odds,
        share_returned=None if found.returns is None else found.returns.share,
        break_even_gain=found.break_even_gain,
        year_draws=found.year.n_draws,
        year_cost_centavos=found.year.cost_centavos,
        chance=finding_bodies(found.findings, call.language),
    )


@router.post("/tickets", openapi_extra=access(Role.READ))
def generate_tickets(bench: BenchOf, call: CallOf, asked: Generate) -> TicketsBody:
    """Generate tickets for the next contest. Whatever the model, every ticket of a size has the same odds."""
    from bancada.domains.lottery.economics import price_at

    service = bench.lottery
    told = service.forecasts.predict(asked.model)
    found = service.tickets.generate(_request(asked), model=asked.model)
    return TicketsBody(
        contest=told.contest,
        open_contest=service.draws.upcoming().contest,
        model=told.model,
        tickets=[list(numbers) for numbers in found.tickets],
        n_admissible=found.n_admissible,
        n_bets=found.n_bets,
        cost_centavos=found.n_bets * price_at().price_centavos,
        seed=found.seed,
        is_simulated=told.is_simulated,
        chance=_chance(call, *found.findings),
    )


@router.post("/check", openapi_extra=access(Role.READ))
def check_tickets(bench: BenchOf, call: CallOf, asked: Check) -> CheckBody:
    """Check tickets against one contest or all of them: hits, and prizes at each contest's own payout."""
    found = bench.lottery.tickets.check([tuple(sorted(one)) for one in asked.tickets], contest=asked.contest)
    records = [found.record(place) for place in range(len(found.tickets))]
    names = ("best_hits", "mean_hits", "expected_hits", "known_centavos", "n_unknown", "cost_centavos")
    return CheckBody(
        first=int(found.contests[0]),
        last=int(found.contests[-1]),
        tickets=[
            TicketCheck(numbers=list(one.numbers), **{name: getattr(one, name) for name in names}) for one in records
        ],
        wins=[
            WinBody(ticket=one.ticket, contest=one.contest, hits=one.hits, amount_centavos=one.amount_centavos)
            for one in found.wins()
        ],
        known_centavos=found.known_centavos,
        n_unknown=found.n_unknown,
        cost_centavos=found.cost_centavos,
        chance=_chance(call, *found.findings),
    )


@router.post("/train", openapi_extra=access(Role.TRAIN), responses=JOB, response_model=dict)
async def train(bench: BenchOf, call: CallOf, asked: Train, wait: Wait) -> Response:
    """Train one forecaster, judge it on the latest draws beside chance, and save it."""
    from bancada.domains.lottery.features import kind_of
    from bancada.services.lottery.requests import TrainingRequest

    values = asked.model_dump(exclude={"kind"})
    request = TrainingRequest(kinds=(kind_of(asked.kind),), **values)
    return await _begun(bench, call, lambda: bench.lottery.forecasts.train(request), wait)


@router.post("/backtest", openapi_extra=access(Role.TRAIN), responses=JOB, response_model=dict)
async def backtest(bench: BenchOf, call: CallOf, asked: Backtest, wait: Wait) -> Response:
    """Judge a rule or a model on past draws: hits beside chance, exact p-value, corrected for all that was tried."""
    from bancada.services.lottery.requests import BacktestRequest

    rule = asked.rule.value if asked.rule else ""
    request = BacktestRequest(rule=rule, model=asked.model or "", **asked.model_dump(exclude={"rule", "model"}))
    return await _begun(bench, call, lambda: bench.lottery.chance.submit_backtest(request), wait)


@router.post("/randomness", openapi_extra=access(Role.TRAIN), responses=JOB, response_model=dict)
async def randomness(bench: BenchOf, call: CallOf, asked: Randomness, wait: Wait) -> Response:
    """Test the record for what a fair game would not give, whole and by blocks of 1,000 contests."""
    service = bench.lottery.chance
    return await _begun(
        bench, call, lambda: service.submit_randomness(n_histories=asked.n_histories, seed=asked.seed), wait
    )


@router.post("/update", openapi_extra=access(Role.TRAIN), responses=JOB, response_model=dict)
async def update(bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Fetch the draws that are missing from the official results."""
    return await _begun(bench, call, bench.lottery.draws.submit_update, wait)


async def _begun(bench: Bench, call: Call, submit: Callable[[], str], wait_s: float) -> Response:
    run_id = await run_in_threadpool(submit)
    return await answer_job(bench, call, run_id, wait_s=wait_s)


def _record(bench: Bench) -> Draws:
    """Return all draws; NotFound of an empty record."""
    draws = bench.lottery.draws.draws()
    if not len(draws):
        raise NotFound("lottery_no_draws")
    return draws


def _draw(draws: Draws, place: int) -> DrawBody:
    day = draws.dates[place].item()
    return DrawBody(contest=int(draws.contests[place]), drawn_on=day, numbers=draws.numbers[place].tolist())


def _request(asked: Generate) -> TicketRequest:
    from bancada.domains.lottery.constraints import TicketRules
    from bancada.domains.lottery.tickets import TicketRequest

    rules: Rules = asked.rules
    return TicketRequest(
        n_tickets=asked.n_tickets,
        size=asked.size,
        how=asked.how,
        temperature=asked.temperature,
        max_overlap=asked.max_overlap,
        rules=TicketRules(
            fixed=tuple(rules.fixed),
            excluded=tuple(rules.excluded),
            even=_range(rules.even),
            sum=_range(rules.sum),
            repeats=_range(rules.repeats),
            frame=_range(rules.frame),
        ),
        seed=asked.seed,
    )


def _range(ends: list[int] | None) -> tuple[int, int] | None:
    return None if ends is None else (ends[0], ends[1])


def _chance(call: Call, *findings: Finding) -> list[FindingBody]:
    from bancada.domains.lottery.economics import responsible_play

    return finding_bodies((*findings, *responsible_play()), call.language)
