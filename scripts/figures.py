"""Figures of the benchmarks into both READMEs: `python scripts/figures.py`. No figure is written by hand.

Reads benchmarks/results/*.json. Each benchmark has its own form of result; a function of `READERS` says which of its figures a
README shows. `tests/docs/test_readme.py` fails where a README's table is not what this writes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
READMES = {"en": ROOT / "README.md", "pt_BR": ROOT / "README.pt-BR.md"}
MARKED = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)

WORDS = {
    "en": {
        "head": "| Measured | Bancada | Peer | Ratio |",
        "none": "No figures yet: `make bench` measures them.",
        "machine": "`benchmarks/{name}.py` on: {machine}.",
        "alike": "{ratio}, no clear difference",
        "faster": "{ratio} times faster",
        "slower": "{ratio} times slower",
        "less": "{ratio} times less",
        "more": "{ratio} times more",
    },
    "pt_BR": {
        "head": "| Medido | Bancada | Comparado a | Razão |",
        "none": "Ainda sem números: `make bench` os mede.",
        "machine": "`benchmarks/{name}.py` em: {machine}.",
        "alike": "{ratio}, sem diferença clara",
        "faster": "{ratio} vezes mais rápida",
        "slower": "{ratio} vezes mais lenta",
        "less": "{ratio} vezes menos",
        "more": "{ratio} vezes mais",
    },
}
PORTUGUESE = {
    "one answer": "uma resposta",
    "one answer with what moved it": "uma resposta com o que a moveu",
    "one row, predict_proba": "uma linha, predict_proba",
    "10000 rows, predict_proba": "10000 linhas, predict_proba",
}
"""What the rows of benchmarks/predict.py are called in the Portuguese README."""

SIZES = {"s": (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)), "MiB": (("MiB", 1.0),)}
ALIKE_BELOW = 1.5
"""Ratios closer to 1 than this are not told apart on a shared machine."""


def main() -> int:
    """Write the tables into both READMEs."""
    for language, path in READMES.items():
        path.write_text(with_table(path.read_text("utf-8"), language), encoding="utf-8")
    return 0


def with_table(text: str, language: str) -> str:
    """Return a README's text with the table between its markers."""
    return MARKED.sub(lambda found: f"{found[1]}{table(language)}\n{found[2]}", text)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured pair; smaller is better.

    Attributes
    ----------
    what : tuple of str
        English and Portuguese.
    ours, theirs : float
    unit : {"s", "MiB"}
    is_overlapping : bool
        Whether some run of the worse was better than some run of the better: the pair then shows no difference.
    """

    what: tuple[str, str]
    ours: float
    peer: str
    theirs: float
    unit: str = "s"
    is_overlapping: bool = False


# Any: JSON values, here and below.
def results() -> dict[str, dict[str, Any]]:
    """Return every recorded benchmark by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def table(language: str) -> str:
    """Return the table of all recorded benchmarks, or the sentence that there is none."""
    words, found = WORDS[language], results()
    if not found:
        return words["none"]
    rows = [_row(figure, language) for name, result in found.items() for figure in READERS[name](result)]
    machines = [f"- {_machine(name, result['machine'], words['machine'])}" for name, result in found.items()]
    return "\n".join([words["head"], "|---|---|---|---|", *rows, "", *machines])


def _predict(result: Mapping[str, Any]) -> list[Figure]:
    return [
        Figure(
            (row["what"], PORTUGUESE[row["what"]]),
            row["bancada_us"] / 1e6,
            "scikit-learn",
            row["scikit_learn_us"] / 1e6,
        )
        for row in result["rows"]
    ]


def _serve(result: Mapping[str, Any]) -> list[Figure]:
    """Seconds a prediction, over all connections together: one by the requests a second; then the slowest hundredth at the most connections."""
    peers = (("fastapi", "FastAPI + scikit-learn"), ("mlflow", "MLflow"))
    found = []
    for row in result["rows"]:
        n = row["connections"]
        of = ("1 connection", "1 conexão") if n == 1 else (f"{n} connections", f"{n} conexões")
        what = (f"a prediction over HTTP, {of[0]}", f"uma previsão por HTTP, {of[1]}")
        found += [Figure(what, 1 / row["bancada_rps"], peer, 1 / row[f"{key}_rps"]) for key, peer in peers]
    last = result["rows"][-1]
    what = (f"wait of the slowest hundredth, {of[0]}", f"espera do centésimo mais lento, {of[1]}")
    return found + [
        Figure(what, last["bancada_p99_ms"] / 1e3, peer, last[f"{key}_p99_ms"] / 1e3) for key, peer in peers
    ]


