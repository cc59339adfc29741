"""Words of the market page: lines, regimes, rules and figures in the session's language."""

from __future__ import annotations

from app.i18n import _

__all__ = ["line", "regime", "regime_key"]


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
