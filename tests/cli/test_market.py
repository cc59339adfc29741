"""`bancada market` as a shell calls it, on bars generated like a market."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada.markets.synthetic.fakes import normal
from tests.cli.conftest import Answer
from tests.market_files import market_bars, write_csv

Run = Callable[..., Answer]
N = 1_200


@pytest.fixture
def market(installation: Path, bancada: Run) -> Run:
    """Return the shell of an installation that holds daily bars of one share."""
    path = write_csv(installation / "ABCD3.csv", market_bars(N))
    assert bancada("market", "import", path, "--basis", "raw").code == 0
    return bancada


def test_an_import_says_what_came_in_and_the_same_file_adds_nothing(installation: Path, bancada: Run) -> None:
    path = write_csv(installation / "ABCD3.csv", market_bars(N))

    first = bancada("market", "import", path, "--json").json
    again = bancada("market", "import", path, "--json").json

    assert (first["rows"], first["accepted"], first["refused"]) == (N, N, 0)
    assert first["series"][0]["key"] == {"symbol": "ABCD3", "timeframe": "1d", "basis": "unstated"}
    assert again["already_imported"]
    assert again["series"][0]["version"] == first["series"][0]["version"]


def test_bad_rows_are_set_aside_in_a_file_that_stays(installation: Path, bancada: Run) -> None:
    path = write_csv(installation / "ABCD3.csv", market_bars(60))
    lines = path.read_text().splitlines()
    lines[10] = lines[10].replace(",", ",x", 1)
    path.write_text("\n".join(lines))

    report = bancada("market", "import", path, "--json").json

    assert (report["rows"], report["accepted"], report["refused"]) == (60, 59, 1)
    assert "11" in Path(report["refused_file"]).read_text("utf-8")


def test_strict_refuses_the_whole_file_and_leaves_nothing(installation: Path, bancada: Run) -> None:
    path = write_csv(installation / "ABCD3.csv", market_bars(60))
    path.write_text(path.read_text().replace(",", ",x", 12))

    refused = bancada("market", "import", path, "--strict", "--json")

    assert refused.code == 3
    assert bancada("market", "list", "--json").json["count"] == 0
    assert not list((installation / "data").glob("receiving-*"))


def test_several_files_come_in_each_by_itself_and_a_bad_one_stops_no_other(installation: Path, bancada: Run) -> None:
    good = [write_csv(installation / f"{name}.csv", market_bars(40, symbol=name)) for name in ("ABCD3", "EFGH4")]
    bad = installation / "nothing.csv"
    asked = ("market", "import", good[0], bad, good[1], "--basis", "raw")

    answer = bancada(*asked, "--json")

    first, refused, last = answer.json
    assert answer.code == bancada("market", "import", bad, "--json").code > 0
    assert [one["series"][0]["key"]["symbol"] for one in (first, last)] == ["ABCD3", "EFGH4"]
    assert (refused["file"], "nothing.csv" in refused["error"]["message"]) == (str(bad), True)
    told = bancada(*asked)
    assert told.out.count("nothing was added") == 2
    assert "nothing.csv" in told.err
    assert bancada("market", "import", *good, "--basis", "raw", "--json").code == 0


def test_stored_bars_that_differ_stop_an_import_unless_it_may_replace_them(market: Run, installation: Path) -> None:
    bars = market_bars(N)
    closes = np.array(bars.close)
    closes[700] = bars.low[700]
    path = write_csv(installation / "corrigido_ABCD3.csv", replace(bars, close=closes))

    refused = market("market", "import", path, "--basis", "raw", "--json")
    taken = market("market", "import", path, "--basis", "raw", "--replace", "--json").json

    assert refused.code == 3
    assert (taken["repeated"], taken["replaced"]) == (N - 1, 1)
    assert taken["series"][0]["version"] == 2


def test_validation_answers_its_findings_and_the_verdict_on_made_up_series(market: Run) -> None:
    answer = market("market", "validate", "ABCD3", "--json").json

    assert answer["synthetic"]["condemned"] is False
    assert answer["passed"] is True
    assert {"range_persistence", "excess_kurtosis"} <= answer["synthetic"]["evidence"].keys()
    assert isinstance(answer["findings"], list)
    assert market("market", "list", "--json").json["series"][0]["is_condemned"] is False


def test_a_made_up_series_is_condemned_and_says_so_in_the_list(installation: Path, bancada: Run) -> None:
    fake = normal(N, rng=np.random.default_rng(9))
    like = market_bars(N)
    path = write_csv(installation / "FAKE3.csv", replace(fake, symbol="FAKE3", ts=like.ts))
    bancada("market", "import", path, "--basis", "raw")

    answer = bancada("market", "validate", "FAKE3", "--json").json

    assert answer["synthetic"]["condemned"] is True
    assert "synthetic_condemned" in {finding["code"] for finding in answer["findings"]}
    assert bancada("market", "list", "--json").json["series"][0]["is_condemned"] is True
    refused = bancada("market", "validate", "FAKE3", "--production", "--json")
    assert refused.code == 6
    assert refused.error["facts"]["reasons"][0]["code"] == "synthetic_condemned"


def test_a_repair_is_done_only_when_asked_for_and_can_be_taken_back(installation: Path, bancada: Run) -> None:
    bars = market_bars(300)
    saturday = np.array(bars.ts)
    saturday[3] += 3 * 86_400_000_000_000  # 2019-01-07 becomes a Thursday twice; the next ones decide
    saturday = np.sort(np.append(bars.ts, np.int64(pd.Timestamp("2019-03-09").value)))
    order = np.argsort(np.append(bars.ts, np.int64(pd.Timestamp("2019-03-09").value)), kind="stable")
    columns = {
        name: np.append(getattr(bars, name), getattr(bars, name)[40])[order]
        for name in ("open", "high", "low", "close", "volume")
    }
    bancada(
        "market",
        "import",
        write_csv(installation / "ABCD3.csv", replace(bars, ts=saturday, **columns)),
        "--basis",
        "raw",
    )

    proposed = bancada("market", "repair", "ABCD3", "--json").json["proposed"]
    assert [one["kind"] for one in proposed] == ["drop_off_session"]
    assert bancada("market", "list", "--json").json["series"][0]["rows"] == 301

    mended = bancada("market", "repair", "ABCD3", "--do", "drop_off_session", "--json").json
    assert (mended["series"]["rows"], mended["records"][0]["rows_before"]) == (300, 301)

    back = bancada("market", "restore", "ABCD3", "--json").json
    assert back["rows"] == 301


def test_a_repair_that_nobody_proposed_is_refused_by_name(market: Run) -> None:
    refused = market("market", "repair", "ABCD3", "--do", "drop_everything", "--json")

    assert refused.code == 3
    assert "drop_everything" in refused.error["message"]


def test_features_are_listed_with_their_formulas_and_computed_into_a_file(market: Run, installation: Path) -> None:
    catalogue = market("market", "features", "--json").json["features"]
    target = installation / "f.parquet"
    answer = market("market", "features", "ABCD3", "--out", target, "--json").json

    assert len(catalogue) >= 80
    assert all(one["formula"] and one["source"] and one["look_back"] >= 1 for one in catalogue)
    assert answer["n_features"] >= 80
    assert pd.read_parquet(target).shape == (N, answer["n_features"])
    assert "buy_pressure" in answer["left_out"]


def test_regimes_are_shares_of_all_bars(market: Run) -> None:
    answer = market("market", "regimes", "ABCD3", "--json").json

    assert sum(row["share"] for row in answer["regimes"]) == pytest.approx(1)
    assert answer["now"] in {row["regime"] for row in answer["regimes"]}


def test_labels_and_folds_are_counted_and_training_is_purged(market: Run) -> None:
    labels = market("market", "labels", "ABCD3", "--kind", "triple_barrier", "--horizon", "10", "--json").json
    folds = market("market", "splits", "ABCD3", "--splitter", "purged", "--horizon", "10", "--json").json["folds"]

    assert sum(labels["classes"].values()) == labels["n_labels"]
    assert 0 < labels["mean_uniqueness"] < 1
    assert all(fold["purged"] > 0 for fold in folds)
    assert (
        sum(fold["test"] for fold in folds)
        == folds[0]["train"] + folds[0]["test"] + folds[0]["purged"] + folds[0]["embargoed"]
    )


def test_look_back_and_embargo_count_bars_and_the_answer_says_them(market: Run) -> None:
    plain = market("market", "splits", "ABCD3", "--splitter", "purged", "--horizon", "10", "--json").json
    deep = market(
        "market", "splits", "ABCD3", "--splitter", "purged", "--horizon", "10", "--look-back", "30", "--json"
    ).json
    wide = market(
        "market", "splits", "ABCD3", "--splitter", "purged", "--horizon", "10", "--embargo", "25", "--json"
    ).json

    assert (plain["embargo_bars"], plain["look_back_bars"], plain["labels"]["horizon"]) == (10, 0, 10)
    assert [fold["embargoed"] for fold in plain["folds"]] == [10, 10, 10, 10, 0]
    assert [fold["embargoed"] for fold in wide["folds"]] == [25, 25, 25, 25, 0]
    grown = [b["purged"] - a["purged"] for a, b in zip(plain["folds"], deep["folds"], strict=True)]
    assert grown == [30, 60, 60, 60, 30]
    assert deep["look_back_bars"] == 30


def test_labels_take_threshold_width_window_and_session(market: Run) -> None:
    few = market("market", "labels", "ABCD3", "--kind", "threshold", "--threshold", "0.2", "--json").json
    many = market("market", "labels", "ABCD3", "--kind", "threshold", "--threshold", "0.001", "--json").json
    short = market("market", "labels", "ABCD3", "--window", "5", "--width", "3", "--json").json
    long = market("market", "labels", "ABCD3", "--window", "100", "--json").json

    assert few["classes"]["hold"] > many["classes"]["hold"]
    assert short["n_labels"] - long["n_labels"] == 95
    assert short["classes"]["hold"] > long["classes"]["hold"]
    refused = market("market", "labels", "ABCD3", "--within-session", "--json")
    assert (refused.code, "ABCD3" in refused.error["message"]) == (3, True)


def test_a_selection_leaves_levels_of_prices_aside_unless_asked_for_them(market: Run) -> None:
    usual = market("market", "select", "ABCD3", "--folds", "2", "--json").json
    every = market("market", "select", "ABCD3", "--folds", "2", "--with-prices", "--json").json

    verdicts = {score["name"]: score["verdict"] for score in usual["scores"]}
    assert {verdicts[name] for name in ("ema_20", "momentum_5", "atr_14")} == {"level"}
    assert verdicts["momentum_pct_5"] != "level"
    assert {score["name"] for score in every["scores"]} == verdicts.keys()
    assert "level" not in {score["verdict"] for score in every["scores"]}


def test_a_backtest_stands_beside_holding_and_chance_and_counts_as_one_trial(market: Run) -> None:
    same = (
        "market",
        "backtest",
        "ABCD3",
        "--rule",
        "ema_cross",
        "--set",
        "fast=5",
        "--set",
        "slow=20",
        "--random",
        "50",
        "--json",
    )

    first = market(*same).json
    again = market(*same).json
    other = market("market", "backtest", "ABCD3", "--rule", "momentum", "--random", "50", "--json").json

    assert [column["name"] for column in (first["strategy"], first["buy_and_hold"], first["random"])] == [
        "strategy",
        "buy_and_hold",
        "random",
    ]
    assert first["verdict"]["code"] == "performance_no_edge"
    assert first["setup"]["spec"]["costs"]["bps"] > 0
    assert (first["testing"]["n_trials"], again["testing"]["n_trials"], other["testing"]["n_trials"]) == (1, 1, 2)
    costs = first["costs"]
    assert costs["net"] == pytest.approx(costs["before_costs"] - costs["slippage"] - costs["fees"])
    assert (first["setup"]["rule"]["chosen"], other["setup"]["rule"]["chosen"]) == ("beforehand", "in_sample")


def test_a_sheet_is_printed_with_conditions_months_falls_record_and_tax(market: Run) -> None:
    answer = market("market", "backtest", "ABCD3", "--random", "20", "--risk-free", "0.1", "--set", "fast=5")
    rebuilt = " ".join(answer.out.split())

    for words in (
        "missed The 95% interval of the net Sharpe ratio",
        "rate without risk 10.00% a year",
        "Deepest drawdowns",
        "Net return on the capital by month, %",
        "Minimum track record for 95%",
        "skew",
        "Tax by the Brazilian rates, as share or unit",
        "withheld by brokers",
    ):
        assert words in rebuilt


def test_tax_follows_the_paper_that_is_stated(market: Run) -> None:
    told = {
        paper: market("market", "backtest", "ABCD3", "--random", "20", "--paper", paper, "--json").json["tax"]
        for paper in ("share", "etf")
    }

    exempt = {
        paper: sum(kind["exempt_centavos"] for month in tax["months"] for kind in month["kinds"].values())
        for paper, tax in told.items()
    }
    assert exempt["etf"] == 0
    assert {tax["paper"] for tax in told.values()} == {"share", "etf"}
    assert all(isinstance(tax["total_centavos"], int) for tax in told.values())


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("backtest", "ABCD3", "--rule", "martingale"), "martingale"),
        (("backtest", "ABCD3", "--set", "fast"), "fast"),
        (("backtest", "ABCD3", "--set", "fast=500"), "fast"),
        (("backtest", "ABCD3", "--from", "31/12/2020"), "31/12/2020"),
        (("backtest", "ABCD3", "--from", "2031-01-01"), "ABCD3"),
        (("validate", "ABCD4"), "ABCD3"),
        (("features", "ABCD3", "--name", "moon_phase"), "moon_phase"),
        (("import", "nada.csv"), "nada.csv"),
    ],
    ids=lambda words: words[0] + words[-1] if isinstance(words, tuple) else "",
)
def test_wrong_use_names_what_was_wrong(market: Run, words: tuple[str, ...], named: str) -> None:
    answer = market("market", *words, "--json")

    assert answer.code in (3, 4)
    assert named in answer.error["message"]


def test_a_series_taken_out_comes_back(market: Run) -> None:
    assert market("market", "remove", "ABCD3").code == 0
    assert market("market", "list", "--json").json["count"] == 0

    assert market("market", "restore", "ABCD3", "--json").json["rows"] == N


def test_a_file_of_ones_own_in_the_store_is_taken_up_with_what_its_symbol_tells(
    installation: Path, bancada: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bancada import bootstrap

    lake = installation / "lago"
    lake.mkdir()
    bars = market_bars(200, symbol="WDO", timeframe="5m")
    frame = bars.frame().assign(symbol="WDO", timeframe="5m").assign(ts=lambda one: one["ts"].dt.tz_localize(None))
    frame.to_parquet(lake / "meu_wdo.parquet")
    monkeypatch.setenv("BANCADA_BARS_URL", str(lake))
    bootstrap.default_parts.cache_clear()

    (series,) = bancada("market", "adopt", "--json").json["series"]

    assert (series["key"]["basis"], series["exchange"], series["rows"]) == ("raw", "BVMF", 200)
    assert series["continuous"]["contract"] == "WDO"
    assert bancada("market", "adopt", "--json").json["series"] == []
    assert bancada("market", "adopt", "--zone", "Marte/Base", "--json").code == 3
    assert (lake / "meu_wdo.parquet").is_file()


def test_daily_bars_are_not_taken_for_intraday_ones(installation: Path, bancada: Run) -> None:
    path = write_csv(installation / "ABCD3.csv", market_bars(60))

    assert bancada("market", "import", path, "--timeframe", "5m", "--json").code == 3


def test_without_series_every_command_says_how_to_begin(installation: Path, bancada: Run) -> None:
    assert "bancada market import" in bancada("market", "list").out
    refused = bancada("market", "validate", "ABCD3", "--json")
    assert refused.code == 4


@pytest.mark.real_data
def test_the_mini_dollar_tells_its_saturdays_and_its_missing_december(
    real_data: Path, installation: Path, bancada: Run
) -> None:
    bancada("market", "import", real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz")

    answer = bancada("market", "validate", "WDO", "--timeframe", "5m", "--json").json

    checks = {check["code"]: check for check in answer["checks"]}
    assert checks["bars_off_session"]["count"] == 25
    assert checks["bars_missing_sessions"]["examples"][0]["at"].startswith("2018-12-03")
    assert answer["synthetic"]["condemned"] is False


@pytest.mark.real_data
def test_no_label_of_the_mini_dollar_crosses_a_roll_and_features_say_that_they_do(
    real_data: Path, installation: Path, bancada: Run
) -> None:
    bancada("market", "import", real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz")

    labels = bancada("market", "labels", "WDO", "--kind", "returns", "--json").json
    features = bancada("market", "features", "WDO", "--name", "momentum_5", "--json").json
    folds = bancada(
        "market", "splits", "WDO", "--kind", "returns", "--splitter", "purged", "--look-back", "500", "--json"
    ).json

    n_bars = features["bars"]
    assert labels["n_rolls"] == 23
    assert labels["n_labels"] == n_bars - 12 - 23 * 11
    assert [one["code"] for one in features["findings"]] == ["features_cross_rolls"]
    assert {fold["embargoed"] for fold in folds["folds"]} == {0, 12}
    assert all(500 <= fold["purged"] <= 2 * 511 for fold in folds["folds"])


@pytest.mark.real_data
def test_every_real_file_of_bars_comes_in_unattended(real_data: Path, installation: Path, bancada: Run) -> None:
    files = [*(real_data / "b3").rglob("*.*"), *(real_data / "intraday").glob("*"), *(real_data / "us").glob("*")]
    reports = {file.name: bancada("market", "import", file, "--json").json for file in files if file.is_file()}

    assert len(reports) == 10
    assert all(one["rows"] == one["accepted"] + one["refused"] + one["left_out"] for one in reports.values())
    assert {name: one["refused"] for name, one in reports.items() if one["refused"]} == {
        f"{symbol}.csv": 1 for symbol in ("ABEV3", "BBDC4", "ITUB4", "PETR4", "VALE3")
    }
    assert reports["COTAHIST_D25062021.TXT"]["accepted"] == 7_518
    assert len(reports["AAPL_2016_2020_yahoo_acharya.csv"]["series"]) == 2
