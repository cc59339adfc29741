"""COTAHIST, B3's official file of quotes: records of 245 characters between a header and a trailer that counts them.

Source: B3, "Séries históricas - layout do arquivo", record types 00, 01 and 99.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused
from bancada.markets.importers.layout import Check, Clock, Head, Layout
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = ["FORM", "MARKETS", "check_trailer", "match", "with_markets"]

FORM = "COTAHIST, records of 245 characters between 00COTAHIST and 99COTAHIST"
WIDTH = 245
MARKETS = {
    "spot": ("010",),
    "exercise_call": ("012",),
    "exercise_put": ("013",),
    "auction": ("017",),
    "fractional": ("020",),
    "term": ("030",),
    "futures": ("050", "060"),
    "calls": ("070",),
    "puts": ("080",),
}
"""TPMERC, table of the layout, by the names that an import is told."""

_OPTIONS = ("012", "013", "070", "080")
_TRAILER = re.compile(r"99COTAHIST.{21}(\d{11})\s*")
_CELLS = {
    "kind": (1, 2),
    "date": (3, 8),
    "code": (13, 12),
    "market": (25, 3),
    "term_days": (50, 3),
    "currency": (53, 4),
    "open": (57, 13),
    "high": (70, 13),
    "low": (83, 13),
    "average": (96, 13),
    "close": (109, 13),
    "trades": (148, 5),
    "volume": (153, 18),
    "money": (171, 18),
    "expiry": (203, 8),
    "factor": (211, 7),
}
"""First character (1-based) and length: DATPRE, CODNEG, TPMERC, PRAZOT, MODREF, PREABE, PREMAX, PREMIN, PREMED, PREULT, TOTNEG,
QUATOT, VOLTOT, DATVEN, FATCOT."""


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line is its header.

    Prices have two decimals and are divided by FATCOT, the number of shares that they are quoted for. `volume` is QUATOT, `trades`
    TOTNEG (five digits: 99,999 means that many or more), `vwap` VOLTOT / QUATOT. The symbol is CODNEG; of forward contracts, of which
    one code has several terms on a day, CODNEG and the term in days ("AERI3T-45"); of options, whose codes come back every year for
    another contract, CODNEG and the year of expiry ("PETRH305-2021").
    """
    if not head.header.startswith("00COTAHIST"):
        return None
    text = {name: f"trim(substr(_text, {first}, {length}))" for name, (first, length) in _CELLS.items()}
    numbers, extras = _numbers(text)
    return Layout(
        importer="cotahist",
        names=(),
        delimiter="",
        has_header=True,
        width=WIDTH,
        time=f"CASE WHEN regexp_full_match({text['date']}, '\\d{{8}}') THEN try_strptime({text['date']}, '%Y%m%d') END",
        clock=Clock.LOCAL,
        numbers=numbers,
        texts={name: text[name] for name in numbers},
        outputs={PriceBasis.RAW: {"vwap": "CASE WHEN volume > 0 THEN money / volume END"}},
        symbol=_symbol(text),
        version=2,
        timeframe=Timeframe.D1,
        exchange="BVMF",
        zone="America/Sao_Paulo",
        source=Source.OFFICIAL,
        valid=f"{text['kind']} = '01'",
        trailer="99COTAHIST",
        extras=extras,
        checks=_CHECKS,
    )


def _symbol(text: dict[str, str]) -> str:
    code, days = text["code"], f"coalesce(TRY_CAST({text['term_days']} AS INTEGER), 0)"
    options = ", ".join(f"'{market}'" for market in _OPTIONS)
    return (
        f"CASE WHEN {text['market']} = '030' THEN {code} || '-' || {days} "
        f"WHEN {text['market']} IN ({options}) AND regexp_full_match({text['expiry']}, '\\d{{8}}') "
        f"THEN {code} || '-' || left({text['expiry']}, 4) ELSE {code} END"
    )


def _numbers(text: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the numbers of a record, and what only the checks need."""
    factor = f"nullif(TRY_CAST({text['factor']} AS DOUBLE), 0)"
    shares = ("open", "high", "low", "close", "average")
    prices = {name: f"TRY_CAST({text[name]} AS DOUBLE) / (100 * {factor})" for name in shares}
    average = prices.pop("average")
    counts = {name: f"TRY_CAST({text[name]} AS DOUBLE)" for name in ("trades", "volume")}
    numbers = {**prices, **counts, "money": f"TRY_CAST({text['money']} AS DOUBLE) / 100"}
    extras = {name: text[name] for name in ("code", "market", "expiry", "currency")}
    return numbers, extras | {"average": average, "factor": factor}


_CHECKS = (
    Check(
        "cotahist_average_differs",
        "SELECT count(*) FROM taken WHERE volume > 0 AND abs(money / volume - average) > 0.0101 / factor",
    ),
    Check("cotahist_other_currency", "SELECT count(*) FROM taken WHERE currency <> 'R$'"),
    Check(
        "cotahist_codes_of_several_expiries",
        "SELECT count(*) FROM (SELECT symbol FROM taken WHERE market IN ('070', '080') GROUP BY symbol HAVING count(DISTINCT expiry) > 1)",
    ),
    Check("cotahist_trades_capped", "SELECT count(*) FROM taken WHERE trades = 99999"),
    Check("cotahist_forwards_by_term", "SELECT count(*) FROM taken WHERE market = '030'"),
)


def with_markets(markets: Sequence[str]) -> str:
    """Return SQL that keeps the records of these markets.

    Raises
    ------
    BadInput
        `bars_market_unknown`.
    """
    unknown = [name for name in markets if name not in MARKETS]
    if unknown:
        raise BadInput("bars_market_unknown", markets=unknown, known=list(MARKETS))
    codes = ", ".join(f"'{code}'" for name in markets for code in MARKETS[name])
    return f"length(_text) <> {WIDTH} OR substr(_text, 25, 3) IN ({codes})"


def check_trailer(last: str, *, rows: int, file: str) -> None:
    """Raise ImportRefused unless the last line is a trailer that counts header, rows and itself."""
    found = _TRAILER.fullmatch(last)
    if found is None:
        raise ImportRefused("cotahist_trailer_missing", file=file, line=last[:60])
    if int(found[1]) != rows + 2:
        raise ImportRefused("cotahist_trailer_count", file=file, stated=int(found[1]), found=rows + 2)
