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
from bancada.registry import ModelDraft, read_draft, write_draft
from bancada.settings import Settings, read_settings, single_threaded_blas

CANDIDATES = ("lr", "nb", "dt", "rf", "lightgbm")
SCENARIOS = {"normal": "Normal", "hot": "Quente", "vibrating": "Vibrando", "dark": "Escuro"}
console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the steps share."""

    parts: Parts
    prefix: str
    language: str
    pause: Callable[[], None]

    def say(self, english: str, portuguese: str) -> None:
        """Print one sentence in the shell's language."""
        console.print(self.text(english, portuguese), markup=False)

    def text(self, english: str, portuguese: str) -> str:
        """Return one of two sentences by the shell's language."""
        return portuguese if self.language == "pt_BR" else english

    def step(self, number: int, english: str, portuguese: str) -> None:
        """Print the headline of a step."""
        console.print(f"\n[bold]{number}. {self.text(english, portuguese)}[/bold]")

    def name(self, candidate: str) -> str:
        """Return the name that a candidate is saved under."""
        return f"{self.prefix}-{candidate}"


def main() -> int:
    """Run the demo; 0 when every step did what it should, 2 without a terminal to ask in, 130 when it was stopped."""
    options = _options()
    if not options.auto and not sys.stdin.isatty():
        console.print("There is no terminal to press Enter in: use --auto. / Não há terminal para o Enter: use --auto.")
        return 2
    single_threaded_blas()
    with tempfile.TemporaryDirectory(prefix="bancada-demo-") as folder:
        settings = read_settings() if options.keep else _temporary(Path(folder))
        parts = Parts(settings)
        stage = Stage(
            parts, f"demo-{time.strftime('%H%M%S')}", settings.shell_language, _nothing if options.auto else _ask
        )
        try:
            return run(stage, Path(folder), keeps=options.keep)
        except KeyboardInterrupt:
            stage.say("Stopped.", "Interrompido.")
            return 130
        finally:
            parts.close()


def run(stage: Stage, scratch: Path, *, keeps: bool) -> int:
    """Go through all steps."""
    started = time.monotonic()
    console.print(
        Panel(
            stage.text(
                "Bancada: from sensor readings to a served model, in the shell. All rows are [bold]simulated[/bold].",
                "Bancada: de leituras de sensores a um modelo servido, no terminal. Todas as linhas são [bold]simuladas[/bold].",
            )
        )
    )
    summary, drafts = train_and_save(stage)
    names = list(drafts)
    stage.pause()
    list_saved(stage)
    stage.pause()
    predict_scenarios(stage, names[0])
    stage.pause()
    promote_and_roll_back(stage, summary.task.name, names)
    stage.pause()
    show_refusals(stage, names[0], drafts[names[0]], scratch)
    kept = stage.text(f"Kept: {', '.join(names)}", f"Ficaram: {', '.join(names)}")
    gone = stage.text("The temporary store is gone.", "O repositório temporário não existe mais.")
    console.print(Panel(f"{time.monotonic() - started:.0f} s. {kept if keeps else gone}"))
    return 0


def train_and_save(stage: Stage) -> tuple[LeaderboardSummary, dict[str, ModelDraft]]:
    """Compare candidates on the sensors' demo rows and save the best three; returns what was saved, by name."""
    from bancada import learning
    from bancada.services.drafting import draft_candidate

    frame, pack = next((pack.demo(7), pack) for pack in stage.parts.packs if pack.demo is not None)
    task = learning.make_task(frame, target=pack.target, time=pack.time_column, folds=3, name="sensores-demo")
    stage.step(
        1,
        f"Train and compare {len(CANDIDATES)} candidates on {len(frame)} readings, in time order",
        f"Treinar e comparar {len(CANDIDATES)} candidatos em {len(frame)} leituras, em ordem de tempo",
    )
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
    _show_board(stage, board.summary)
    stage.step(
        2,
        "Save the best three, signed, with a certified ONNX export where it answers the same",
        "Salvar os três melhores, assinados, com ONNX certificado onde ele responde o mesmo",
    )
    drafts = {stage.name(candidate): draft_candidate(board, candidate) for candidate in board.summary.top}
    for name, draft in drafts.items():
        stage.parts.store.save(name, draft, notes="demo")
        stage.say(f"  saved {name}", f"  salvo {name}")
    return board.summary, drafts


