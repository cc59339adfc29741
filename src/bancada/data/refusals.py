"""Files of refused rows: line, reasons in both languages, and the cells as they came. Knows no database."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bancada.core.errors import Refused
from bancada.data.importers.parsed import Parsed

__all__ = ["RefusedRows"]

_FORMULA = ("=", "+", "-", "@")


class RefusedRows:
    """The folder of refused rows, one CSV an import.

    Parameters
    ----------
    folder : Path
        Created when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def kept(self, name: str, sha256: str, parsed: Parsed) -> Iterator[str]:
        """Write the file and give its path; it is removed again where the import fails."""
        path = self._folder / f"{name}-{sha256[:16]}.csv"
        self._write(path, parsed)
        try:
            yield str(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _write(self, path: Path, parsed: Parsed) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["line", "reasons", "motivos", *parsed.table.column_names])
                for row in parsed.bad:
                    reasons = [
                        "; ".join(finding.message(language) for finding in row.findings) for language in ("en", "pt_BR")
                    ]
                    writer.writerow([row.line, *reasons, *map(_harmless, row.cells)])
            Path(temporary).replace(path)
        except OSError as error:
            raise Refused("folder_not_writable", folder=self._folder.name, detail=error.strerror or "") from error


def _harmless(cell: str) -> str:
    # a spreadsheet would run it: https://owasp.org/www-community/attacks/CSV_Injection
    is_number = cell[1:].replace(".", "").replace(",", "").isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not is_number else cell
