"""Sentences of the registry floor."""

SENTENCES: dict[str, tuple[str, str]] = {}
