"""Standard deviation of the return of one bar, by five estimators. Per bar: annualising is a matter of calendars."""

from __future__ import annotations

from bancada.markets.features.spec import PRICE_COLUMNS, FeatureSpec, windowed

__all__ = ["SPECS", "WINDOWS"]

WINDOWS = (5, 10, 20, 50)
_UNIT = "log return a bar"


def _close_to_close(n: int) -> FeatureSpec:
    formula = f"sample standard deviation of r over {n} bars, r = ln(close / close[-1])"
    source = "Hull (2018), Options, Futures, and Other Derivatives, sec. 15.4"
    return windowed(f"volatility_{n}", "volatility", formula, source, _UNIT, n + 1, "close")


def _parkinson(n: int) -> FeatureSpec:
    formula = f"sqrt(mean(ln(high / low)^2, {n}) / (4 ln 2))"
    source = "Parkinson (1980), Journal of Business 53(1), eq. 10"
    return windowed(f"parkinson_{n}", "volatility", formula, source, _UNIT, n, "high", "low")


def _garman_klass(n: int) -> FeatureSpec:
    formula = f"sqrt(mean(0.5 ln(high / low)^2 - (2 ln 2 - 1) ln(close / open)^2, {n}))"
    source = "Garman & Klass (1980), Journal of Business 53(1), the practical estimator"
    return windowed(f"garman_klass_{n}", "volatility", formula, source, _UNIT, n, *PRICE_COLUMNS)


def _rogers_satchell(n: int) -> FeatureSpec:
    formula = f"sqrt(mean(ln(high / close) ln(high / open) + ln(low / close) ln(low / open), {n}))"
    source = "Rogers & Satchell (1991), Annals of Applied Probability 1(4)"
    return windowed(f"rogers_satchell_{n}", "volatility", formula, source, _UNIT, n, *PRICE_COLUMNS)


def _yang_zhang(n: int) -> FeatureSpec:
    formula = (
        f"sqrt(var(ln(open / close[-1]), {n}) + k var(ln(close / open), {n}) + (1 - k) rogers_satchell_{n}^2), "
        f"k = 0.34 / (1.34 + ({n} + 1) / ({n} - 1))"
    )
    source = "Yang & Zhang (2000), Journal of Business 73(3), eqs. 8 and 10"
    return windowed(f"yang_zhang_{n}", "volatility", formula, source, _UNIT, n + 1, *PRICE_COLUMNS)


SPECS: tuple[FeatureSpec, ...] = tuple(
    estimator(n)
    for estimator in (_close_to_close, _parkinson, _garman_klass, _rogers_satchell, _yang_zhang)
    for n in WINDOWS
)
