"""Whether the process lives, and whether everything it stands on can be reached. Open: no key, no facts beyond yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from bancada.api.call import BenchOf
from bancada.api.disk import Disk, Part
from bancada.core.errors import BancadaError
from bancada.services import Bench

__all__ = ["Health", "Readiness", "router"]

router = APIRouter(tags=["system"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = Field("ok", description="Always `ok`: the process answers.", examples=["ok"])


class Readiness(BaseModel):
    """Whether each part that answers rest on can be reached."""

    ready: bool = Field(description="Whether all of the parts can be reached.", examples=[True])
    database: bool = Field(description="The SQL database of tables, keys and audit.", examples=[True])
    store: bool = Field(description="The model store.", examples=[True])
    jobs: bool = Field(description="The database of background runs.", examples=[True])
    worker: bool = Field(
        description="Whether a worker does background runs now; predictions need none.", examples=[True]
    )
    unwritable: list[Part] = Field(
        description="What takes no more writing, as a full disk does: `data` and `audit` make it not ready, `store` alone does not.",
        examples=[[]],
    )


@router.get("/health", summary="The process is alive")
async def health() -> Health:
    """Answer at once, whatever else is up; for whoever restarts dead processes."""
    return Health(status="ok")


@router.get("/ready", summary="Everything is reachable", responses={503: {"model": Readiness}})
async def ready(request: Request, bench: BenchOf, response: Response) -> Readiness:
    """Ask the database, the store and the queue, and write a little; 503 where one does not answer or take it. For whoever sends traffic."""
    found = await run_in_threadpool(_examined, bench, request.app.state.disk)
    response.status_code = 200 if found.ready else 503
    return found


def _examined(bench: Bench, disk: Disk) -> Readiness:
    database = _answers(bench.access.keys.has_any)
    store = _answers(bench.models.list)
    jobs = _answers(bench.runs.has_worker)
    worker = jobs and bench.runs.has_worker()
    unwritable = disk.unwritable()
    return Readiness(
        ready=database and store and jobs and set(unwritable) <= {"store"},
        database=database,
        store=store,
        jobs=jobs,
        worker=worker,
        unwritable=list(unwritable),
    )


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except BancadaError:
        return False
    return True
