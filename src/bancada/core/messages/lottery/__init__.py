"""Sentences of the lottery pack, one module a subject."""

from bancada.core.messages.lottery import chance, doors, draws, forecasting, retraining, tickets

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {
    **doors.SENTENCES,
    **draws.SENTENCES,
    **forecasting.SENTENCES,
    **chance.SENTENCES,
    **tickets.SENTENCES,
    **retraining.SENTENCES,
}
