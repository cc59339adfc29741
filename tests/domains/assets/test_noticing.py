"""Findings about bars: those of other years are left out, equal ones of several tickers are told as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bancada.core.finding import Finding, Severity
from bancada.domains.assets.noticing import gathered, noticed_within
from bancada.domains.assets.values import LoadedTicker
from bancada.markets.validation import Check, Example
from tests.domains.assets.assets_data import made_up_assets


@pytest.fixture(scope="module")
def loaded() -> LoadedTicker:
    return made_up_assets(n_sessions=60).tickers[0]


def day_of(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1e9, tz=UTC).date().isoformat()


def with_check(loaded: LoadedTicker, *places: tuple[str, str | None], count: int) -> tuple[LoadedTicker, Finding]:
    told = Finding("bars_jump", Severity.CAUTION, facts={"count": count, "of": 900, "date": places[0][0]})
    examples = tuple(Example(0, at, until) for at, until in places)
    check = Check("bars_jump", Severity.CAUTION, count, 900, examples, told)
    return replace(loaded, report=replace(loaded.report, checks=(check,))), told


def test_what_was_found_long_before_the_chosen_bars_is_left_out(loaded: LoadedTicker) -> None:
    found, told = with_check(loaded, ("1999-01-04", None), ("1999-02-01", "1999-02-03"), count=2)
    assert told in found.report.findings
    assert told not in noticed_within(found)


def test_what_was_found_among_the_chosen_bars_stays(loaded: LoadedTicker) -> None:
    middle = day_of(int(loaded.bars[loaded.basis].ts[30]))
    found, told = with_check(loaded, ("1999-01-04", None), (middle, None), count=2)
    assert told in noticed_within(found)


def test_a_gap_that_reaches_into_the_chosen_bars_stays(loaded: LoadedTicker) -> None:
    first = day_of(int(loaded.bars[loaded.basis].ts[0]))
    found, told = with_check(loaded, ("1999-01-04", first), count=1)
    assert told in noticed_within(found)


def test_what_was_found_at_more_places_than_are_kept_stays(loaded: LoadedTicker) -> None:
    found, told = with_check(loaded, ("1999-01-04", None), count=7)
    assert told in noticed_within(found)


def few(ticker: str, rows: int = 499) -> Finding:
    return Finding("assets_few_rows", facts={"ticker": ticker, "rows": rows, "needed": 1000})


def test_the_same_said_of_several_tickers_is_told_once() -> None:
    (told,) = gathered([few("PETR4"), few("VALE3"), few("ITUB4")])
    assert told.message("pt_BR").startswith("PETR4, VALE3, ITUB4: 499 linhas")
    assert told.message("en").startswith("PETR4, VALE3, ITUB4: 499 rows")


def test_what_differs_in_more_than_the_ticker_is_told_apart() -> None:
    found = (few("PETR4"), few("VALE3", 400), Finding("bars_jump", facts={"count": 1}))
    assert gathered(found) == found


def test_findings_within_findings_are_compared_too() -> None:
    inner = Finding("bars_jump", facts={"count": 1, "date": "2024-01-02"})
    other = Finding("bars_jump", facts={"count": 2, "date": "2024-01-02"})
    of = [
        Finding("assets_validation", facts={"ticker": ticker, "finding": found})
        for ticker, found in (("A", inner), ("B", inner), ("C", other))
    ]
    assert [one.facts["ticker"] for one in gathered(of)] == [["A", "B"], "C"]
