"""The assets page where a step is done again and where a champion is taken back."""

from __future__ import annotations

from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import ModelType, Step
from tests.app.conftest import Open
from tests.app.fake_assets import AssetsBench
from tests.app.test_assets_page import change_bars, opened, saved_name, statuses
from tests.app.test_pages import said


def test_a_redo_that_fails_leaves_what_was_there_and_says_why(assets_done: AssetsBench, open_page: Open) -> None:
    change_bars(assets_done)
    app = opened(open_page, "pipeline", **{"assets-span": "all"})
    app.button(key="assets-do-preprocess").click().run()
    assert not app.exception
    assert statuses(assets_done) == [StepStatus.DONE] * 6
    text = said(app)
    assert "Refazê-la falhou, e o que havia fica: " in text
    assert text.count("concluída em") == 6


def test_steps_after_one_that_is_being_done_again_are_marked(assets_done: AssetsBench, open_page: Open) -> None:
    app = opened(open_page, "pipeline", **{"assets-span": "all"})
    assets_done.queue.pause()
    app.button(key="assets-do-split").click().run()
    assert said(app).count("depende de uma etapa que está sendo refeita") == 3


def test_a_way_back_is_offered_only_where_there_is_one_and_a_forced_champion_stays_one(
    assets_done: AssetsBench, open_page: Open
) -> None:
    first = saved_name(assets_done)
    predictions = assets_done.assets.predictions
    predictions.promote(first, force=True, reason="para comparar")
    key = "assets-rollback-rf"
    assert key not in _keys(open_page)
    assets_done.small.do(*tuple(Step)[:5])
    assets_done.small.do(Step.SAVE, run_id="other", name="second", promote=False)
    predictions.promote("second", force=True, reason="depois")
    app = opened(open_page, "champions")
    app.button(key=key).click().run()
    assert f"**{first}**" in said(app)
    app.button(key="confirm-yes").click().run()

    champion = predictions.champion("b3", ModelType.RF)
    assert champion is not None
    assert (champion.name, champion.forced) == (first, True)
    assert "Promovido contra o portão: para comparar" in said(opened(open_page, "champions"))
    assert key not in _keys(open_page)


def _keys(open_page: Open) -> list[str | None]:
    return [one.key for one in opened(open_page, "champions").button]
