"""Sentences of the markets: validation."""

SENTENCES: dict[str, tuple[str, str]] = {}
