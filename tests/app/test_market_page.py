"""The market page: its frame, bars coming in, what is wrong with them, candles."""

from __future__ import annotations

import time
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from app.cache import market as cached
from app.components.market import choices, receiving
from bancada.core.errors import Cancelled
from bancada.core.finding import Severity
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe
from bancada.services.market.series import ImportRequest
from tests.app.conftest import Open
from tests.app.fake_bench import FakeBench
from tests.app.fake_market import BARS_A_DAY, N_DAYS, N_STRAYS, bars_csv, bring
from tests.app.test_pages import button, said

N_BARS = BARS_A_DAY * (N_DAYS - 1) + N_STRAYS
LINK = "WDO,5m,raw"


def shown_bars(app: AppTest) -> int:
    """Return how many bars the sentence above the candles names."""
    sentence = next(one.value for one in app.markdown if one.value.startswith("WDO, "))
    return int(sentence.split()[1].replace(".", ""))


def test_an_empty_market_says_what_to_do_and_offers_demo_bars(empty_market: FakeBench, open_page: Open):
    app = open_page("market")
    assert not app.exception
    assert "Ainda não há barras" in said(app)
    assert {"Importar barras", "Carregar barras de demonstração"} <= {one.label for one in app.button}


def test_demo_bars_are_shown_once_they_are_asked_for(empty_market: FakeBench, open_page: Open):
    app = open_page("market")
    button(app, "Carregar barras de demonstração").click().run()
    assert not app.exception
    assert "AAPL · 1d · preços negociados" in app.selectbox(key="series").options


@pytest.mark.parametrize(("locale", "words"), [("pt-BR", "sequência de contratos"), ("en-US", "chain of contracts")])
def test_the_head_says_where_bars_come_from_and_what_is_to_be_doubted(
    locale: str, words: str, market: FakeBench, open_page: Open
):
    app = open_page("market", locale=locale)
    text = said(app)
    assert words in text
    assert ("1.410" if locale == "pt-BR" else "1,410") in text
    assert market.market.series.list()[0].sha256[:8] in text


def test_a_link_opens_the_series_and_the_view_that_it_names(market: FakeBench, open_page: Open, tmp_path):
    bring(market, tmp_path, bars_csv("WIN", n_days=2), name="WIN_M5.csv")
    app = open_page("market", series=LINK, **{"market-view": "validation"})
    assert app.selectbox(key="series").value == LINK
    assert "Todas as verificações" in said(app)


@pytest.mark.parametrize("view", ["bars", "validation"])
def test_only_the_open_view_computes_anything(
    view: str, market: FakeBench, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    real = cached.validation
    monkeypatch.setattr(cached, "validation", lambda info: asked.append(info) or real(info))
    open_page("market", **{"market-view": view})
    assert bool(asked) == (view == "validation")


def test_validation_shows_its_verdict_findings_worst_first_and_every_check(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "validation"})
    report = market.market.validation.report(market.market.series.list()[0])
    text = said(app)
    assert "Podem ser usadas, levando em conta" in text
    messages = [one.message("pt_BR") for one in report.findings]
    assert [text.index(message) for message in messages] == sorted(text.index(message) for message in messages)
    checks = next(one.value for one in app.dataframe if "example" in one.value)
    assert len(checks) == len(report.checks)
    stray = checks.set_index("check").loc["dia sem pregão"]
    assert (stray["severity"], stray["count"], stray["of"]) == ("ressalva", str(N_STRAYS), "1.410")
    assert stray["example"].startswith("16/03/2024 09:00")


def test_a_hole_is_told_above_the_figure_of_bars_a_day(market: FakeBench, open_page: Open):
    text = said(open_page("market", **{"market-view": "validation"}))
    assert "1 pregão não tem nenhuma. 6 barras estão em dias sem pregão." in text


def test_the_evidence_on_made_up_series_stands_beside_its_thresholds(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "validation"})
    evidence = next(one.value for one in app.dataframe if "Limiar" in one.value)
    found = market.market.validation.report(market.market.series.list()[0]).synthetic
    assert len(evidence) == len(found.statistics)
    assert list(evidence["Depõe"]) == [
        "contra ela" if one.speaks_against else "a favor de um registro de negócios" for one in found.statistics
    ]


