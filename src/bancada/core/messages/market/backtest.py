"""Sentences of the markets: backtest."""

SENTENCES: dict[str, tuple[str, str]] = {}
