"""A batch put back together: answered and refused rows in the order of the file, and its CSV, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from bancada.core.errors import AlreadyExists, BadInput
from bancada.core.prediction import BatchReport, RefusedRow

if TYPE_CHECKING:
    import pandas as pd

    from bancada.data import RowsIn

__all__ = ["check_free", "in_file_order", "whole_report", "write_whole"]


def whole_report(rows: RowsIn, good: BatchReport) -> BatchReport:
    """Return the report of a whole file from that of its good rows; refused rows by their number in the file."""
    renumbered = (_at(refusal, int(rows.numbers[refusal.row - 1])) for refusal in good.refused)
    refused = sorted((*rows.refused, *renumbered), key=lambda refusal: refusal.row)
    return replace(good, rows=rows.rows, refused=tuple(refused))


def _at(refusal: RefusedRow, row: int) -> RefusedRow:
    return RefusedRow(row, tuple(replace(finding, facts={**finding.facts, "row": row}) for finding in refusal.findings))


def in_file_order(rows: RowsIn, answers: pd.DataFrame, report: BatchReport) -> pd.DataFrame:
    """Return answers beside all rows of the file, refused ones among them with their reasons in both languages.

    Parameters
    ----------
    answers : DataFrame
        Of `rows.frame`: its columns first, then what the model said.
    """
    import pandas as pd

    if not report.refused:
        return answers
    whole = answers.drop(columns="refused", errors="ignore").set_axis(rows.numbers, axis="index")
    if rows.refused:
        names = whole.columns[: rows.frame.shape[1]]
        numbers = [refusal.row for refusal in rows.refused]
        cells = [(*row, *[None] * len(names))[: len(names)] for row in rows.cells]
        unread = pd.DataFrame(cells, columns=names, index=numbers, dtype=object).reindex(columns=whole.columns)
        unread = unread.assign(marked=False, marks="")
        whole = pd.concat([whole.astype(object), unread]).sort_index()
    for name, language in (("refused", "en"), ("motivos", "pt_BR")):
        reasons = {r.row: " ".join(finding.message(language) for finding in r.findings) for r in report.refused}
        whole[name] = [reasons.get(number, "") for number in whole.index]
    return whole.reset_index(drop=True)


def check_free(path: Path) -> None:
    """Raise AlreadyExists where the file is there, BadInput where its folder is not."""
    if path.exists():
        raise AlreadyExists(what=str(path))
    if not path.parent.is_dir():
        raise BadInput("out_not_writable", path=str(path), detail="no such folder")


def write_whole(answers: pd.DataFrame, path: Path) -> None:
    """Write a CSV that appears whole; what is there is never overwritten, even where it came up a moment ago."""
    partial = path.with_name(f".{path.name}.{uuid4().hex[:8]}.partial")
    try:
        answers.to_csv(partial, index=False, mode="x")
        path.hardlink_to(partial)
    except FileExistsError as error:
        raise AlreadyExists(what=str(path)) from error
    except OSError as error:
        raise BadInput("out_not_writable", path=str(path), detail=error.strerror) from error
    finally:
        partial.unlink(missing_ok=True)
