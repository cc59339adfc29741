"""Sentences of the markets: doors."""

SENTENCES: dict[str, tuple[str, str]] = {}
