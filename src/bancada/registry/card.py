"""A model's card as Markdown: what for, data, split, metrics with baseline and interval, signature, versions, how to load it."""

from __future__ import annotations

from collections.abc import Iterable

from bancada.core.model import Certificate, Lineage, MetricFigure, ModelInfo
from bancada.core.signature import Field, Signature

__all__ = ["render_card"]

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
        "Metric | Value | 95% interval | Baseline | Split",
        "Métrica | Valor | Intervalo de 95% | Linha de base | Divisão",
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
    "versions": ("Versions", "Versões"),
    "files": ("Files", "Arquivos"),
    "load": ("How to load it", "Como carregar"),
    "yes": ("yes", "sim"),
    "no": ("no", "não"),
    "none": ("not recorded", "não registrado"),
}


def render_card(info: ModelInfo, *, language: str = "en") -> str:
    """Return the card of a model in "en" or "pt_BR". Texts of users are escaped, so that they stay text."""
    word = {key: pair[language.lower().startswith("pt")] for key, pair in _WORDS.items()}
    parts = [
        [f"# {_text(info.title) or info.name}"],
        [_text(info.notes)] if info.notes else [],
        _purpose(info, word),
        _data(info.lineage, word),
        _metrics(info.metrics, word),
        _signature(info.signature, word),
        _serving(info.certificate, word),
        _list(word["versions"], info.versions.items(), word),
        _list(word["files"], ((f.name, f"{f.size_bytes} B, SHA-256 `{f.sha256}`") for f in info.files), word),
        [
            f"## {word['load']}",
            "",
            "```python",
            "from bancada import load_model",
            "",
            f'model = load_model("{info.name}")',
            "```",
        ],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _text(text: str) -> str:
    for mark in "\\`*_<>[]#|":
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r", " ")


def _cell(text: str) -> str:
    return _text(text).replace("\n", " ")


def _purpose(info: ModelInfo, word: dict[str, str]) -> list[str]:
    rows = {
        word["task"]: _cell(info.task),
        word["problem"]: info.problem.value if info.problem else "",
        word["target"]: _cell(info.signature.target) if info.signature else "",
        word["kind"]: _cell(info.kind),
        word["saved"]: f"{info.saved_at:%Y-%m-%d %H:%M:%S} UTC",
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
        word["source"]: _cell(lineage.dataset_source),
        word["rows"]: f"{lineage.n_train} / {lineage.n_holdout}" if lineage.n_train else "",
        word["split"]: _cell(lineage.split),
        word["trials"]: str(lineage.n_trials) if lineage.n_trials else "",
        word["seed"]: "" if lineage.seed is None else str(lineage.seed),
        word["engine"]: _cell(lineage.engine),
        word["run"]: _cell(lineage.run_id),
    }
    return _list(word["data"], ((key, value) for key, value in rows.items() if value), word)


def _list(title: str, items: Iterable[tuple[str, str]], word: dict[str, str]) -> list[str]:
    return [f"## {title}", "", *([f"- {key}: {value}" for key, value in items] or [word["none"]])]


def _metrics(metrics: tuple[MetricFigure, ...], word: dict[str, str]) -> list[str]:
    rows = [_metric(figure) for figure in metrics]
    return [f"## {word['metrics']}", "", *(_table(word["metric_head"], rows) if rows else [word["none"]])]


def _metric(figure: MetricFigure) -> str:
    interval = f"{figure.interval.low:.4g} .. {figure.interval.high:.4g}" if figure.interval else "–"
    baseline = "–" if figure.baseline is None else f"{figure.baseline:.4g}"
    return f"{_cell(figure.name)} | {figure.value:.4g} | {interval} | {baseline} | {_cell(figure.split)}"


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
        lines += ["", f"{word['threshold']}: {signature.threshold:.4g}"]
    return lines


def _field(field: Field, word: dict[str, str]) -> str:
    if field.categories:
        shown = ", ".join(map(_cell, field.categories[:12])) + (" …" if len(field.categories) > 12 else "")
    elif field.minimum is not None and field.maximum is not None:
        shown = f"{field.minimum:.6g} .. {field.maximum:.6g}"
    else:
        shown = "–"
    missing = word["yes"] if field.missing_allowed else word["no"]
    return f"{_cell(field.name)} | {field.type.value} | {_cell(field.unit) or '–'} | {shown} | {missing}"


def _table(head: str, rows: list[str]) -> list[str]:
    return [f"| {head} |", "|" + " --- |" * (head.count("|") + 1), *(f"| {row} |" for row in rows)]


def _serving(certificate: Certificate | None, word: dict[str, str]) -> list[str]:
    if certificate is None:
        return []
    how = (
        word["onnx"].format(n=certificate.n_rows)
        if certificate.accepted
        else word["native"].format(reason=_cell(certificate.reason))
    )
    return [f"## {word['served']}", "", how]
