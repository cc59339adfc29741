"""Codes among the facts of errors and findings that are words of a language: metrics, parts of rows, decisions of asset models, steps.

In English a code is its own word; the sentences of Portuguese take theirs from here, and so do reports.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DECISIONS", "METRICS", "PARTS", "STEPS", "portuguese"]

METRICS: Mapping[str, str] = {
    "AUC (direction)": "AUC da direção",
    "Accuracy": "Acurácia",
    "Balanced Accuracy": "Acurácia balanceada",
    "Brier": "Escore de Brier",
    "Draws": "Sorteios",
    "Hits": "Acertos",
    "Log Loss": "Perda logarítmica",
    "Prec.": "Precisão",
    "Recall": "Revocação",
}
PARTS: Mapping[str, str] = {
    "folds": "validação cruzada",
    "holdout": "reserva",
    "test": "teste",
    "train": "treino",
    "validation": "validação",
}
DECISIONS: Mapping[str, str] = {"buy": "comprar", "hold": "manter", "sell": "vender"}
STEPS: Mapping[str, str] = {
    "load": "carregar",
    "preprocess": "preparar",
    "split": "dividir no tempo",
    "train": "treinar",
    "evaluate": "avaliar",
    "save": "salvar",
}
_MEANS: Mapping[str, str] = {"macro": "macro", "weighted": "ponderada"}
_WHERE: Mapping[str, str] = {"direction": "direção", "zero": "zero"}

_OF_ALL: Mapping[str, Mapping[str, str]] = {"metric": METRICS, "main": METRICS, "part": PARTS, "split": PARTS}
_OF_ASSETS: Mapping[str, Mapping[str, str]] = {"action": DECISIONS, "actions": DECISIONS, "absent": DECISIONS}
_OF_PIPELINES: Mapping[str, Mapping[str, str]] = {"step": STEPS, "missing": STEPS}
_OF_KIND: Mapping[str, Mapping[str, Mapping[str, str]]] = {"assets": _OF_ASSETS, "pipeline": _OF_PIPELINES}


def portuguese(code: str, fact: str, word: str) -> str:
    """Return the Portuguese word of a code among facts; itself where the fact is no such code or every language says so.

    Parameters
    ----------
    code : str
        Of the sentence: facts of daily assets hold decisions where those of other sentences hold names that a user gave.
    fact : str
        Name of the fact.
    word : str
        What it holds: "Balanced Accuracy", "Prec. (buy)", "test", "sell".
    """
    known = _OF_ALL.get(fact) or _OF_KIND.get(code.partition("_")[0], {}).get(fact)
    if known is None or word in known:
        return word if known is None else known[word]
    if known is METRICS and word.endswith(")"):
        return _of_one(word)
    return word


def _of_one(name: str) -> str:
    """Return the name of a metric of one decision or of one kind of mean: "Prec. (buy)"."""
    kind, _, which = name.removesuffix(")").partition(" (")
    within = {**DECISIONS, **_MEANS, **_WHERE}
    return f"{METRICS.get(kind, kind)} ({within.get(which, which)})"