def test_a_repair_is_done_only_when_it_was_chosen_and_can_be_undone(market: FakeBench, open_page: Open):
    app = open_page("market", **{"market-view": "validation"})
    assert button(app, "Reparar").disabled
    app.checkbox[0].check().run()
    button(app, "Fazer 1 reparo").click().run()
    (info,) = market.market.series.list()
    assert (info.rows, info.version) == (N_BARS - N_STRAYS, 2)
    assert "6 barras alteradas; 1.410 barras antes, 1.404 depois" in said(app)
    app.button(key="market-mend-undo").click().run()
    assert not app.exception
    assert market.market.series.list()[0].rows == N_BARS
    assert "1.410 barras" in said(app)


def test_the_latest_bars_are_drawn_first_and_all_of_them_where_all_are_asked_for(market: FakeBench, open_page: Open):
    assert shown_bars(open_page("market")) == 1_000
    assert shown_bars(open_page("market", bars="250")) == 250
    app = open_page("market", bars="0")
    assert shown_bars(app) == N_BARS
    assert "Cada candle reúne 4 barras" in said(app)


def test_the_bars_between_two_days_are_drawn_with_both_days(market: FakeBench, open_page: Open):
    app = open_page("market")
    app.date_input(key="market-days").set_value((date(2024, 3, 14), date(2024, 3, 15))).run()
    assert shown_bars(app) == 2 * BARS_A_DAY
    assert "14 de mar. de 2024 a 15 de mar. de 2024" in said(app)
    button(app, "Voltar às barras mais recentes").click().run()
    assert shown_bars(app) == 1_000


def test_days_without_a_bar_are_said_and_not_drawn(market: FakeBench, open_page: Open):
    app = open_page("market")
    app.date_input(key="market-days").set_value((date(2024, 3, 9), date(2024, 3, 10))).run()
    assert not app.exception
    assert "Não há barra entre esses dias" in said(app)


def test_the_table_has_the_newest_bar_first_on_the_clock_of_the_exchange(market: FakeBench, open_page: Open):
    table = open_page("market").dataframe[0].value
    assert f"{table['ts'].iloc[0]:%Y-%m-%d %H:%M}" == "2024-03-21 17:55"
    assert table["ts"].is_monotonic_decreasing


def test_every_line_and_the_regimes_can_be_laid_over_the_candles(market: FakeBench, open_page: Open):
    app = open_page("market", **{"regime-bands": "1"})
    app.session_state["market-lines"] = ["ema_9", "ema_200", "bollinger_upper", "vwap"]
    app.run()
    assert not app.exception
    assert "Azul: tendência de alta" in said(app)
    assert "EMA 200" in app.get("plotly_chart")[0].proto.spec


def test_a_series_is_removed_after_one_question_and_comes_back(market: FakeBench, open_page: Open):
    app = open_page("market")
    button(app, "Remover…").click().run()
    assert "lixeira" in said(app)
    app.button(key="confirm-yes").click().run()
    app.run()  # here a dialog does not run alone
    assert market.market.series.count() == 0
    app.button(key="undo-do").click().run()
    assert market.market.series.count() == 1
    assert "WDO" in said(app)


def test_a_removed_series_is_still_offered_to_who_comes_later(market: FakeBench, open_page: Open):
    market.market.series.delete(market.market.series.list()[0].key)
    app = open_page("market")
    button(app, "Trazer WDO · 5m · preços negociados de volta").click().run()
    assert market.market.series.count() == 1


def dialog() -> None:
    from app.components.market import importing

    importing.bring_in()


def imported(content: bytes, *, name: str, strict: bool = False) -> AppTest:
    """Import by the dialog, waiting until the report or what stands against it is shown."""
    app = AppTest.from_function(dialog, default_timeout=30).run()
    app.file_uploader(key="market-import.file").set_value((name, content, "text/csv"))
    app.toggle(key="market-import.strict").set_value(strict)
    app.run()
    app.button(key="market-import.do").click().run()
    while not (app.success or app.warning or app.error):
        time.sleep(0.05)
        app.run()  # here a dialog does not run alone
    return app


