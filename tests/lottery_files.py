"""Files of draws for tests: simulated by the game's own law, written as users and the official service write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

__all__ = ["draw_rows", "write_csv"]

Row = tuple[int, str, tuple[int, ...]]


def draw_rows(n: int, *, seed: int = 5, first: int = 1) -> list[Row]:
    """Return contest, day and 15 ascending numbers of `n` fair draws, a day apart."""
    rng = np.random.default_rng(seed)
    days = np.datetime64("2020-01-01") + np.arange(n)
    picks = np.sort(rng.permuted(np.tile(np.arange(1, 26), (n, 1)), axis=1)[:, :15], axis=1)
    return [
        (first + place, str(day), tuple(pick))
        for place, (day, pick) in enumerate(zip(days, picks.tolist(), strict=True))
    ]


def write_csv(path: Path, rows: list[Row]) -> Path:
    """Write rows as `concurso,data,n1..n15`, dates as dd/mm/yyyy."""
    head = ",".join(["concurso", "data", *(f"n{place}" for place in range(1, 16))])
    lines = [
        f"{contest},{'/'.join(reversed(day.split('-')))},{','.join(map(str, pick))}" for contest, day, pick in rows
    ]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path
