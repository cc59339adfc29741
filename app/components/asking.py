"""The way from a saved model to what it answers: the predict page, the tickets of the lottery page, or the tickers of the assets page."""

from __future__ import annotations

from app import navigation, state
from app.components.assets import choices
from app.i18n import _
from bancada.domains.lottery.pack import TASK

ASSETS_TASKS = "assets."
"""How tasks of daily assets begin; see `domains.assets.requests.task_of`."""

__all__ = ["answers_tickets", "link"]


def answers_tickets(task: str) -> bool:
    """Whether models of a task are asked on the lottery page: they take the whole record of draws, which is no form's business."""
    return task == TASK


def link(name: str, task: str) -> None:
    """Draw the link to where a saved model is asked."""
    if answers_tickets(task):
        parameters = state.LOTTERY_VIEW.link("generate") | state.LOTTERY_MODEL.link(name)
        navigation.link(navigation.LOTTERY, _("Generate tickets"), parameters=parameters)
        return
    if task.startswith(ASSETS_TASKS):
        collection = task.split(".")[1:-1]
        parameters = choices.VIEW.link("predict") | choices.MODEL.link(name)
        parameters |= choices.COLLECTION.link(".".join(collection))
        navigation.link(navigation.ASSETS, _("Ask about tickers"), parameters=parameters)
        return
    navigation.link(navigation.PREDICT, _("Make a prediction"), parameters=state.MODEL.link(name))
