"""Tickets as text, as CSV, and as a page to print. It knows no file: it returns what a file will hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.core.messages import render
from bancada.domains.lottery.game import N_NUMBERS
from bancada.domains.lottery.tickets import odds_of

if TYPE_CHECKING:
    from bancada.domains.lottery.selection import Ticket

__all__ = ["PageNotes", "as_csv", "as_page", "as_text"]


@dataclass(frozen=True, slots=True)
class PageNotes:
    """What a printed page says of its tickets. Text from users is escaped.

    Attributes
    ----------
    contest : int or None
        The contest that they are meant for.
    made_by : str
        Name of the model or rule; empty where none had a part.
    source : Source or None
        Of the draws that the model learned from; simulated ones are said to be so.
    """

    contest: int | None = None
    made_by: str = ""
    source: Source | None = None


def as_text(tickets: Sequence[Ticket]) -> str:
    r"""Return one ticket a line, its numbers of two digits parted by spaces; `parse_tickets` reads it back.

    Examples
    --------
    >>> as_text([tuple(range(1, 16))])
    '01 02 03 04 05 06 07 08 09 10 11 12 13 14 15\n'
    """
    return "".join(" ".join(f"{number:02}" for number in ticket) + "\n" for ticket in tickets)


def as_csv(tickets: Sequence[Ticket]) -> str:
    """Return a table of columns n1 to n15, or as many as the largest ticket has; `parse_tickets` reads it back.

    Smaller tickets leave their last cells empty. Lines end in CRLF (RFC 4180).
    """
    width = max((len(ticket) for ticket in tickets), default=0)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([f"n{place}" for place in range(1, width + 1)])
    writer.writerows([*ticket, *[""] * (width - len(ticket))] for ticket in tickets)
    return table.getvalue()


def as_page(tickets: Sequence[Ticket], *, notes: PageNotes | None = None, language: str = "pt_BR") -> str:
    """Return an HTML page of one card a ticket, drawn as the 5 x 5 paper ticket; it loads nothing from anywhere.

    Parameters
    ----------
    tickets : sequence of Ticket
    notes : PageNotes, optional
    language : str
        "en" or "pt_BR".

    Raises
    ------
    BadInput
        No ticket.
    """
    if not tickets:
        raise BadInput("tickets_none")
    lines = [_sentence(code, facts, language) for code, facts in _notes(tickets, notes or PageNotes())]
    title = _sentence("ticket_page_title", {}, language)
    cards = "\n".join(_card(ticket, place, language) for place, ticket in enumerate(tickets, 1))
    return _PAGE.format(
        language=language.replace("_", "-"),
        title=title,
        style=_STYLE,
        notes="\n".join(f"<p>{line}</p>" for line in lines),
        cards=cards,
    )


def _notes(tickets: Sequence[Ticket], notes: PageNotes) -> list[tuple[str, dict[str, object]]]:
    """Return the sentences of the head: what the tickets are for, where they come from, and what chance says of each size."""
    said: list[tuple[str, dict[str, object]]] = []
    if notes.contest is not None:
        said.append(("ticket_page_contest", {"label": notes.contest}))
    if notes.made_by:
        said.append(("ticket_page_made_by", {"name": notes.made_by}))
    if notes.source == Source.SIMULATED:
        said.append(("ticket_page_simulated", {}))
    sizes = sorted({len(ticket) for ticket in tickets})
    chance: list[tuple[str, dict[str, object]]] = [
        ("tickets_chance", {"size": size, "odds": round(odds_of(size), 1)}) for size in sizes
    ]
    return [*said, *chance, ("ticket_page_adults", {})]


def _card(ticket: Ticket, place: int, language: str) -> str:
    chosen = set(ticket)
    cells = "".join(_cell(number, is_chosen=number in chosen) for number in range(1, N_NUMBERS + 1))
    label = _sentence("ticket_page_ticket", {"place": place, "size": len(ticket)}, language)
    spoken = " ".join(f"{number:02}" for number in ticket)
    return f'<article><h2>{label}</h2><div class="grid" role="img" aria-label="{spoken}">{cells}</div></article>'


def _cell(number: int, *, is_chosen: bool) -> str:
    return f"<b>{number:02}</b>" if is_chosen else f"<i>{number:02}</i>"


def _sentence(code: str, facts: dict[str, object], language: str) -> str:
    return escape(render(code, facts, language=language))


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
{notes}
</header>
<main>
{cards}
</main>
</body>
</html>
"""

_STYLE = """
body { margin: 1.5rem; color: #1B1F23; background: #FFFFFF; font: 14px/1.4 system-ui, sans-serif; }
header p { max-width: 46rem; margin: 0.3rem 0; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; margin-top: 1rem; }
article { padding: 0.6rem; border: 1px solid #1B1F23; border-radius: 6px; break-inside: avoid; }
h1 { margin: 0 0 0.5rem; font-size: 1.4rem; }
h2 { margin: 0 0 0.4rem; font-size: 0.9rem; font-weight: 600; }
.grid { display: grid; grid-template-columns: repeat(5, 1fr); gap: 4px; font-variant-numeric: tabular-nums; }
.grid b, .grid i { padding: 0.2rem 0; border: 1px solid #C4CAD0; border-radius: 4px; text-align: center; font-style: normal; }
.grid b { color: #FFFFFF; background: #0B6E4F; border-color: #0B6E4F; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.grid i { color: #5A636B; }
@page { margin: 12mm; }
@media print { body { margin: 0; } main { grid-template-columns: repeat(3, 1fr); } }
"""
