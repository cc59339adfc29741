"""The lottery in the browser: every view opens, a ticket is marked, made, sealed, closed and checked, a rule is judged."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from bancada.core.dataset import Source
from tests.e2e.conftest import Dashboard, Visit

N_DRAWS = 120
VIEWS = ("history", "train", "generate", "check", "backtest", "sealed")
LINKS = (*VIEWS, "generate&lottery-make=closure", "backtest&lottery-judging=money", "check&lottery-contests=one")


@pytest.fixture(scope="module")
def record(dashboard: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Bring a file of draws in, the last of them of yesterday, in place of the simulated ones; return the last contest."""
    rng = np.random.default_rng(5)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    lines = ["Concurso;Data Sorteio;" + ";".join(f"Bola{place}" for place in range(1, 16))]
    for contest in range(1, N_DRAWS + 1):
        day = yesterday - timedelta(days=N_DRAWS - contest)
        numbers = np.sort(rng.choice(25, size=15, replace=False) + 1)
        lines.append(f"{contest};{day:%d/%m/%Y};" + ";".join(map(str, numbers)))
    path: Path = tmp_path_factory.mktemp("draws") / "resultados.csv"
    path.write_text("\n".join(lines))
    draws = dashboard.bench.lottery.draws
    draws.import_file(path)
    info = draws.info()
    assert info is not None
    assert info.source is Source.IMPORTED
    return N_DRAWS


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_every_view_opens_and_says_what_chance_says(language: str, visit: Visit, record: int) -> None:
    visitor = visit(language)
    for link in LINKS:
        visitor.open(f"lottery?lottery-view={link}")
        visitor.sees("3.268.760" if language == "pt_BR" else "3,268,760")
        visitor.sees("+18")


@pytest.mark.parametrize("link", LINKS)
def test_no_view_scrolls_a_phone_sideways(link: str, visit: Visit, record: int) -> None:
    visitor = visit(width=390, height=844)
    visitor.open(f"lottery?lottery-view={link}")
    visitor.page.wait_for_timeout(500)  # charts and tables take their final width after the script
    over = visitor.page.evaluate(
        "() => { const main = document.querySelector('[data-testid=\"stMain\"]'); return main.scrollWidth - main.clientWidth }"
    )
    assert over <= 0


def test_a_ticket_is_marked_made_and_sealed(visit: Visit, dashboard: Dashboard, record: int) -> None:
    visitor = visit()
    visitor.open("lottery?lottery-view=generate")
    board = visitor.main.locator('[class*="st-key-lottery-card-rules"]')
    for number in ("07", "25", "25"):
        board.get_by_role("button", name=number).click()
        visitor.settled()
    expect(visitor.page).to_have_url(re.compile("lottery-fixed=7.*lottery-out=25|lottery-out=25.*lottery-fixed=7"))
    visitor.sees("817.190")  # C(23, 14): one number fixed, one struck

    visitor.field(visitor.says("Tickets")).fill("3")
    visitor.field(visitor.says("Tickets")).press("Enter")
    visitor.sees(re.compile("Palpites para o concurso"))
    expect(visitor.main.locator(".lottery-tickets figure")).to_have_count(3)
    visitor.main.get_by_role("button", name=re.compile("Selar para o concurso")).click()
    visitor.sees("3 palpites estão selados.")

    sealed = dashboard.bench.lottery.seals.book.list()[-3:]
    assert all(7 in seal.numbers and 25 not in seal.numbers for seal in sealed)
    assert {seal.contest for seal in sealed} == {dashboard.bench.lottery.draws.upcoming().contest}
    visitor.main.get_by_role("link", name=visitor.says("See the sealed tickets")).click()
    visitor.settled()
    visitor.sees(sealed[-1].sha256)


def test_a_number_marked_with_the_keyboard_keeps_it_and_says_its_state(visit: Visit, record: int) -> None:
    visitor = visit()
    visitor.open("lottery?lottery-view=generate")
    number = visitor.main.locator(".st-key-lottery-number-rules-7").get_by_role("button")
    number.focus()
    for state in ("fixa", "excluída"):
        visitor.page.keyboard.press("Enter")
        expect(number).to_have_accessible_name(re.compile(f"^07.*{state}$"))
        expect(number).to_be_focused()


def test_a_pool_becomes_a_closure_with_its_certificate(visit: Visit, record: int) -> None:
    visitor = visit("en")
    visitor.open("lottery?lottery-view=generate&lottery-make=closure&lottery-pool=" + "-".join(map(str, range(1, 18))))
    visitor.sees("Certificate.")
    expect(visitor.main.locator(".lottery-tickets figure")).to_have_count(8)
    visitor.main.locator('[class*="st-key-lottery-card-pool"]').get_by_role("button", name="18").click()
    expect(visitor.main.locator(".lottery-tickets figure")).to_have_count(24)


def test_pasted_tickets_are_checked(visit: Visit, dashboard: Dashboard, record: int) -> None:
    numbers = dashboard.bench.lottery.draws.draws()[-1:].numbers[0].tolist()
    visitor = visit()
    visitor.open("lottery?lottery-view=check&lottery-contests=one")
    visitor.fill(visitor.says("Tickets, one a line"), " ".join(map(str, numbers)))
    visitor.press("Check the tickets")
    expect(visitor.main.get_by_test_id("stMetric").first).to_contain_text("15")
    expect(visitor.main.locator(".lottery-tickets i.on")).to_have_count(15)


def test_a_rule_is_judged_with_its_verdict_in_words(visit: Visit, record: int) -> None:
    visitor = visit()
    visitor.open("lottery?lottery-view=backtest&lottery-rule=last-k&lottery-k=30")
    visitor.press("Run the backtest")
    visitor.sees(re.compile("acertou .* dezenas por sorteio em 119 sorteios"))
    expect(visitor.main.get_by_test_id("stPlotlyChart")).to_have_count(2)
