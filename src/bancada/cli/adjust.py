"""`bancada adjust` and `bancada models save`: calibrate one of a comparison's best or choose its threshold by cost; keep it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, number, say, show_findings, show_json, show_table
from bancada.cli.runs import follow_to_end, some_worker
from bancada.core.adjustment import Adjustment, Threshold
from bancada.core.errors import ModelExists
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.values import to_json
from bancada.services.adjust import AdjustRequest

__all__ = ["adjust", "save"]


class Method(StrEnum):
    """How probabilities are calibrated."""

    NONE = "none"
    AUTO = "auto"
    ISOTONIC = "isotonic"
    SIGMOID = "sigmoid"


def adjust(
    run: Annotated[str, typer.Argument(help="Run id of a finished comparison.")],
    candidate: Annotated[str, typer.Argument(help="One of its best, by id.")],
    calibrate: Annotated[Method, typer.Option(help="How to calibrate probabilities.")] = Method.NONE,
    cost_fp: Annotated[float | None, typer.Option(min=0.0, help="Cost of a false positive, in any one unit.")] = None,
    cost_fn: Annotated[float | None, typer.Option(min=0.0, help="Cost of a false negative, likewise.")] = None,
    save: Annotated[str | None, typer.Option(help="Save the adjusted model under this name.")] = None,
    json: JsonFlag = False,
) -> None:
    """Calibrate a classifier, or choose its threshold by cost; it is scored again and stands beside the others."""
    bench = default_bench()
    if save is not None and not bench.models.name_is_free(save):
        raise ModelExists(name=save, found=save)
    request = AdjustRequest(run, candidate, calibrate.value, cost_false_positive=cost_fp, cost_false_negative=cost_fn)
    run_id = bench.compare.adjust(request)
    with some_worker(bench) as keep_served:
        done = follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
    found = next(each for each in bench.compare.adjustments(run) if each.id == done.result["adjusted"])
    saved = None if save is None else bench.compare.save(run, found.id, save)
    if json:
        show_json({**to_json(found), "saved": None if saved is None else saved.name})
        return
    _show(found, bench.compare.summary(run))
    if saved is not None:
        say(f"Saved: {saved.name}", f"Salvo: {saved.name}")
    else:
        say(
            f"Adjusted: {found.id}. To save it: bancada models save {run} {found.id} NAME",
            f"Ajustado: {found.id}. Para salvar: bancada models save {run} {found.id} NOME",
        )


def save(
    run: Annotated[str, typer.Argument(help="Run id of a finished comparison.")],
    candidate: Annotated[str, typer.Argument(help="One of its best, or an adjusted one, by id.")],
    name: Annotated[str, typer.Argument(help="Name to save it under.")],
    title: Annotated[str, typer.Option(help="Free title in any language.")] = "",
    notes: Annotated[str, typer.Option(help="Notes.")] = "",
    json: JsonFlag = False,
) -> None:
    """Save one of a comparison's best: the very object that its holdout scored."""
    info = default_bench().compare.save(run, candidate, name, title=title, notes=notes)
    if json:
        show_json(to_json(info))
        return
    say(f"Saved: {info.name}", f"Salvo: {info.name}")


def _show(found: Adjustment, summary: LeaderboardSummary) -> None:
    base = summary.row(found.base)
    rows = [row for row in (base, found.row) if row is not None]
    say(
        "Means over folds, each judged by what the others taught; then the holdout.",
        "Médias das partições, cada uma avaliada pelo que as outras ensinaram; depois a reserva.",
    )
    show_table(
        ("metric", *(f"{row.candidate} {split}" for split in ("folds", "holdout") for row in rows)),
        [(name, *_values(rows, name)) for name in summary.metrics],
    )
    if found.threshold is not None:
        _show_threshold(found.threshold)
    show_findings(found.findings)


def _values(rows: list[LeaderboardRow], name: str) -> list[str]:
    return [number(row.means.get(name)) for row in rows] + [number(row.holdout.get(name)) for row in rows]


def _show_threshold(found: Threshold) -> None:
    low, high = found.value_interval.low, found.value_interval.high
    say(
        f"Threshold {found.value:.4f} (95%: {low:.4f} .. {high:.4f}), chosen on {found.n_rows} out-of-fold rows ({found.split}).",
        f"Limiar {found.value:.4f} (95%: {low:.4f} .. {high:.4f}), escolhido em {found.n_rows} linhas fora do fold ({found.split}).",
    )
    interval = f"{found.interval.low:.4f} .. {found.interval.high:.4f}"
    show_table(
        ("answer positive", "mean cost a row", "95%"),
        [
            (f"from {found.value:.4f}", found.expected_cost, interval),
            ("from 0.5", found.cost_at_half, None),
            ("never", found.cost_never, None),
            ("always", found.cost_always, None),
        ],
    )
