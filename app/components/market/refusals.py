"""What an import says, in the words of its dialog: the names of fields where a sentence names options of the shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from app import problems
from app.i18n import _, current_language
from bancada.core.errors import BancadaError

__all__ = ["in_fields", "names_a_field", "shown"]

_OPTION = re.compile(r"--(symbol|timeframe|basis|zone|markets?|replace)\b(?: \([^)]*: [^)]*\))?")
"""An option of `bancada market import`; what may follow in brackets is its name in the dashboard."""
MOST_COLUMNS = 12


@contextmanager
def shown() -> Iterator[None]:
    """Show an error of the enclosed block in the dialog's words and go on."""
    with problems.shown():
        try:
            yield
        except BancadaError as error:
            problems.show(error, sentence=_sentence(error))


def names_a_field(error: BaseException | None) -> bool:
    """Return whether an error asks for something that a field of the dialog tells."""
    return isinstance(error, BancadaError) and bool(_OPTION.search(error.message(current_language())))


def in_fields(sentence: str) -> str:
    """Return a sentence with the name of the dialog's field for each option of the shell."""
    names = {
        "symbol": _("Symbol"),
        "timeframe": _("Timeframe"),
        "basis": _("Prices"),
        "zone": _("Time zone"),
        "market": _("Markets"),
        "markets": _("Markets"),
        "replace": _("Replace bars that differ"),
    }
    return _OPTION.sub(lambda found: f"**{names[found[1]]}**", sentence)


def _sentence(error: BancadaError) -> str:
    if error.code != "bars_format_unknown":
        return in_fields(error.message(current_language()))
    columns = [str(one) for one in error.facts["columns"]]
    return _(
        "{file} has none of the forms of bars that are known; its columns are {columns}. A plain table does: the columns timestamp, open, "
        "high, low, close and volume, in a CSV. The other forms are in the details.",
        file=f"`{error.facts['file']}`",
        columns=", ".join(f"`{one}`" for one in columns[:MOST_COLUMNS]) + (" …" if len(columns) > MOST_COLUMNS else ""),
    )
