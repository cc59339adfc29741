"""Draws in one file, kept between the steps of a run: it appears whole or not at all, and nothing in it is unpickled."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from bancada.core.dataset import Source
from bancada.domains.lottery.draws import Draws, make_draws

__all__ = ["read_draws", "write_draws"]


def write_draws(path: Path, draws: Draws) -> None:
    """Write draws, in place of what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with partial.open("wb") as file:
        np.savez(
            file,
            allow_pickle=False,
            contests=draws.contests,
            dates=draws.dates,
            numbers=draws.numbers,
            source=np.array(draws.source.value),
        )
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def read_draws(path: Path) -> Draws:
    """Return what `write_draws` wrote; FileNotFoundError where it did not."""
    with np.load(path, allow_pickle=False) as file:
        return make_draws(file["contests"], file["numbers"], dates=file["dates"], source=Source(str(file["source"])))
