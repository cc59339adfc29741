"""A model's card as Markdown: what for, data, split, metrics with baseline and interval, signature, versions, how to load it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from math import isfinite

from bancada.core.finding import Finding
from bancada.core.leaks import LeakCheck, LeakReport
from bancada.core.messages import render
from bancada.core.model import Certificate, Lineage, MetricFigure, ModelInfo
from bancada.core.signature import Field, Signature

__all__ = ["describe_split", "render_card"]

_WORDS = {
    "for": ("What it is for", "Para que serve"),
    "task": ("Task", "Tarefa"),
    "problem": ("Problem", "Problema"),
    "kind": ("Kind", "Tipo"),
    "target": ("Target", "Alvo"),
    "saved": ("Saved at", "Salvo em"),
    "tags": ("Tags", "Etiquetas"),
    "champion": ("It is the champion of its task.", "É o campeão de sua tarefa."),
    "data": ("Data", "Dados"),
    "dataset": ("Dataset", "Conjunto de dados"),
    "source": ("Source", "Origem"),
    "rows": ("Rows: training / holdout", "Linhas: treino / reserva"),
    "split": ("Split", "Divisão"),
    "trials": ("Fits made for this task", "Ajustes feitos para esta tarefa"),
    "seed": ("Seed", "Semente"),
    "engine": ("Engine", "Motor"),
    "run": ("Run", "Execução"),
    "metrics": ("Metrics", "Métricas"),
    "metric_head": (
        "Metric | Value | 95% interval | Baseline | Rows",
        "Métrica | Valor | Intervalo de 95% | Referência | Linhas",
    ),
    "signature": ("Inputs", "Entradas"),
    "field_head": (
        "Name | Type | Unit | Seen in training | Missing allowed",
        "Nome | Tipo | Unidade | Visto no treino | Aceita ausente",
    ),
    "classes": ("Classes", "Classes"),
    "threshold": ("Threshold", "Limiar"),
    "served": ("Served by", "Servido por"),
    "onnx": ("ONNX, equal to the original on {n} rows", "ONNX, igual ao original em {n} linhas"),
    "native": ("the native model: {reason}", "o modelo nativo: {reason}"),
    "leaks": ("Leak tests", "Testes de vazamento"),
    "leak_head": ("Test | Result | What was found", "Teste | Resultado | O que se encontrou"),
    "leak_passed": ("passed", "passou"),
    "leak_failed": ("failed", "falhou"),
    "leak_skipped": ("not run", "não executado"),
    "versions": ("Versions", "Versões"),
    "files": ("Files", "Arquivos"),
    "load": ("How to load it", "Como carregar"),
    "legacy": (
        "It comes from before the signed store and is not opened. `bancada models adopt` takes it in, and says what trusting it means.",
        "Vem de antes do repositório assinado e não é aberto. `bancada models adopt` o aceita e diz o que confiar nele significa.",
    ),
    "yes": ("yes", "sim"),
    "no": ("no", "não"),
    "none": ("not recorded", "não registrado"),
    "to": ("to", "a"),
    "moment": ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"),
    "thousands": (",", "."),
    "decimal": (".", ","),
    "holdout_share": ("holdout of {share}", "reserva de {share}"),
    "n_folds": ("{n} folds", "{n} partições"),
}

_CODES = {
    "problem.binary": ("two classes", "duas classes"),
    "problem.multiclass": ("several classes", "várias classes"),
    "problem.regression": ("a number", "um número"),
    "problem.multilabel": ("several labels", "vários rótulos"),
    "problem.forecast": ("a future value", "um valor futuro"),
    "source.official": ("official", "oficial"),
    "source.imported": ("imported", "importado"),
    "source.connected": ("connected", "conectado"),
    "source.simulated": ("simulated", "simulado"),
    "split.stratified": ("stratified by class", "estratificada por classe"),
    "split.plain": ("plain", "simples"),
    "split.group": ("by group", "por grupo"),
    "split.time": ("time order", "ordem de tempo"),
    "rows.folds": ("cross-validation", "validação cruzada"),
    "rows.holdout": ("holdout", "reserva"),
    "rows.train": ("training", "treino"),
    "type.integer": ("whole number", "número inteiro"),
    "type.float": ("number", "número"),
    "type.boolean": ("yes or no", "sim ou não"),
    "type.category": ("category", "categoria"),
    "type.text": ("text", "texto"),
    "type.datetime": ("date and time", "data e hora"),
}


_SPLIT = re.compile(r"(\w+) x (\d+), holdout ([\d.]+)")


def describe_split(text: str, *, language: str) -> str:
    """Return how a lineage says that rows were split ("time x 5, holdout 0.2"), in words; what is not known as it stands."""
    return _split(text, _words(is_portuguese=language.lower().startswith("pt")))


@cache
def _words(*, is_portuguese: bool) -> dict[str, str]:
    return {key: pair[is_portuguese] for key, pair in {**_WORDS, **_CODES}.items()}


def render_card(info: ModelInfo, *, language: str = "en") -> str:
    """Return the card of a model in "en" or "pt_BR". Texts of users are escaped, so that they stay text."""
    word = _words(is_portuguese=language.lower().startswith("pt"))
    parts = [
        [f"# {_text(info.title) or info.name}"],
        [_text(info.notes)] if info.notes else [],
        _purpose(info, word),
        _data(info.lineage, word),
        _metrics(info.metrics, word),
        _signature(info.signature, word),
        _leaks(info.leaks, word, language),
        _serving(info.certificate, word),
        _list(word["versions"], info.versions.items(), word),
        _list(
            word["files"], ((f.name, f"{_count(f.size_bytes, word)} B, SHA-256 `{f.sha256}`") for f in info.files), word
        ),
        _loading(info, word),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _loading(info: ModelInfo, word: dict[str, str]) -> list[str]:
    if info.is_legacy:
        return [f"## {word['load']}", "", word["legacy"]]
    code = ["```python", "from bancada import load_model", "", f'model = load_model("{info.name}")', "```"]
    return [f"## {word['load']}", "", *code]


def _text(text: str) -> str:
    for mark in "\\`*_<>[]#|":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r", " ")


def _cell(text: str) -> str:
    return _text(text).replace("\n", " ")


def _purpose(info: ModelInfo, word: dict[str, str]) -> list[str]:
    rows = {
        word["task"]: _cell(info.task),
        word["problem"]: word[f"problem.{info.problem.value}"] if info.problem else "",
        word["target"]: _cell(info.signature.target) if info.signature else "",
        word["kind"]: _cell(info.kind),
        word["saved"]: f"{info.saved_at:{word['moment']}} UTC",
        word["tags"]: ", ".join(map(_cell, info.tags)),
    }
    lines = _list(word["for"], ((key, value) for key, value in rows.items() if value), word)
    return [*lines, "", word["champion"]] if info.is_champion else lines


def _data(lineage: Lineage | None, word: dict[str, str]) -> list[str]:
    if lineage is None:
        return _list(word["data"], (), word)
    rows = {
        word["dataset"]: _cell(lineage.dataset),
        "SHA-256": f"`{lineage.dataset_sha256}`" if lineage.dataset_sha256 else "",
        word["source"]: word.get(f"source.{lineage.dataset_source}", _cell(lineage.dataset_source)),
        word["rows"]: f"{_count(lineage.n_train, word)} / {_count(lineage.n_holdout, word)}" if lineage.n_train else "",
        word["split"]: _cell(_split(lineage.split, word)),
        word["trials"]: _count(lineage.n_trials, word) if lineage.n_trials else "",
        word["seed"]: "" if lineage.seed is None else str(lineage.seed),
        word["engine"]: _cell(lineage.engine),
        word["run"]: _cell(lineage.run_id),
    }
    return _list(word["data"], ((key, value) for key, value in rows.items() if value), word)


def _list(title: str, items: Iterable[tuple[str, str]], word: dict[str, str]) -> list[str]:
    return [f"## {title}", "", *([f"- {key}: {value}" for key, value in items] or [word["none"]])]


def _metrics(metrics: tuple[MetricFigure, ...], word: dict[str, str]) -> list[str]:
    rows = [_metric(figure, word) for figure in metrics]
    return [f"## {word['metrics']}", "", *(_table(word["metric_head"], rows) if rows else [word["none"]])]


def _metric(figure: MetricFigure, word: dict[str, str]) -> str:
    interval = (
        f"{_figure(figure.interval.low, word)} {word['to']} {_figure(figure.interval.high, word)}"
        if figure.interval
        else "–"
    )
    baseline = "–" if figure.baseline is None else _figure(figure.baseline, word)
    rows = word.get(f"rows.{figure.split}", _cell(figure.split))
    return f"{_cell(figure.name)} | {_figure(figure.value, word)} | {interval} | {baseline} | {rows}"


def _split(text: str, word: dict[str, str]) -> str:
    found = _SPLIT.fullmatch(text)
    if found is None:
        return word.get(f"split.{text}", text)
    kind, folds, holdout = found.groups()
    share = f"{_figure(100 * float(holdout), word)}%"
    parts = (
        word.get(f"split.{kind}", kind),
        word["n_folds"].format(n=folds),
        word["holdout_share"].format(share=share),
    )
    return ", ".join(parts)


def _figure(value: float, word: dict[str, str], digits: int = 4) -> str:
    """Return a number with so many significant digits, all of its whole part, in the language's characters."""
    if not isfinite(value):
        return "–"
    return _localised(f"{value:,.0f}" if abs(value) >= 10**digits else f"{value:,.{digits}g}", word)


