"""Sentences of daily assets: loading."""

from __future__ import annotations

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    "assets_no_ticker": (
        "No ticker was named. Name at least one, such as PETR4.",
        "Nenhum ticker foi informado. Informe ao menos um, como PETR4.",
    ),
}
