"""The pack of the Lotofácil lottery: its tables and what its task asks of a champion. It loads no engine.

It declares no columns: draws are brought in by the pack's own importers, which hold them to the game's rules, and a table that
happens to have columns of these names stays an ordinary table.
"""

from __future__ import annotations

from pathlib import Path

from bancada.core.pack import Pack, Promotion

__all__ = ["DATASET", "PACK", "TASK"]

DATASET = "lotofacil"
"""Name of the one dataset of draws."""

TASK = "lotofacil.dezenas"
"""What is learned: the numbers of the next draw. Champions are kept, and trials counted, under this name."""

PACK = Pack(
    name="lottery",
    title="Lotofácil",
    summary="Draws of the Lotofácil lottery: 15 of 25 numbers, every set equally likely.",
    migrations=Path(__file__).resolve().parent / "migrations",
    tasks=(TASK,),
    promotion=Promotion.NOT_WORSE,
)