def _count(n: int, word: dict[str, str]) -> str:
    return _localised(f"{n:,}", word)


def _localised(text: str, word: dict[str, str]) -> str:
    return text.translate(str.maketrans(",.", word["thousands"] + word["decimal"]))


def _signature(signature: Signature | None, word: dict[str, str]) -> list[str]:
    if signature is None:
        return [f"## {word['signature']}", "", word["none"]]
    lines = [
        f"## {word['signature']}",
        "",
        *_table(word["field_head"], [_field(field, word) for field in signature.fields]),
    ]
    if signature.classes:
        lines += ["", f"{word['classes']}: {', '.join(map(_cell, signature.classes))}"]
    if signature.threshold is not None:
        lines += ["", f"{word['threshold']}: {_figure(signature.threshold, word)}"]
    return lines


def _field(field: Field, word: dict[str, str]) -> str:
    if field.categories:
        shown = ", ".join(map(_cell, field.categories[:12])) + (" …" if len(field.categories) > 12 else "")
    elif field.minimum is not None and field.maximum is not None:
        shown = f"{_figure(field.minimum, word, 6)} {word['to']} {_figure(field.maximum, word, 6)}"
    else:
        shown = "–"
    missing = word["yes"] if field.missing_allowed else word["no"]
    return (
        f"{_cell(field.name)} | {word[f'type.{field.type.value}']} | {_cell(field.unit) or '–'} | {shown} | {missing}"
    )


def _table(head: str, rows: list[str]) -> list[str]:
    return [f"| {head} |", "|" + " --- |" * (head.count("|") + 1), *(f"| {row} |" for row in rows)]


def _leaks(report: LeakReport | None, word: dict[str, str], language: str) -> list[str]:
    if report is None:
        return []
    rows = [
        f"{_cell(render(f'leak_{check.code}', {}, language=language))} | {word[f'leak_{check.status}']} | {_cell(_found(check, language))}"
        for check in report.checks
    ]
    return [f"## {word['leaks']}", "", *_table(word["leak_head"], rows)]


def _found(check: LeakCheck, language: str) -> str:
    why = check.finding.facts.get("why")
    return why.message(language) if isinstance(why, Finding) else check.message(language)


def _serving(certificate: Certificate | None, word: dict[str, str]) -> list[str]:
    if certificate is None:
        return []
    how = (
        word["onnx"].format(n=_count(certificate.n_rows, word))
        if certificate.accepted
        else word["native"].format(reason=_cell(certificate.reason))
    )
    return [f"## {word['served']}", "", how]
