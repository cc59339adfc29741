"""Sentences of the markets: features."""

SENTENCES: dict[str, tuple[str, str]] = {}
