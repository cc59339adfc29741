"""The specification, and the pages that show it: Swagger UI from files of our own server, the list of errors."""

from __future__ import annotations

import html
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastapi_offline
from fastapi.openapi.utils import get_openapi
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from bancada import __version__
from bancada.api.call import call_of
from bancada.api.examples import add_examples
from bancada.core.messages import SENTENCES

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

__all__ = ["OPEN_PATHS", "add_pages", "specification"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_STATIC = Path(fastapi_offline.__file__).with_name("static")
_OWN = files("bancada.api") / "static"
_FILES = {
    "swagger-ui.css": (_STATIC / "swagger-ui.css", "text/css"),
    "swagger-ui-bundle.js": (_STATIC / "swagger-ui-bundle.js", "text/javascript"),
    "start.js": (Path(str(_OWN / "start.js")), "text/javascript"),
    "pages.css": (Path(str(_OWN / "pages.css")), "text/css"),
}

OPEN_PATHS = frozenset({
    "/", "/health", "/ready", "/docs", "/docs/errors", "/swagger", "/swagger/swagger.yml", "/openapi.json",
    *(f"/docs/static/{name}" for name in _FILES),
})  # fmt: skip
"""What answers without a key."""

_DESCRIPTION = """Programs use all of Bancada here: models, predictions, the lottery's tables, daily assets, background runs.

Send a key in the header `X-API-Key`; make one with `bancada keys create --role read`. Roles: `read` asks and predicts, `train` starts
runs and promotes too, `admin` may do everything. Errors are `application/problem+json` (RFC 9457) with a `code` of
[this list](/docs/errors), in the language of `Accept-Language` (`pt-BR` or `en`).

No answer promises a gain: lottery draws are independent, and daily returns are close to unpredictable; each figure comes with its
baseline."""

TAGS = (
    (
        "models",
        "Saved models: list, detail, card, promotion, prediction. / Modelos salvos: lista, detalhe, ficha, promoção, previsão.",
    ),
    ("data", "Datasets. / Conjuntos de dados."),
    ("lottery", "Draws, tickets, chances. / Sorteios, palpites, chances."),
    ("b3", "Daily assets, step by step or all at once. / Ativos diários, passo a passo ou de uma vez."),
    ("jobs", "Background runs and their progress. / Execuções em segundo plano e seu andamento."),
    ("system", "Health, readiness, figures. / Saúde, prontidão, medidas."),
)
_PROBLEMS = {
    "400": "The request cannot be read.", "401": "No valid key in X-API-Key.", "403": "The key's role, or the site of the page, may not.",
    "404": "What is asked about is not there.", "409": "A rule forbids it as things stand; `detail` says which.",
    "413": "The body is larger than this server takes.", "415": "The body's type is not one of those taken here.",
    "421": "The name in Host is not one of this server's.",
    "422": "What was sent cannot be used; every mistake is named.", "429": "Too many requests; see Retry-After.",
    "500": "A defect; the log has it under the request id.", "503": "Not available now; see Retry-After.",
}  # fmt: skip
_OF_OPEN = ("400", "421", "500")
_OF_BODIES = ("413", "415")
_OF_THINGS = ("404", "409")
"""Of operations that name a thing in their path, or change something."""
_METHODS = ("get", "put", "post", "delete", "patch")

Json = dict[str, Any]  # Any: JSON values


def specification(app: FastAPI) -> Json:
    """Return the OpenAPI document of an application, with key, roles and problems at every operation."""
    document: Json = get_openapi(
        title="Bancada", version=__version__, description=_DESCRIPTION, routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS], servers=[{"url": "/", "description": "This server"}],
    )  # fmt: skip
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Made by `bancada keys create`."}
    }
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _problem_schema()
    add_examples(schemas)
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                is_about = "{" in path or method != "get"
                _complete(operations[method], is_open=path in OPEN_PATHS, is_about=is_about)
    return document


