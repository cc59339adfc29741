"""Figures of the benchmarks into both READMEs: `python scripts/figures.py`. No figure is written by hand.

Reads benchmarks/results/*.json, one file a benchmark:

    {"machine": {"cpu": ..., "cores": ..., "python": ..., <package>: <version>, ...},
     "rows": [{"what": "one answer", "bancada_us": 12.6, "scikit_learn_us": 13222.6, "ratio": 1047.8}, ...]}

A row has the time of Bancada and of one peer in the same unit (us, ms or s) and their ratio, above 1 where Bancada is faster.
`tests/docs/test_readme.py` fails where a README's table is not what this writes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
READMES = {"en": ROOT / "README.md", "pt_BR": ROOT / "README.pt-BR.md"}
MARKED = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)

WORDS = {
    "en": {
        "head": "| Measured | Bancada | Peer | Ratio |",
        "none": "No figures yet: `make bench` measures them.",
        "machine": "`benchmarks/{name}.py` on {cpu}, {cores} cores, Python {python}; {packages}.",
        "alike": "no clear difference",
        "faster": "{ratio} times faster",
        "slower": "{ratio} times slower",
    },
    "pt_BR": {
        "head": "| Medido | Bancada | Comparado a | Razão |",
        "none": "Ainda sem números: `make bench` os mede.",
        "machine": "`benchmarks/{name}.py` em {cpu}, {cores} núcleos, Python {python}; {packages}.",
        "alike": "sem diferença clara",
        "faster": "{ratio} vezes mais rápida",
        "slower": "{ratio} vezes mais lenta",
    },
}
PORTUGUESE = {
    "one answer": "uma resposta",
    "one answer with what moved it": "uma resposta com o que a moveu",
    "one row, predict_proba": "uma linha, predict_proba",
    "10000 rows, predict_proba": "10000 linhas, predict_proba",
}
"""What each row is called in the Portuguese README."""

PEERS = {"scikit_learn": "scikit-learn", "pycaret": "PyCaret"}
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
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


def results() -> dict[str, dict[str, Any]]:  # Any: JSON values, here and below
    """Return every recorded benchmark by name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def table(language: str) -> str:
    """Return the table of all recorded benchmarks, or the sentence that there is none."""
    words, found = WORDS[language], results()
    if not found:
        return words["none"]
    rows = [_row(row, language) for result in found.values() for row in result["rows"]]
    machines = [_machine(name, result["machine"], words["machine"]) for name, result in found.items()]
    return "\n".join([words["head"], "|---|---|---|---|", *rows, "", *machines])


def _machine(name: str, facts: Mapping[str, Any], sentence: str) -> str:
    packages = ", ".join(f"{key.replace(chr(95), chr(32))} {value}" for key, value in facts.items() if key not in ("cpu", "cores", "python"))
    shown = {key: facts[key] for key in ("cpu", "cores", "python")}
    return sentence.format(name=name, packages=packages, **shown)


def _row(row: Mapping[str, Any], language: str) -> str:
    ours = next(key for key in row if key.startswith("bancada_"))
    unit = ours.rpartition("_")[2]
    theirs = next(key for key in row if key.endswith(f"_{unit}") and key != ours)
    peer = theirs.removesuffix(f"_{unit}")
    what = row["what"] if language == "en" else PORTUGUESE[row["what"]]
    times = [_time(row[key] * SECONDS[unit], language) for key in (ours, theirs)]
    return f"| {what} | {times[0]} | {PEERS.get(peer, peer)}: {times[1]} | {_ratio(row['ratio'], language)} |"


def _ratio(ratio: float, language: str) -> str:
    words = WORDS[language]
    if 1 / ALIKE_BELOW < ratio < ALIKE_BELOW:
        return words["alike"]
    side = "faster" if ratio > 1 else "slower"
    return words[side].format(ratio=_number(max(ratio, 1 / ratio), language))


def _time(seconds: float, language: str) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_number(seconds / size, language)} {unit}"
    return f"{_number(seconds * 1e6, language)} µs"


def _number(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "pt_BR" else text


if __name__ == "__main__":
    sys.exit(main())
