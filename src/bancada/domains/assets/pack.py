"""The pack of daily assets. It loads no engine and declares no columns: bars are kept by the markets, not as tables."""

from __future__ import annotations

from pathlib import Path

from bancada.core.pack import Pack

__all__ = ["PACK"]

PACK = Pack(
    name="assets",
    title="Daily assets",
    summary="Daily bars of B3 tickers: which action the next days would have called for, and the return they gave.",
    migrations=Path(__file__).resolve().parent / "migrations",
)
