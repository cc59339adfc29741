"""Pieces of the assets page: tickers, the pipeline, its report, answers and champions."""
