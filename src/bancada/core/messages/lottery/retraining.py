"""Sentences of the lottery: retraining."""

SENTENCES: dict[str, tuple[str, str]] = {}
