"""What tells a series on the command line: symbol, timeframe, price basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.core.errors import BadInput
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe
from bancada.services.market.requests import LabelKind

if TYPE_CHECKING:
    from datetime import datetime

    from bancada.markets.series import SeriesInfo

__all__ = [
    "BasisOption",
    "HorizonOption",
    "KindOption",
    "SymbolArgument",
    "ThresholdOption",
    "TimeframeOption",
    "WidthOption",
    "WindowOption",
    "WithinOption",
    "assignments",
    "day",
    "found",
    "grid",
]

SymbolArgument = Annotated[str, typer.Argument(help="As `bancada market list` shows it.")]
TimeframeOption = Annotated[
    Timeframe | None, typer.Option("--timeframe", help="Of the bars; may be left out where one series fits.")
]
BasisOption = Annotated[
    PriceBasis | None,
    typer.Option("--basis", help="What was done to the prices; may be left out where one series fits."),
]

KindOption = Annotated[LabelKind, typer.Option("--kind", help="How a bar is labelled.")]
HorizonOption = Annotated[int, typer.Option("--horizon", min=1, help="Bars that a label looks ahead.")]
ThresholdOption = Annotated[
    float,
    typer.Option(
        "--threshold", min=0, help="Of kind threshold: return beyond which a bar calls for a trade, as a fraction."
    ),
]
WidthOption = Annotated[
    float,
    typer.Option(
        "--width", min=0, help="Of volatility and triple_barrier: times the past volatility over the horizon."
    ),
]
WindowOption = Annotated[int, typer.Option("--window", min=2, help="Bars that the past volatility looks back at.")]
WithinOption = Annotated[
    bool, typer.Option("--within-session", help="No label crosses from one session into the next; for intraday bars.")
]


def found(symbol: str, timeframe: Timeframe | None, basis: PriceBasis | None) -> SeriesInfo:
    """Return the series that is meant; NotFound or BadInput say which there are."""
    return default_bench().market.series.find(symbol, timeframe=timeframe, basis=basis)


def assignments(words: list[str]) -> dict[str, float]:
    """Return `["fast=9", "slow=20"]` as numbers by name; BadInput names what is none."""
    values: dict[str, float] = {}
    for word in words:
        name, separator, text = word.partition("=")
        try:
            values[name.strip()] = float(text.replace(",", "."))
        except ValueError:
            separator = ""
        if not separator or not name.strip():
            raise BadInput("market_not_an_assignment", text=word)
    return values


def grid(words: list[str]) -> dict[str, tuple[float, ...]]:
    """Return `["fast=5;9;20"]` as values by name; BadInput names what is none."""
    found: dict[str, tuple[float, ...]] = {}
    for word in words:
        name, _, texts = word.partition("=")
        values = [assignments([f"{name}={text}"])[name.strip()] for text in texts.split(";")]
        found[name.strip()] = tuple(values)
    return found


def day(text: str | None) -> datetime | None:
    """Return a day typed as 2019-03-31 at its midnight, UTC; None for nothing, BadInput for anything else."""
    from datetime import UTC, datetime

    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadInput("market_not_a_day", text=text) from error
