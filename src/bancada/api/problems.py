"""Errors as `application/problem+json` (RFC 9457): one body, one table of statuses, whoever found the mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

import orjson

from bancada.api.call import Call
from bancada.api.errors import ApiProblem
from bancada.core.errors import AlreadyExists, BadInput, BancadaError, Cancelled, MissingExtra, NotFound, Refused
from bancada.core.finding import Finding
from bancada.core.messages import render

__all__ = ["CONTENT_TYPE", "ApiProblem", "body_of", "problem_of", "status_of"]

CONTENT_TYPE = b"application/problem+json"

_STATUSES: tuple[tuple[type[BancadaError], int], ...] = (
    (BadInput, 422),
    (NotFound, 404),
    (AlreadyExists, 409),
    (MissingExtra, 501),
    (Refused, 409),
    (Cancelled, 409),
)
_UNAVAILABLE = frozenset(
    {
        "database_busy",
        "database_unreachable",
        "database_full",
        "database_failed",
        "jobs_database_unusable",
        "store_full",
    }
)

TITLES = {
    400: ("Bad request", "Requisição inválida"),
    401: ("Key required", "Chave necessária"),
    403: ("Not allowed", "Não permitido"),
    404: ("Not found", "Não encontrado"),
    405: ("Method not allowed", "Método não permitido"),
    406: ("Not acceptable", "Formato não disponível"),
    409: ("Conflict", "Conflito"),
    411: ("Length required", "Tamanho necessário"),
    413: ("Too large", "Grande demais"),
    414: ("Address too long", "Endereço longo demais"),
    415: ("Unsupported media type", "Tipo de conteúdo não aceito"),
    421: ("Wrong host", "Endereço não atendido"),
    422: ("Cannot be used", "Não pode ser usado"),
    429: ("Too many requests", "Requisições demais"),
    431: ("Headers too large", "Cabeçalhos grandes demais"),
    500: ("Internal error", "Erro interno"),
    501: ("Not installed", "Não instalado"),
    503: ("Not available now", "Indisponível agora"),
}


def status_of(error: BancadaError) -> int:
    """Return the HTTP status of an error that Bancada raised on purpose."""
    if isinstance(error, ApiProblem):
        return error.status
    if error.code in _UNAVAILABLE:
        return 503
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def body_of(error: BancadaError, call: Call) -> bytes:
    """Return the body of an error, in the language of the caller."""
    status = status_of(error)
    if status == 500:  # what went wrong inside is for the log alone
        return problem_of(500, "api_internal_error", call, facts={})
    problems = error.facts.get("problems", ())
    found = [one for one in problems if isinstance(one, Finding)] if isinstance(problems, list | tuple) else []
    return problem_of(status, error.code, call, facts=error.facts, problems=found)


# Any: facts, printed and never computed with.
def problem_of(
    status: int,
    code: str,
    call: Call,
    *,
    facts: Mapping[str, Any],
    problems: Iterable[Finding | Mapping[str, Any]] = (),
) -> bytes:
    """Return a problem as JSON.

    Parameters
    ----------
    problems : iterable of Finding, or of mappings that are JSON already
        Every mistake of the input, each with its sentence.
    """
    title = TITLES.get(status, ("Error", "Erro"))
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code}",
        "title": title[call.language == "pt_BR"],
        "status": status,
        "detail": render(code, facts, language=call.language),
        "instance": call.request_id,
        "code": code,
        "facts": {name: value for name, value in facts.items() if name != "problems"},
    }
    listed = [_told(one, call.language) if isinstance(one, Finding) else dict(one) for one in problems]
    if listed:
        body["problems"] = listed
    return orjson.dumps(body, default=lambda value: _plain(value, call.language), option=_OPTIONS)


_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_PASSTHROUGH_DATACLASS


# Any: JSON values.
def _told(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "column": finding.column,
        "detail": finding.message(language),
        "facts": finding.facts,
    }


def _plain(value: object, language: str) -> object:
    if isinstance(value, Finding):
        return _told(value, language)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
