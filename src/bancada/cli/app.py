"""The tree of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from bancada import __version__
from bancada.cli import adjust, assets, compare, data, keys, lottery, market, models, predict, runs, serve, system

__all__ = ["app"]

app = typer.Typer(
    name="bancada",
    help="Bancada: from a table to a served, watched model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[  # its callback answers
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Bancada: from a table to a served, watched model."""


app.command(epilog="Example: bancada up --port 8600")(system.up)
app.command(epilog="Example: bancada serve --port 8600")(serve.serve)
app.command(epilog="Example: bancada worker")(system.worker)
app.command(name="setup", epilog="Example: bancada setup")(system.setup)
app.command(epilog="Example: bancada settings --json")(system.settings)
app.command(epilog="Example: bancada doctor")(system.doctor)
app.add_typer(data.app, name="data")
app.command(epilog="Example: bancada compare sensores --target estado --sort F1 --save-top 2 --prefix piloto")(
    compare.compare
)
app.command(epilog="Example: bancada adjust 5f2c rf --calibrate auto --cost-fp 1 --cost-fn 5 --save alarme-rf")(
    adjust.adjust
)
models.app.command(epilog="Example: bancada models save 5f2c rf-calibrated alarme-rf")(adjust.save)
app.add_typer(models.app, name="models")
app.command(epilog="Example: bancada predict piloto-rf --set lux=15 --set temperatura=14 --set vibracao=0.5")(
    predict.predict
)
app.add_typer(runs.app, name="runs")
app.add_typer(lottery.app, name="lottery")
app.add_typer(market.app, name="market")
app.add_typer(assets.app, name="assets")
app.add_typer(keys.app, name="keys")
