"""Changes of the close over a few bars."""

from __future__ import annotations

from bancada.markets.features.spec import FeatureSpec, windowed

__all__ = ["LAGS", "RETURN_LAGS", "SPECS"]

LAGS = tuple(range(1, 21))
RETURN_LAGS = (5, 10, 20, 50)
_MURPHY = "Murphy (1999), Technical Analysis of the Financial Markets, ch. 10"

SPECS: tuple[FeatureSpec, ...] = (
    *(windowed(f"momentum_{k}", "momentum", f"close - close[-{k}]", _MURPHY, "price", k + 1, "close") for k in LAGS),
    *(
        windowed(f"momentum_pct_{k}", "momentum", f"close / close[-{k}] - 1", _MURPHY, "fraction", k + 1, "close")
        for k in LAGS
    ),
    *(
        windowed(
            f"returns_{k}",
            "momentum",
            f"ln(close / close[-{k}])",
            "Campbell, Lo & MacKinlay (1997), The Econometrics of Financial Markets, sec. 1.4",
            "log return",
            k + 1,
            "close",
        )
        for k in RETURN_LAGS
    ),
)