@pytest.fixture
def _restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what asks to run a dialog again pass: here nothing does."""
    monkeypatch.setattr("app.components.market.importing.st.rerun", lambda **_scope: None)
    monkeypatch.setattr("app.components.market.importing.LOOK_S", 0.0)


@pytest.mark.usefixtures("_restless")
def test_a_file_with_bad_rows_comes_in_and_the_report_names_each(empty_market: FakeBench):
    content = bars_csv(n_days=1) + b"\n2024-03-05T12:00:00Z,x,2,3,4,5,1,2,3,1,WDO"
    app = imported(content, name="WDO_M5.csv")
    assert not app.exception
    assert [one.value for one in app.metric] == ["109", "108", "1", "0"]
    assert "108 bars came in in 1 series." in app.success[0].value
    assert len(app.dataframe[0].value) == 1
    assert empty_market.market.series.list()[0].rows == BARS_A_DAY


@pytest.mark.usefixtures("_restless")
def test_a_file_of_no_known_format_is_refused_with_one_that_serves_and_the_fields_stay(empty_market: FakeBench):
    app = imported(b"a,b\n1,2\n", name="nada.csv")
    assert "its columns are `a`, `b`. A plain table does" in app.error[0].value
    assert "COTAHIST" in app.code[0].value
    assert app.file_uploader(key="market-import.file")
    assert empty_market.market.series.count() == 0


@pytest.mark.usefixtures("_restless")
def test_an_import_that_must_be_told_something_names_the_field_and_opens_it(empty_market: FakeBench):
    content = b"Date,Open,High,Low,Close,Volume\n2024-03-04 10:00,1,2,1,2,5\n2024-03-04 10:05,1,2,1,2,5\n"
    app = imported(content, name="5.csv")
    assert "**Symbol**" in app.error[0].value
    assert "--symbol" not in app.error[0].value
    assert next(one for one in app.expander if one.label == "What the file does not tell").proto.expanded


@pytest.mark.usefixtures("_restless")
def test_a_strict_import_refuses_the_whole_file_for_one_bad_row(empty_market: FakeBench):
    content = bars_csv(n_days=1) + b"\n2024-03-05T12:00:00Z,x,2,3,4,5,1,2,3,1,WDO"
    app = imported(content, name="WDO_M5.csv", strict=True)
    assert app.error
    assert empty_market.market.series.count() == 0


def test_an_import_that_is_asked_to_stop_ends_and_leaves_nothing(empty_market: FakeBench):
    class Upload:
        name = "WDO_M5.csv"

        def getbuffer(self) -> bytes:
            return bars_csv()

    work = receiving.Receiving("WDO_M5.csv", time.monotonic())
    work.stop()
    with pytest.raises(Cancelled):
        work.note(1, 2)
    done = receiving.begin(Upload(), ImportRequest(timeframe=Timeframe.M5, basis=PriceBasis.UNSTATED))
    assert done.result().accepted == N_BARS
    assert (done.is_over, done.is_stopped, done.share) == (True, False, 1.0)


def test_a_file_whose_dialog_was_closed_is_still_told_of(market: FakeBench, open_page: Open):
    app = open_page("market")
    work = receiving.Receiving("grande.csv", time.monotonic())
    app.session_state[choices.RECEIVING.name] = work
    app.run()
    assert "`grande.csv` está sendo importado." in said(app)
    work.is_seen = True
    app.run()
    assert "grande.csv" not in said(app)


def test_a_condemned_series_is_marked_wherever_it_is_shown(market: FakeBench, open_page: Open):
    (info,) = market.market.series.list()
    market.market.series.catalogue.set_condemned(info, True)
    assert "parece inventada" in said(open_page("market"))


def test_findings_of_the_validation_have_a_weight(market: FakeBench):
    report = market.market.validation.report(market.market.series.list()[0])
    assert {one.severity for one in report.findings} == {Severity.CAUTION, Severity.INFO}
