"""Background runs: one's own, their log, their end, and progress as it comes. `answer_job` is how every route answers with a run."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from bancada.api.bodies import JobBody, LogBody
from bancada.api.call import BenchOf, Call, CallOf, access
from bancada.api.errors import ApiProblem
from bancada.api.places import Places
from bancada.core.errors import BancadaError, Cancelled, RunNotFound, RunRefused
from bancada.core.messages import SENTENCES, render
from bancada.core.run import RunInfo, RunStatus
from bancada.core.values import to_json
from bancada.data.access.values import Role
from bancada.services import Bench

__all__ = ["Wait", "answer_job", "job_body", "router", "visible_run"]

HEARTBEAT_S = 15.0
POLL_S = 0.4
"""How often a run is looked at while somebody waits for it."""
MAX_WAIT_S = 60.0
MAX_LISTED = 200

router = APIRouter(prefix="/jobs", tags=["jobs"])

Json = dict[str, Any]  # Any: JSON values
RunId = Annotated[
    str, Path(description="Id of the run, from the answer that began it.", examples=["lottery-train-5f2c0a9be1d3"])
]
_Seconds = Annotated[
    float,
    Query(
        ge=0,
        le=MAX_WAIT_S,
        description="Seconds to wait for the end: 200 with the result where it comes in time, else 202 with the job.",
        examples=[30],
        json_schema_extra={"x-unit": "seconds"},
    ),
]


async def _place(request: Request, call: CallOf, wait: _Seconds = 0.0) -> AsyncIterator[float]:
    places: Places = request.app.state.places
    async with places.taken(call):
        call.on_begun = partial(places.begun, call)
        yield wait


Wait = Annotated[float, Depends(_place)]
"""Seconds to wait, of every route that begins a run: the call also takes one of its key's places, or is answered 429."""


@router.get("", openapi_extra=access(Role.READ))
def list_jobs(
    bench: BenchOf,
    call: CallOf,
    kind: Annotated[str | None, Query(max_length=64, description="Only this kind.", examples=["lottery-train"])] = None,
    limit: Annotated[
        int,
        Query(
            ge=1,
            le=MAX_LISTED,
            description="Most that are listed.",
            examples=[50],
            json_schema_extra={"x-unit": "runs"},
        ),
    ] = 50,
) -> list[JobBody]:
    """List one's own runs, newest first; of the role admin, all of them."""
    runs = bench.runs.list(kind=kind, limit=limit) if _is_admin(call) else _own(bench, call.owner, kind)[:limit]
    return [JobBody(**job_body(run, call.language)) for run in runs]


@router.get(
    "/{run_id}",
    openapi_extra=access(Role.READ),
    response_model=JobBody,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def get_job(
    bench: BenchOf,
    call: CallOf,
    run_id: RunId,
    last_event_id: Annotated[
        str | None,
        Header(max_length=64, description="Of the last event that was seen, on connecting again.", examples=["7"]),
    ] = None,
) -> Response:
    """Show a run. With `Accept: text/event-stream`, its progress as server-sent events until it is over."""
    run = await run_in_threadpool(visible_run, bench, call, run_id)
    if b"text/event-stream" not in call.headers.get(b"accept", b""):
        return _json(job_body(run, call.language))
    events = _events(bench, call, run, seen=last_event_id or "")
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}  # nginx would hold events back
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


@router.get("/{run_id}/log", openapi_extra=access(Role.READ))
def get_log(
    bench: BenchOf,
    call: CallOf,
    run_id: RunId,
    after: Annotated[
        int,
        Query(
            ge=0,
            le=10**9,
            description="Lines to leave out, counted from 0.",
            examples=[0],
            json_schema_extra={"x-unit": "lines"},
        ),
    ] = 0,
) -> LogBody:
    """Return the lines of a run's log; `next` is the `after` of the next call."""
    visible_run(bench, call, run_id)
    lines = bench.runs.log(run_id, after=after)
    return LogBody(lines=[to_json(line) for line in lines], next=after + len(lines))


@router.post("/{run_id}/cancel", openapi_extra=access(Role.TRAIN))
def cancel_job(bench: BenchOf, call: CallOf, run_id: RunId) -> JobBody:
    """Ask a run to stop; what it finished is kept. 409 where it is over."""
    visible_run(bench, call, run_id)
    return JobBody(**job_body(bench.runs.cancel(run_id), call.language))


def visible_run(bench: Bench, call: Call, run_id: str) -> RunInfo:
    """Return a run that this caller may see; RunNotFound for that of another key too, so that ids tell nothing."""
    if not _is_admin(call) and bench.access.owners.owner(run_id) != call.owner:
        raise RunNotFound(run_id=run_id)
    return bench.runs.get(run_id)


