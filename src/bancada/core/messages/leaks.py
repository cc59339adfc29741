"""Sentences of leak tests: what a battery found of a model and its folds."""

SENTENCES: dict[str, tuple[str, str]] = {}
