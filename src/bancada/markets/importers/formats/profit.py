"""Bars as Profit exports them: semicolons, Brazilian numbers and dates, newest first, with or without a line of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.layout import Clock, Head, Layout, filled, plain_number, quoted
from bancada.markets.importers.naming import clean_symbol, symbol_in, symbol_sql
from bancada.markets.instruments import instrument
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "Ativo;Data;Hora;Abertura;Máximo;Mínimo;Fechamento;Volume;Quantidade"
_NAMES = {
    "ativo": "symbol",
    "papel": "symbol",
    "codigo": "symbol",
    "data": "date",
    "hora": "time",
    "abertura": "open",
    "maximo": "high",
    "maxima": "high",
    "minimo": "low",
    "minima": "low",
    "fechamento": "close",
    "ultimo": "close",
    "volume": "money",
    "volume financeiro": "money",
    "quantidade": "volume",
    "qtd": "volume",
    "negocios": "trades",
    "neg": "trades",
}
_BARE = {
    9: ("symbol", "date", "time", "open", "high", "low", "close", "money", "volume"),
    8: ("symbol", "date", "open", "high", "low", "close", "money", "volume"),
}
_DATE, _TIME = re.compile(r"\d{2}/\d{2}/\d{4}( \d{2}:\d{2}(:\d{2})?)?"), re.compile(r"\d{2}:\d{2}(:\d{2})?")
_COMMA = r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"
_POINTS = re.compile(r"\d{1,3}(\.\d{3})+|\d+")


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line bears Profit's names, or is a row of Profit's eight or nine cells.

    "Quantidade" becomes `volume`; "Volume" is money and gives the volume-weighted price where it lies inside the bar (of a future it
    counts the value of a point, and gives none). Where "Quantidade" lacks, "Volume" is taken for shares or contracts.
    """
    cells = head.cells(";")
    names = [_NAMES.get(_folded(cell), _folded(cell)) for cell in cells]
    has_header = {"date", "open", "high", "low", "close"} <= set(names)
    if not has_header:
        bare = _BARE.get(len(cells))
        if bare is None or not _DATE.fullmatch(cells[1]) or ("time" in bare) != bool(_TIME.fullmatch(cells[2])):
            return None
        names = list(bare)
    if len(set(names)) < len(names):
        return None
    return _layout(head, names, has_header=has_header)


def _folded(cell: str) -> str:
    plain = unicodedata.normalize("NFKD", cell.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", " ", plain).strip()


def _layout(head: Head, names: list[str], *, has_header: bool) -> Layout:
    if "volume" not in names and "money" in names:
        names = ["volume" if name == "money" else name for name in names]
    read, told = _numbers(head, names, has_header=has_header)
    wanted = ("open", "high", "low", "close", "volume", "trades", "money")
    texts = {name: filled(quoted(name)) for name in wanted if name in names}
    vwap = "CASE WHEN volume > 0 AND money / volume BETWEEN low AND high THEN money / volume END"
    return Layout(
        importer="profit",
        names=tuple(names),
        delimiter=";",
        has_header=has_header,
        time=_time(names),
        clock=Clock.LOCAL,
        numbers={name: read(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.UNSTATED: {"vwap": vwap} if "money" in names else {}},
        symbol=symbol_sql(quoted("symbol")) if "symbol" in names else "",
        exchange="BVMF",
        zone="America/Sao_Paulo",
        version=2,
        findings=told,
    )


def _time(names: list[str]) -> str:
    forms = "['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y']"
    return f'try_strptime("date" || \' \' || "time", {forms})' if "time" in names else f'try_strptime("date", {forms})'


def _brazilian(text: str) -> str:
    number = f"TRY_CAST(replace(replace({text}, '.', ''), ',', '.') AS DOUBLE)"
    return f"CASE WHEN regexp_full_match({text}, '{_COMMA}') THEN {number} END"


def _numbers(head: Head, names: list[str], *, has_header: bool) -> tuple[Callable[[str], str], tuple[Finding, ...]]:
    """Return how numbers are read, and what was decided where only points stand in prices.

    A comma anywhere in a number makes points group thousands. Without one, prices in groups of three ("97.105") are thousands of points
    of a future; of a share, which trades by the centavo and for less than thousands, they are decimals.
    """
    rows = [line.split(";") for line in head.lines if line.strip()][int(has_header) :]
    rows = [row for row in rows if len(row) == len(names)]
    cells = {name: [row[names.index(name)].strip() for row in rows] for name in names}
    prices = [cell for name in ("open", "high", "low", "close") for cell in cells[name] if cell]
    if any("," in price for price in prices):
        return _brazilian, ()
    if not all(_POINTS.fullmatch(price) for price in prices):
        return plain_number, ()
    others = [cell for name in ("volume", "money", "trades") for cell in cells.get(name, ())]
    if not any("." in price for price in prices) or any("," in cell for cell in others):
        return _brazilian, ()
    symbols = {clean_symbol(cell) for cell in cells["symbol"]} if "symbol" in cells else {symbol_in(head.stem) or ""}
    known = [instrument(symbol) for symbol in symbols]
    if known and all(one is not None and not one.kind.is_future for one in known):
        return plain_number, (Finding("profit_points_as_decimals", Severity.CAUTION, facts={"example": prices[0]}),)
    return _brazilian, (Finding("profit_points_as_thousands", Severity.CAUTION, facts={"example": prices[0]}),)
