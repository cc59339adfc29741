"""Series that look made up: fakes are condemned, records of trades are not, and what cannot be told is not told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bancada.markets.bars import Bars, make_bars
from bancada.markets.synthetic import detect_stretch_by_stretch, detect_synthetic_patterns
from bancada.markets.synthetic.evidence import MIN_BARS
from bancada.markets.synthetic.fakes import FAKES, block_bootstrap


def stocks(symbol: str) -> Bars:
    """Return daily bars of a real share, as the demo has them."""
    from bokeh_sampledata import stocks as found

    table = getattr(found, symbol)
    days = np.array(table["date"], dtype="datetime64[ns]")
    return make_bars(
        symbol, "1d", ts=days, **{name: table[name] for name in ("open", "high", "low", "close", "volume")}
    )


def with_columns(bars: Bars, **columns: object) -> Bars:
    """Return the bars with some columns in place of theirs."""
    own = {name: getattr(bars, name) for name in ("ts", "open", "high", "low", "close", "volume")}
    return make_bars(bars.symbol, bars.timeframe, **{**own, **columns})


@pytest.mark.parametrize("kind", ["normal", "uniform", "geometric Brownian"])
def test_plain_fakes_are_condemned(kind: str) -> None:
    verdicts = [
        detect_synthetic_patterns(FAKES[kind](1_000, rng=np.random.default_rng(seed))) for seed in range(500, 520)
    ]

    assert all(verdict.is_condemned for verdict in verdicts)
    assert all(len(verdict.against) >= 2 for verdict in verdicts)


@pytest.mark.parametrize("symbol", ["AAPL", "GOOG", "IBM", "MSFT"])
def test_records_of_trades_are_not_condemned(symbol: str) -> None:
    verdict = detect_synthetic_patterns(stocks(symbol))

    assert not verdict.is_condemned
    assert verdict.is_enough
    assert verdict.condemned_share == 0


@pytest.mark.real_data
def test_no_window_of_a_real_future_is_condemned(real_data: Path) -> None:
    import pandas as pd

    table = pd.read_csv(real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz", sep="\t")
    names = {"open": "<OPEN>", "high": "<HIGH>", "low": "<LOW>", "close": "<CLOSE>", "volume": "<VOL>"}
    instants = pd.to_datetime(table["<DATE>"] + " " + table["<TIME>"], format="%Y.%m.%d %H:%M:%S").to_numpy()
    bars = make_bars("WDO", "5m", ts=instants, **{name: table[column].to_numpy() for name, column in names.items()})

    verdict = detect_synthetic_patterns(bars)

    assert verdict.n_windows == 100
    assert verdict.condemned_share == 0


def test_one_property_alone_condemns_nothing() -> None:
    real = stocks("IBM")
    shuffled = with_columns(real, volume=np.random.default_rng(3).permutation(real.volume))

    verdict = detect_synthetic_patterns(shuffled)

    assert {statistic.name for statistic in verdict.against} == {"volume_follows_range"}
    assert not verdict.is_condemned


def test_a_stretch_that_was_copied_is_found_even_where_all_else_is_real() -> None:
    real = stocks("IBM")
    columns = {name: np.array(getattr(real, name)) for name in ("open", "high", "low", "close", "volume")}
    for array in columns.values():
        array[2_000:2_400] = array[500:900]

    verdict = detect_synthetic_patterns(with_columns(real, **columns))

    assert [statistic.name for statistic in verdict.against] == ["repeated_blocks"]
    assert verdict.is_condemned
    assert verdict.statistics[-1].value == pytest.approx(800 / len(real), rel=0.02)


def test_blocks_of_real_bars_in_random_order_are_condemned_for_their_repetition() -> None:
    verdict = detect_synthetic_patterns(block_bootstrap(2_000, rng=np.random.default_rng(8), real=stocks("MSFT")))

    assert verdict.is_condemned
    assert "repeated_blocks" in {statistic.name for statistic in verdict.against}


def test_a_coarse_tick_repeats_no_block_by_itself() -> None:
    rng = np.random.default_rng(4)
    close = 10 + np.cumsum(rng.choice([-0.01, 0.0, 0.01], 20_000))
    opened = np.concatenate(([10.0], close[:-1]))
    bars = make_bars(
        "TICK",
        "1m",
        ts=np.arange(20_000) * 60_000_000_000,
        open=opened,
        high=np.maximum(opened, close) + 0.01,
        low=np.minimum(opened, close),
        close=close,
    )

    found = {statistic.name: statistic for statistic in detect_synthetic_patterns(bars).statistics}

    assert not found["repeated_blocks"].speaks_against
    assert found["volume_follows_range"].value is None


def test_too_few_bars_say_nothing() -> None:
    verdict = detect_synthetic_patterns(FAKES["normal"](MIN_BARS - 1, rng=np.random.default_rng(1)))

    assert (verdict.is_enough, verdict.is_condemned) == (False, False)
    assert verdict.finding().code == "synthetic_cannot_tell"


def test_closes_alone_without_volume_are_judged_by_their_returns() -> None:
    fake, real = FAKES["normal"](1_500, rng=np.random.default_rng(6)), stocks("IBM")

    alone = [
        with_columns(bars, open=bars.close, high=bars.close, low=bars.close, volume=np.full(len(bars), np.nan))
        for bars in (fake, real)
    ]

    assert [detect_synthetic_patterns(bars).is_condemned for bars in alone] == [True, False]


def test_a_series_in_stretches_is_judged_over_all_of_them() -> None:
    real, fake = stocks("IBM"), FAKES["normal"](12_000, rng=np.random.default_rng(7))

    only_real = detect_stretch_by_stretch([real[:1_600], real[1_600:]])
    mostly_fake = detect_stretch_by_stretch([real, fake])

    assert (only_real.is_condemned, only_real.n_bars) == (False, len(real))
    assert mostly_fake.is_condemned
    assert detect_stretch_by_stretch([real[:100]]).is_enough is False


def test_prices_that_never_move_say_nothing() -> None:
    still = np.full(600, 7.0)
    bars = make_bars(
        "STILL", "1d", ts=np.arange(600) * 86_400_000_000_000, open=still, high=still, low=still, close=still
    )

    verdict = detect_synthetic_patterns(bars)

    assert (verdict.is_enough, verdict.is_condemned) == (False, False)


def test_missing_prices_in_a_real_record_condemn_nothing() -> None:
    real = stocks("AAPL")
    closes = np.array(real.close)
    closes[::50] = np.nan

    assert not detect_synthetic_patterns(with_columns(real, close=closes)).is_condemned


def test_the_answer_for_programs_has_the_verdict_and_every_statistic() -> None:
    answer = detect_synthetic_patterns(FAKES["uniform"](1_000, rng=np.random.default_rng(2))).to_json()

    assert answer["condemned"] is True
    assert answer["evidence"]["range_persistence"]["speaks_against"] is True
    assert answer["evidence"]["repeated_blocks"]["value"] == 0.0
    assert answer["evidence"]["n_bars"] == 1_000


def test_the_verdict_names_its_reasons_in_both_languages() -> None:
    finding = detect_synthetic_patterns(FAKES["normal"](1_000, rng=np.random.default_rng(2))).finding()

    assert "does not persist" in finding.message("en")
    assert "não persiste" in finding.message("pt_BR")
