"""How long a backtest of a million bars takes, against plain Python loops and vectorbt.

Run: `python benchmarks/backtest.py`. One run, by turns, one thread. A crossing of two averages on made-up one-minute bars, long and
short, costs and slippage in bps, no stops, filled at the next open. Equities are compared before anything is timed (1e-9, relative).

- event loop: the loop that holds the library in its tests: the same rules and answers (equity, trades with their worst and best moment).
- lean loop: equity only, what a careful user would write for clean prices and just these terms; nothing can be left out of it.
- indexed loop: the lean loop over NumPy arrays by index, as it is often written.
- vectorbt: `Portfolio.from_orders`, the target given only where it changes, value at each close; with trades: `.trades.records` too.
  It is asked in the Python that BANCADA_PEERS_PYTHON names (benchmarks/peers/) and left out without it.
- ours, equity: equity and fills (`Prepared.run`); ours, all: `backtest`, with the table of trades, which is its only public answer.

Compiling is told apart. Writes benchmarks/results/backtest.json.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the event loop lives with the tests

from bancada.markets.backtest import BacktestSpec, Costs, backtest, random_with_turnover
from bancada.markets.backtest.engine import checked_positions, prepare
from bancada.markets.bars import Bars, make_bars
from bancada.markets.rules import positions
from tests.markets.backtest.event_loop import replay

RESULT = Path(__file__).parent / "results" / "backtest.json"
N_BARS, N_TURNS, N_DRAWS = 1_000_000, 5, 50
SPEC = BacktestSpec(1e6, costs=Costs(bps=1.0, slippage_bps=1.0))

Asker = Callable[[str], float]


def main() -> None:
    bars = _bars()
    decided = checked_positions(bars, positions(bars, "ema_cross"))
    started = perf_counter()
    done = backtest(bars, decided, SPEC)
    first_s = perf_counter() - started
    columns = [array.tolist() for array in (bars.open, bars.close, decided)]
    _agree(lean(*columns), done.equity, "the lean loop")
    _agree(indexed(bars.open, bars.close, decided), done.equity, "the indexed loop")
    _agree(replay(bars, decided.tolist(), SPEC, set(), set())[0], done.equity, "the event loop")
    with _vectorbt(bars, decided, done.equity) as (vectorbt, about):
        turns = [_turn(bars, decided, columns, vectorbt) for _ in range(N_TURNS)]
    rows = [*_rows(turns), _chance(bars, decided)]
    facts = {
        "bars": N_BARS,
        "fills": done.n_fills,
        "trades": len(done.trades),
        "first_call_s": round(first_s, 2),
        **about,
    }
    for row in [*rows, facts]:
        print("   ".join(f"{name} {value}" for name, value in row.items()))
    RESULT.parent.mkdir(exist_ok=True)
    answer = {"machine": _machine(), "question": __doc__, "facts": facts, "rows": rows}
    RESULT.write_text(json.dumps(answer, indent=2) + "\n")


def lean(opens: list[float], closes: list[float], decided: list[float]) -> list[float]:
    """Return equity at each close, for clean prices and the terms of `SPEC` only."""
    cash, held, target = SPEC.capital, 0.0, 0.0
    rate = SPEC.costs.bps / 1e4
    slip = SPEC.costs.slippage_bps / 1e4
    equity = []
    for first, last, position in zip(opens, closes, decided, strict=True):
        if target != held:
            units = target - held
            price = first * (1.0 + slip) if units > 0.0 else first * (1.0 - slip)
            cash -= units * price + abs(units) * price * rate
            held = target
        equity.append(cash + held * last)
        target = position
    units = -held
    price = closes[-1] * (1.0 + slip) if units > 0.0 else closes[-1] * (1.0 - slip)
    equity[-1] = cash - units * price - abs(units) * price * rate
    return equity


def indexed(opens: np.ndarray, closes: np.ndarray, decided: np.ndarray) -> np.ndarray:
    """Return what `lean` does."""
    cash, held, target = SPEC.capital, 0.0, 0.0
    rate = SPEC.costs.bps / 1e4
    slip = SPEC.costs.slippage_bps / 1e4
    equity = np.empty(len(closes))
    for i in range(len(closes)):
        if target != held:
            units = target - held
            price = opens[i] * (1.0 + slip) if units > 0.0 else opens[i] * (1.0 - slip)
            cash -= units * price + abs(units) * price * rate
            held = target
        equity[i] = cash + held * closes[i]
        target = decided[i]
    units = -held
    price = closes[-1] * (1.0 + slip) if units > 0.0 else closes[-1] * (1.0 - slip)
    equity[-1] = cash - units * price - abs(units) * price * rate
    return equity


def _bars() -> Bars:
    rng = np.random.default_rng(7)
    close = 3_700.0 * np.exp(np.cumsum(rng.normal(0.0, 2e-4, N_BARS)))
    first = np.concatenate(([3_700.0], close[:-1])) * np.exp(rng.normal(0.0, 2e-5, N_BARS))
    high = np.maximum(first, close) * np.exp(rng.exponential(1e-4, N_BARS))
    low = np.minimum(first, close) * np.exp(-rng.exponential(1e-4, N_BARS))
    ts = np.arange(N_BARS) * 60_000_000_000
    return make_bars("MADEUP", "1m", ts=ts, open=first, high=high, low=low, close=close)


def _turn(bars: Bars, decided: np.ndarray, columns: list[list[float]], vectorbt: Asker) -> dict[str, float]:
    """Time each side once; ours several times, since one is over before the clock has settled."""
    prepared, equity, targets = prepare(bars, SPEC), np.empty(N_BARS), decided.tolist()
    return {
        "event_loop_s": _seconds(lambda: replay(bars, targets, SPEC, set(), set())),
        "lean_loop_s": _seconds(lambda: lean(*columns)),
        "indexed_loop_s": _seconds(lambda: indexed(bars.open, bars.close, decided)),
        "vectorbt_s": vectorbt("equity"),
        "vectorbt_trades_s": vectorbt("trades"),
        "equity_s": _seconds(lambda: prepared.run(decided, equity), 15),
        "all_s": _seconds(lambda: backtest(bars, decided, SPEC), 15),
    }


def _rows(turns: list[dict[str, float]]) -> list[dict[str, Any]]:
    pairs = [
        ("event_loop_s", "all_s", "event loop against ours, all"),
        ("lean_loop_s", "equity_s", "lean loop against ours, equity"),
        ("indexed_loop_s", "equity_s", "indexed loop against ours, equity"),
        ("vectorbt_s", "equity_s", "vectorbt against ours, equity"),
        ("vectorbt_trades_s", "all_s", "vectorbt with trades against ours, all"),
    ]
    rows = []
    for peer, own, what in pairs:
        ratios = [turn[peer] / turn[own] for turn in turns]
        if np.isnan(ratios).any():
            continue
        rows.append(
            {
                "what": what,
                "peer_ms": round(float(np.median([turn[peer] for turn in turns])) * 1e3, 1),
                "bancada_ms": round(float(np.median([turn[own] for turn in turns])) * 1e3, 2),
                "ratio": round(float(np.median(ratios)), 1),
                "ratio_of_turns": f"{min(ratios):.0f} to {max(ratios):.0f}",
            }
        )
    return rows


def _chance(bars: Bars, decided: np.ndarray) -> dict[str, Any]:
    """Time chance with the same turnover, on all cores."""
    took = _seconds(lambda: random_with_turnover(bars, decided, SPEC, n_draws=N_DRAWS, rng=np.random.default_rng(1)))
    return {"what": f"chance, {N_DRAWS} draws", "bancada_ms_a_draw": round(took / N_DRAWS * 1e3, 2)}


@contextmanager
def _vectorbt(bars: Bars, decided: np.ndarray, equity: np.ndarray) -> Iterator[tuple[Asker, dict[str, Any]]]:
    """Yield what asks vectorbt for one timed run, after its equity was found to be ours."""
    python = os.environ.get("BANCADA_PEERS_PYTHON", "")
    if not python:
        print("vectorbt is left out: BANCADA_PEERS_PYTHON names no Python that has it.")
        yield lambda _: float("nan"), {}
        return
    target = np.concatenate(([0.0], decided[:-1]))
    size = np.where(np.diff(target, prepend=0.0) != 0.0, target, np.nan)
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "arrays.npz", Path(folder) / "equity.npy"
        terms = {"fees": SPEC.costs.bps / 1e4, "slippage": SPEC.costs.slippage_bps / 1e4, "capital": SPEC.capital}
        np.savez(given, close=bars.close, open=bars.open, size=size, **terms)
        command = [python, str(Path(__file__).parent / "peers" / "backtest_vectorbt.py"), str(given), str(found)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as peer:
            assert peer.stdin
            assert peer.stdout
            about = json.loads(peer.stdout.readline())
            _agree(np.load(found)[:-1], equity[:-1], "vectorbt")  # it closes nothing at the last bar

            def ask(what: str) -> float:
                print(what, file=peer.stdin, flush=True)
                return float(json.loads(peer.stdout.readline())["seconds"])

            yield ask, {"vectorbt": about["version"], "vectorbt_first_call_s": round(about["first_s"], 1)}
            peer.stdin.close()


def _agree(other: Any, own: np.ndarray, who: str) -> None:  # Any: whatever holds numbers
    if not np.allclose(other, own, rtol=1e-9, atol=0.0):
        raise SystemExit(f"{who} finds another equity; a ratio would mean nothing")


def _seconds(action: Callable[[], object], n_calls: int = 1) -> float:
    """Return the median time of a call."""
    took = []
    for _ in range(n_calls):
        started = perf_counter()
        action()
        took.append(perf_counter() - started)
    return float(np.median(took))


def _machine() -> dict[str, str | float]:
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.is_file() else []
    cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {
        "cpu": cpu,
        "cores": os.cpu_count() or 0,
        "load_average": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{package: version(package) for package in ("numba", "numpy")},
    }


if __name__ == "__main__":
    main()
