"""Guided demo of the model store, no browser needed: train, save, list, predict, promote, roll back, and what is refused.

    python demo_model_system.py            asks for Enter between steps
    python demo_model_system.py --auto     needs no keys
    python demo_model_system.py --keep     works in the store of your settings and leaves what it saved

Without `--keep` it works in a temporary folder that is gone at the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress
from rich.table import Table

from bancada.bootstrap import Parts
from bancada.core.errors import BancadaError, ModelExists, TamperedModel
from bancada.core.leaderboard import LeaderboardSummary
from bancada.settings import Settings, read_settings, single_threaded_blas

CANDIDATES = ("lr", "nb", "dt", "rf", "lightgbm")
console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the steps share."""

    parts: Parts
    prefix: str
    pause: Callable[[], None]

    def name(self, candidate: str) -> str:
        """Return the name that a candidate is saved under."""
        return f"{self.prefix}-{candidate}"


def main() -> int:
    """Run the demo; 0 when every step did what it should."""
    options = _options()
    single_threaded_blas()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bancada-demo-") as folder:
        parts = Parts(read_settings() if options.keep else _temporary(Path(folder)))
        stage = Stage(parts, f"demo-{time.strftime('%H%M%S')}", (lambda: None) if options.auto else _ask)
        try:
            saved = run(stage)
        finally:
            parts.close()
    kept = f"Kept: {', '.join(saved)}" if options.keep else "The temporary store is gone."
    console.print(Panel(f"Done in {time.monotonic() - started:.0f} s. {kept}"))
    return 0


def run(stage: Stage) -> Sequence[str]:
    """Go through all steps; returns the names of the models that are left."""
    console.print(
        Panel("Bancada: from sensor readings to a served model, in the shell. All rows are [bold]simulated[/bold].")
    )
    summary, names = train_and_save(stage)
    stage.pause()
    list_saved(stage)
    stage.pause()
    predict_scenarios(stage, names[0])
    stage.pause()
    promote_and_roll_back(stage, summary.task.name, names)
    stage.pause()
    show_refusals(stage, names)
    return names


def train_and_save(stage: Stage) -> tuple[LeaderboardSummary, list[str]]:
    """Compare candidates on the sensors' demo rows and save the best three."""
    from bancada import learning
    from bancada.services.drafting import draft_candidate

    frame, pack = next((pack.demo(7), pack) for pack in stage.parts.packs if pack.demo is not None)
    task = learning.make_task(frame, target=pack.target, time=pack.time_column, folds=3, name="sensores-demo")
    _step(1, f"Train and compare {len(CANDIDATES)} candidates on {len(frame)} readings, in time order")
    with Progress(console=console, transient=True) as bar:
        working = bar.add_task("fits", total=None)
        board = learning.compare(
            frame,
            task,
            options=learning.CompareOptions(n_select=3, include=CANDIDATES),
            ledger=stage.parts.ledger,
            run_id=stage.prefix,
            columns=pack.columns,
            on_progress=lambda done, total, what: bar.update(working, completed=done, total=total, description=what),
        )
    _show_board(board.summary)
    _step(2, "Save the best three, signed, with a certified ONNX export where it answers the same")
    names = []
    for candidate in board.summary.top:
        info = stage.parts.store.save(stage.name(candidate), draft_candidate(board, candidate), notes="demo")
        names.append(info.name)
        console.print(f"  saved {info.name}")
    return board.summary, names


def list_saved(stage: Stage) -> None:
    """List the store with metadata."""
    _step(3, "List the store")
    table = Table("name", "task", "metric", "value", "95% interval", "baseline", "ONNX certificate", box=None)
    for info in stage.parts.store.list():
        main_metric, certificate = info.main_metric, info.certificate
        interval = None if main_metric is None else main_metric.interval
        table.add_row(
            info.name,
            info.task,
            "-" if main_metric is None else f"{main_metric.name} ({main_metric.split})",
            "-" if main_metric is None else f"{main_metric.value:.3f}",
            "-" if interval is None else f"{interval.low:.3f} .. {interval.high:.3f}",
            "-" if main_metric is None or main_metric.baseline is None else f"{main_metric.baseline:.3f}",
            "-" if certificate is None else "accepted" if certificate.accepted else certificate.reason,
        )
    console.print(table)


