"""Sentences of the HTTP API: models, predictions, the lottery, runs."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "api_no_champion": (
        "No model serves the task {task!r} yet. Promote one, or name a model.",
        "Nenhum modelo atende a tarefa {task!r} ainda. Promova um ou diga o nome de um modelo.",
    ),
    "body_not_json": (
        "The body is not JSON: {detail}",
        "O corpo não é JSON: {detail}",
    ),
    "body_not_a_prediction": (
        "Send one row as `inputs` (a value a field) or a list of them as `rows`; `explain` is true or false. Known names: {names}.",
        "Envie uma linha em `inputs` (um valor por campo) ou uma lista delas em `rows`; `explain` é true ou false. Nomes: {names}.",
    ),
    "body_not_rows": (
        "A batch as JSON is a list of rows, each with a value a field.",
        "Um lote em JSON é uma lista de linhas, cada uma com um valor por campo.",
    ),
    "api_too_many_rows": (
        "{found} rows in one request; at most {limit}. Send more as a batch.",
        "{found} linhas em uma requisição; no máximo {limit}. Envie mais como lote.",
    ),
    "value_too_long": (
        "Row {row}, {column}: longer than {limit} characters.",
        "Linha {row}, {column}: mais de {limit} caracteres.",
    ),
}
