"""Tickets into a file of the user's: text, CSV, or a page to print, by the ending of its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.cli.output import language, say
from bancada.core.errors import AlreadyExists, BadInput

if TYPE_CHECKING:
    from bancada.domains.lottery.export import PageNotes
    from bancada.domains.lottery.tickets import Ticket

__all__ = ["check_target", "write_tickets"]

ENDINGS = (".txt", ".csv", ".html")


def check_target(path: Path) -> None:
    """Raise before anything is made: BadInput for another ending, AlreadyExists for a file that is there."""
    if path.suffix.lower() not in ENDINGS:
        raise BadInput("lottery_ticket_format", path=str(path), endings=list(ENDINGS))
    if path.exists():
        raise AlreadyExists("target_exists", path=str(path))


def write_tickets(path: Path, tickets: Sequence[Ticket], notes: PageNotes, *, quiet: bool) -> None:
    """Write tickets to a new file.

    Raises
    ------
    BadInput
        The file cannot be written there.
    """
    from bancada.domains.lottery.export import as_csv, as_page, as_text

    content = {
        ".txt": lambda: as_text(tickets),
        ".csv": lambda: as_csv(tickets),
        ".html": lambda: as_page(tickets, notes=notes, language=language()),
    }[path.suffix.lower()]()
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(content)
    except FileExistsError as error:
        raise AlreadyExists("target_exists", path=str(path)) from error
    except OSError as error:
        raise BadInput("lottery_not_written", path=str(path), reason=error.strerror or str(error)) from error
    if not quiet:
        say(f"Written: {path}", f"Gravado: {path}")
