"""Predictions over HTTP without a framework in the way: bytes in, one look at the model, bytes out.

An ASGI application behind the frame (host, origin, limits, key, role, type of the body, log and figures hold as for every route) and
beside FastAPI, which documents the route and never sees a call of it. Models that ONNX Runtime answers are answered inside the event loop: that takes
microseconds, handing over to a thread takes longer. Native models, first loads and lists of rows go to the thread pool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from starlette.concurrency import run_in_threadpool

from bancada.api.admission import AdmissionGate
from bancada.api.asked import Asked, parsed
from bancada.api.call import call_of
from bancada.api.problems import ApiProblem
from bancada.core.errors import NotFound
from bancada.registry.files import Identity, identity

if TYPE_CHECKING:
    from bancada.api.frame import ASGIApp, Receive, Scope, Send
    from bancada.api.metrics import Metrics
    from bancada.core.finding import Finding
    from bancada.core.prediction import Prediction
    from bancada.services import Bench
    from bancada.settings import Settings

__all__ = ["CHAMPION", "PREDICT", "Champions", "LeanPredict", "applications", "read_body"]

PREDICT = "/models/{name}/predict"
CHAMPION = "champion:"
"""Before the name of a task: whoever serves it now."""
MAX_INLINE_FIELDS = 64
"""Fields up to which an explained answer, one run a field, is still a matter of microseconds."""


def applications(bench: Bench, settings: Settings, metrics: Metrics) -> dict[tuple[str, str], ASGIApp]:
    """Return what the frame calls in place of FastAPI, by method and template."""
    return {("POST", PREDICT): AdmissionGate(LeanPredict(bench, metrics), limit=settings.api_max_in_flight)}


class Champions:
    """Who serves each task, read anew whenever the store's file of champions is another one."""

    __slots__ = ("_bench", "_identity", "_known")

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._identity: Identity | None = None
        self._known: dict[str, str] = {}

    def name(self, asked: str) -> str:
        """Return the name of a model; of `champion:TASK`, who serves that task now.

        Raises
        ------
        NotFound
            `api_no_champion`.
        """
        if not asked.startswith(CHAMPION):
            return asked
        present = identity(self._bench.models.store.root / "aliases.json")
        if present is None or present != self._identity:
            self._known = {task: record.name for task, record in self._bench.models.champions().items()}
            self._identity = present
        task = asked.removeprefix(CHAMPION)
        if task not in self._known:
            raise NotFound("api_no_champion", task=task)
        return self._known[task]


class LeanPredict:
    """Answers `POST /models/{name}/predict`, the one route that the frame hands to it.

    Parameters
    ----------
    bench : Bench
    metrics : Metrics
        Counts the rows answered.
    """

    def __init__(self, bench: Bench, metrics: Metrics) -> None:
        self._bench = bench
        self._metrics = metrics
        self._champions = Champions(bench)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        call = call_of(scope)
        asked = parsed(await read_body(receive))
        model = self._champions.name(call.subject["name"])
        content = await self._answered(model, asked, call.language)
        self._metrics.predicted(model, len(asked.rows))
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answered(self, model: str, asked: Asked, language: str) -> bytes:
        predict = self._bench.predict
        predictor = predict.ready(model) if asked.is_one else None
        if predictor is not None and predictor.engine == "onnx" and _is_quick(predictor.signature, asked):
            return _body(predict.now(predictor, asked.rows[0], explain=asked.explain), language)
        if asked.is_one:
            one = await run_in_threadpool(predict.one, model, asked.rows[0], explain=asked.explain, origin="api")
            return _body(one, language)
        answers = await run_in_threadpool(predict.many, model, asked.rows, explain=asked.explain, origin="api")
        return orjson.dumps({"model": model, "answers": [_told(answer, language) for answer in answers]})


async def read_body(receive: Receive) -> bytes:
    """Return a request's body; its size is the frame's to limit.

    Raises
    ------
    ApiProblem
        400 `api_request_unreadable`, where the caller went away in its middle.
    """
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body", False):
        return message.get("body", b"")  # type: ignore[no-any-return]  # ASGI messages are untyped
    chunks = []
    while message["type"] == "http.request":
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()
    raise ApiProblem(400, "api_request_unreadable", reason="cut off")


def _is_quick(signature: Any, asked: Asked) -> bool:  # Any: Signature or None
    return not asked.explain or len(signature.fields) <= MAX_INLINE_FIELDS


def _body(answer: Prediction, language: str) -> bytes:
    return orjson.dumps(_told(answer, language))


# Any: JSON values.
def _told(answer: Prediction, language: str) -> Prediction | dict[str, Any]:
    """Return an answer as what orjson writes; where it has marks, with their sentences."""
    if not answer.marks:
        return answer
    names = ("model", "answer", "engine", "latency_ms", "probabilities", "contributions")
    return {**{name: getattr(answer, name) for name in names}, "marks": [_mark(one, language) for one in answer.marks]}


# Any: JSON values.
def _mark(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "column": finding.column,
        "facts": finding.facts,
        "message": finding.message(language),
    }
