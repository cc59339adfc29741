"""Sentences of the lottery: chance."""

SENTENCES: dict[str, tuple[str, str]] = {}
