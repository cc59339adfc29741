"""`bancada assets load | prepare | split | train | evaluate | save`: one step at a time."""

from __future__ import annotations

from bancada.bootstrap import default_bench
from bancada.cli.assets import typed
from bancada.cli.assets.following import command_of, finish
from bancada.cli.output import JsonFlag
from bancada.core.errors import Refused
from bancada.domains.assets.requests import (
    ActionRule,
    EvaluationRequest,
    ForestOptions,
    LstmOptions,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    Step,
    TrainRequest,
)
from bancada.services.assets.requests import StepRequest, model_type_of

__all__ = ["evaluate", "load", "prepare", "save", "split", "train"]


def load(
    tickers: typed.Tickers,
    years: typed.Years = 2.0,
    first: typed.From = None,
    last: typed.To = None,
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Load the daily bars of some tickers and validate them."""
    _do(Step.LOAD, typed.load_request(tickers, years, first, last), pipeline, waits=waits, json=json)


def prepare(
    horizon: typed.Horizon = 2,
    rule: typed.Rule = ActionRule.VOLATILITY,
    width: typed.Width = 0.4,
    window: typed.Window = 20,
    threshold: typed.Threshold = 0.01,
    features: typed.Features = None,
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Compute features and labels."""
    request = PreparationRequest(horizon, rule, width, window, threshold, tuple(features or ()))
    _do(Step.PREPROCESS, request, pipeline, waits=waits, json=json)


def split(
    test_size: typed.TestSize = 0.2,
    val_size: typed.ValSize = 0.1,
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Cut the sessions in time: training, then validation, then test."""
    _do(Step.SPLIT, SplitRequest(test_size, val_size), pipeline, waits=waits, json=json)


def train(
    model: typed.ModelOption = "rf",
    n_iter: typed.NIter = 12,
    folds: typed.Folds = 4,
    trees: typed.Trees = None,
    is_stratified: typed.Stratified = False,
    is_calibrated: typed.Calibrated = True,
    n_jobs: typed.NJobs = -1,
    lookback: typed.Lookback = 32,
    epochs: typed.Epochs = 50,
    batch_size: typed.BatchSize = 256,
    learning_rate: typed.Rate = 1e-3,
    units: typed.Units = 64,
    dropout: typed.Dropout = 0.4,
    patience: typed.Patience = 20,
    seed: typed.Seed = 7,
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Train a forest or a network."""
    forest = ForestOptions(n_iter, folds, is_stratified, n_jobs, is_calibrated, trees)
    lstm = LstmOptions(
        lookback=lookback,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        units=units,
        dropout=dropout,
        early_stopping_patience=patience,
    )
    _do(Step.TRAIN, TrainRequest(model_type_of(model), forest, lstm, seed), pipeline, waits=waits, json=json)


def evaluate(
    cost_bps: typed.CostBps = 5.0,
    allow_short: typed.Short = False,
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Judge the model on validation and test, beside its baselines."""
    _do(Step.EVALUATE, EvaluationRequest(cost_bps, allow_short), pipeline, waits=waits, json=json)


def save(
    collection: typed.CollectionOption = "b3",
    name: typed.Name = "",
    is_promoted: typed.Promote = True,
    force: typed.Force = False,
    reason: typed.Reason = "",
    notes: typed.Notes = "",
    pipeline: typed.PipelineOption = "default",
    waits: typed.WaitOption = True,
    json: JsonFlag = False,
) -> None:
    """Put the model into the store and ask the gate."""
    request = SaveRequest(collection, name, promote=is_promoted, force=force, reason=reason, notes=notes)
    _do(Step.SAVE, request, pipeline, waits=waits, json=json)


def _do(step: Step, request: StepRequest, pipeline: str, *, waits: bool, json: bool) -> None:
    bench = default_bench()
    try:
        run_id = bench.assets.pipelines.start(step, request, pipeline=pipeline)
    except Refused as refused:
        if json or refused.code != "pipeline_step_missing":
            raise
        missing = [f"bancada assets {command_of(Step(name))}" for name in refused.facts["missing"]]
        raise Refused("pipeline_commands_missing", command=command_of(step), missing=missing) from None
    finish(bench, run_id, pipeline, waits=waits, json=json)
