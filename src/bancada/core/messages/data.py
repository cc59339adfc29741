"""Sentences of the data floor."""

SENTENCES: dict[str, tuple[str, str]] = {}
