"""Draws for the tests of chance: fair ones, and one number favoured."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bancada.core.dataset import Source
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS


def fair_draws(n: int, *, seed: int = 1, first: int = 1, source: Source = Source.IMPORTED) -> Draws:
    """Return fair draws, a day apart from 2021-01-01 on."""
    numbers = np.random.default_rng(seed).random((n, N_NUMBERS)).argsort(axis=1)[:, :N_DRAWN] + 1
    return _made(numbers, first, source)


def favouring_draws(n: int, *, weight: float, seed: int = 1) -> Draws:
    """Return draws in which numbers 1 to 8 come out more often than chance gives."""
    keys = np.random.default_rng(seed).random((n, N_NUMBERS))
    keys[:, :8] **= weight
    return _made(keys.argsort(axis=1)[:, -N_DRAWN:] + 1, 1, Source.IMPORTED)


def real_draws(folder: Path) -> Draws:
    """Return the official draws 1 to 3363."""
    import gzip
    import json

    with gzip.open(folder / "lotofacil" / "caixa_api_1_3363.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: row["numero"])
    return make_draws([row["numero"] for row in rows], [[int(n) for n in row["listaDezenas"]] for row in rows])


def _made(numbers: np.ndarray, first: int, source: Source) -> Draws:
    start = date(2021, 1, 1)
    days = [np.datetime64(start + timedelta(days=day)) for day in range(len(numbers))]
    return make_draws(range(first, first + len(numbers)), numbers, dates=days, source=source)
