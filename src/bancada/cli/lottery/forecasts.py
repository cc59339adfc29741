"""`bancada lottery train | compare | retrain | convert`: forecasters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, language, number, say, show_findings, show_json, show_table
from bancada.cli.runs import follow_to_end, some_worker
from bancada.cli.shown import decimal, interval
from bancada.core.errors import BadInput, ModelExists, NotFound
from bancada.core.values import check_slug, to_json

if TYPE_CHECKING:
    from bancada.core.leaderboard import LeaderboardSummary
    from bancada.core.run import RunInfo
    from bancada.services import Bench

__all__ = ["compare", "convert", "retrain", "train"]

_DAYS, _DIAS = "Mon Tue Wed Thu Fri Sat Sun", "seg ter qua qui sex sáb dom"

_SPLITS = {"holdout": "reserva", "folds": "partições"}

Window = Annotated[int, typer.Option(min=1, help="Draws that a network looks back on.")]
Units = Annotated[int, typer.Option(min=1, help="Units of the LSTM.")]
Epochs = Annotated[int, typer.Option(min=1, help="At most; training stops by itself before.")]
Weight = Annotated[float, typer.Option(help="Of drawn numbers in the loss; undone before anything is scored.")]
Holdout = Annotated[float, typer.Option(min=0.0, max=0.5, help="Share of the latest draws that no training sees.")]
Seed = Annotated[int, typer.Option(help="Of training.")]


def train(
    model: Annotated[
        str, typer.Argument(help="ls15, ls14, ls15++, ls14++, or a rule: frequency, last-k, markov, logistic.")
    ],
    name: Annotated[str, typer.Option(help="What it is saved under; made of kind and moment by default.")] = "",
    window: Window = 10,
    units: Units = 64,
    epochs: Epochs = 60,
    weight: Weight = 1.0,
    holdout: Holdout = 0.2,
    seed: Seed = 7,
    json: JsonFlag = False,
) -> None:
    """Train one model, judge it on the latest draws beside chance, and save it."""
    from bancada.domains.lottery.features import kind_of
    from bancada.services.lottery.requests import TrainingRequest

    bench = default_bench()
    request = TrainingRequest(
        kinds=(kind_of(model),), name=name, window=window, units=units, epochs=epochs, weight=weight, holdout=holdout, seed=seed
    )  # fmt: skip
    run_id = bench.lottery.forecasts.train(request)
    with some_worker(bench) as keep_served:
        run = follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
    _answer_model(bench, run, json=json)


def compare(
    only: Annotated[str | None, typer.Option(help="Only these models: ids with commas.")] = None,
    window: Window = 10,
    units: Units = 64,
    epochs: Epochs = 60,
    weight: Weight = 1.0,
    folds: Annotated[int, typer.Option(min=2, help="Walking forward.")] = 5,
    holdout: Holdout = 0.2,
    seed: Seed = 7,
    top: Annotated[int, typer.Option(min=1, help="Models to keep.")] = 5,
    save_top: Annotated[int, typer.Option(min=0, help="Save so many of the best.")] = 0,
    prefix: Annotated[str, typer.Option(help="Saved names are PREFIX-MODEL.")] = "lotofacil",
    json: JsonFlag = False,
) -> None:
    """Compare the models and the rules, walking forward over the record, in one leaderboard."""
    from bancada.domains.lottery.features import kind_of
    from bancada.services.lottery.requests import TrainingRequest

    bench = default_bench()
    names = check_slug(prefix)
    kinds = tuple(kind_of(part) for part in (only or "").split(",") if part.strip())
    request = TrainingRequest(
        kinds=kinds, window=window, units=units, epochs=epochs, weight=weight, folds=folds, holdout=holdout, seed=seed,
        n_select=max(top, save_top),
    )  # fmt: skip
    run_id = bench.lottery.forecasts.compare(request)
    with some_worker(bench) as keep_served:
        follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
    summary = bench.lottery.forecasts.summary(run_id)
    saved, taken = [], []
    for candidate in summary.top[:save_top]:
        try:
            saved.append(bench.compare.save(run_id, candidate, f"{names}-{candidate}").name)
        except ModelExists as error:
            taken.append(str(error.facts["name"]))
    if json:
        show_json({**to_json(summary), "saved": saved, "taken": taken})
    else:
        _show_board(summary, saved)
    if taken:
        raise ModelExists(name=", ".join(taken), found=", ".join(taken))


def _show_board(summary: LeaderboardSummary, saved: list[str]) -> None:
    from bancada.learning.reasons import explain

    say(
        f"{summary.n_train} draws in {summary.task.split.folds} folds, walking forward; {summary.n_holdout} latest held out. "
        f"Figures are means over folds; the last columns are the holdout.",
        f"{summary.n_train} sorteios em {summary.task.split.folds} partições, andando para a frente; {summary.n_holdout} "
        f"últimos na reserva. Os números são médias das partições; as últimas colunas são a reserva.",
    )
    headers = ("rank", "id", "candidate", *summary.metrics, "Log Loss 95%", "Log Loss holdout", "Hits holdout")
    show_table(
        headers,
        [
            (
                row.rank, row.candidate, row.title, *(number(row.means.get(name)) for name in summary.metrics),
                "-" if "Log Loss" not in row.intervals else interval(row.intervals["Log Loss"], 4),
                number(row.holdout.get("Log Loss")), number(row.holdout.get("Hits")),
            )
            for row in summary.rows
        ],
        wrap=2,
    )  # fmt: skip
    for row in summary.rows:
        if row.reason:
            show = f"{row.candidate}: {explain(row.reason, language=language())}"
            say(show, show)
    show_findings(summary.findings)
    for name in saved:
        say(f"Saved: {name}", f"Salvo: {name}")


def retrain(
    now: Annotated[bool, typer.Option("--now", help="Run it now and follow it.")] = False,
    every: Annotated[str | None, typer.Option(help="Weekdays 0 (Monday) to 6, with commas, or 'day'.")] = None,
    at: Annotated[str, typer.Option(help="Time of day of the schedule, Brasília.")] = "22:30",
    off: Annotated[bool, typer.Option("--off", help="Remove the schedule.")] = False,
    model: Annotated[str | None, typer.Option(help="Kind to train; the champion's by default.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="At most; the champion's by default.")] = None,
    json: JsonFlag = False,
) -> None:
    """Back up, train, check and promote: now, or on a schedule. The old champion serves until the new one has passed."""
    from bancada.domains.lottery.features import kind_of
    from bancada.services.lottery.requests import TrainingRequest

    bench = default_bench()
    service = bench.lottery.forecasts
    chosen = service.retraining_request() if model is None else TrainingRequest(kinds=(kind_of(model),))
    request = chosen if epochs is None else replace(chosen, epochs=epochs)
    if off:
        service.unschedule_retraining()
    elif every is not None:
        service.schedule_retraining(days=_days(every), at=at, request=request)
    if now:
        run_id = service.retrain(request)
        with some_worker(bench) as keep_served:
            run = follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
        _answer_model(bench, run, json=json)
        return
    found = service.retraining_schedule()
    if json:
        show_json({"schedule": None if found is None else to_json(found)})
    elif found is None:
        say("Retraining is not scheduled. Run it: bancada lottery retrain --now",
            "Não há retreino agendado. Execute: bancada lottery retrain --now")  # fmt: skip
    else:
        say(f"Retraining is due at {found.next_at:%Y-%m-%d %H:%M} UTC: {_named(found.days, _DAYS)}, {found.at} {found.zone}.",
            f"O próximo retreino é em {found.next_at:%Y-%m-%d %H:%M} UTC: {_named(found.days, _DIAS)}, {found.at} {found.zone}.")  # fmt: skip


def _answer_model(bench: Bench, run: RunInfo, *, json: bool) -> None:
    name = str(run.result.get("model", ""))
    log = [line.text for line in bench.runs.log(run.id)]
    if json:
        show_json({"run": run.id, **run.result, "log": log})
        return
    for line in log:
        say(line, line)
    if not name:
        raise NotFound("model_not_found", name="-")
    info = bench.models.info(name)
    for figure in info.metrics:
        low = "-" if figure.interval is None else interval(figure.interval, 4)
        value, beside = decimal(figure.value, 4), "-" if figure.baseline is None else decimal(figure.baseline, 4)
        say(
            f"{figure.name} ({figure.split}): {value} [{low}], baseline {beside}",
            f"{figure.name} ({_SPLITS.get(figure.split, figure.split)}): {value} [{low}], referência {beside}",
        )
    champion = bench.lottery.forecasts.champion()
    serving = champion.name if champion else "-"
    say(f"Saved: {name}. Serving: {serving}.", f"Salvo: {name}. No ar: {serving}.")


def convert(
    source: Annotated[Path, typer.Argument(help=".keras file, or SavedModel folder.")],
    target: Annotated[Path, typer.Argument(help="SavedModel folder to make, or .keras file.")],
    json: JsonFlag = False,
) -> None:
    """Convert a network between .keras and SavedModel; the output stays only where it answers as the original does."""
    found = default_bench().lottery.forecasts.convert(source, target)
    if json:
        show_json({**to_json(found), "messages": [finding.message(language()) for finding in found.findings]})
        return
    say(
        f"{found.target}: made. A fresh process found the same answers to {found.n_inputs} inputs, to within {found.max_difference:.1e}.",
        f"{found.target}: pronto. Um processo novo encontrou as mesmas respostas para {found.n_inputs} entradas, com diferença de até {found.max_difference:.1e}.",
    )
    show_findings(found.findings)


def _named(days: tuple[int, ...], names: str) -> str:
    """Return weekdays as they are called."""
    return ", ".join(names.split()[day] for day in days)


def _days(text: str) -> tuple[int, ...]:
    """Return weekdays from "day" or "0,2,4"; BadInput where they are none."""
    if text == "day":
        return tuple(range(7))
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or any(part not in "0123456" or len(part) != 1 for part in parts):
        raise BadInput("lottery_days_wrong", days=text)
    return tuple(sorted({int(part) for part in parts}))
