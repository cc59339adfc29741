"""What names of files and symbols say."""

from __future__ import annotations

import duckdb
import pytest

from bancada.markets.importers.naming import clean_symbol, market_of, symbol_in, symbol_sql, timeframe_in


@pytest.mark.parametrize(
    ("stem", "symbol", "timeframe"),
    [
        ("WDO_M5_2018_2019_mt5", "WDO", "5m"),
        ("binance_spot_BTCUSDT_1h", "BTCUSDT", "1h"),
        ("AAPL_2016_2020_yahoo_acharya", "AAPL", None),
        ("WDO$N_M1_201801020900_201912301810", "WDO", "1m"),
        ("WINFUT_M15", "WIN", "15m"),
        ("WDOF19_H1_201801", "WDOF19", "1h"),
        ("ETHBTC-30m-2024-01", "ETHBTC", "30m"),
        ("PETR4.SA", "PETR4", None),
        ("BTC-USD", "BTC-USD", None),
        ("^BVSP_Daily", "^BVSP", "1d"),
        ("PETR4 (1)", "PETR4", None),
        ("bars", None, None),
        ("export_1M", None, None),
        ("MT5_data_2020", None, None),
    ],
)
def test_a_name_tells_symbol_and_timeframe_or_nothing(stem: str, symbol: str | None, timeframe: str | None) -> None:
    assert symbol_in(stem) == symbol
    assert timeframe_in(stem) == timeframe


@pytest.mark.parametrize(
    ("symbol", "exchange"),
    [
        ("WDO", "BVMF"),
        ("WINQ21", "BVMF"),
        ("PETR4", "BVMF"),
        ("BOVA11", "BVMF"),
        ("BTCUSDT", "24/7"),
        ("BTC-USD", "24/7"),
        ("EURUSD", ""),
        ("AAPL", ""),
    ],
)
def test_the_form_of_a_symbol_tells_its_exchange_or_nothing(symbol: str, exchange: str) -> None:
    assert market_of(symbol).exchange == exchange


@pytest.mark.parametrize(
    "symbol", ["WDO$", "wdo$n", "WIN@N", "INDFUT", "DOL$D", " petr4.sa ", "WDOF19", "BTCUSDT", "FUT", "^BVSP", "A$B"]
)
def test_sql_cleans_a_symbol_as_python_does(symbol: str) -> None:
    found = duckdb.execute(f"SELECT {symbol_sql('?')}".replace("?", "$1"), [symbol]).fetchone()
    assert found == (clean_symbol(symbol),)
