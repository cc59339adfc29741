"""`bancada assets run | status | report | clear`: all six steps at once, and how far they have come."""

from __future__ import annotations

import typer

from bancada.bootstrap import default_bench
from bancada.cli.assets import typed
from bancada.cli.assets.following import finish, show_state, state_json
from bancada.cli.output import JsonFlag, language, say, show_json, shown
from bancada.core.errors import NotFound
from bancada.domains.assets.requests import (
    ActionRule,
    EvaluationRequest,
    ForestOptions,
    LstmOptions,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)
from bancada.services.assets.requests import model_type_of

__all__ = ["clear", "report", "run", "status"]


def run(
    tickers: typed.Tickers,
    years: typed.Years = 2.0,
    first: typed.From = None,
    last: typed.To = None,
    horizon: typed.Horizon = 2,
    rule: typed.Rule = ActionRule.VOLATILITY,
    width: typed.Width = 0.4,
    threshold: typed.Threshold = 0.01,
    test_size: typed.TestSize = 0.2,
    val_size: typed.ValSize = 0.1,
    model: typed.ModelOption = "rf",
    n_iter: typed.NIter = 12,
    folds: typed.Folds = 4,
    trees: typed.Trees = None,
    n_jobs: typed.NJobs = -1,
    lookback: typed.Lookback = 32,
    epochs: typed.Epochs = 50,
    batch_size: typed.BatchSize = 256,
    units: typed.Units = 64,
    seed: typed.Seed = 7,
    cost_bps: typed.CostBps = 5.0,
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
    """Do all six steps: load, preprocess, split, train, evaluate, save. Options that are not here have their own step's command."""
    forest = ForestOptions(n_iter=n_iter, folds=folds, n_jobs=n_jobs, n_estimators=trees)
    lstm = LstmOptions(lookback=lookback, epochs=epochs, batch_size=batch_size, units=units)
    request = PipelineRequest(
        load=typed.load_request(tickers, years, first, last),
        preparation=PreparationRequest(horizon=horizon, rule=rule, width=width, threshold=threshold),
        split=SplitRequest(test_size, val_size),
        training=TrainRequest(model_type_of(model), forest=forest, lstm=lstm, seed=seed),
        evaluation=EvaluationRequest(cost_bps=cost_bps),
        saving=SaveRequest(collection, name, promote=is_promoted, force=force, reason=reason, notes=notes),
    )
    bench = default_bench()
    run_id = bench.assets.pipelines.run(request, pipeline=pipeline)
    finish(bench, run_id, pipeline, waits=waits, json=json)


def status(pipeline: typed.PipelineOption = "default", json: JsonFlag = False) -> None:
    """Show how far a pipeline has come."""
    state = default_bench().assets.pipelines.state(pipeline=pipeline)
    if json:
        show_json(state_json(state))
        return
    show_state(state)


def report(pipeline: typed.PipelineOption = "default", json: JsonFlag = False) -> None:
    """Print the evaluation: every figure beside its baseline, with its interval."""
    found = default_bench().assets.pipelines.evaluation(pipeline=pipeline)
    if found is None:
        raise NotFound("pipeline_not_evaluated", pipeline=pipeline)
    if json:
        show_json(found.as_json())
    else:
        typer.echo(shown(found.report_markdown(language())))


def clear(pipeline: typed.PipelineOption = "default", json: JsonFlag = False) -> None:
    """Forget a pipeline and what its steps left; saved models stay."""
    default_bench().assets.pipelines.clear(pipeline=pipeline)
    if json:
        show_json({"pipeline": pipeline, "cleared": True})
    else:
        say(f"{pipeline}: cleared.", f"{pipeline}: limpo.")
