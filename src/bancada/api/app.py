"""The application: the frame, the routes behind it, the documentation. Reads no environment and opens no database by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bancada.api import batch, health, jobs, lean, lottery, models
from bancada.api.admission import AdmissionGate
from bancada.api.b3 import routes as b3
from bancada.api.call import access, call_of
from bancada.api.disk import Disk, shortage
from bancada.api.documentation import OPEN_PATHS, add_pages, specification
from bancada.api.frame import Frame
from bancada.api.hosts import HostRules
from bancada.api.invalid import problems_in
from bancada.api.logs import RequestLog
from bancada.api.metrics import MEDIA_TYPE, Metrics
from bancada.api.places import Places
from bancada.api.problems import CONTENT_TYPE, ApiProblem, body_of, problem_of, status_of
from bancada.api.routes import table_of
from bancada.api.security import Gatekeeper
from bancada.core.errors import BancadaError
from bancada.data.access.values import Role
from bancada.data.caching import Caching, open_cache
from bancada.services import Bench
from bancada.settings import Settings

__all__ = ["create_app", "document", "inner_app"]

ROUTERS: tuple[APIRouter, ...] = (
    models.router, models.data_router, batch.router, lottery.router, jobs.router, b3.router, health.router,
)  # fmt: skip
N_THREADS = 16
"""Threads for calls that block: as many as a pool of database connections gives out without waiting."""
_FAILURES_PER_MINUTE = 60
"""Failed authentications of one address that are answered 401; more are answered 429."""
_PROBLEM = CONTENT_TYPE.decode()


def create_app(
    bench: Bench,
    settings: Settings,
    *,
    caching: Caching | None = None,
    on_close: Callable[[], None] | None = None,
) -> Frame:
    """Return the ASGI application over a Bench.

    Parameters
    ----------
    caching : Caching, optional
        Cached answers and buckets of limits; by default what the settings name.
    on_close : callable, optional
        Called when the server has ended, as what was made for it alone is to be closed with it.

    Raises
    ------
    RuntimeError
        A route says no role.
    InvalidSettings
        The cache's URL cannot be used.

    Examples
    --------
    >>> app = create_app(default_bench(), default_settings())  # doctest: +SKIP
    """
    caching = caching or open_cache(settings.cache_url)
    log = RequestLog(settings.data_folder / "logs", days=settings.api_log_days)
    metrics = Metrics()
    endings = (log.close, caching.close, *([on_close] if on_close else []))
    app = inner_app(bench, settings, caching=caching, log=log, metrics=metrics, endings=endings)
    rate = settings.api_rate_per_minute
    gate = Gatekeeper(
        keys=bench.access.keys,
        hosts=HostRules.of(
            bound=settings.api_host, allowed=settings.api_allowed_hosts, origins=settings.api_cors_origins
        ),
        limiter=caching.limiter(rate) if rate else None,
        limiter_of=caching.limiter,
        failures=caching.limiter(_FAILURES_PER_MINUTE, burst=_FAILURES_PER_MINUTE, name="failures"),
    )
    return Frame(
        app=AdmissionGate(app, limit=settings.api_max_in_flight),
        lean=lean.applications(bench, settings, metrics),
        table=table_of(document(), open_paths=OPEN_PATHS),
        gate=gate,
        audit=bench.access.audit,
        log=log,
        metrics=metrics,
        max_body=settings.api_max_body_mb * 1_000_000,
        language=settings.shell_language,
    )


def inner_app(
    bench: Bench,
    settings: Settings,
    *,
    caching: Caching,
    log: RequestLog,
    metrics: Metrics,
    endings: Sequence[Callable[[], None]] = (),
) -> FastAPI:
    """Return the FastAPI application that stands behind the frame; alone it checks nothing."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:  # Any: what the server's protocol finds by name
        anyio.to_thread.current_default_thread_limiter().total_tokens = N_THREADS
        yield {"log": log, "metrics": metrics, "language": settings.shell_language}
        for end in endings:
            end()

    app = FastAPI(title="Bancada", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.bench, app.state.settings, app.state.caching = bench, settings, caching
    app.state.log, app.state.metrics = log, metrics
    app.state.places = Places(bench, limit=settings.api_max_jobs_per_key)
    heads = settings.key_file.with_name(f"{settings.key_file.name}.heads")
    app.state.disk = Disk({"data": settings.data_folder, "audit": heads, "store": settings.models_folder})
    _include(app)
    app.openapi = document  # type: ignore[method-assign]  # FastAPI documents it as replaceable
    add_pages(app, document)
    app.add_exception_handler(BancadaError, _told)
    app.add_exception_handler(RequestValidationError, _told_invalid)
    app.add_exception_handler(HTTPException, _told_http)
    app.add_exception_handler(Exception, _told_nothing)
    return app


@cache
def document() -> dict[str, Any]:  # Any: JSON values
    """Return the OpenAPI document: the same for every application, made at the first call."""
    app = FastAPI(openapi_url=None)
    _include(app)
    return specification(app)


def _include(app: FastAPI) -> None:
    for router in (*ROUTERS, _figures):
        app.include_router(router)


_figures = APIRouter(tags=["system"])


@_figures.get(
    "/metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text form."}
    },
    openapi_extra=access(Role.READ),
)
def metrics_route(request: Request) -> Response:
    """Tell requests by route, method and status, their times, what is under way, rows predicted, runs by status."""
    state = request.app.state
    failures = state.caching.state().n_failures
    body = state.metrics.told(state.bench, dropped=state.log.dropped, cache_failures=failures)
    return Response(body, media_type=MEDIA_TYPE)


async def _told(request: Request, error: Exception) -> Response:
    """Answer an error that Bancada raised on purpose; one that has no status goes on to the frame, which records it."""
    if not isinstance(error, BancadaError) or status_of(error) == 500:
        raise error
    headers = error.headers if isinstance(error, ApiProblem) else ()
    named = {name.decode(): value.decode() for name, value in headers}
    return Response(body_of(error, call_of(request.scope)), status_of(error), named, media_type=_PROBLEM)


async def _told_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # Starlette types every handler for any Exception
    call = call_of(request.scope)
    problems = problems_in(error.errors(), language=call.language)
    body = problem_of(422, "api_request_invalid", call, facts={}, problems=problems)
    return Response(body, 422, media_type=_PROBLEM)


async def _told_http(request: Request, error: Exception) -> Response:
    """Answer an error of the framework: a body that broke off or cannot be read, a path that only the frame's table knows."""
    assert isinstance(error, HTTPException)  # noqa: S101  # likewise
    cause = error.__cause__
    if isinstance(cause, BancadaError):
        return await _told(request, cause)
    call = call_of(request.scope)
    body = problem_of(error.status_code, "api_request_unreadable", call, facts={"reason": str(error.detail)[:200]})
    return Response(body, error.status_code, error.headers, media_type=_PROBLEM)


async def _told_nothing(request: Request, error: Exception) -> Response:
    """Answer a full disk as what it is, a defect without detail; the framework then hands it on to the frame, which records it."""
    full = shortage(error)
    if full is not None:
        return await _told(request, full)
    body = problem_of(500, "api_internal_error", call_of(request.scope), facts={})
    return Response(body, 500, media_type=_PROBLEM)
