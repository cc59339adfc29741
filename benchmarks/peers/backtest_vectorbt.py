"""vectorbt's side of benchmarks/backtest.py; run by the Python that BANCADA_PEERS_PYTHON names.

Usage: backtest_vectorbt.py ARRAYS.npz EQUITY.npy. Runs once to compile, then once for each line it is given: "equity" or "trades".
"""

import json
import sys
from time import perf_counter

import numpy as np
import pandas as pd
import vectorbt as vbt


def main() -> None:
    given = np.load(sys.argv[1])
    close, price, size = (pd.Series(given[name]) for name in ("close", "open", "size"))
    terms = {
        "size_type": "targetamount",
        "fees": float(given["fees"]),
        "slippage": float(given["slippage"]),
        "init_cash": float(given["capital"]),
        "max_orders": int(np.isfinite(given["size"]).sum()) + 1,
        "freq": "1min",
    }

    def run(what: str) -> np.ndarray:
        portfolio = vbt.Portfolio.from_orders(close=close, size=size, price=price, **terms)
        if what == "trades":
            _ = portfolio.trades.records
        return portfolio.value().to_numpy()

    started = perf_counter()
    np.save(sys.argv[2], run("trades"))
    print(json.dumps({"version": vbt.__version__, "first_s": perf_counter() - started}), flush=True)
    for line in sys.stdin:
        started = perf_counter()
        run(line.strip())
        print(json.dumps({"seconds": perf_counter() - started}), flush=True)


if __name__ == "__main__":
    main()
