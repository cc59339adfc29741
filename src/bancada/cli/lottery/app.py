"""The lottery's commands, gathered."""

from __future__ import annotations

import typer

from bancada.cli.lottery import chance, draws, forecasts, removal, tickets

__all__ = ["app"]

app = typer.Typer(
    help="Lotofácil: draws, forecasters, tickets, and the plain truth about chance.", no_args_is_help=True
)

app.command(name="import", epilog="Example: bancada lottery import Lotofacil.xlsx")(draws.import_)
app.command(epilog="Example: bancada lottery update")(draws.update)
app.command(epilog="Example: bancada lottery status --json")(draws.status)
app.command(epilog="Example: bancada lottery statistics")(draws.statistics)
app.command(epilog="Example: bancada lottery remove")(removal.remove)
app.command(epilog="Example: bancada lottery restore")(removal.restore)
app.command(epilog="Example: bancada lottery train ls15 --name ls15-piloto")(forecasts.train)
app.command(epilog="Example: bancada lottery compare --only ls15,ls14,frequency --save-top 1 --prefix piloto")(
    forecasts.compare
)
app.command(epilog="Example: bancada lottery retrain --now")(forecasts.retrain)
app.command(epilog="Example: bancada lottery convert model.keras saved_model/")(forecasts.convert)
app.command(epilog="Example: bancada lottery predict --tickets 3 --seal")(tickets.predict)
app.command(epilog="Example: bancada lottery backtest --rule frequency --from 1001")(chance.backtest)
app.command(epilog="Example: bancada lottery randomness")(chance.randomness)
app.command(epilog="Example: bancada lottery odds --size 16")(chance.odds)
app.command(epilog="Example: bancada lottery check --file apostas.txt --contest 3363")(tickets.check)
app.command(epilog='Example: bancada lottery wheel "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"')(tickets.wheel)
app.command(epilog="Example: bancada lottery verify")(tickets.verify)
app.command(epilog="Example: bancada lottery seals --json")(tickets.seals)
