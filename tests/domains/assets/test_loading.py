"""Loading: which prices are taken, how far back, what is refused, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import BadInput, Cancelled, NotFound, Refused
from bancada.core.finding import Finding, Severity
from bancada.domains.assets.factors import factors_at
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.plausible import implausible_bars
from bancada.domains.assets.requests import LoadRequest
from bancada.markets.bars import Bars, make_bars
from bancada.markets.series import PriceBasis
from bancada.markets.validation.report import ValidationReport
from tests.domains.assets.assets_data import MemoryReader, info_of, made_up_bars, made_up_reader

READER = made_up_reader(300)
WHOLE = LoadRequest(("AAAA3",), years=100, min_rows=0)


class Watched:
    """A Watch that keeps what it is told, and asks to stop after some parts."""

    def __init__(self, *, stop_after: int = 99) -> None:
        self.told: list[tuple[int, int, str]] = []
        self.stop_after = stop_after

    def progress(self, done: int, total: int, message: str = "") -> None:
        self.told.append((done, total, message))

    def is_cancelled(self) -> bool:
        return len(self.told) >= self.stop_after


def with_bases(*bases: PriceBasis) -> MemoryReader:
    bars = made_up_bars(300)
    infos = [info_of(bars, basis) for basis in bases]
    return MemoryReader({info.key: (info, bars) for info in infos})


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("bases", "learned_on", "filled_on", "said"),
    [
        ((PriceBasis.RAW, PriceBasis.TOTAL_RETURN), "total_return", "raw", []),
        ((PriceBasis.TOTAL_RETURN,), "total_return", "total_return", ["assets_fills_on_adjusted"]),
        ((PriceBasis.RAW, PriceBasis.SPLIT_ADJUSTED), "split_adjusted", "raw", ["assets_basis_split_adjusted"]),
        ((PriceBasis.RAW,), "raw", "raw", ["assets_basis_raw"]),
        ((PriceBasis.UNSTATED,), "unstated", "unstated", ["assets_basis_unstated"]),
        ((PriceBasis.UNSTATED, PriceBasis.TOTAL_RETURN), "total_return", "unstated", []),
    ],
    ids=["both", "total return", "split-adjusted", "raw", "unstated", "unstated beside total return"],
)
def test_returns_are_learned_on_total_return_and_filled_on_raw_where_there_are_such_prices(
    bases: tuple[PriceBasis, ...], learned_on: str, filled_on: str, said: list[str]
) -> None:
    loaded = DataLoadingService(with_bases(*bases)).load(WHOLE)
    (one,) = loaded.tickers

    assert (one.basis, one.fill_basis) == (learned_on, filled_on)
    assert set(one.bars) == set(one.series) == {basis.value for basis in bases}
    assert codes(loaded.findings) == said


def test_factors_make_total_return_prices_of_raw_ones() -> None:
    loaded = DataLoadingService(made_up_reader(300)).load(WHOLE)
    (one,) = loaded.tickers
    raw, adjusted = one.bars["raw"], one.bars["total_return"]

    assert len(one.factors) == 2
    assert one.factors[1][0] == raw.ts[150]
    assert raw.close * factors_at(one.factors, raw.ts) == pytest.approx(adjusted.close, abs=0.011)


def test_without_raw_prices_there_are_no_factors() -> None:
    loaded = DataLoadingService(with_bases(PriceBasis.TOTAL_RETURN)).load(WHOLE)

    assert loaded.tickers[0].factors == ()


def test_two_years_before_the_last_session_are_loaded_unless_asked_otherwise() -> None:
    reader = made_up_reader(900)
    bars = DataLoadingService(reader).load(LoadRequest(("AAAA3",))).tickers[0].bars["total_return"]
    whole = made_up_bars(900)

    first, last = (datetime.fromtimestamp(ts / 1e9, tz=UTC).date() for ts in (bars.ts[0], bars.ts[-1]))
    assert bars.ts[-1] == whole.ts[-1]
    assert timedelta(days=727) <= last - first <= timedelta(days=731)


def test_years_are_counted_from_the_end_asked_for_or_from_the_last_session_before_it() -> None:
    reader = made_up_reader(900)
    service = DataLoadingService(reader)

    def span(request: LoadRequest) -> tuple[date, date]:
        ts = service.load(request).tickers[0].bars["raw"].ts
        return tuple(datetime.fromtimestamp(at / 1e9, tz=UTC).date() for at in (ts[0], ts[-1]))

    last = span(WHOLE)[1]
    assert span(LoadRequest(("AAAA3",), end=date(2021, 3, 5), years=1)) == (date(2020, 3, 5), date(2021, 3, 5))
    assert span(LoadRequest(("AAAA3",), end=date(2099, 1, 1), years=1))[1] == last
    assert span(LoadRequest(("AAAA3",), start=date(2020, 1, 1), end=date(2020, 1, 31))) == (
        date(2020, 1, 1),
        date(2020, 1, 31),
    )


@given(
    st.dates(date(2018, 12, 1), date(2020, 4, 1)) | st.dates(),
    st.dates(date(2018, 12, 1), date(2020, 4, 1)) | st.dates(),
)
def test_any_span_gives_exactly_the_bars_in_it_or_says_that_there_is_none(start: date, end: date) -> None:
    whole = made_up_bars(300).ts
    days = [datetime.fromtimestamp(ts / 1e9, tz=UTC).date() for ts in whole.tolist()]
    expected = [ts for ts, day in zip(whole.tolist(), days, strict=True) if start <= day <= end]
    request = LoadRequest(("AAAA3",), start, end, min_rows=0)

    if expected:
        assert DataLoadingService(READER).load(request).tickers[0].bars["raw"].ts.tolist() == expected
    else:
        with pytest.raises(BadInput):
            DataLoadingService(READER).load(request)


def test_tickers_come_in_the_order_asked_for_and_progress_is_told_of_each() -> None:
    watch = Watched()
    request = LoadRequest(("bbbb4", "AAAA3", "BBBB4"), years=100, min_rows=0)

    loaded = DataLoadingService(made_up_reader(300)).load(request, watch=watch)

    assert [one.ticker for one in loaded.tickers] == ["BBBB4", "AAAA3"]
    assert watch.told == [(1, 2, "BBBB4"), (2, 2, "AAAA3")]


def test_a_load_that_is_cancelled_reads_no_further_ticker() -> None:
    watch = Watched(stop_after=1)

    with pytest.raises(Cancelled):
        DataLoadingService(made_up_reader(300)).load(LoadRequest(("AAAA3", "BBBB4"), min_rows=0), watch=watch)

    assert [name for _, _, name in watch.told] == ["AAAA3"]


def test_all_tickers_that_are_not_there_are_named_with_names_like_theirs() -> None:
    service = DataLoadingService(made_up_reader(300))

    with pytest.raises(NotFound) as caught:
        service.load(LoadRequest(("AAAA4", "ZZZZ9", "BBBB4")))
    assert caught.value.facts == {"tickers": ["AAAA4", "ZZZZ9"], "near": ["AAAA3"]}

    with pytest.raises(NotFound) as caught:
        service.load(LoadRequest(("ZZZZ9",)))
    assert caught.value.code == "assets_tickers_unknown"


def test_all_series_that_may_not_be_trained_on_are_refused_at_once_and_may_be_looked_at() -> None:
    reader = replace(made_up_reader(300), refused=frozenset({"AAAA3", "BBBB4"}))
    request = LoadRequest(("AAAA3", "BBBB4"), min_rows=0)

    with pytest.raises(Refused) as caught:
        DataLoadingService(reader).load(request)

    assert [one.facts["symbol"] for one in caught.value.facts["reasons"]] == ["AAAA3", "BBBB4"]
    assert len(DataLoadingService(reader).load(request, for_production=False).tickers) == 2


def test_a_span_without_bars_says_what_there_is() -> None:
    with pytest.raises(BadInput) as caught:
        DataLoadingService(made_up_reader(300)).load(LoadRequest(("AAAA3",), end=date(2018, 1, 1)))

    assert caught.value.facts["tickers"] == ["AAAA3"]
    assert "AAAA3 from 2019-01-02 to 2020-02-25" in str(caught.value)
    assert "AAAA3 de 02/01/2019 a 25/02/2020" in caught.value.message("pt_BR")


def test_a_request_that_cannot_be_served_names_all_that_is_wrong() -> None:
    request = LoadRequest(("AAAA3",), start=date(2020, 2, 1), end=date(2020, 1, 1), years=float("nan"), min_rows=-1)

    with pytest.raises(BadInput) as caught:
        DataLoadingService(made_up_reader(300)).load(request)

    assert [one.column for one in caught.value.facts["problems"]] == ["start", "years", "min_rows"]


def test_few_rows_are_warned_of_by_ticker_with_what_to_do() -> None:
    loaded = DataLoadingService(made_up_reader(300)).load(LoadRequest(("AAAA3", "BBBB4")))
    few = [one for one in loaded.findings if one.code == "assets_few_rows"]

    assert [one.facts for one in few] == [
        {"ticker": ticker, "rows": 300, "needed": 1_000} for ticker in ("AAAA3", "BBBB4")
    ]
    assert "Ask for more years" in few[0].message("en")
    assert "1.000" in few[0].message("pt_BR")


def test_data_that_end_early_and_calendars_that_differ_are_said() -> None:
    long, short = made_up_bars(300), made_up_bars(290, "MSFT")
    infos = (info_of(long, PriceBasis.RAW), info_of(short, PriceBasis.RAW, exchange="XNYS"))
    reader = MemoryReader({info.key: (info, bars) for info, bars in zip(infos, (long, short), strict=True)})

    loaded = DataLoadingService(reader).load(LoadRequest(("AAAA3", "MSFT"), min_rows=0))
    found = {one.code: one.facts for one in loaded.findings}

    assert found["assets_ends_early"] == {"ticker": "MSFT", "date": "2020-02-11", "high": "2020-02-25"}
    assert found["assets_exchanges_differ"] == {"exchanges": ["BVMF (AAAA3)", "XNYS (MSFT)"]}
    assert found["assets_basis_raw"] == {"tickers": ["AAAA3", "MSFT"]}


def test_what_validation_cautions_of_is_passed_on_with_the_ticker_and_its_infos_are_not() -> None:
    reader = made_up_reader(300)
    key = next(key for key in reader.series_of if key.symbol == "AAAA3" and key.basis is PriceBasis.TOTAL_RETURN)
    statements = (
        Finding("bars_condemned", Severity.CAUTION, facts={"symbol": "AAAA3"}),
        Finding("feature_is_intraday", Severity.INFO, facts={"name": "x"}),
    )
    report = ValidationReport("AAAA3", key.timeframe, 300, None, None, (), statements)

    loaded = DataLoadingService(replace(reader, reports={key: report})).load(WHOLE)

    assert codes(loaded.findings) == ["assets_validation"]
    assert loaded.findings[0].facts == {"ticker": "AAAA3", "finding": statements[0]}
    assert loaded.tickers[0].report is report


def test_a_lone_ticker_ends_with_itself() -> None:
    loaded = DataLoadingService(made_up_reader(300)).load(WHOLE)

    assert np.array_equal(loaded.tickers[0].bars["total_return"].close, made_up_bars(300).close)
    assert loaded.findings == ()


def test_what_features_look_back_on_comes_along_and_is_counted_in_nothing() -> None:
    whole = made_up_bars(900)
    loaded = DataLoadingService(made_up_reader(900)).load(LoadRequest(("AAAA3",), years=1, min_rows=1_000))
    (one,) = loaded.tickers
    bars = one.bars["total_return"]

    assert one.before is not None
    assert np.array_equal(np.concatenate([one.before.close, bars.close]), whole.close)
    assert next(found.facts["rows"] for found in loaded.findings if found.code == "assets_few_rows") == len(bars)


def test_a_span_that_begins_with_the_series_has_nothing_before_it() -> None:
    assert DataLoadingService(made_up_reader(300)).load(WHOLE).tickers[0].before is None


def reader_of(*series: Bars, is_strict: bool = True) -> MemoryReader:
    found = {info.key: (info, bars) for bars in series for info in (info_of(bars, PriceBasis.TOTAL_RETURN),)}
    return MemoryReader(found, is_strict=is_strict)


def averaged(bars: Bars) -> Bars:
    """Return bars whose prices are means of three sessions, as some providers give them."""
    prices = {
        name: np.convolve(getattr(bars, name), np.ones(3) / 3, "same") for name in ("open", "high", "low", "close")
    }
    return replace(bars, **prices)[1:-1]  # type: ignore[arg-type]  # prices by their own names


def again_at_other_dates(bars: Bars, ticker: str, sessions: int) -> Bars:
    """Return a later part of some bars as another ticker's, with the dates of the first."""
    later = bars[sessions:]
    return replace(later, symbol=ticker, ts=bars.ts[: len(later)])


