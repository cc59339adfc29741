"""The market page's views of features, regimes, labels and folds, over the real services and a small lake of generated bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.components.market import thinned
from bancada.core.errors import InvalidTask
from bancada.core.leaks import LeakCheck, LeakCode, LeakReport, LeakStatus
from bancada.markets.bars import make_bars
from bancada.markets.selection import Selection
from bancada.markets.selection.values import FeatureScore, SelectionRule, Verdict
from bancada.services.market.requests import LabelKind, LabelRequest, SplitRequest, SplitterKind
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.test_pages import button, said

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

LEAKS = LeakReport.of(
    (
        LeakCheck(LeakCode.FUTURE, LeakStatus.PASSED, {"n_places": 6, "n_features": 175}),
        LeakCheck(LeakCode.GOLDEN, LeakStatus.FAILED, {"features": ["tomorrow"], "skill": 0.99, "limit": 0.95}),
    ),
    ran_at=datetime(2026, 11, 20, tzinfo=UTC),
    seed=7,
)
SELECTION = Selection(
    ("rsi_14", "macd"),
    (
        FeatureScore("rsi_14", Verdict.KEPT, 0.31, 0.2, 1.0),
        FeatureScore("macd", Verdict.FILLED, 0.11, 0.2, 0.2),
        FeatureScore("ema_9", Verdict.REDUNDANT, 0.3, 0.2, 0.0, "rsi_14"),
    ),
    5,
    SelectionRule(),
)


class Research:
    """The bench's research, with the long answers given at once; keeps what was asked of it."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.asked: list[tuple[LabelRequest, SplitRequest]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def select(self, _info: Any, labels: LabelRequest, split: SplitRequest) -> Selection:
        self.asked.append((labels, split))
        return SELECTION

    def leaks(self, _info: Any, labels: LabelRequest, split: SplitRequest) -> LeakReport:
        self.asked.append((labels, split))
        return LEAKS


@pytest.fixture
def research(market: FakeBench) -> Research:
    found = Research(market.market.research)
    market.market = SimpleNamespace(series=market.market.series, research=found)
    return found


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return app.run()


def table(app: AppTest, column: str) -> Any:
    return next(one.value for one in app.dataframe if column in one.value.columns)


def metric(app: AppTest, label: str) -> str:
    return next(one.value for one in app.metric if one.label == label)


def test_the_catalogue_tells_what_each_feature_is_and_draws_the_one_in_the_link(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "features", "feature": "ema_20"})
    assert not app.exception
    rows = table(app, "formula").set_index("name")
    specs = market.market.research.feature_catalogue()
    assert list(rows.index) == [spec.name for spec in specs]
    assert len(rows) >= 80
    assert "notação inglesa" in next(one.help for one in app.markdown if one.help and "`close`" in one.help)
    assert metric(app, "Último valor") == rows.loc["ema_20", "last"]
    assert "**ema_20** ao longo do tempo" in said(app)
    assert "nunca à frente" in said(app)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [({"feature-search": "Wilder rsi"}, {"rsi_14"}), ({"feature-group": "time"}, {"minute_cos", "weekday_sin"})],
    ids=["search", "family"],
)
def test_search_and_family_narrow_the_catalogue(
    choice: dict[str, str], expected: set[str], market: FakeBench, open_page: Open
):
    app = open_page("market", **{"market-view": "features", **choice})
    found = set(table(app, "formula")["name"])
    assert expected <= found
    assert len(found) < 30


def test_a_search_without_an_answer_says_so(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "features", "feature-search": "zzz"})
    assert "Nenhuma variável tem isso" in said(app)


