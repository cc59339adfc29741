"""What pydantic finds wrong in a request, as problems in the language of the caller, without what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["problems_in"]

_PORTUGUESE = {
    "missing": "falta",
    "extra_forbidden": "não é um campo desta rota",
    "json_invalid": "não é JSON",
    "int_parsing": "deve ser um número inteiro",
    "int_type": "deve ser um número inteiro",
    "int_from_float": "deve ser um número inteiro",
    "float_parsing": "deve ser um número",
    "float_type": "deve ser um número",
    "finite_number": "deve ser um número finito",
    "string_type": "deve ser um texto",
    "bool_type": "deve ser verdadeiro ou falso",
    "bool_parsing": "deve ser verdadeiro ou falso",
    "list_type": "deve ser uma lista",
    "dict_type": "deve ser um objeto",
    "model_type": "deve ser um objeto",
    "model_attributes_type": "deve ser um objeto",
    "date_from_datetime_parsing": "deve ser uma data como 2024-01-31",
    "date_parsing": "deve ser uma data como 2024-01-31",
    "datetime_parsing": "deve ser um instante como 2024-01-31T12:00:00Z",
    "greater_than": "deve ser maior que {gt}",
    "greater_than_equal": "deve ser no mínimo {ge}",
    "less_than": "deve ser menor que {lt}",
    "less_than_equal": "deve ser no máximo {le}",
    "string_too_short": "deve ter no mínimo {min_length} caracteres",
    "string_too_long": "deve ter no máximo {max_length} caracteres",
    "string_pattern_mismatch": "não tem a forma esperada: {pattern}",
    "text_control": "não deve ter caracteres de controle",
    "too_short": "deve ter no mínimo {min_length} itens",
    "too_long": "deve ter no máximo {max_length} itens",
    "literal_error": "deve ser um destes: {expected}",
    "enum": "deve ser um destes: {expected}",
}


# Any: errors as pydantic tells them, and JSON values.
def problems_in(errors: Iterable[Mapping[str, Any]], *, language: str) -> list[dict[str, Any]]:
    """Return each mistake: where it is, its kind, its sentence and the limits that it speaks of."""
    return [_problem(error, language) for error in errors]


def _problem(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    facts = {
        name: value
        for name, value in (error.get("ctx") or {}).items()
        if isinstance(value, str | int | float | bool) and name != "error"
    }
    return {
        "code": error["type"],
        "where": ".".join(str(part) for part in error["loc"]),
        "detail": _sentence(error, facts, language),
        "facts": facts,
    }


def _sentence(error: Mapping[str, Any], facts: Mapping[str, Any], language: str) -> str:
    """Return the sentence; of a kind that has no Portuguese one here, pydantic's own."""
    known = _PORTUGUESE.get(error["type"]) if language == "pt_BR" else None
    if known is not None and set(_fields(known)) <= set(facts):
        return known.format_map({name: _said(name, value) for name, value in facts.items()})
    return str(error["msg"])


# Any: a JSON value.
def _said(name: str, value: Any) -> Any:
    """Return a limit or a choice as Portuguese writes it: 0,5; 'rf' ou 'lstm'."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value).replace(" or ", " ou ") if name == "expected" else value


def _fields(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
