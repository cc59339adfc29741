"""Sentences of the lottery: forecasting."""

SENTENCES: dict[str, tuple[str, str]] = {}
