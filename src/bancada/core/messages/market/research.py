"""Sentences of the markets: research."""

SENTENCES: dict[str, tuple[str, str]] = {}