@pytest.mark.parametrize(
    ("series", "code", "told"),
    [
        ((averaged(made_up_bars(400)),), "assets_bars_smoothed", {"ticker": "AAAA3", "rows": 397, "most": 0.2}),
        (
            (made_up_bars(400), again_at_other_dates(made_up_bars(400), "COPY3", 100)),
            "assets_bars_copied",
            {"ticker": "AAAA3", "other": "COPY3", "rows": 299},
        ),
    ],
    ids=["means of three sessions", "the same sessions at other dates"],
)
def test_bars_that_no_market_makes_are_refused_for_production_and_can_be_looked_at_and_let_through(
    series: tuple[Bars, ...], code: str, told: dict[str, object]
) -> None:
    request = LoadRequest(tuple(one.symbol for one in series), years=100, min_rows=0)
    with pytest.raises(Refused) as caught:
        DataLoadingService(reader_of(*series)).load(request)

    assert caught.value.code == "assets_bars_implausible"
    (reason,) = caught.value.facts["reasons"]
    assert (reason.code, reason.severity) == (code, Severity.FAILURE)
    assert reason.facts.items() >= told.items()
    assert all(sentence for sentence in (caught.value.message("pt_BR"), reason.message("pt_BR")))
    for loaded in (
        DataLoadingService(reader_of(*series)).load(request, for_production=False),
        DataLoadingService(reader_of(*series, is_strict=False)).load(request),
    ):
        assert code in codes(loaded.findings)


