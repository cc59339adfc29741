"""Sentences of the learning floor."""

SENTENCES: dict[str, tuple[str, str]] = {}
