"""Sentences of the jobs floor."""

SENTENCES: dict[str, tuple[str, str]] = {}
