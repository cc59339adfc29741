"""Which column of a table of draws holds what, by the names that such tables have. Knows no file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from bancada.domains.lottery.game import N_DRAWN
from bancada.domains.lottery.importers.rows import RawDraw
from bancada.domains.lottery.importers.values import whole
from bancada.domains.lottery.tables import TIERS

__all__ = ["Columns", "columns_of", "columns_without_names", "parted"]

_CONTEST = {
    "concurso",
    "contest",
    "sorteio",
    "numero",
    "numeroconcurso",
    "numerodoconcurso",
    "nconcurso",
    "draw",
    "nrconcurso",
}
_DATE = {
    "data",
    "date",
    "datasorteio",
    "datadosorteio",
    "dataapuracao",
    "dataconcurso",
    "dataoficial",
    "drawdate",
    "drawnon",
}
_ALL_NUMBERS = {
    "dezenas", "numeros", "numbers", "bolas", "balls", "listadezenas", "dezenassorteadas", "numerossorteados", "resultado",
}  # fmt: skip
_ORDER = {"ordem", "order", "ordemsorteio", "dezenassorteadasordemsorteio"}
_COLLECTED = {"arrecadacaototal", "arrecadacao", "arrecadacaocentavos", "valorarrecadado", "collectedcentavos"}
_ACCUMULATED = {"acumulado15acertos", "valoracumulado15numeros", "valoracumulado", "acumuladocentavos"}
_ESTIMATE = {"estimativapremio", "estimativapremioproximoconcurso", "estimativacentavos"}
_NEXT_ON = {"dataproximo", "dataproximoconcurso"}
_ONE_NUMBER = re.compile(r"(?:n|bola|d|dezena|b|num|numero|ball|number)0*([1-9]|1[0-5])")
_WINNERS = re.compile(r"ganhadores(1[1-5])(?:acertos|numeros|pontos)?")
_PAYOUT = re.compile(r"(?:rateio|valorrateio|premio)(1[1-5])(?:acertos|numeros|pontos|centavos)?")
_CENTAVOS = re.compile(r"(rateio1[1-5]|arrecadacao|acumulado|estimativa)centavos")
_PARTING = re.compile(r"[\s,;|./-]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions of what is known of a table's columns.

    Attributes
    ----------
    contest : int
    numbers : tuple of int
        15 positions, or the one that holds all numbers.
    drawn_on, order, collected, accumulated, estimate, next_on : int or None
    winners, payouts : dict of int to int
        Position by tier.
    in_centavos : frozenset of int
        Positions whose amounts are whole centavos instead of reais.
    width : int
        Columns of the table.
    is_official : bool
        The names are those of the operator's spreadsheet.
    """

    contest: int
    numbers: tuple[int, ...]
    width: int
    drawn_on: int | None = None
    order: int | None = None
    collected: int | None = None
    accumulated: int | None = None
    estimate: int | None = None
    next_on: int | None = None
    winners: dict[int, int] = field(default_factory=dict)
    payouts: dict[int, int] = field(default_factory=dict)
    in_centavos: frozenset[int] = frozenset()
    is_official: bool = False

    def raw(self, line: int, cells: Sequence[str]) -> RawDraw:
        """Return the draw of one row of cells, as it stands."""
        return RawDraw(
            line=line,
            contest=self._at(cells, self.contest),
            drawn_on=self._at(cells, self.drawn_on),
            numbers=self._numbers(cells),
            order=parted(self._at(cells, self.order)),
            winners=tuple(self._at(cells, self.winners.get(tier)) for tier in TIERS),
            payouts=tuple(self._at(cells, self.payouts.get(tier)) for tier in TIERS),
            collected=self._at(cells, self.collected),
            accumulated=self._at(cells, self.accumulated),
            estimate=self._at(cells, self.estimate),
            next_on=self._at(cells, self.next_on),
        )

    def _numbers(self, cells: Sequence[str]) -> tuple[str, ...]:
        if len(self.numbers) > 1:
            return tuple(self._at(cells, position) for position in self.numbers)
        (position,) = self.numbers
        tail = cells[position:] if position == self.width - 1 else cells[position : position + 1]
        return parted(
            " ".join(tail)
        )  # numbers parted by the file's own delimiter, unquoted, spill over the last column

    def _at(self, cells: Sequence[str], position: int | None) -> str:
        cell = cells[position] if position is not None and position < len(cells) else ""
        if position in self.in_centavos and cell.strip().isdigit():
            return f"{cell.strip()[:-2] or '0'}.{cell.strip()[-2:]:0>2}"
        return cell


def parted(cell: str) -> tuple[str, ...]:
    """Return the numbers of one cell, parted by blanks, commas, semicolons, dashes or the like."""
    return tuple(part for part in _PARTING.split(cell.strip("[](){}\"' \t")) if part)


def columns_of(names: Sequence[str]) -> Columns | None:
    """Return the columns that a header names, or None where it names no contest or no numbers."""
    plain = [_plain(name) for name in names]
    by_place = {int(found[1]): i for i, name in reversed([*enumerate(plain)]) if (found := _ONE_NUMBER.fullmatch(name))}
    one_cell = _first(plain, _ALL_NUMBERS)
    contest = _first(plain, _CONTEST)
    if contest is None or (len(by_place) < N_DRAWN and one_cell is None):
        return None
    is_apart = len(by_place) == N_DRAWN
    return Columns(
        contest=contest,
        numbers=tuple(by_place[place] for place in range(1, N_DRAWN + 1)) if is_apart else (one_cell or 0,),
        width=len(plain),
        drawn_on=_first(plain, _DATE),
        order=_first(plain, _ORDER),
        collected=_first(plain, _COLLECTED),
        accumulated=_first(plain, _ACCUMULATED),
        estimate=_first(plain, _ESTIMATE),
        next_on=_first(plain, _NEXT_ON),
        winners=_by_tier(plain, _WINNERS),
        payouts=_by_tier(plain, _PAYOUT),
        in_centavos=frozenset(i for i, name in enumerate(plain) if _CENTAVOS.fullmatch(name)),
        is_official=is_apart and {"datasorteio", "bola1", "bola15", "ganhadores15acertos"} <= set(plain),
    )


def columns_without_names(cells: Sequence[str]) -> Columns | None:
    """Return the columns of a table without a header, from its first row: contest, perhaps a date, then 15 numbers; else None."""
    numbers_at = len(cells) - N_DRAWN
    if numbers_at not in (1, 2):
        return None
    try:
        values = [whole(cell) for cell in (cells[0], *cells[numbers_at:])]
    except ValueError:
        return None
    if None in values:
        return None
    return Columns(
        contest=0,
        numbers=tuple(range(numbers_at, len(cells))),
        width=len(cells),
        drawn_on=1 if numbers_at == 2 else None,
    )


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", ascii_only.lower())


def _first(names: Sequence[str], known: set[str]) -> int | None:
    return next((position for position, name in enumerate(names) if name in known), None)


def _by_tier(names: Sequence[str], pattern: re.Pattern[str]) -> dict[int, int]:
    return {int(found[1]): i for i, name in enumerate(names) if (found := pattern.fullmatch(name))}
