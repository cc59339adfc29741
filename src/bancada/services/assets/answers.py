"""What a saved model says of a ticker, as values, and what is to be known of the answer beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bancada.core.finding import Finding
from bancada.domains.assets.requests import ModelType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.core.model import ChampionRecord, ModelInfo

__all__ = ["STALE_SESSIONS", "AssetPrediction", "about_input", "about_model", "sessions_since"]

STALE_SESSIONS = 3
"""Sessions that ended after the last bar from which on an answer is called stale."""


@dataclass(frozen=True, slots=True)
class AssetPrediction:
    """What a model says of a ticker at the close of its last session.

    Attributes
    ----------
    ticker : str
    action : str
        "sell", "hold" or "buy": the most probable one.
    probabilities : dict of str to float
        By action; they sum to 1.
    expected_return : float
        From the open of the next session to the close `horizon` sessions ahead, payouts included; a fraction.
    horizon : int
        Sessions.
    last_close : float
        As traded where raw prices are there, at the last session.
    price : float
        `last_close * (1 + expected_return)`: the level that the expected return leads to where the next session opens at the last close
        and nothing is paid out. The return is reckoned from an open that is not known yet; the price shifts with it.
    importance : tuple of (str, float, float)
        Feature, mean fall of the balanced accuracy of the action raised most when it is shuffled, standard deviation; of the model, not of
        this answer. See `domains.assets.importance`.
    model : str
    model_type : ModelType
    collection : str
    is_champion : bool
    data_date : datetime
        Opening instant of the last bar, aware, UTC.
    age_sessions : int
        Sessions that ended after it, until now; today's not counted.
    findings : tuple of Finding
        Stale bars, a ticker that was not learned from, values outside the training range, a model that is no champion.
    engine : str
        "onnx" or "native".
    latency_ms : float
    """

    ticker: str
    action: str
    probabilities: dict[str, float]
    expected_return: float
    horizon: int
    last_close: float
    price: float
    importance: tuple[tuple[str, float, float], ...]
    model: str
    model_type: ModelType
    collection: str
    is_champion: bool
    data_date: datetime
    age_sessions: int
    findings: tuple[Finding, ...] = ()
    engine: str = "native"
    latency_ms: float = 0.0


def sessions_since(last: datetime, now: datetime, *, exchange: str, zone: str) -> int:
    """Return how many sessions ended after the one of `last`; today's is not counted, as it may not have ended.

    Where the exchange has no calendar here, Mondays to Fridays count.
    """
    from bancada.markets.sessions import calendar

    day, today = (instant.astimezone(ZoneInfo(zone)).date() for instant in (last, now))
    first, end = (np.datetime64(one, "D") for one in (day, today))
    known = calendar(exchange)
    if known is None:
        return max(0, int(np.busday_count(first + 1, end)))
    days = int(first.astype(np.int64)) + 1, int(end.astype(np.int64)) - 1
    return len(known.between(*days)) if days[0] <= days[1] else 0


def about_model(info: ModelInfo, champion: ChampionRecord | None) -> Iterator[Finding]:
    """Yield what is to be known of a model: that it is no champion, or that it was promoted against the gate."""
    if champion is None or champion.name != info.name:
        code = "assets_model_not_champion" if champion is not None else "assets_no_champion"
        facts = {"model": info.name, "task": info.task, "champion": None if champion is None else champion.name}
        yield Finding(code, facts=facts)
    elif champion.forced:
        yield Finding("assets_champion_forced", facts={"model": info.name, "reason": champion.reason})


def about_input(
    info: ModelInfo, ticker: str, values: NDArray[np.float64], *, names: tuple[str, ...], age: int, last: datetime
) -> Iterator[Finding]:
    """Yield what is to be known of what the model was asked: stale bars, a ticker it never saw, unusual values.

    Parameters
    ----------
    info : ModelInfo
    ticker : str
    values : ndarray of float64, shape (n_features,)
        Of the last session.
    names : tuple of str
        Of the values.
    age : int
        Sessions that ended since.
    last : datetime
    """
    if age >= STALE_SESSIONS:
        yield Finding("assets_bars_stale", facts={"ticker": ticker, "date": f"{last:%Y-%m-%d}", "sessions": age})
    learned = info.metadata.get("assets", {}).get("tickers", [])
    if ticker not in learned:
        yield Finding("assets_ticker_not_learned", facts={"ticker": ticker, "model": info.name, "tickers": learned})
    unusual = _unusual(info, values, names)
    if unusual:
        yield Finding("assets_values_unusual", facts={"names": unusual, "ticker": ticker})


def _unusual(info: ModelInfo, values: NDArray[np.float64], names: tuple[str, ...]) -> list[str]:
    """Return the features of the last session that lie outside what training rows held."""
    fields = {} if info.signature is None else {field.name: field for field in info.signature.inputs}
    found = []
    for name, value in zip(names, values.tolist(), strict=True):
        field = fields.get(name) or fields.get(f"{name}[0]") or fields.get(f"{name}[-0]")
        if field is None or field.minimum is None or field.maximum is None:
            continue
        if not field.minimum <= value <= field.maximum:
            found.append(name)
    return found