def list_saved(stage: Stage) -> None:
    """List the store with metadata."""
    stage.step(3, "List the store", "Listar o repositório")
    headers = (
        ("name", "metric", "value", "95% interval", "baseline", "ONNX"),
        ("nome", "métrica", "valor", "intervalo de 95%", "referência", "ONNX"),
    )
    table = Table(*headers[stage.language == "pt_BR"], box=None)
    for info in stage.parts.store.list():
        main_metric, certificate = info.main_metric, info.certificate
        interval = None if main_metric is None else main_metric.interval
        table.add_row(
            info.name,
            "-" if main_metric is None else f"{main_metric.name} ({main_metric.split})",
            "-" if main_metric is None else f"{main_metric.value:.3f}",
            "-" if interval is None else f"{interval.low:.3f} .. {interval.high:.3f}",
            "-" if main_metric is None or main_metric.baseline is None else f"{main_metric.baseline:.3f}",
            "-" if certificate is None else stage.text("certified", "certificado") if certificate.accepted else "-",
        )
    console.print(table)


def predict_scenarios(stage: Stage, name: str) -> None:
    """Load one model and answer the pack's named scenarios."""
    from bancada import serving

    stage.step(4, f"Load {name} and answer named scenarios", f"Carregar {name} e responder cenários com nome")
    predictor = serving.load_predictor(stage.parts.store, name)
    pack = next(pack for pack in stage.parts.packs if pack.scenarios)
    headers = (("scenario", "inputs", "answer", "p", "marks"), ("cenário", "entradas", "resposta", "p", "marcas"))
    table = Table(*headers[stage.language == "pt_BR"], box=None)
    for scenario in pack.scenarios:
        prediction = predictor.answer(scenario.inputs, explain=False)
        table.add_row(
            stage.text(scenario.title, SCENARIOS.get(scenario.name, scenario.title)),
            ", ".join(f"{key}={value:g}" for key, value in scenario.inputs.items()),
            str(prediction.answer),
            f"{prediction.probabilities[str(prediction.answer)]:.3f}",
            "; ".join(mark.message(stage.language) for mark in prediction.marks) or "-",
        )
    console.print(table)
    stage.say(f"  answered by {predictor.engine}", f"  respondido por {predictor.engine}")


def promote_and_roll_back(stage: Stage, task: str, names: Sequence[str]) -> None:
    """Promote two models in turn, then give the task back to the first."""
    from bancada.services.models import ModelsService

    stage.step(5, "Promote through the gate, then roll back", "Tornar campeão pelo portão, depois desfazer")
    models = ModelsService(stage.parts.store)
    for name in names[:2]:
        try:
            models.promote(name)
        except BancadaError as error:
            told = error.message(stage.language)
            stage.say(f"  the gate refuses {name}: {told}", f"  o portão recusa {name}: {told}")
            models.promote(name, force=True, reason="demo: to show the rollback")
        stage.say(f"  champion of {task}: {name}", f"  campeão de {task}: {name}")
    record = models.rollback(task, reason="demo")
    stage.say(
        f"  rolled back: champion of {task} is {record.name} again",
        f"  desfeito: o campeão de {task} é de novo {record.name}",
    )


def show_refusals(stage: Stage, name: str, draft: ModelDraft, scratch: Path) -> None:
    """Show what a taken name and a tampered file do; what is tampered with is a copy."""
    stage.step(6, "What is refused", "O que é recusado")
    try:
        stage.parts.store.save(name, draft)
    except ModelExists as error:
        told = error.message(stage.language)
        stage.say(f"  a taken name: {told}", f"  um nome ocupado: {told}")
    else:
        raise AssertionError("a taken name was accepted")
    copy = scratch / f"copy-of-{name}"
    write_draft(copy, draft, key=stage.parts.key)
    artefact = copy / "model.joblib"
    original = artefact.read_bytes()
    artefact.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    try:
        read_draft(copy, key=stage.parts.key)
    except TamperedModel as error:
        told = error.message(stage.language)
        stage.say(f"  one flipped bit: {told}", f"  um bit trocado: {told}")
    else:
        raise AssertionError("a tampered file was opened")
    artefact.write_bytes(original)
    read_draft(copy, key=stage.parts.key)
    stage.say("  with the bit flipped back it opens again", "  com o bit de volta, abre de novo")


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
    console.input("[dim]Enter[/dim] ")


def _nothing() -> None:
    """Go on at once."""


def _show_board(stage: Stage, summary: LeaderboardSummary) -> None:
    sort = summary.task.sort
    headers = (
        ("rank", "candidate", f"{sort} (folds)", "95% interval", f"{sort} (holdout)"),
        ("posição", "candidato", f"{sort} (partições)", "intervalo de 95%", f"{sort} (reserva)"),
    )
    table = Table(*headers[stage.language == "pt_BR"], box=None)
    for row in summary.rows:
        interval = row.intervals.get(sort)
        table.add_row(
            "-" if row.rank is None else str(row.rank),
            row.title,
            f"{row.means[sort]:.3f} ± {row.stds.get(sort, 0.0):.3f}" if sort in row.means else row.reason,
            "-" if interval is None else f"{interval.low:.3f} .. {interval.high:.3f}",
            f"{row.holdout[sort]:.3f}" if sort in row.holdout else "-",
        )
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
