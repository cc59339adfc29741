"""The commands of daily assets, gathered."""

from __future__ import annotations

import typer

from bancada.cli.assets import answers, pipelines, steps

__all__ = ["app"]

app = typer.Typer(
    help="Daily assets: six steps from bars to a saved model, and what it says of a ticker.", no_args_is_help=True
)

app.command(epilog="Example: bancada assets tickers PETR")(answers.tickers)
app.command(epilog="Example: bancada assets run PETR4 VALE3 ITUB4 --years 6 --model rf")(pipelines.run)
app.command(epilog="Example: bancada assets load PETR4 VALE3 --years 6")(steps.load)
app.command(epilog="Example: bancada assets prepare --horizon 2 --width 0.5")(steps.prepare)
app.command("preprocess", hidden=True, epilog="Example: bancada assets preprocess --horizon 2")(steps.prepare)
app.command(epilog="Example: bancada assets split --test-size 0.2 --val-size 0.1")(steps.split)
app.command(epilog="Example: bancada assets train --model lstm --epochs 50")(steps.train)
app.command(epilog="Example: bancada assets evaluate --cost-bps 5")(steps.evaluate)
app.command(epilog="Example: bancada assets save --collection b3 --name petroleo-rf")(steps.save)
app.command(epilog="Example: bancada assets status --json")(pipelines.status)
app.command(epilog="Example: bancada assets report")(pipelines.report)
app.command(epilog="Example: bancada assets predict PETR4")(answers.predict)
app.command(epilog="Example: bancada assets history --collection b3 --model rf")(answers.history)
app.command(epilog="Example: bancada assets rollback --model rf --reason 'worse since May'")(answers.rollback)
app.command(epilog="Example: bancada assets clear")(pipelines.clear)