def test_features_are_selected_only_when_asked_and_each_verdict_has_its_reason(research: Research, open_page: Open):
    app = open_page(
        "market",
        **{"market-view": "features", "features-part": "selection", "label": "threshold", "label-threshold": "0.2"},
    )
    assert "Nada foi selecionado ainda" in said(app)
    assert research.asked == []
    app = press(app, "Selecionar variáveis")
    assert research.asked == [(LabelRequest(LabelKind.THRESHOLD, threshold=0.002), SplitRequest())]
    verdicts = dict(table(app, "verdict")[["name", "verdict"]].to_numpy().tolist())
    assert verdicts == {"rsi_14": "mantida", "macd": "completa o número mínimo", "ema_9": "anda junto com rsi_14"}
    assert "**2 variáveis mantidas** de 3" in said(app)
    assert "só completa o número mínimo" in said(app)
    assert "Dizer algo não é ganhar" in said(app)


def test_leak_tests_are_told_in_plain_words(research: Research, open_page: Open):
    app = open_page("market", **{"market-view": "features", "features-part": "leaks", "dealing": "purged"})
    assert "Nada foi testado ainda" in said(app)
    app = press(app, "Executar os testes de vazamento")
    assert research.asked == [(LabelRequest(), SplitRequest(SplitterKind.PURGED))]
    text = said(app)
    assert "1 teste de vazamento falhou" in text
    assert "tomorrow" in text
    assert "Nenhuma variável sozinha acerta demais" in text
    assert "não prova que um modelo é bom" in text


def test_an_answer_to_choices_that_were_changed_says_so(research: Research, open_page: Open):
    app = press(
        open_page("market", **{"market-view": "features", "features-part": "leaks"}), "Executar os testes de vazamento"
    )
    assert ":material/history:" not in said(app)
    app.number_input(key="dealing-folds").set_value(7)
    app.run()
    assert ":material/history:" in said(app)
    assert len(research.asked) == 1


def test_regimes_say_the_rule_what_follows_and_that_the_past_stays(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "regimes"})
    assert not app.exception
    text = said(app)
    assert "Mais dados nunca mudam um rótulo passado" in text
    assert "EMA 9 acima da EMA 20" in text
    assert "intervalos de 95%" in text
    rows = table(app, "mean_spell")
    info = market.market.series.list()[0]
    assert sum(int(bars.replace(".", "")) for bars in rows["bars"]) == info.rows
    assert len(app.get("plotly_chart")) == 4


@pytest.mark.parametrize("kind", list(LabelKind))
def test_every_kind_of_label_is_counted_drawn_and_dealt(kind: LabelKind, market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "labels", "label": kind.value})
    assert not app.exception
    info = market.market.series.list()[0]
    found = market.market.research.labels(info, LabelRequest(kind))
    assert metric(app, "Barras com rótulo").replace(".", "") == str(int(found.labels.known.sum()))
    assert len(table(app, "lost")) == 5
    assert "barras depois" in said(app) or "barra depois" in said(app)


def test_labels_change_when_asked_and_not_before(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "labels"})
    before = metric(app, "Barras com rótulo")
    app.number_input(key="label-bars").set_value(60)
    app.run()
    assert metric(app, "Barras com rótulo") == before
    assert ":material/history:" in said(app)
    app = press(app, "Rotular as barras")
    assert metric(app, "Barras com rótulo") != before
    assert ":material/history:" not in said(app)


def test_another_example_of_a_class_is_another_bar(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "labels", "label": "triple_barrier"})
    first = next(line for line in said(app).splitlines() if line.startswith("Barra de"))
    assert "**ganho**" in first
    app = press(app, "Outro exemplo")
    second = next(line for line in said(app).splitlines() if line.startswith("Barra de"))
    assert first != second
    assert "**ganho**" in second


@pytest.mark.parametrize("kind", list(SplitterKind))
def test_every_splitter_is_drawn_with_what_it_leaves_out(kind: SplitterKind, market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "labels", "dealing": kind.value, "dealing-folds": "4"})
    assert not app.exception
    rows = table(app, "lost")
    info = market.market.series.list()[0]
    found = market.market.research.folds(info, LabelRequest(), SplitRequest(kind, 4))
    assert len(rows) == len(found.folds.folds)
    assert sum(int(cell.replace(".", "")) for cell in rows["lost"]) > 0


