"""Sentences of the markets: tax."""

SENTENCES: dict[str, tuple[str, str]] = {}
