"""Figures of a series of session returns: Sharpe, Sortino, growth, volatility, and the loss of a variance forecast.

Laws of all of them: returns are P&L over a stated capital, one a session, oldest first; NaN is left out; what is undefined is NaN, never 0.
Each looks at all returns it is given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from bancada.core.errors import BadInput

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "aggregation_factor",
    "annual_volatility",
    "break_even_bps",
    "compound_growth",
    "known",
    "lo_sharpe_ratio",
    "profit_factor",
    "qlike",
    "sharpe_ratio",
    "sortino_ratio",
]

SESSIONS_PER_YEAR = 252.0
"""By custom; what an exchange's calendar counts is passed in."""


def known(values: ArrayLike) -> NDArray[np.float64]:
    """Return the values that are numbers, in their order."""
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]


def sharpe_ratio(returns: ArrayLike, *, per_year: float = SESSIONS_PER_YEAR, risk_free_annual: float = 0.0) -> float:
    """Return the annualised Sharpe ratio: sqrt(per_year) * mean / standard deviation of the excess returns.

    Sharpe (1994), "The Sharpe ratio", Journal of Portfolio Management 21(1), equations 3 to 6 (sample deviation, n - 1). The root of the
    calendar assumes independent sessions; `lo_sharpe_ratio` does not.

    Parameters
    ----------
    returns : array_like, shape (n,)
    per_year : float
        Sessions a year by the exchange's calendar.
    risk_free_annual : float
        Simple yearly rate that the same capital earns without risk, a fraction; taken off each session in equal parts. A future's
        margin goes on earning it, so 0 there; a spot position paid in full gives it up.

    Returns
    -------
    float
        NaN with fewer than two returns or none that differ.
    """
    excess = known(returns) - risk_free_annual / per_year
    if len(excess) < 2 or np.ptp(excess) == 0:
        return math.nan
    return float(math.sqrt(per_year) * excess.mean() / excess.std(ddof=1))


def lo_sharpe_ratio(
    returns: ArrayLike,
    *,
    per_year: float = SESSIONS_PER_YEAR,
    risk_free_annual: float = 0.0,
    lags: int | None = None,
) -> float:
    """Return the annualised Sharpe ratio corrected for autocorrelation.

    Lo (2002), "The statistics of Sharpe ratios", Financial Analysts Journal 58(4), equation 20: eta(q) times the Sharpe ratio of a session.
    All q - 1 sample autocorrelations sum to about -1/2 whatever the data, so the first `lags` enter, with Bartlett's weights 1 - k / (lags + 1)
    that keep the variance above 0: Newey and West (1987), Econometrica 55.

    Parameters
    ----------
    lags : int, optional
        floor(4 (n / 100)^(2/9)) by default: Newey and West (1994), Review of Economic Studies 61.

    Returns
    -------
    float
        NaN where `sharpe_ratio` is.
    """
    excess = known(returns) - risk_free_annual / per_year
    n = len(excess)
    if n < 2 or np.ptp(excess) == 0:
        return math.nan
    n_lags = int(4 * (n / 100) ** (2 / 9)) if lags is None else lags
    n_lags = max(0, min(n_lags, n - 1, int(per_year) - 1))
    weights = 1 - np.arange(1, n_lags + 1) / (n_lags + 1)
    factor = aggregation_factor(weights * _autocorrelations(excess, n_lags), per_year)
    return float(factor * excess.mean() / excess.std(ddof=1))


def aggregation_factor(autocorrelations: ArrayLike, per_year: float) -> float:
    """Return eta(q) = q / sqrt(q + 2 sum_k (q - k) rho_k), Lo (2002), equation 20; sqrt(q) where no return echoes another.

    Parameters
    ----------
    autocorrelations : array_like, shape (m,)
        rho_1 .. rho_m, m < q; later ones count 0.
    per_year : float
        q, sessions in a year.

    Returns
    -------
    float
        NaN where the autocorrelations leave no variance to a year.
    """
    rho = np.asarray(autocorrelations, dtype=np.float64)
    spread = per_year + 2 * float(((per_year - np.arange(1, len(rho) + 1)) * rho).sum())
    return per_year / math.sqrt(spread) if spread > 0 else math.nan