def _compare(result: Mapping[str, Any]) -> list[Figure]:
    ours, theirs = result["engines"]["bancada"], result["engines"]["pycaret"]
    facts = {"n": len(result["candidates"]), "folds": result["folds"], "rows": result["rows"]}
    english = "{n} candidates, {folds} folds, {rows} rows".format(**facts)
    portuguese = "{n} candidatos, {folds} partições, {rows} linhas".format(**facts)
    measures = (
        ((english, portuguese), "seconds", "s"),
        (("the same, memory", "o mesmo, memória"), "peak_mib", "MiB"),
    )
    return [
        Figure(what, median(ours[key]), "PyCaret", median(theirs[key]), unit, _overlap(ours[key], theirs[key]))
        for what, key, unit in measures
    ]


def _overlap(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    return min(ours) <= max(theirs) and min(theirs) <= max(ours)


def _store(result: Mapping[str, Any]) -> list[Figure]:
    ms, count = result["ms"], result["n_models"]
    pairs = (
        ("save beside {n} models", "salvar ao lado de {n} modelos", "save, Bancada", "save, json durable"),
        (
            "list {n} models again, nothing changed",
            "listar {n} modelos de novo, sem mudanças",
            "list again, Bancada",
            "list, json",
        ),
        (
            "list {n} models, first time in a process",
            "listar {n} modelos, primeira vez em um processo",
            "list in a fresh process's store, Bancada",
            "list, json",
        ),
    )
    return [
        Figure((en.format(n=count), pt.format(n=count)), ms[ours] / 1e3, "plain JSON", ms[theirs] / 1e3)
        for en, pt, ours, theirs in pairs
    ]


def _lottery(result: Mapping[str, Any]) -> list[Figure]:
    figures = []
    for row in result["rows"]:
        what = row["what"]
        if "keras_predict_ms" in row:
            named = _NETWORKS[what.removeprefix("a ticket from ")]
            words = (f"a ticket from {named}, model loaded", f"um palpite da {named}, modelo carregado")
            figures.append(Figure(words, row["bancada_median_ms"] / 1e3, "Keras", row["keras_predict_ms"] / 1e3))
        if "keras_fit_s" in row:
            words = ("training LS15, 30 epochs", "treinar a LS15, 30 épocas")
            peers = (("Keras", row["keras_fit_s"]), ("PyTorch", row.get("pytorch_s")))
            figures += [Figure(words, row["bancada_s"], peer, theirs) for peer, theirs in peers if theirs]
    return figures


_NETWORKS = {"ls15": "LS15", "ls14": "LS14", "ls15pp": "LS15++", "ls14pp": "LS14++"}


def _lstm(result: Mapping[str, Any]) -> list[Figure]:
    training, answer = result["rows"]
    english, portuguese = "training the two-headed LSTM", "treinar a LSTM de duas saídas"
    asked = ("an action and a return from the LSTM, model loaded", "uma ação e um retorno da LSTM, modelo carregado")
    memory = (f"{english}, memory", f"{portuguese}, memória")
    return [
        Figure((english, portuguese), training["bancada_s"], "Keras", training["keras_fit_s"]),
        Figure(memory, training["bancada_peak_mib"], "Keras", training["keras_peak_mib"], "MiB"),
        Figure(asked, answer["bancada_median_ms"] / 1e3, "Keras", answer["keras_predict_ms"] / 1e3),
    ]


def _backtest(result: Mapping[str, Any]) -> list[Figure]:
    n_bars = f"{result['facts']['bars']:,}"
    words = {
        "event loop against ours, all": ("a plain event loop in Python", "with every trade", "com todas as operações"),
        "vectorbt against ours, equity": ("vectorbt", "equity", "patrimônio"),
        "vectorbt with trades against ours, all": ("vectorbt", "with every trade", "com todas as operações"),
    }
    found = []
    for row in result["rows"]:
        if row["what"] in words:
            peer, english, portuguese = words[row["what"]]
            what = (
                f"a backtest of {n_bars} bars, {english}",
                f"um backtest de {_brazilian(n_bars)} barras, {portuguese}",
            )
            found.append(Figure(what, row["bancada_ms"] / 1e3, peer, row["peer_ms"] / 1e3))
    return found


def _features(result: Mapping[str, Any]) -> list[Figure]:
    found = []
    for row in result["rows"]:
        for key, peer in (("pandas_s", "pandas"), ("ta_s", "ta")):
            if key in row:
                english, portuguese = next(words for start, words in _FEATURE_SETS if row["what"].startswith(start))
                n = next(word for word in row["what"].split() if word.isdigit())
                found.append(Figure((english.format(n=n), portuguese.format(n=n)), row["bancada_s"], peer, row[key]))
    return found


_FEATURE_SETS = (
    ("pandas as users write it", ("{n} features of 1,000,000 bars", "{n} variáveis de 1.000.000 de barras")),
    ("pandas without rolling.apply", ("{n} of them, without rolling.apply", "{n} delas, sem rolling.apply")),
    ("ta, the", ("{n} features defined alike", "{n} variáveis definidas do mesmo modo")),
    ("ta, all", ("all 183 against its {n}", "todas as 183 contra as {n} dela")),
)


def _ingest(result: Mapping[str, Any]) -> list[Figure]:
    n_rows, readings = f"{result['rows']:,}", result["shapes"]["eleven columns"]["readings"]
    again = (f"opening {n_rows} bars again", f"abrir {_brazilian(n_rows)} barras de novo")
    first = (f"importing {n_rows} bars, validated", f"importar {_brazilian(n_rows)} barras, validadas")
    return [
        Figure(again, readings["bancada_second"]["seconds"], "pandas.read_csv", readings["pandas"]["seconds"]),
        Figure(first, readings["bancada_import"]["seconds"], "DuckDB", readings["duckdb_parquet"]["seconds"]),
    ]


def _none(_result: Mapping[str, Any]) -> list[Figure]:
    """Return nothing: what was measured is no pair of times; docs/explanation tells it."""
    return []


def _brazilian(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


READERS: dict[str, Callable[[Mapping[str, Any]], list[Figure]]] = {
    "backtest": _backtest,
    "compare": _compare,
    "features": _features,
    "ingest": _ingest,
    "lottery": _lottery,
    "lstm": _lstm,
    "predict": _predict,
    "serve": _serve,
    "store": _store,
    "synthetic": _none,
}


def _machine(name: str, facts: Mapping[str, Any] | str, sentence: str) -> str:
    told = facts if isinstance(facts, str) else ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in facts.items())
    return sentence.format(name=name, machine=told)


def _row(figure: Figure, language: str) -> str:
    what = figure.what[language != "en"]
    ours, theirs = (_size(value, figure.unit, language) for value in (figure.ours, figure.theirs))
    return f"| {what} | {ours} | {figure.peer}: {theirs} | {_ratio(figure, language)} |"


def _ratio(figure: Figure, language: str) -> str:
    words, ratio = WORDS[language], figure.theirs / figure.ours
    if figure.is_overlapping or 1 / ALIKE_BELOW < ratio < ALIKE_BELOW:
        return words["alike"].format(ratio=_number(ratio, language))
    better, worse = ("faster", "slower") if figure.unit == "s" else ("less", "more")
    return words[better if ratio > 1 else worse].format(ratio=_number(max(ratio, 1 / ratio), language))


def _size(value: float, kind: str, language: str) -> str:
    unit, size = next((pair for pair in SIZES[kind] if value >= pair[1]), SIZES[kind][-1])
    return f"{_number(value / size, language)} {unit}"


def _number(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "pt_BR" else text


if __name__ == "__main__":
    sys.exit(main())
