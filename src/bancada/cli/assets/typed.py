"""What is asked of the steps of daily assets on the command line: options once, and requests made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from bancada.domains.assets.requests import ActionRule, LoadRequest

__all__ = [
    "BatchSize",
    "Calibrated",
    "CollectionOption",
    "CostBps",
    "Dropout",
    "Epochs",
    "Features",
    "Folds",
    "Force",
    "From",
    "Horizon",
    "Lookback",
    "ModelOption",
    "NIter",
    "NJobs",
    "Name",
    "Notes",
    "Patience",
    "PipelineOption",
    "Promote",
    "Rate",
    "Reason",
    "Rule",
    "Seed",
    "Short",
    "Stratified",
    "TestSize",
    "Threshold",
    "Tickers",
    "To",
    "Trees",
    "Units",
    "ValSize",
    "WaitOption",
    "Width",
    "Window",
    "Years",
    "load_request",
]

PipelineOption = Annotated[str, typer.Option("--pipeline", help="Name of the pipeline; each keeps its own state.")]
WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="Follow to the end, or only queue it.")]
CollectionOption = Annotated[str, typer.Option("--collection", help="Slug that gathers models of one purpose.")]
ModelOption = Annotated[str, typer.Option("--model", help="rf, or lstm (also lstm_mtl).")]

Tickers = Annotated[list[str], typer.Argument(help="As the exchange writes them: PETR4 VALE3.")]
Years = Annotated[float, typer.Option("--years", min=0.1, help="How far back, where --from is omitted.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First session, included.")]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last session, included.")]
Horizon = Annotated[int, typer.Option("--horizon", min=1, max=60, help="Sessions ahead at which a label ends.")]
Rule = Annotated[ActionRule, typer.Option("--rule", help="Where an action begins.")]
Width = Annotated[float, typer.Option("--width", min=0, help="Of volatility: times the past one over the horizon.")]
Window = Annotated[int, typer.Option("--window", min=2, help="Sessions of the past volatility.")]
Threshold = Annotated[float, typer.Option("--threshold", min=0, help="Of threshold: a return, as a fraction.")]
Features = Annotated[list[str] | None, typer.Option("--feature", help="Only these of the catalogue; repeatable.")]
TestSize = Annotated[float, typer.Option("--test-size", help="Share of the sessions, the latest.")]
ValSize = Annotated[float, typer.Option("--val-size", help="Share of the sessions before these.")]
Seed = Annotated[int, typer.Option("--seed", help="Of training.")]
NIter = Annotated[int, typer.Option("--n-iter", min=1, help="Forest: settings that are tried.")]
Trees = Annotated[
    int | None,
    typer.Option("--trees", min=1, help="Forest: trees; omitted: 200, and 100 while settings are searched for."),
]
Folds = Annotated[int, typer.Option("--folds", min=2, help="Forest: purged folds in time.")]
Stratified = Annotated[
    bool, typer.Option("--stratified", help="Forest: deal rows to folds by class; comes with a warning.")
]
Calibrated = Annotated[bool, typer.Option("--calibrate/--no-calibrate", help="Forest: calibrate probabilities.")]
NJobs = Annotated[int, typer.Option("--n-jobs", help="Forest: threads; -1 for all cores.")]
Lookback = Annotated[int, typer.Option("--lookback", min=1, help="LSTM: sessions a window holds.")]
Epochs = Annotated[int, typer.Option("--epochs", min=1, help="LSTM: at most; it stops by itself before.")]
BatchSize = Annotated[int, typer.Option("--batch-size", min=1, help="LSTM: windows a step.")]
Rate = Annotated[float, typer.Option("--learning-rate", help="LSTM: at the start.")]
Units = Annotated[int, typer.Option("--units", min=1, help="LSTM: units.")]
Dropout = Annotated[float, typer.Option("--dropout", min=0, max=0.95, help="LSTM: share dropped.")]
Patience = Annotated[int, typer.Option("--patience", min=1, help="LSTM: epochs without a smaller validation loss.")]
CostBps = Annotated[float, typer.Option("--cost-bps", min=0, help="Of the value of each side of a trade.")]
Short = Annotated[bool, typer.Option("--allow-short", help="Sell opens a short position.")]
Name = Annotated[str, typer.Option("--name", help="In the store; made of kind, collection and moment by default.")]
Promote = Annotated[bool, typer.Option("--promote/--no-promote", help="Ask the gate to make it champion.")]
Force = Annotated[bool, typer.Option("--force", help="Promote although the gate refuses; needs --reason.")]
Reason = Annotated[str, typer.Option("--reason", help="Of a promotion by force; journalled.")]
Notes = Annotated[str, typer.Option("--notes", help="Free text kept with the model.")]


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def load_request(tickers: list[str], years: float, first: datetime | None, last: datetime | None) -> LoadRequest:
    """Return what `load` is asked."""
    return LoadRequest(tuple(tickers), start=_day(first), end=_day(last), years=years)
