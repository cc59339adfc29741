"""Charts of markets: candles, folds, backtests. Pure functions of values; texts come in translated."""

from app.charts.market.candles import Band, Overlay, candles
from app.charts.market.coverage import bars_over_time
from app.charts.market.folds import folds
from app.charts.market.results import equity, hours, months, randomised, trades

__all__ = ["Band", "Overlay", "bars_over_time", "candles", "equity", "folds", "hours", "months", "randomised", "trades"]
