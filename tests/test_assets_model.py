"""`AssetModel`: daily assets from Python, without a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancada import AssetModel
from bancada.bootstrap import default_parts
from bancada.core.errors import BadInput, NotFound
from bancada.domains.assets import steps
from bancada.domains.assets.requests import ForestOptions, PreparationRequest
from tests.market_files import market_bars, write_csv

pytestmark = pytest.mark.xdist_group("assets-services")

SMALL = ForestOptions(n_iter=1, folds=2, n_estimators=10, n_jobs=1)


@pytest.fixture
def model(installation: Path) -> AssetModel:
    """Return the model of a collection whose ticker has 500 bars here."""
    path = write_csv(installation / "ABCD3.csv", market_bars(500))
    default_parts().bench.market.series.import_file(path)
    return AssetModel(collection="piloto", tickers=["abcd3"])


def test_six_steps_save_a_model_that_answers(model: AssetModel) -> None:
    told: list[tuple[int, int, str]] = []
    run = model.run(
        years=9,
        forest=SMALL,
        preparation=PreparationRequest(horizon=3),
        name="meu",
        on_progress=lambda *now: told.append(now),
    )

    assert (run.model, run.facts["load"]["tickers"][0]["ticker"]) == ("meu", "ABCD3")
    assert "MCC" in run.evaluation.report_markdown("en")
    assert "assets_basis_unstated" in [finding.code for finding in run.findings]
    assert told[-1][:2] == (6, 6)
    answer = model.predict("ABCD3")
    assert (answer.model, answer.horizon, answer.collection) == ("meu", 3, "piloto")
    assert model.predict("ABCD3", name="meu", model="rf").probabilities == answer.probabilities
    with pytest.raises(NotFound):
        AssetModel().predict("ABCD3")


def test_what_cannot_be_done_is_said_before_anything_is_loaded(installation: Path) -> None:
    with pytest.raises(BadInput, match="No ticker"):
        AssetModel().run()
    with pytest.raises(BadInput):
        AssetModel(tickers=["ABCD3"]).run(model="xgb")
    with pytest.raises(NotFound):
        AssetModel(tickers=["ABCD3"]).run()


def test_the_services_of_the_steps_go_by_their_names() -> None:
    assert steps.__all__ == sorted(steps.__all__)
    for name in steps.__all__:
        assert getattr(steps, name).__name__ == name
    with pytest.raises(AttributeError):
        steps.Nothing  # noqa: B018
