"""Bars as MetaTrader 5 exports them: tabs, names in angle brackets, times of the broker's server."""

from __future__ import annotations

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.layout import Clock, Head, Layout, filled, plain_number, quoted
from bancada.markets.series import PriceBasis

__all__ = ["FORM", "match"]

FORM = "<DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> <TICKVOL> <VOL> <SPREAD>"
_NUMBERS = {"open": "open", "high": "high", "low": "low", "close": "close", "vol": "volume", "tickvol": "trades"}


def match(head: Head) -> Layout | None:
    """Return how to read it where the first line names <DATE> and the prices.

    VOL is contracts or shares and becomes `volume`; TICKVOL counts changes of the price and becomes `trades`, which the finding
    `mt5_ticks_as_trades` says. Daily exports have no <TIME>.
    """
    for delimiter in ("\t", ",", ";"):
        cells = head.cells(delimiter)
        names = [cell.strip("<>").lower() for cell in cells]
        if cells[0].upper() == "<DATE>" and {"open", "high", "low", "close"} <= set(names):
            return _layout(delimiter, names)
    return None


def _layout(delimiter: str, names: list[str]) -> Layout:
    texts = {number: filled(quoted(name)) for name, number in _NUMBERS.items() if name in names}
    ticks = (Finding("mt5_ticks_as_trades", Severity.INFO),) if "tickvol" in names else ()
    return Layout(
        importer="mt5",
        names=tuple(names),
        delimiter=delimiter,
        has_header=True,
        time=_time("time" in names),
        clock=Clock.LOCAL,
        numbers={name: plain_number(text) for name, text in texts.items()},
        texts=texts,
        outputs={PriceBasis.UNSTATED: {}},
        findings=ticks,
    )


def _time(has_time: bool) -> str:  # two forms of one format
    if not has_time:
        return "try_strptime(replace(\"date\", '-', '.'), '%Y.%m.%d')"
    return "try_strptime(replace(\"date\", '-', '.') || ' ' || \"time\", ['%Y.%m.%d %H:%M:%S', '%Y.%m.%d %H:%M', '%Y.%m.%d %H:%M:%S.%g'])"
