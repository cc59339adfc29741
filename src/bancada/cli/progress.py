"""Progress bars in a terminal; nothing is drawn where there is none, or where JSON was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bancada.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["bar_for", "progress_bar"]


def bar_for(*, quiet: bool) -> Progress:
    """Return a bar with what is done, elapsed and remaining."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Callable[..., None]]:
    """Draw a bar while the block runs; yields what work of this process reports to: done, total, and a message where it has one."""
    with bar_for(quiet=quiet) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, total: int, message: str = "") -> None:
            bar.update(task, completed=done, total=total or None, description=f"{title} {message}".strip())

        yield report
