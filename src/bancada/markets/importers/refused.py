"""The file of refused rows: line, reason in both languages, and the row as it came."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.feed import lines_of
from bancada.markets.importers.plain import Plain

__all__ = ["write_refused"]

_FORMULA = ("=", "+", "-", "@")


def write_refused(refused: Iterator[tuple[int, str]], plain: Plain, folder: Path) -> Path:
    """Write `refused.csv` from lines and their reasons, which come in rising order; the file is read once more for their text."""
    path = folder / "refused.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "code", "reason", "motivo", "row"])
        at, reason = next(refused, (0, ""))
        for first, texts in lines_of(plain.path):
            while at and at < first + len(texts):
                finding = Finding(reason, Severity.FAILURE)
                messages = (finding.message("en"), finding.message("pt_BR"))
                writer.writerow([at, reason, *messages, _harmless(texts[at - first])])
                at, reason = next(refused, (0, ""))
            if not at:
                break
    return path


def _harmless(text: str) -> str:
    # a spreadsheet would run it: https://owasp.org/www-community/attacks/CSV_Injection
    return f"'{text}" if text.startswith(_FORMULA) else text
