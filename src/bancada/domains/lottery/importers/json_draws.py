"""JSON in the form of the lottery's official API: one draw, an array, or one draw a line. Knows no file and no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.importers.columns import parted
from bancada.domains.lottery.importers.rows import BadDraw, DrawRow, ParsedDraws, RawDraw, read_row
from bancada.domains.lottery.tables import TIERS

__all__ = ["parse_json", "read_record"]

_GAME = "LOTOFACIL"


def parse_json(text: str, *, file: str) -> ParsedDraws:
    """Return the draws of a JSON text.

    Raises
    ------
    ImportRefused
        `lottery_json_unreadable` with the line; `lottery_other_game`; `header_only` of an empty array.
    """
    records = list(_records(text, file))
    if not records:
        raise ImportRefused("header_only", file=file, columns=0)
    rows = [read_record(record, line=line) for line, record in records]
    return ParsedDraws(
        format="json",
        rows=tuple(row for row in rows if isinstance(row, DrawRow)),
        bad=tuple(row for row in rows if isinstance(row, BadDraw)),
        is_official=all(isinstance(record, dict) and "listaDezenas" in record for _, record in records),
        dialect={"format": "json"},
    )


# Any: JSON values, looked at one by one; likewise below.
def read_record(record: Any, *, line: int) -> DrawRow | BadDraw:
    """Return one object of the API as a draw; ImportRefused where it is a draw of another game."""
    if not isinstance(record, Mapping):
        finding = Finding("lottery_record_not_object", Severity.FAILURE, facts={"value": _text(record)[:40]})
        return BadDraw(line, None, (finding,), (_text(record)[:200], "", ""))
    game = _text(record.get("tipoJogo") or _GAME).upper()
    if game != _GAME:
        raise ImportRefused("lottery_other_game", game=game[:40], line=line)
    tiers = _tiers(record.get("listaRateioPremio"))
    order = _list(record.get("dezenasSorteadasOrdemSorteio"))
    return read_row(
        RawDraw(
            line=line,
            contest=_text(_first(record, "numero", "concurso", "contest")),
            drawn_on=_text(_first(record, "dataApuracao", "data", "date")),
            numbers=_list(_first(record, "listaDezenas", "dezenas", "numbers")) or order,
            order=order,
            winners=tuple(_text(tiers.get(tier, {}).get("numeroDeGanhadores")) for tier in TIERS),
            payouts=tuple(_money(tiers.get(tier, {}).get("valorPremio")) for tier in TIERS),
            collected=_money(record.get("valorArrecadado")),
            accumulated=_money(record.get("valorAcumuladoProximoConcurso")),
            estimate=_money(record.get("valorEstimadoProximoConcurso")),
            next_on=_text(record.get("dataProximoConcurso")),
        )
    )


def _records(text: str, file: str) -> Iterator[tuple[int, Any]]:
    """Yield each value with its line: its place in the array, or the line of the text."""
    try:
        whole = _loads(text)
    except ValueError:
        yield from _lines(text, file)
        return
    yield from enumerate(whole if isinstance(whole, list) else [whole], start=1)


def _lines(text: str, file: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield number, _loads(line)
        except ValueError as error:
            raise ImportRefused("lottery_json_unreadable", file=file, line=number, detail=str(error)[:120]) from error


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _first(record: Mapping[str, Any], *names: str) -> Any:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _tiers(found: Any) -> dict[int, Mapping[str, Any]]:
    """Return the prize tiers by their hits: `descricaoFaixa` says "15 acertos", else `faixa` counts from the best."""
    tiers: dict[int, Mapping[str, Any]] = {}
    for tier in found if isinstance(found, list) else ():
        if not isinstance(tier, Mapping):
            continue
        hits = _text(tier.get("descricaoFaixa")).split(" ")[0]
        place = _text(tier.get("faixa"))
        if hits.isdecimal():
            tiers[int(hits)] = tier
        elif place in ("1", "2", "3", "4", "5"):
            tiers[TIERS[int(place) - 1]] = tier
    return tiers


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return parted(value)
    return tuple(_text(item) for item in value) if isinstance(value, Sequence) else ()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _money(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else _text(value)
