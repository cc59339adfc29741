"""Sentences of the lottery: tickets."""

SENTENCES: dict[str, tuple[str, str]] = {}
