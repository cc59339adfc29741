"""Sentences of the markets: synthetic."""

SENTENCES: dict[str, tuple[str, str]] = {}
