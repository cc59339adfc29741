"""The fields of each step of daily assets, by the names that users of such services know, and the requests they become."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from bancada.api.fields import SLUG_PATTERN, Body, Day, Whole, choice, day, flag, number, text
from bancada.core.errors import BadInput
from bancada.core.values import check_slug
from bancada.domains.assets.requests import (
    ActionRule,
    EvaluationRequest,
    LoadRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
)

__all__ = [
    "EvaluationFields",
    "LoadFields",
    "OfCollection",
    "OfPipeline",
    "PreparationFields",
    "SaveFields",
    "SplitFields",
    "Ticker",
    "collection_of",
]

Ticker = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.^=_-]{0,19}$", max_length=20)]
MAX_TICKERS = 200
LARGEST_SHARES = 0.7
# Any: JSON schema.
FORCED: dict[str, Any] = {
    "if": {"properties": {"force": {"const": True}}, "required": ["force"]},
    "then": {"properties": {"reason": {"pattern": r"\S"}}, "required": ["reason"]},
}
"""That whoever forces a promotion says why, for the documentation."""


class OfPipeline(Body):
    """Fields of everything that a pipeline's state is changed by."""

    pipeline_id: str = text(
        "default",
        "Which of this key's pipelines. Other keys never see it. A slug of 1 to 64 letters, digits, '.', '_' or '-'.",
        at_most=64,
        pattern=SLUG_PATTERN,
    )


class LoadFields(Body):
    """Bars that are wanted."""

    tickers: list[Ticker] = Field(
        description="As the exchange writes them, in any case; 1 to 200 of them.",
        min_length=1,
        max_length=MAX_TICKERS,
        examples=[["PETR4", "VALE3", "ITUB4", "BBDC4", "ABEV3"]],
        json_schema_extra={"x-unit": "name"},
    )
    start_date: Day | None = day("First session, included. Without it: `years` before the end.", example="2022-01-03")
    end_date: Day | None = day("Last session, included. Without it: the last session there is.", example="2025-12-30")
    years: float = number(2.0, "How far back where there is no start_date.", unit="years", above=0, at_most=60)
    min_rows: Whole = number(
        1_000, "Rows of a ticker below which the answer warns.", unit="sessions", at_least=1, at_most=100_000
    )

    def load(self) -> LoadRequest:
        """Return the request; BadInput for days that are the wrong way round."""
        if self.start_date is not None and self.end_date is not None and self.start_date > self.end_date:
            raise BadInput("b3_days_reversed", start=self.start_date.isoformat(), end=self.end_date.isoformat())
        return LoadRequest(
            tuple(self.tickers), start=self.start_date, end=self.end_date, years=self.years, min_rows=self.min_rows
        )


class PreparationFields(Body):
    """Features and labels that are wanted."""

    horizon: Whole = number(
        2, "Sessions after the decision at which the label's return ends.", unit="sessions", at_least=1, at_most=60
    )
    action_rule: Literal["volatility", "threshold"] = choice(
        "volatility",
        "Where buy and sell begin: at `action_width` times each ticker's own volatility, or at `action_threshold` for all.",
    )
    action_width: float = number(
        0.4, "Of `volatility`: times the past volatility over the horizon.", unit="1", above=0, at_most=10
    )
    volatility_window: Whole = number(
        20, "Of `volatility`: past sessions that it is measured on.", unit="sessions", at_least=2, at_most=500
    )
    action_threshold: float = number(
        0.01, "Of `threshold`: a return, as a fraction of the price.", unit="1", above=0, at_most=1
    )
    features: list[Annotated[str, StringConstraints(min_length=1, max_length=64)]] = Field(
        default_factory=list,
        description="Names in the market's catalogue of features; empty: the set for daily bars. At most 500.",
        max_length=500,
        examples=[[]],
        json_schema_extra={"x-unit": "name"},
    )

    def preparation(self) -> PreparationRequest:
        """Return the request."""
        return PreparationRequest(
            horizon=self.horizon,
            rule=ActionRule(self.action_rule),
            width=self.action_width,
            window=self.volatility_window,
            threshold=self.action_threshold,
            features=tuple(self.features),
        )


class SplitFields(Body):
    """Shares of the sessions, in time."""

    test_size: float = number(
        0.2, "Share of the sessions that is the test, the last ones.", unit="1", above=0, at_most=0.5
    )
    val_size: float = number(
        0.1,
        "Share of the sessions before the test that is the validation. With test_size at most 0.7.",
        unit="1",
        above=0,
        at_most=0.5,
    )

    def split(self) -> SplitRequest:
        """Return the request; BadInput where too little is left to train on."""
        found = round(self.test_size + self.val_size, 9)
        if found > LARGEST_SHARES:
            raise BadInput("b3_shares_too_large", found=found, limit=LARGEST_SHARES)
        return SplitRequest(test_size=self.test_size, val_size=self.val_size)


class EvaluationFields(Body):
    """What the report reckons with."""

    cost_bps: float = number(
        5.0, "Costs of each side of a trade, of its value.", unit="basis points", at_least=0, at_most=1_000
    )
    allow_short: bool = flag("Whether sell opens a short position; otherwise it closes one.", default=False)

    def evaluation(self) -> EvaluationRequest:
        """Return the request."""
        return EvaluationRequest(cost_bps=self.cost_bps, allow_short=self.allow_short)


class OfCollection(Body):
    """The field of everything that names a collection."""

    model_dir: str = text(
        "b3",
        "Collection of models in the store, a slug of 1 to 64 letters, digits, '.', '_' or '-'. Never a path.",
        at_most=64,
        pattern=SLUG_PATTERN,
    )


class SaveFields(OfCollection):
    """Where the model goes."""

    model_config = ConfigDict(json_schema_extra=FORCED)

    model_name: str = text(
        "",
        "Name in the store, a slug; empty: made from model_type, model_dir and the time.",
        at_most=64,
        example="rf_b3_first",
        pattern=r"^$|" + SLUG_PATTERN,
    )
    promote: bool = flag(
        "Ask the gate to make it champion of its collection and kind. A refusal is no error: it is in the step's facts.",
        default=True,
    )
    force: bool = flag("Promote although the gate refuses: role admin and a reason; it is journalled.", default=False)
    reason: str = text(
        "", "Why it is forced; kept in the journal.", at_most=500, example="Takes over from the old one."
    )
    notes: str = text("", "Kept with the model.", at_most=2_000, example="First try with five tickers.")

    def saving(self) -> SaveRequest:
        """Return the request; BadInput for a path, and where it is forced without a reason."""
        if self.force and not self.reason.strip():
            raise BadInput("b3_force_without_reason")
        return SaveRequest(
            collection=collection_of(self.model_dir),
            name=check_slug(self.model_name) if self.model_name else "",
            promote=self.promote,
            force=self.force,
            reason=self.reason,
            notes=self.notes,
        )


def collection_of(model_dir: str) -> str:
    """Return the collection that `model_dir` names; BadInput for a path, InvalidName for what else is no slug."""
    if any(mark in model_dir for mark in ("/", "\\", ":", "~")) or model_dir in (".", ".."):
        raise BadInput("b3_model_dir_is_path", found=model_dir[:80])
    return check_slug(model_dir)
