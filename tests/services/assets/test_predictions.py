"""Asking saved models about a ticker: who answers, what is said beside the answer, who is champion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from bancada.core.errors import BadInput, InvalidName, ModelNotFound, NotFound
from bancada.core.finding import Severity
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.preparing import PreprocessingService
from bancada.domains.assets.requests import LoadRequest, ModelType, Step
from bancada.domains.assets.saved import load_assets_model
from bancada.registry import ModelDraft
from bancada.services.assets.answers import sessions_since
from tests.domains.assets.assets_data import made_up_reader
from tests.services.assets.small import ASKED, TICKERS, Small

pytestmark = pytest.mark.xdist_group("assets-services")

RF = ModelType.RF


@pytest.fixture
def small(small: Small) -> Small:
    """Return an installation with a model that is no champion."""
    again(small, "first")
    return small


def again(small: Small, name: str, *, collection: str = "b3") -> None:
    """Save another model."""
    small.do(Step.SAVE, run_id=name, name=name, collection=collection, promote=False)


def forced(small: Small, name: str) -> None:
    small.models.promote(name, force=True, reason="to try")


def codes(small: Small, ticker: str = "AAAA3", **asked: object) -> list[str]:
    return [finding.code for finding in small.predictions.predict(ticker, **asked).findings]  # type: ignore[arg-type]


def test_an_answer_is_the_models_own_for_the_last_session(small: Small) -> None:
    answer = small.predictions.predict("aaaa3")

    loaded = DataLoadingService(small.reader).load(LoadRequest(("AAAA3",), years=100, min_rows=1))
    table = PreprocessingService().prepare(loaded, ASKED[Step.PREPROCESS])
    expected = load_assets_model(small.store, "first").answers(table, np.array([len(table) - 1]))
    assert list(answer.probabilities.values()) == pytest.approx(expected.probabilities[0].tolist(), abs=1e-6)
    assert answer.expected_return == pytest.approx(expected.returns[0], abs=1e-6)
    assert answer.action == max(answer.probabilities, key=answer.probabilities.__getitem__)
    raw = loaded.tickers[0].bars["raw"]
    assert answer.last_close == raw.close[-1]
    assert answer.price == pytest.approx(raw.close[-1] * (1 + answer.expected_return))
    assert (answer.ticker, answer.horizon, answer.model, answer.collection) == ("AAAA3", 2, "first", "b3")
    assert answer.data_date == datetime.fromtimestamp(int(raw.ts[-1]) / 1e9, UTC)
    assert len(answer.importance) == 6


def test_every_answer_is_logged_with_who_asked(small: Small) -> None:
    answer = small.predictions.predict("AAAA3", origin="api")

    (record,) = small.logged
    assert (record.model, record.answer, record.origin) == ("first", answer.action, "api")
    assert record.inputs == {"ticker": "AAAA3", "data_date": f"{answer.data_date:%Y-%m-%d}"}
    assert record.probability == answer.probabilities[answer.action]


def test_without_a_champion_the_latest_answers_and_says_so(small: Small) -> None:
    again(small, "second")

    answer = small.predictions.predict("AAAA3")

    assert (answer.model, answer.is_champion) == ("second", False)
    assert "assets_no_champion" in [finding.code for finding in answer.findings]


def test_the_champion_answers_before_later_models_and_force_is_told(small: Small) -> None:
    forced(small, "first")
    again(small, "second")

    answer = small.predictions.predict("AAAA3")

    assert (answer.model, answer.is_champion) == ("first", True)
    assert "assets_champion_forced" in [finding.code for finding in answer.findings]
    assert "assets_model_not_champion" in codes(small, model="second")


def test_a_model_that_is_named_answers_with_the_caution_that_it_is_no_champion(small: Small) -> None:
    found = small.predictions.predict("AAAA3", model="first").findings
    assert next(one for one in found if one.code == "assets_no_champion").severity is Severity.CAUTION


def test_a_replaced_model_never_answers_again(small: Small) -> None:
    assert small.predictions.predict("AAAA3", model="first").model == "first"
    small.do(Step.SAVE, run_id="x", name="second", promote=False)
    small.store.delete("first")
    small.store.rename("second", "first")
    small.store.annotate("first", notes="another one")

    answer = small.predictions.predict("AAAA3", model="first")

    assert answer.model == "first"
    assert small.store.info("first").metadata["assets"]["saved_by"] == "x"


def test_new_bars_are_seen_at_once(small: Small) -> None:
    before = small.predictions.predict("AAAA3")
    longer = made_up_reader(510, TICKERS)
    small.predictions = replace(small.predictions, reader=longer)

    after = small.predictions.predict("AAAA3")

    assert after.data_date > before.data_date


def test_stale_bars_and_strange_tickers_are_told(small: Small) -> None:
    assert "assets_bars_stale" in codes(small)
    assert "assets_ticker_not_learned" not in codes(small)
    small.predictions = replace(small.predictions, reader=made_up_reader(500, ("CCCC3",), seed=9))
    assert "assets_ticker_not_learned" in codes(small, "CCCC3")


def test_values_beyond_the_training_range_are_named(small: Small) -> None:
    reader = made_up_reader(500, TICKERS)
    crashed = {}
    for key, (info, bars) in reader.series_of.items():
        close, low = bars.close.copy(), bars.low.copy()
        close[-1] = low[-1] = 0.3 * close[-1]
        crashed[key] = (replace(info, sha256="f" * 64), replace(bars, close=close, low=low))
    small.predictions = replace(small.predictions, reader=type(reader)(crashed))

    found = small.predictions.predict("AAAA3").findings

    assert "momentum_pct_1" in next(one for one in found if one.code == "assets_values_unusual").facts["names"]


def test_a_collection_without_models_says_which_have_some(small: Small) -> None:
    with pytest.raises(NotFound) as missing:
        small.predictions.predict("AAAA3", collection="outra", model_type=RF)
    assert missing.value.facts["known"] == ["b3"]
    with pytest.raises(NotFound):
        small.predictions.predict("AAAA3", model_type=ModelType.LSTM_MTL)
    with pytest.raises(InvalidName):
        small.predictions.predict("AAAA3", collection="../b3")


def test_an_unknown_ticker_or_model_is_not_found(small: Small) -> None:
    with pytest.raises(NotFound) as missing:
        small.predictions.predict("AAAA4")
    assert missing.value.facts["near"]
    with pytest.raises(ModelNotFound):
        small.predictions.predict("AAAA3", model="nobody")


def test_a_model_of_something_else_is_refused(small: Small) -> None:
    small.store.save("other", ModelDraft({"model.onnx": b"x"}, "rf"))
    with pytest.raises(BadInput) as refused:
        small.predictions.predict("AAAA3", model="other")
    assert refused.value.code == "not_an_assets_model"
    assert [info.name for info in small.predictions.models()] == ["first"]


def test_too_few_bars_for_the_features_are_told(small: Small) -> None:
    small.predictions = replace(small.predictions, reader=made_up_reader(12, TICKERS))
    with pytest.raises(BadInput):
        small.predictions.predict("AAAA3")


def test_a_rollback_gives_the_collection_back_and_archives_who_leaves(small: Small) -> None:
    again(small, "second")
    forced(small, "first")
    forced(small, "second")

    assert small.predictions.rollback_target("b3", RF) == "first"
    record = small.predictions.rollback("b3", RF, reason="worse")

    assert (record.name, record.forced, record.rollback_reason) == ("first", True, "worse")
    assert "assets_champion_forced" in [finding.code for finding in small.predictions.predict("AAAA3").findings]
    assert small.predictions.rollback_target("b3", RF) is None
    assert small.predictions.champion("b3", RF).name == "first"  # type: ignore[union-attr]
    assert [reign.name for reign in small.predictions.history("b3", RF)] == ["first", "second", "first"]
    assert "archived" in small.store.info("second").tags
    assert "archived" not in small.store.info("first").tags


@pytest.mark.parametrize("written", ["aaaa3.sa", "AAAA3.SA", "aaaa3"])
def test_a_ticker_with_the_suffix_of_yahoo_is_the_exchanges(small: Small, written: str) -> None:
    again(small, "first")
    assert small.predictions.predict(written).ticker == "AAAA3"


def test_models_are_listed_by_collection_newest_first(small: Small) -> None:
    again(small, "second", collection="outra")

    assert small.predictions.collections() == ("b3", "outra")
    assert [info.name for info in small.predictions.models("outra")] == ["second"]
    assert {info.name for info in small.predictions.models()} == {"first", "second"}


@pytest.mark.parametrize(
    ("exchange", "last", "now", "sessions"),
    [
        ("BVMF", "2026-02-13", "2026-02-13T22:00", 0),
        (
            "BVMF",
            "2026-02-13",
            "2026-02-18T12:00",
            0,
        ),  # a weekend and two days of carnival; that day's session is not over
        ("BVMF", "2026-02-13", "2026-02-19T12:00", 1),
        ("", "2026-02-13", "2026-02-18T12:00", 2),
        ("BVMF", "2026-02-13", "2026-01-01T12:00", 0),
    ],
)
def test_sessions_that_ended_since_the_last_bar_are_counted(exchange: str, last: str, now: str, sessions: int) -> None:
    at, today = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (f"{last}T13:00", now))
    assert sessions_since(at, today, exchange=exchange, zone="America/Sao_Paulo") == sessions


def test_where_no_collection_has_a_model_the_sentence_says_so_and_lists_none(small: Small) -> None:
    with pytest.raises(NotFound) as one_has:
        small.predictions.predict("AAAA3", collection="outra")
    small.store.delete("first")
    with pytest.raises(NotFound) as none_has:
        small.predictions.predict("AAAA3", collection="outra")
    assert (one_has.value.code, one_has.value.facts["known"]) == ("assets_no_model", ["b3"])
    assert none_has.value.code == "assets_no_models"
    assert "no other" in none_has.value.message("en")
    assert "nenhuma outra" in none_has.value.message("pt_BR")
