"""What names say: symbol and timeframe in the name of a file, and what kind of thing a symbol is. It opens nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bancada.markets.series import Continuous, PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = [
    "ROOTS",
    "Market",
    "basis_of",
    "chain_of",
    "clean_symbol",
    "continuous_of",
    "market_of",
    "spelled_in",
    "symbol_in",
    "symbol_sql",
    "timeframe_in",
    "timeframe_of",
]

ROOTS = (
    "WDO",
    "WIN",
    "DOL",
    "IND",
    "DI1",
    "BGI",
    "CCM",
    "ICF",
    "SJC",
    "BIT",
    "ETH",
    "SOL",
    "WSP",
    "ISP",
    "DAP",
    "DDI",
    "FRC",
    "OZ1",
)
"""Roots of B3's futures."""

_JOINED = r"^(" + "|".join(ROOTS) + r")(\$[A-Z]*|@[A-Z]*|FUT)$"
_CHAIN = re.compile(r"(" + "|".join(ROOTS) + r")([$@])([A-Z]*)")
_ROLLED = {"$": "liquidity", "@": "expiry"}
_ADJUSTED = {"N": "none", "D": "difference"}
_CONTRACT = re.compile(r"(" + "|".join(ROOTS) + r")[FGHJKMNQUVXZ]\d{2}")
_SHARE = re.compile(r"[A-Z][A-Z0-9]{3}\d{1,2}F?")
_PAIR = re.compile(
    r"[A-Z0-9]{2,10}(USDT|USDC|FDUSD|BUSD|TUSD)|[A-Z0-9]{2,6}-(USD|BRL|EUR)|(BTC|ETH|SOL|BNB|XRP)(BRL|EUR|USD|BTC)"
)
_SYMBOL = re.compile(r"\^?[A-Z][A-Z0-9]{0,14}([$@][A-Z]*)?([.=-][A-Z0-9]{1,5})?")
_NOT_SYMBOLS = {
    "MT5",
    "CSV",
    "TXT",
    "OHLC",
    "OHLCV",
    "COTAHIST",
    "B3",
    "BVMF",
    "NYSE",
    "NASDAQ",
    "DAILY",
    "DATA",
    "YAHOO",
    "PROFIT",
    "EXPORT",
    "UTC",
    "BARS",
}
_TIMEFRAMES = {
    **dict.fromkeys(("m1", "1m", "1min", "min1"), Timeframe.M1),
    **dict.fromkeys(("m5", "5m", "5min", "min5"), Timeframe.M5),
    **dict.fromkeys(("m15", "15m", "15min", "min15"), Timeframe.M15),
    **dict.fromkeys(("m30", "30m", "30min", "min30"), Timeframe.M30),
    **dict.fromkeys(("h1", "1h", "60m", "60min", "m60"), Timeframe.H1),
    **dict.fromkeys(("d1", "1d", "daily", "diario", "diário", "1440m"), Timeframe.D1),
}


@dataclass(frozen=True, slots=True)
class Market:
    """Where a symbol is traded.

    Attributes
    ----------
    exchange : str
        Calendar, empty where unknown.
    zone : str
        IANA zone; "UTC" where unknown.
    """

    exchange: str
    zone: str


B3 = Market("BVMF", "America/Sao_Paulo")
NEW_YORK = Market("XNYS", "America/New_York")
AROUND_THE_CLOCK = Market("24/7", "UTC")
UNKNOWN = Market("", "UTC")


def market_of(symbol: str) -> Market:
    """Return where a symbol is traded, as far as its form tells: B3's futures and shares, pairs of coins; else unknown."""
    if symbol in ROOTS or _CONTRACT.fullmatch(symbol) or _SHARE.fullmatch(symbol) or symbol == "^BVSP":
        return B3
    return AROUND_THE_CLOCK if _PAIR.fullmatch(symbol) else UNKNOWN


def basis_of(symbol: str) -> PriceBasis:
    """Return the basis of prices that nobody adjusts: futures and coins are raw, of the others nothing is known.

    A continuous future counts as raw, since each price was traded; `Continuous` says what is not known of its joints.
    """
    if symbol in ROOTS or _CONTRACT.fullmatch(symbol) or _PAIR.fullmatch(symbol):
        return PriceBasis.RAW
    return PriceBasis.UNSTATED


def continuous_of(symbol: str) -> Continuous | None:
    """Return that a bare root is a continuous future of which roll rule and adjustment are unstated; None for all else."""
    return Continuous(symbol) if symbol in ROOTS else None


def chain_of(spelled: str) -> Continuous | None:
    """Return how MetaTrader's name of a continuous future of B3 says that it is joined, None for what is no such name.

    "$" goes on by liquidity and "@" by expiry; "N" leaves the gaps, "D" closes them by their difference. What a name leaves out is
    unstated.
    """
    found = _CHAIN.fullmatch(spelled.strip().upper())
    return found and Continuous(found[1], _ROLLED[found[2]], _ADJUSTED.get(found[3], "unstated"))


def clean_symbol(symbol: str) -> str:
    """Return a symbol as series are named: upper case, without ".SA", a continuous future by its root ("WDO$N" is "WDO")."""
    name = symbol.strip().upper().removesuffix(".SA")
    return re.sub(_JOINED, r"\1", name)


def symbol_sql(cell: str) -> str:
    """Return SQL that does what `clean_symbol` does."""
    name = f"upper(trim({cell}))"
    is_odd = f"suffix({name}, '.SA') OR suffix({name}, 'FUT') OR contains({name}, '$') OR contains({name}, '@')"
    cleaned = f"regexp_replace(regexp_replace({name}, '\\.SA$', ''), '{_JOINED}', '\\1')"
    return f"CASE WHEN {is_odd} THEN {cleaned} ELSE {name} END"


def symbol_in(stem: str) -> str | None:
    """Return the symbol in a file's name ("WDO_M5_2018_2019_mt5" holds "WDO"), None where no word of it looks like one."""
    words = spelled_in(stem)
    return clean_symbol(words[0]) if words else None


def spelled_in(stem: str) -> list[str]:
    """Return the words of a file's name that look like a symbol, as they stand; those whose market is known go first."""
    words = [
        word
        for word in _words(stem)
        if _SYMBOL.fullmatch(word) and word not in _NOT_SYMBOLS and timeframe_of(word) is None
    ]
    return sorted(words, key=lambda word: market_of(clean_symbol(word)) == UNKNOWN)


def timeframe_in(stem: str) -> Timeframe | None:
    """Return the timeframe in a file's name ("BTCUSDT_1h"), None where no word of it is one."""
    return next((found for word in _words(stem) if (found := timeframe_of(word)) is not None), None)


def timeframe_of(word: str) -> Timeframe | None:
    """Return the timeframe that a word names ("M5", "1h", "daily"); "1M", a month, is none."""
    return None if word == "1M" else _TIMEFRAMES.get(word.lower())


def _words(stem: str) -> list[str]:
    words: list[str] = []
    for word in re.split(r"[_\s()]+", stem):
        parts = word.split("-")
        is_list = any(re.fullmatch(r"\d{2,}", part) or timeframe_of(part) for part in parts[1:])
        words.extend(parts if is_list else [word])
    return words