def predict_scenarios(stage: Stage, name: str) -> None:
    """Load one model and answer the pack's named scenarios."""
    from bancada import serving

    _step(4, f"Load {name} and answer named scenarios")
    predictor = serving.load_predictor(stage.parts.store, name)
    pack = next(pack for pack in stage.parts.packs if pack.scenarios)
    table = Table("scenario", "inputs", "answer", "probability", "marks", box=None)
    for scenario in pack.scenarios:
        prediction = predictor.answer(scenario.inputs, explain=False)
        table.add_row(
            scenario.title,
            ", ".join(f"{key}={value:g}" for key, value in scenario.inputs.items()),
            str(prediction.answer),
            f"{prediction.probabilities[str(prediction.answer)]:.3f}",
            "; ".join(mark.message("en") for mark in prediction.marks) or "-",
        )
    console.print(table)
    console.print(f"  answered by {predictor.engine}")


def promote_and_roll_back(stage: Stage, task: str, names: Sequence[str]) -> None:
    """Promote two models in turn, then give the task back to the first."""
    from bancada.services.models import ModelsService

    _step(5, "Promote through the gate, then roll back")
    models = ModelsService(stage.parts.store)
    for name in names[:2]:
        try:
            models.promote(name)
        except BancadaError as error:
            console.print(f"  the gate refuses {name}: {error}", markup=False)
            models.promote(name, force=True, reason="demo: to show the rollback")
        console.print(f"  champion of {task}: {name}")
    record = models.rollback(task, reason="demo")
    console.print(f"  rolled back: champion of {task} is {record.name} again")


def show_refusals(stage: Stage, names: Sequence[str]) -> None:
    """Show what a taken name and a tampered file do."""
    from bancada import serving

    _step(6, "What is refused")
    store = stage.parts.store
    try:
        store.rename(names[1], names[0])
    except ModelExists as error:
        console.print(f"  a taken name: {error}", markup=False)
    else:
        raise AssertionError("a taken name was accepted")
    artefact = stage.parts.settings.models_folder / names[2] / "model.joblib"
    original = artefact.read_bytes()
    artefact.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    try:
        serving.load_model(store, names[2])
    except TamperedModel as error:
        console.print(f"  one flipped bit: {error}", markup=False)
    else:
        raise AssertionError("a tampered file was opened")
    finally:
        artefact.write_bytes(original)
    serving.load_model(store, names[2])
    console.print("  with the bit flipped back it loads again")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Guided demo of Bancada's model store.")
    parser.add_argument("--auto", action="store_true", help="do not wait for Enter")
    parser.add_argument("--keep", action="store_true", help="work in the store of your settings and keep what is saved")
    return parser.parse_args()


def _temporary(folder: Path) -> Settings:
    return read_settings(
        data_dir=folder / "data",
        database_url="",
        jobs_url="",
        tracking_uri="",
        models_dir=folder / "store",
        signing_key_file=folder / "key" / "signing.key",
    )


def _ask() -> None:
    console.input("[dim]Enter to go on[/dim] ")


def _step(number: int, text: str) -> None:
    console.print(f"\n[bold]{number}. {text}[/bold]")


def _show_board(summary: LeaderboardSummary) -> None:
    sort = summary.task.sort
    table = Table("rank", "candidate", f"{sort} (folds)", "95% interval", f"{sort} (holdout)", box=None)
    for row in summary.rows:
        interval = row.intervals.get(sort)
        table.add_row(
            "-" if row.rank is None else str(row.rank),
            row.title,
            f"{row.means[sort]:.3f} ± {row.stds[sort]:.3f}" if sort in row.means else row.reason,
            "-" if interval is None else f"{interval.low:.3f} .. {interval.high:.3f}",
            f"{row.holdout[sort]:.3f}" if sort in row.holdout else "-",
        )
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
