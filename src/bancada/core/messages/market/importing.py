"""Sentences of the markets: importing."""

SENTENCES: dict[str, tuple[str, str]] = {}
