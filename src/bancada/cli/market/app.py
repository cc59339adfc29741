"""The market's commands, gathered."""

from __future__ import annotations

import typer

from bancada.cli.market import backtests, research, series, validation

__all__ = ["app"]

app = typer.Typer(
    help="Bars: import, validate, features, regimes, labels, folds, backtests with costs.", no_args_is_help=True
)

app.command(name="import", epilog="Example: bancada market import WDO_M5_2018_2019.csv.gz")(series.import_)
app.command(epilog="Example: bancada market download PETR4.SA VALE3.SA --from 2020-01-01")(series.download)
app.command(name="list", epilog="Example: bancada market list WDO")(series.list_)
app.command(epilog="Example: bancada market validate WDO --timeframe 5m --json")(validation.validate)
app.command(epilog="Example: bancada market repair WDO --do drop_off_session")(validation.repair)
app.command(epilog="Example: bancada market features WDO --out wdo.parquet")(research.features)
app.command(epilog="Example: bancada market regimes WDO")(research.regimes)
app.command(epilog="Example: bancada market labels WDO --kind triple_barrier --horizon 24")(research.labels)
app.command(epilog="Example: bancada market splits WDO --splitter purged --folds 10")(research.splits)
app.command(epilog="Example: bancada market select WDO --horizon 12")(research.select)
app.command(epilog="Example: bancada market leaks WDO")(research.leaks)
app.command(epilog="Example: bancada market rules")(backtests.rules)
app.command(epilog="Example: bancada market backtest WDO --rule ema_cross --set fast=9 --set slow=21")(
    backtests.backtest
)
app.command(epilog="Example: bancada market remove WDO")(series.remove)
app.command(epilog="Example: bancada market restore WDO")(series.restore)
app.command(epilog="Example: bancada market adopt")(series.adopt)