def _complete(operation: Json, *, is_open: bool, is_about: bool) -> None:
    answers = operation.setdefault("responses", {})
    has_body = "requestBody" in operation
    if not is_open:
        operation["security"] = [{"key": []}]
        needed = f"Role: `{operation.get('x-role', '-')}`."
        operation["description"] = f"{operation.get('description', '')}\n\n{needed}".strip()
    for status, text in _PROBLEMS.items():
        if (is_open and status not in _OF_OPEN) or (status in _OF_BODIES and not has_body):
            continue
        if status in _OF_THINGS and not is_about:
            continue
        if status not in answers or status == "422":
            answers[status] = _problem_answer(text)
    for status, answer in answers.items():
        if status[0] in "45" and "content" not in answer:
            answers[status] = _problem_answer(answer.get("description") or "An error.")


def _problem_answer(text: str) -> Json:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_schema() -> Json:
    def of(kind: str, text: str, example: Any) -> Json:
        return {"type": kind, "description": text, "examples": [example]}

    mistake = {
        "type": "object",
        "description": "One mistake: its code, where it is, its sentence.",
        "additionalProperties": True,
        "examples": [{"code": "missing", "where": "body.ticker", "detail": "Field required", "facts": {}}],
    }
    return {
        "type": "object",
        "title": "Problem",
        "description": "An error (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance", "code", "facts"],
        "properties": {
            "type": of("string", "Where the code is explained, relative to this server.", "/docs/errors#model_not_found"),
            "title": of("string", "The kind of error.", "Not found"),
            "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "HTTP status.", "examples": [404], "x-unit": "HTTP status"},
            "detail": of("string", "What was asked, what was found and what to do.", "The model piloto was not found."),
            "instance": of("string", "Id of the request, as in the header X-Request-ID and in the log.", "3f2a90c1d4e5-1f"),
            "code": of("string", "Stable name of the error, for programs.", "model_not_found"),
            "facts": {
                "type": "object", "additionalProperties": True, "description": "What the sentence speaks of.",
                "examples": [{"name": "piloto"}],
            },
            "problems": {"type": "array", "items": mistake, "description": "Every mistake of the input, where there are several."},
        },
    }  # fmt: skip


def add_pages(app: FastAPI, document: Callable[[], Json]) -> None:
    """Add the pages and files of the documentation; none of them is part of the specification."""

    async def swagger(request: Request) -> Response:
        language = "pt-BR" if call_of(request.scope).language == "pt_BR" else "en"
        return _page(_SWAGGER.format(language=language))

    async def listed(request: Request) -> Response:
        return _page(_errors(call_of(request.scope).language))

    async def as_json(_: Request) -> Response:
        return JSONResponse(document(), headers=_KEPT)

    async def as_yaml(_: Request) -> Response:
        import yaml  # type: ignore[import-untyped]  # the library ships no types

        text = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=120)
        return Response(text, media_type="application/yaml", headers=_KEPT)

    async def static(request: Request) -> Response:
        path, media = _FILES[request.url.path.rpartition("/")[2]]
        return FileResponse(path, media_type=media, headers={"Cache-Control": "public, max-age=3600"})

    for path in ("/", "/docs", "/swagger"):
        app.add_route(path, swagger, include_in_schema=False)
    app.add_route("/docs/errors", listed, include_in_schema=False)
    app.add_route("/openapi.json", as_json, include_in_schema=False)
    app.add_route("/swagger/swagger.yml", as_yaml, include_in_schema=False)
    for name in _FILES:
        app.add_route(f"/docs/static/{name}", static, include_in_schema=False)


_KEPT = {"Cache-Control": "no-cache"}


def _page(text: str) -> Response:
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"})


def _errors(language: str) -> str:
    index = int(language == "pt_BR")
    title = ("Errors and findings", "Erros e avisos")[index]
    rows = "".join(
        f'<dt id="{html.escape(code)}"><code>{html.escape(code)}</code></dt><dd>{html.escape(pair[index])}</dd>'
        for code, pair in sorted(SENTENCES.items())
    )
    return _LIST.format(language=("en", "pt-BR")[index], title=title, rows=rows)


_SWAGGER = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Bancada: API</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/static/swagger-ui.css"></head>
<body><main id="swagger"></main><script src="/docs/static/swagger-ui-bundle.js"></script>
<script src="/docs/static/start.js"></script></body></html>
"""
_LIST = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Bancada: {title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/docs/static/pages.css"></head>
<body><main><h1>{title}</h1><dl>{rows}</dl></main></body></html>
"""
