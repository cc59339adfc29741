"""Words of the market page: series, lines, regimes, checks and repairs in the session's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from bancada.markets.series import PriceBasis

if TYPE_CHECKING:
    from bancada.markets.series import SeriesKey

__all__ = [
    "basis",
    "check",
    "code",
    "column",
    "evidence",
    "importer",
    "line",
    "market",
    "real_range",
    "regime",
    "regime_key",
    "repair",
    "series",
    "volume_unit",
]


def series(key: SeriesKey) -> str:
    """Return how a series is named in a list."""
    return f"{key.symbol} · {key.timeframe.value} · {basis(key.basis)}"


def code(key: SeriesKey) -> str:
    """Return a series' key as the address has it."""
    return f"{key.symbol},{key.timeframe.value},{key.basis.value}"


def basis(code: PriceBasis | str) -> str:
    """Return what was done to prices."""
    return {
        PriceBasis.RAW: _("prices as traded"),
        PriceBasis.SPLIT_ADJUSTED: _("adjusted for splits"),
        PriceBasis.TOTAL_RETURN: _("total return"),
        PriceBasis.UNSTATED: _("basis not stated"),
    }[PriceBasis(code)]


def importer(code: str) -> str:
    """Return how a format of bars is called."""
    return {
        "cotahist": _("B3, COTAHIST"),
        "mt5": _("MetaTrader 5 export"),
        "binance": _("Binance klines"),
        "yahoo": _("Yahoo Finance"),
        "b3-daily": _("daily prices of B3 shares"),
        "profit": _("Profit export"),
        "bancada": _("plain table of bars"),
        "demo": _("demo prices"),
    }.get(code, code)


def market(code: str) -> str:
    """Return how a market of COTAHIST is called."""
    return {
        "spot": _("spot"),
        "fractional": _("odd lots"),
        "term": _("forwards"),
        "calls": _("call options"),
        "puts": _("put options"),
        "futures": _("futures"),
        "exercise_call": _("exercise of calls"),
        "exercise_put": _("exercise of puts"),
        "auction": _("auctions"),
    }[code]


def line(name: str) -> str:
    """Return how a line over candles is called."""
    known = {
        "bollinger_upper": _("Bollinger, upper"),
        "bollinger_lower": _("Bollinger, lower"),
        "vwap": "VWAP",
    }
    return known.get(name) or name.replace("ema_", "EMA ")


def regime(name: str) -> str:
    """Return how a regime is called."""
    return {
        "trend_up": _("trend up"),
        "trend_down": _("trend down"),
        "ranging": _("ranging"),
        "high_volatility": _("high volatility"),
        "undefined": _("undefined"),
    }[name]


def regime_key() -> str:
    """Return which colour behind the candles is which regime."""
    return _(
        "Blue: trend up. Orange: trend down. Grey: ranging. Yellow: high volatility for its time of day. Blank: none of these."
    )


def column(name: str) -> str:
    """Return how a column of bars, or a value in an example, is called."""
    return {
        "open": _("open"),
        "high": _("high"),
        "low": _("low"),
        "close": _("close"),
        "volume": _("volume"),
        "trades": _("trades"),
        "buy_volume": _("bought"),
        "sell_volume": _("sold"),
        "vwap": "VWAP",
        "bars": _("bars"),
        "sessions": _("sessions"),
        "ratio": _("ratio"),
        "new": _("new"),
        "old": _("old"),
        "gap": _("gap"),
        "jump": _("jump"),
        "factor": _("factor"),
    }.get(name, name)


def volume_unit(most: float) -> tuple[float, str]:
    """Return the unit in which volumes up to `most` are written on an axis, and the title that names it."""
    for unit, title in ((1e9, _("Volume, bn")), (1e6, _("Volume, M")), (1e3, _("Volume, k"))):
        if most >= unit:
            return unit, title
    return 1.0, _("Volume")


def check(code: str) -> str:
    """Return what a check looks for; its code where no name is known."""
    return {**_of_bars(), **_of_calendar()}.get(code, code)


def _of_bars() -> dict[str, str]:
    return {
        "bars_unsorted": _("out of order of time"),
        "bars_not_finite": _("price that is no number"),
        "bars_not_positive": _("price of zero or below"),
        "bars_order_broken": _("high or low that is not the extreme"),
        "bars_repeated": _("instant of another bar"),
        "bars_volume_negative": _("negative volume"),
        "bars_volume_zero": _("nothing traded"),
        "bars_volume_unknown": _("volume unknown"),
        "bars_sides_differ": _("bought and sold do not make up the volume"),
        "bars_vwap_outside": _("mean price outside low to high"),
        "bars_off_tick": _("price off the tick grid"),
        "bars_stale": _("prices that stand still"),
        "bars_spike": _("spike that is back a bar later"),
        "bars_jump": _("unusual jump within a session"),
    }


def _of_calendar() -> dict[str, str]:
    return {
        "bars_off_session": _("day without a session"),
        "bars_out_of_hours": _("outside the hours of the session"),
        "bars_missing_sessions": _("session without a bar"),
        "bars_missing_inside": _("bar missing within a session"),
        "bars_off_grid": _("off the grid of its timeframe"),
        "bars_beyond_calendar": _("session beyond the calendar"),
        "bars_hours_unknown": _("session whose hours are not known"),
        "bars_no_calendar": _("no calendar known"),
        "bars_split_like": _("jump that looks like a split"),
        "bars_rolls": _("assumed roll of the contract"),
    }


def evidence(name: str) -> str:
    """Return what a statistic of made-up series measures."""
    return {
        "range_persistence": _("the range of bars persists"),
        "excess_kurtosis": _("tails fatter than Gaussian (excess kurtosis)"),
        "return_persistence": _("the size of returns persists"),
        "volume_follows_range": _("volume moves with the range"),
        "repeated_blocks": _("share of bars in repeated blocks"),
    }.get(name, name)


def real_range(name: str) -> str:
    """Return what real series were found to show, as the evidence of the thresholds states it."""
    return {
        "range_persistence": _("0.065 and more"),
        "excess_kurtosis": _("0.5 and more"),
        "return_persistence": _("mostly above 0.01"),
        "volume_follows_range": _("0.4 and more"),
        "repeated_blocks": _("almost none"),
    }.get(name, "–")


def repair(code: str) -> str:
    """Return what a repair does."""
    return {
        "sort": _("put bars in order of time"),
        "drop_not_finite": _("take out bars with a price that is no number"),
        "drop_not_positive": _("take out bars with a price of zero or below"),
        "drop_repeated": _("of bars of one instant, keep the last"),
        "drop_off_session": _("take out bars of days without a session"),
        "drop_out_of_hours": _("take out bars outside the hours of their session"),
        "adjust_split": _("adjust the bars before a split"),
    }[code]
