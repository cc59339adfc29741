"""Words of the assets page: steps, actions, kinds of model and rules in the session's language."""

from __future__ import annotations

from app.i18n import _, current_language
from bancada.domains.assets.evaluation.words import Words
from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import ActionRule, ModelType, Step

__all__ = ["action", "model_type", "part", "report", "rule", "span", "status", "step", "step_does"]


def report() -> Words:
    """Return the words and numbers that reports of daily assets are written with."""
    return Words(current_language())


def action(code: str) -> str:
    """Return an action as a word."""
    return report()[code]


def model_type(code: ModelType | str) -> str:
    """Return how a kind of model is called."""
    return {ModelType.RF: _("Random forest"), ModelType.LSTM_MTL: _("Two-headed LSTM")}[ModelType(code)]


def rule(code: ActionRule | str) -> str:
    """Return where an action begins."""
    return {
        ActionRule.VOLATILITY: _("by each ticker's volatility"),
        ActionRule.THRESHOLD: _("by a return, the same for all"),
    }[ActionRule(code)]


def part(code: str) -> str:
    """Return which rows a figure is of."""
    return report()[code]


def span(code: str) -> str:
    """Return how far back bars are taken."""
    return {
        "1": _("1 year"),
        "2": _("2 years"),
        "3": _("3 years"),
        "5": _("5 years"),
        "10": _("10 years"),
        "all": _("all there is"),
        "days": _("dates"),
    }[code]


def step(code: Step) -> str:
    """Return what a step is called."""
    return {
        Step.LOAD: _("Load"),
        Step.PREPROCESS: _("Prepare"),
        Step.SPLIT: _("Split in time"),
        Step.TRAIN: _("Train"),
        Step.EVALUATE: _("Evaluate"),
        Step.SAVE: _("Save"),
    }[code]


def step_does(code: Step) -> str:
    """Return what a step does, in a line."""
    return {
        Step.LOAD: _("Bars of each ticker, on every price basis, validated."),
        Step.PREPROCESS: _("Features of the past; actions and returns from the next open on."),
        Step.SPLIT: _("Training, validation and test, one after the other in time."),
        Step.TRAIN: _("Search or epochs on training rows alone; then the leak tests and the export."),
        Step.EVALUATE: _("Figures with intervals beside what needs no model."),
        Step.SAVE: _("Into the collection, signed; the gate decides on the champion."),
    }[code]


def status(code: StepStatus) -> str:
    """Return where a step stands."""
    return {
        StepStatus.TODO: _("to do"),
        StepStatus.QUEUED: _("queued"),
        StepStatus.RUNNING: _("running"),
        StepStatus.DONE: _("done"),
        StepStatus.FAILED: _("failed"),
        StepStatus.CANCELLED: _("cancelled"),
    }[code]