def sortino_ratio(returns: ArrayLike, *, per_year: float = SESSIONS_PER_YEAR, minimum_annual: float = 0.0) -> float:
    """Return sqrt(per_year) * (mean - minimum) / downside deviation.

    Sortino and van der Meer (1991), "Downside risk", Journal of Portfolio Management 17(4). The downside deviation is the root of the mean
    over all sessions, those above the minimum as 0, of the squared shortfall.

    Parameters
    ----------
    minimum_annual : float
        Least acceptable return a year, a fraction, in equal parts a session.

    Returns
    -------
    float
        NaN with fewer than two returns, or where no session fell short.
    """
    excess = known(returns) - minimum_annual / per_year
    if len(excess) < 2 or not np.any(excess < 0):
        return math.nan
    downside = math.sqrt(float(np.square(np.minimum(excess, 0.0)).mean()))
    return float(math.sqrt(per_year) * excess.mean() / downside)


def annual_volatility(returns: ArrayLike, *, per_year: float = SESSIONS_PER_YEAR) -> float:
    """Return sqrt(per_year) times the sample deviation (n - 1) of the returns; NaN with fewer than two."""
    values = known(returns)
    return float(math.sqrt(per_year) * values.std(ddof=1)) if len(values) > 1 else math.nan


def compound_growth(start: float, end: float, *, years: float) -> float:
    """Return the compound yearly growth (end / start)^(1 / years) - 1, a fraction.

    Returns
    -------
    float
        NaN where all of the capital is lost (`end` not above 0) or no time has passed.
    """
    if not (start > 0 and end > 0 and years > 0):
        return math.nan
    return float(math.expm1(math.log(end / start) / years))


def profit_factor(amounts: ArrayLike) -> float:
    """Return the sum of the gains over the sum of the losses, of trades or sessions; NaN where nothing was lost."""
    values = known(amounts)
    lost = -float(values[values < 0].sum())
    return float(values[values > 0].sum()) / lost if lost > 0 else math.nan


def break_even_bps(gross: float, traded_value: float) -> float:
    """Return the cost of each trade, in hundredths of a percent of what is bought or sold, at which nothing is left.

    Gross profit over the value traded, both sides counted, times 10,000. Below 0 where there is a loss before any cost; NaN where nothing
    was traded.
    """
    return 1e4 * gross / traded_value if traded_value > 0 else math.nan


def qlike(realised: ArrayLike, forecast: ArrayLike, *, form: Literal["normalised", "patton"] = "normalised") -> float:
    """Return the mean QLIKE loss of a forecast of variance; smaller is better.

    Patton (2011), "Volatility forecast comparison using imperfect volatility proxies", Journal of Econometrics 160, equation 6:
    log h + s / h ("patton"), which ranks forecasts rightly by a noisy unbiased proxy s of the variance too. "normalised" takes off what no
    forecast changes, s / h - log(s / h) - 1, so that 0 is perfect.

    Parameters
    ----------
    realised : array_like, shape (n,)
        Proxy of the variance: squared returns, range or realised variance. Pairs with NaN are left out.
    forecast : array_like, shape (n,)
        h, made before.
    form : {"normalised", "patton"}

    Returns
    -------
    float
        NaN without a pair.

    Raises
    ------
    BadInput
        Different lengths; a forecast that is not above 0; a proxy below 0, or of 0 in the normalised form, which is infinite there.
    """
    proxy, h = np.asarray(realised, dtype=np.float64).ravel(), np.asarray(forecast, dtype=np.float64).ravel()
    if proxy.shape != h.shape:
        raise BadInput("performance_lengths_differ", first=proxy.size, second=h.size)
    pairs = np.isfinite(proxy) & np.isfinite(h)
    proxy, h = proxy[pairs], h[pairs]
    n_wrong = int(np.sum((h <= 0) | (proxy < 0) | ((proxy == 0) & (form == "normalised"))))
    if n_wrong:
        raise BadInput("performance_variance_not_positive", count=n_wrong, rows=len(h))
    if not len(h):
        return math.nan
    ratio = proxy / h
    losses = ratio - np.log(ratio) - 1 if form == "normalised" else np.log(h) + ratio
    return float(losses.mean())


def _autocorrelations(values: NDArray[np.float64], n_lags: int) -> NDArray[np.float64]:
    centred = values - values.mean()
    spread = float(centred @ centred)
    return np.array([float(centred[k:] @ centred[:-k]) / spread for k in range(1, n_lags + 1)])
