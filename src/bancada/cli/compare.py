"""`bancada compare`: train and compare candidates, keep the best."""

from __future__ import annotations

from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, say, show_findings, show_json, show_table
from bancada.cli.runs import follow_to_end, some_worker
from bancada.core.errors import InvalidTask, ModelExists
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.model import ModelInfo
from bancada.core.task import Engine, Problem, SplitKind
from bancada.core.values import check_slug, to_json
from bancada.services import Bench
from bancada.services.compare import CompareRequest

__all__ = ["compare"]


def compare(
    dataset: Annotated[str, typer.Argument(help="Dataset name, as `bancada data list` shows it.")],
    target: Annotated[
        list[str] | None,
        typer.Option(help="Column to be learned; the dataset's by default. Repeat it for several 0/1 columns at once."),
    ] = None,
    problem: Annotated[Problem | None, typer.Option(help="Inferred from the target by default.")] = None,
    sort: Annotated[str | None, typer.Option(help="Metric that ranks, e.g. F1 or RMSE.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="Number of folds.")] = 5,
    split: Annotated[SplitKind | None, typer.Option(help="Time order by default where rows have a time.")] = None,
    group: Annotated[str | None, typer.Option(help="Column that names groups.")] = None,
    time: Annotated[str | None, typer.Option(help="Column that orders rows.")] = None,
    horizon: Annotated[int, typer.Option(min=1, help="Rows ahead, where the problem is a forecast.")] = 1,
    top: Annotated[int, typer.Option(min=1, help="Candidates to refit, score on the holdout and keep.")] = 5,
    all_: Annotated[bool, typer.Option("--all", help="Slow candidates too.")] = False,
    include: Annotated[str | None, typer.Option(help="Only these candidates: ids with commas.")] = None,
    exclude: Annotated[str | None, typer.Option(help="Not these candidates: ids with commas.")] = None,
    engine: Annotated[Engine, typer.Option(help="Who fits.")] = Engine.NATIVE,
    holdout: Annotated[
        float, typer.Option(min=0.0, max=0.5, help="Share of rows that the comparison never sees.")
    ] = 0.2,
    seed: Annotated[int, typer.Option(help="Seed of splits and candidates.")] = 7,
    budget_minutes: Annotated[float | None, typer.Option(min=0.01, help="Stop starting fits after so long.")] = None,
    timeout_s: Annotated[float | None, typer.Option(min=0.1, help="Longest single fit, in seconds.")] = None,
    save_top: Annotated[int, typer.Option(min=0, help="Save so many of the best.")] = 0,
    prefix: Annotated[
        str | None, typer.Option(help="Saved names are PREFIX-CANDIDATE; the dataset's name by default.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Train and compare candidates on a dataset. Ctrl-C cancels; what was fitted is kept for `bancada runs retry`."""
    bench = default_bench()
    names = check_slug(prefix or dataset) if save_top else ""
    targets = tuple(dict.fromkeys(target or [_target_of(bench, dataset)]))
    request = CompareRequest(
        dataset=dataset, target=targets[0], targets=targets if len(targets) > 1 else (), problem=problem, sort=sort, folds=folds, split=split,
        group=group, time=time, holdout=holdout, seed=seed, n_select=max(top, save_top), turbo=not all_,
        include=_ids(include), exclude=_ids(exclude), engine=engine, budget_minutes=budget_minutes, timeout_s=timeout_s,
        horizon=horizon,
    )  # fmt: skip
    run_id = bench.compare.submit(request)
    with some_worker(bench) as keep_served:
        follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
    summary = bench.compare.summary(run_id)
    saved, taken = _save(bench, summary, save_top, names)
    if json:
        show_json({**to_json(summary), "saved": [info.name for info in saved], "taken": taken})
    else:
        _show(summary, saved)
    if taken:
        raise ModelExists(name=", ".join(taken), found=", ".join(taken))


def _target_of(bench: Bench, dataset: str) -> str:
    target = bench.data.info(dataset).target
    if target is None:
        raise InvalidTask("target_not_named", dataset=dataset)
    return target


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _save(bench: Bench, summary: LeaderboardSummary, count: int, prefix: str) -> tuple[list[ModelInfo], list[str]]:
    saved, taken = [], []
    for candidate in summary.top[:count]:
        try:
            saved.append(bench.compare.save(summary.run_id, candidate, f"{prefix}-{candidate}"))
        except ModelExists as error:
            taken.append(str(error.facts["name"]))
    return saved, taken


def _show(summary: LeaderboardSummary, saved: list[ModelInfo]) -> None:
    split = summary.task.split
    say(
        f"{summary.task.name}: {summary.n_train} rows in {split.folds} folds ({split.kind.value}), {summary.n_holdout} held out. "
        f"Figures are means over folds ± standard deviation; the last column is the holdout.",
        f"{summary.task.name}: {summary.n_train} linhas em {split.folds} partições ({split.kind.value}), {summary.n_holdout} na reserva. "
        f"Os números são médias das partições ± desvio padrão; a última coluna é a reserva.",
    )
    headers = (
        "rank",
        "id",
        "candidate",
        *summary.metrics,
        "TT (Sec)",
        f"{summary.task.sort} 95%",
        f"{summary.task.sort} holdout",
    )
    show_table(headers, [_row(summary, row) for row in summary.rows], wrap=2)
    show_findings(summary.findings)
    for info in saved:
        say(f"Saved: {info.name}", f"Salvo: {info.name}")
    say(f"Run: {summary.run_id}", f"Execução: {summary.run_id}")


def _row(summary: LeaderboardSummary, row: LeaderboardRow) -> tuple[object, ...]:
    if row.rank is None:
        return (
            "-",
            row.candidate,
            f"{row.title}: {row.status.value} {row.reason}".strip(),
            *("-" for _ in summary.metrics),
            "-",
            "-",
            "-",
        )
    interval = row.intervals.get(summary.task.sort)
    shown = [_mean(row, metric) for metric in summary.metrics]
    held = row.holdout.get(summary.task.sort)
    return (
        row.rank, row.candidate, row.title, *shown, f"{row.fit_time_s:.3f}",
        "-" if interval is None else f"{interval.low:.4f} .. {interval.high:.4f}",
        "-" if held is None else f"{held:.4f}",
    )  # fmt: skip


def _mean(row: LeaderboardRow, metric: str) -> str:
    """Return a mean over folds with its deviation, which one fold alone does not have."""
    if metric not in row.means:
        return "-"
    spread = row.stds.get(metric)
    return f"{row.means[metric]:.4f}" + ("" if spread is None else f" ± {spread:.4f}")