async def answer_job(
    bench: Bench,
    call: Call,
    run_id: str,
    *,
    wait_s: float = 0.0,
    result: Callable[[RunInfo], Any] | None = None,  # Any: JSON values
) -> Response:
    """Answer a call that began a run: 202 with the job and its address, or 200 with the result where it ends in time.

    Parameters
    ----------
    run_id : str
        It becomes the caller's own.
    wait_s : float
        From `Wait`.
    result : callable, optional
        Run -> JSON values of the answer, called in a thread; the job's own result by default.

    Raises
    ------
    BancadaError
        What it failed with, where it ended in time: of the class whose own code that is, else RunRefused; Cancelled. 401
        `api_key_needed` where the key was revoked meanwhile.
    """
    await run_in_threadpool(bench.access.owners.add, run_id, call.owner, at=datetime.now(UTC))
    if call.on_begun is not None:
        call.on_begun()
    run = await _waited(bench, call, run_id, wait_s)
    location = {"location": f"/jobs/{run_id}"}
    if not run.status.is_over or wait_s <= 0:
        return _json(job_body(run, call.language), status=202, headers=location)
    _raise_failure(run)
    found = run.result if result is None else await run_in_threadpool(result, run)
    return _json(found, headers=location)


def job_body(run: RunInfo, language: str) -> Json:
    """Return a run as JSON, sentences in one language, with the addresses of what belongs to it."""
    at = f"/jobs/{run.id}"
    return {
        "id": run.id,
        "kind": run.kind,
        "title": run.title,
        "status": run.status.value,
        "submitted_at": run.submitted_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "progress": None if run.progress is None else to_json(run.progress),
        "result": run.result,
        "note": render(run.note_code, {}, language=language) if run.note_code else None,
        "error_code": run.error_code or None,
        "error": _sentence(run, language),
        "links": {"self": at, "log": f"{at}/log", "events": at, "cancel": f"{at}/cancel"},
    }


def _sentence(run: RunInfo, language: str) -> str | None:
    if run.error_code not in SENTENCES:
        return run.error or None
    return render(run.error_code, run.error_facts, language=language)


def _raise_failure(run: RunInfo) -> None:
    if run.status is RunStatus.CANCELLED:
        raise Cancelled
    if run.status is RunStatus.FAILED:
        known = {cls.code: cls for cls in _all_errors(BancadaError)}
        facts = run.error_facts or {"run_id": run.id}
        raise known.get(run.error_code, RunRefused)(run.error_code or None, **facts)


def _all_errors(cls: type[BancadaError]) -> list[type[BancadaError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _all_errors(child))]


def _is_admin(call: Call) -> bool:
    return call.key is not None and call.key.role is Role.ADMIN


def _own(bench: Bench, owner: str, kind: str | None) -> list[RunInfo]:
    found = []
    for run_id in bench.access.owners.of(owner, limit=MAX_LISTED):
        try:
            run = bench.runs.get(run_id)
        except RunNotFound:  # the jobs database is another's since
            continue
        if kind is None or run.kind == kind:
            found.append(run)
    return found


async def _waited(bench: Bench, call: Call, run_id: str, wait_s: float) -> RunInfo:
    """Return the run once it is over, the time is, the caller is gone or the server ends."""
    loop = asyncio.get_running_loop()
    end = loop.time() + min(wait_s, MAX_WAIT_S)
    try:
        while True:
            run = await run_in_threadpool(bench.runs.get, run_id)
            left = end - loop.time()
            if run.status.is_over or left <= 0 or not await _slept(call, min(POLL_S, left)):
                return run
    finally:
        if call.presence is not None:
            call.presence.close()


async def _slept(call: Call, seconds: float) -> bool:
    """Sleep and return whether there still is somebody to wait for."""
    if call.presence is not None:
        return await call.presence.sleep(seconds)
    await asyncio.sleep(seconds)
    return True


async def _is_welcome(call: Call) -> bool:
    """Return whether a stream may go on: the server does, and the key still opens it."""
    try:
        return call.presence is None or await call.presence.stays()
    except ApiProblem:
        return False


async def _events(bench: Bench, call: Call, run: RunInfo, *, seen: str) -> AsyncIterator[bytes]:
    """Yield an event a change, a comment every `HEARTBEAT_S` without one, and end with the run, the key or the server.

    An event's id is a fingerprint of what it says, so whichever worker is asked again knows whether that was seen.
    """
    loop = asyncio.get_running_loop()
    said = loop.time()
    while True:
        body = orjson.dumps(job_body(run, call.language))
        mark = hashlib.sha256(body).hexdigest()[:16]
        if mark != seen:
            yield b"id: %s\nevent: job\ndata: %s\n\n" % (mark.encode(), body)
            seen, said = mark, loop.time()
        elif loop.time() - said >= HEARTBEAT_S:
            yield b": still here\n\n"
            said = loop.time()
        if run.status.is_over:
            yield b"event: end\ndata: %s\n\n" % orjson.dumps({"status": run.status.value})
            return
        await asyncio.sleep(POLL_S)
        if not await _is_welcome(call):
            return
        run = await run_in_threadpool(bench.runs.get, run.id)


def _json(value: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # Any: JSON values
    return Response(orjson.dumps(value), status_code=status, headers=headers, media_type="application/json")
