"""Sentences of the serving floor."""

SENTENCES: dict[str, tuple[str, str]] = {}
