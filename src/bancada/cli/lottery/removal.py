"""`bancada lottery remove | restore`: the record of draws out, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bancada.bootstrap import default_bench
from bancada.cli.output import JsonFlag, console, language, say, show_json
from bancada.core.errors import BadInput
from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.core.dataset import DatasetInfo
    from bancada.domains.lottery.draws import Draws

__all__ = ["remove", "restore"]

YES = ("y", "yes", "s", "sim")


def remove(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; needed with --json.")] = False,
    json: JsonFlag = False,
) -> None:
    """Take all draws out, into one file that `restore` brings back. Seals, models and runs stay."""
    service = default_bench().lottery.draws
    if json and not yes:
        raise BadInput("lottery_remove_unconfirmed")
    info = None if yes else service.info()  # a record that breaks the rules cannot be named, but it can be removed
    if info is not None and not _confirmed(info, service.draws()):
        say("Nothing was removed.", "Nada foi removido.")
        return
    removal = service.remove()
    if json:
        show_json(to_json(removal))
        return
    say(
        f"Draws removed: {removal.n_draws}, contests {removal.first} to {removal.last}. They are in {removal.file}; "
        "bancada lottery restore brings them back.",
        f"Sorteios removidos: {removal.n_draws}, concursos {removal.first} a {removal.last}. Estão em {removal.file}; "
        "bancada lottery restore os traz de volta.",
    )


def restore(
    file: Annotated[Path | None, typer.Argument(help="File of removed draws; the last removal's when omitted.")] = None,
    json: JsonFlag = False,
) -> None:
    """Bring removed draws back. Refused where there are draws, unless those are simulated."""
    service = default_bench().lottery.draws
    info = service.restore(file)
    if json:
        show_json(to_json(info))
        return
    first, last = service.draws().first, service.draws().last
    say(
        f"Draws brought back: {info.rows}, contests {first} to {last}.",
        f"Sorteios de volta: {info.rows}, concursos {first} a {last}.",
    )


def _confirmed(info: DatasetInfo, draws: Draws) -> bool:
    """Ask once, naming what goes; BadInput where nobody can answer."""
    named = f"{info.rows}: {draws.first}-{draws.last}, {info.source.value}, {info.origin}"
    question = (
        f"Remover os sorteios ({named})? [s/N] " if language() == "pt_BR" else f"Remove the draws ({named})? [y/N] "
    )
    try:
        return console.input(question, markup=False).strip().casefold() in YES
    except EOFError as error:
        raise BadInput("lottery_remove_unconfirmed") from error
