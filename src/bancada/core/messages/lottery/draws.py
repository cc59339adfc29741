"""Sentences of the lottery: draws."""

SENTENCES: dict[str, tuple[str, str]] = {}