def test_a_copy_says_from_when_to_when() -> None:
    bars = made_up_bars(400)
    (found,) = implausible_bars(
        DataLoadingService(reader_of(bars, again_at_other_dates(bars, "COPY3", 100)))
        .load(LoadRequest(("COPY3", "AAAA3"), years=100, min_rows=0), for_production=False)
        .tickers
    )
    days = [str(ts.astype("datetime64[ns]").astype("datetime64[D]")) for ts in bars.ts[[20, 120]]]
    assert (found.facts["ticker"], found.facts["date"], found.facts["other"], found.facts["high"]) == (
        "COPY3",
        days[0],
        "AAAA3",
        days[1],
    )


def test_a_bounce_between_two_prices_and_prices_that_seldom_move_are_no_copies_and_not_smoothed() -> None:
    n = 600
    days = np.busday_offset("2019-01-02", np.arange(n), roll="forward").astype("datetime64[ns]")
    rng = np.random.default_rng(7)
    bounce = np.round(0.1 + 0.01 * rng.integers(0, 2, (2, n)), 2)
    series = [
        make_bars(name, "1d", ts=days, open=close, high=close, low=close, close=close)
        for name, close in zip(("CENT3", "CENT4"), bounce, strict=True)
    ]
    loaded = DataLoadingService(reader_of(*series)).load(LoadRequest(("CENT3", "CENT4"), years=100, min_rows=0))
    assert {"assets_bars_smoothed", "assets_bars_copied"}.isdisjoint(codes(loaded.findings))


@pytest.mark.parametrize("written", ["petr4.sa", " PETR4.SA ", "Petr4", "PETR4"])
def test_a_ticker_is_read_as_the_exchange_writes_it_however_it_is_written(written: str) -> None:
    assert LoadRequest((written, "PETR4")).tickers == ("PETR4",)


def test_a_suffix_alone_is_no_ticker() -> None:
    with pytest.raises(BadInput):
        LoadRequest((" .sa",))
