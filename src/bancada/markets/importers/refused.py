"""The file of refused rows: line, reason in both languages, and the row as it came."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.feed import numbered_lines
from bancada.markets.importers.plain import Plain

__all__ = ["write_refused"]

_FORMULA = ("=", "+", "-", "@")


def write_refused(refused: Iterator[tuple[int, str]], plain: Plain, folder: Path, *, has_header: bool) -> Path:
    """Write `refused.csv` from lines and their reasons, which come in rising order; the file is read once more for their text."""
    path = folder / "refused.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "code", "reason", "motivo", "row"])
        at, reason = next(refused, (0, ""))
        for numbers, texts in numbered_lines(plain.path, has_header=has_header):
            for number, text in zip(numbers, texts, strict=True):
                if number != at:
                    continue
                finding = Finding(reason, Severity.FAILURE)
                writer.writerow([at, reason, finding.message("en"), finding.message("pt_BR"), _harmless(text)])
                at, reason = next(refused, (0, ""))
            if not at:
                break
    return path


def _harmless(text: str) -> str:
    # a spreadsheet would run it: https://owasp.org/www-community/attacks/CSV_Injection
    return f"'{text}" if text.startswith(_FORMULA) else text
