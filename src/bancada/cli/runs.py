"""`bancada runs`: list, show, follow, cancel, retry."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench, default_settings, worker
from bancada.cli.output import JsonFlag, console, say, show_json, show_table, word
from bancada.cli.progress import bar_for
from bancada.core.errors import BancadaError, Cancelled, RunRefused, WorkerHeld
from bancada.core.run import RunInfo, RunStatus
from bancada.core.values import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bancada.services import Bench

__all__ = ["app", "follow_to_end", "some_worker"]

app = typer.Typer(help="Background runs: follow, cancel, retry.", no_args_is_help=True)

RunId = Annotated[str, typer.Argument(help="Run id.")]


@app.command(name="list", epilog="Example: bancada runs list --json")
def list_(json: JsonFlag = False) -> None:
    """List runs, newest first."""
    runs = default_bench().runs.list()
    if json:
        show_json([to_json(run) for run in runs])
        return
    if not runs:
        say(
            "No runs yet. Start one: bancada compare DATASET --target COLUMN",
            "Nenhuma execução ainda. Comece uma: bancada compare DATASET --target COLUNA",
        )
        return
    show_table(
        ("id", "kind", "title", "status", "progress", "submitted"),
        [
            (r.id, r.kind, r.title, word(r.status.value), _progress(r), f"{r.submitted_at:%Y-%m-%d %H:%M:%S}")
            for r in runs
        ],
    )


@app.command(epilog="Example: bancada runs show 5f2c --json")
def show(run_id: RunId, json: JsonFlag = False) -> None:
    """Show a run and its log."""
    bench = default_bench()
    run, log = bench.runs.get(run_id), bench.runs.log(run_id)
    if json:
        show_json({**to_json(run), "log": [to_json(line) for line in log]})
        return
    console.print(f"{run.id} · {run.kind} · {run.title} · {word(run.status.value)} · {_progress(run)}", markup=False)
    if run.error:
        console.print(run.error, markup=False, soft_wrap=True)
    for line in log:
        console.print(f"{line.at:%H:%M:%S} {line.level}: {line.text}", markup=False, soft_wrap=True)


@app.command(epilog="Example: bancada runs follow 5f2c")
def follow(run_id: RunId, json: JsonFlag = False) -> None:
    """Follow a run until it is over."""
    run = follow_to_end(default_bench(), run_id, quiet=json)
    if json:
        show_json(to_json(run))


@app.command(epilog="Example: bancada runs cancel 5f2c")
def cancel(run_id: RunId, json: JsonFlag = False) -> None:
    """Ask a run to stop; what it finished is kept."""
    run = default_bench().runs.cancel(run_id)
    if json:
        show_json(to_json(run))
        return
    say(f"{run_id}: asked to stop.", f"{run_id}: parada pedida.")


@app.command(epilog="Example: bancada runs retry 5f2c")
def retry(run_id: RunId, json: JsonFlag = False) -> None:
    """Run a failed or cancelled run again; finished fits are not done twice."""
    bench = default_bench()
    again = bench.runs.retry(run_id)
    with some_worker(bench) as keep_served:
        run = follow_to_end(bench, again, quiet=json, keep_served=keep_served)
    if json:
        show_json(to_json(run))


@contextmanager
def some_worker(bench: Bench) -> Iterator[Callable[[], None]]:
    """Make sure that a worker serves while the block runs: one that is alive, or one in this process.

    Yields what makes sure of it again: the one that was alive may have been another command's own, and end with it.
    """
    with ExitStack() as held:

        def keep_served() -> None:
            if bench.runs.has_worker():
                return
            own = worker(default_settings())
            with suppress(WorkerHeld):  # another one came up in between
                own.start()
                held.callback(own.stop)

        keep_served()
        yield keep_served


def follow_to_end(
    bench: Bench, run_id: str, *, quiet: bool = False, keep_served: Callable[[], None] | None = None
) -> RunInfo:
    """Show progress until the run is over; Ctrl-C cancels the run. Raises what the run failed with."""
    run = bench.runs.get(run_id)
    try:
        with bar_for(quiet=quiet) as bar:
            task = bar.add_task(run.title, total=None)
            for run in bench.runs.follow(run_id):
                if run.note_code and keep_served is not None:
                    keep_served()
                if run.progress is not None:
                    text = f"{run.title} {run.progress.message}".strip()
                    bar.update(task, completed=run.progress.done, total=run.progress.total or None, description=text)
    except KeyboardInterrupt:
        bench.runs.cancel(run_id)
        for run in bench.runs.follow(run_id):
            if run.status.is_over:
                break
        raise Cancelled from None
    return _done_or_raise(run)


def _done_or_raise(run: RunInfo) -> RunInfo:
    if run.status is RunStatus.CANCELLED:
        raise Cancelled
    if run.status is RunStatus.FAILED:
        known = {cls.code: cls for cls in _all_errors(BancadaError)}
        raise known.get(run.error_code, RunRefused)(
            run.error_code or "run_failed", **(run.error_facts or {"detail": run.error})
        )
    return run


def _all_errors(cls: type[BancadaError]) -> list[type[BancadaError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _all_errors(child))]


def _progress(run: RunInfo) -> str:
    return "-" if run.progress is None else f"{run.progress.done}/{run.progress.total}"