def test_folds_that_leave_nothing_to_train_on_are_explained_in_their_place(market: FakeBench, open_page: Open):
    info = market.market.series.list()[0]
    with pytest.raises(InvalidTask):
        market.market.research.folds(info, LabelRequest(horizon=800, window=10), SplitRequest())
    app = open_page("market", **{"market-view": "labels", "label-bars": "800", "label-window": "10"})
    assert not app.exception
    assert app.error or app.warning
    assert metric(app, "Barras com rótulo")


def test_a_link_with_values_that_no_field_takes_falls_back(market: FakeBench, open_page: Open):
    app = open_page(
        "market",
        **{"market-view": "labels", "label": "nonsense", "label-bars": "0", "label-width": "999", "dealing-folds": "1"},
    )
    assert not app.exception
    assert app.number_input(key="label-bars").value == LabelRequest().horizon
    assert app.number_input(key="label-width").value == LabelRequest().width
    assert app.number_input(key="dealing-folds").value == SplitRequest().folds


def test_a_series_too_short_for_its_labels_says_so(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "labels", "label-bars": "5000"})
    assert not app.exception
    assert "1.410 barras são poucas para isto" in said(app)
    assert "ao menos 5.052 barras" in said(app)


def test_the_views_speak_english(market: FakeBench, open_page: Open):
    for view, words in (("regimes", "never changes a past label"), ("labels", "How many bars have each class")):
        assert words in said(open_page("market", locale="en-US", **{"market-view": view}))


def test_a_thinned_line_keeps_its_extremes_and_passes_over_what_is_missing():
    values = np.sin(np.arange(50_000) / 900)
    values[100:200] = np.nan
    values[31_234] = 9.0
    bars = make_bars("X", "1m", ts=np.arange(50_000, dtype=np.int64) * 60 * 10**9, **flat(50_000))
    frame = thinned.line(values, thinned.moments(bars.ts, bars))
    assert len(frame) <= thinned.MOST_POINTS
    assert frame["y"].max() == 9.0
    assert frame["y"].notna().all()


def test_a_line_is_broken_where_bars_are_missing():
    ts = np.array([0, 1, 40, 41], dtype=np.int64) * 86_400 * 10**9
    bars = make_bars("X", "1d", ts=ts, **flat(4))
    frame = thinned.line(np.arange(4.0), thinned.moments(ts, bars))
    assert frame["y"].isna().tolist() == [False, False, True, False, False]


def test_nights_are_blank_where_a_few_days_are_drawn_and_not_where_years_are():
    night, bar = 16 * 3_600, 300
    opens = np.arange(100) * (96 * bar + night)
    ts = (opens[:, None] + np.arange(96) * bar).ravel().astype(np.int64) * 10**9
    at = thinned.moments(ts, make_bars("X", "5m", ts=ts, **flat(len(ts))))
    assert thinned.line(np.arange(288.0), at[:288])["y"].isna().sum() == 2
    assert thinned.line(np.arange(float(len(ts))), at)["y"].isna().sum() == 0


def test_instants_are_those_of_the_exchange():
    ts = np.array([int(datetime(2024, 3, 4, 12, tzinfo=UTC).timestamp())], dtype=np.int64) * 10**9
    bars = replace(make_bars("X", "5m", ts=ts, **flat(1)), zone="America/Sao_Paulo")
    assert thinned.moments(ts, bars)[0].isoformat() == "2024-03-04T09:00:00"


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [0.0, 0.0, 1.0]], ids=["none", "missing", "one", "two values"])
def test_counts_add_up_to_the_values_that_are_there(values: list[float]):
    counted, n_beyond = thinned.bins(np.array(values))
    assert sum(counted.counts) + n_beyond == int(np.isfinite(values).sum())
    assert len(counted.edges) == (len(counted.counts) + 1 if counted.counts else 0)


def flat(n_bars: int) -> dict[str, Any]:
    ones = np.ones(n_bars)
    return {"open": ones, "high": ones, "low": ones, "close": ones, "volume": ones}
