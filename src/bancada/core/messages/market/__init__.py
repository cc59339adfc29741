"""Sentences of the markets, one module a subject."""

from bancada.core.messages.market import (
    backtest,
    doors,
    features,
    importing,
    performance,
    research,
    store,
    synthetic,
    tax,
    validation,
)

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    **store.SENTENCES,
    **importing.SENTENCES,
    **validation.SENTENCES,
    **synthetic.SENTENCES,
    **features.SENTENCES,
    **research.SENTENCES,
    **backtest.SENTENCES,
    **performance.SENTENCES,
    **tax.SENTENCES,
    **doors.SENTENCES,
}
