"""What a step found, in one line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.components.assets import words
from app.components.market import words as market_words
from app.i18n import _, format_date, format_number, format_percent, ngettext
from bancada.core.leaderboard import Interval
from bancada.core.values import from_json
from bancada.domains.assets.evaluation.values import MAIN
from bancada.domains.assets.requests import Step

if TYPE_CHECKING:
    from bancada.domains.assets.pipeline_state import StepState

__all__ = ["line"]


def line(step: StepState) -> str:
    """Return what a step that is done found."""
    return {
        Step.LOAD: _loaded,
        Step.PREPROCESS: _prepared,
        Step.SPLIT: _split,
        Step.TRAIN: _trained,
        Step.EVALUATE: _evaluated,
        Step.SAVE: _saved,
    }[step.step](step.facts)


# Any: JSON, as `StepState.facts` lays it out; likewise below.
def _loaded(facts: dict[str, Any]) -> str:
    found = facts["tickers"]
    rows = ngettext("{n} row", "{n} rows", sum(one["rows"] for one in found))
    first, last = (pick(one[end] for one in found) for end, pick in (("first", min), ("last", max)))
    span = _("{first} to {last}", first=_day(first), last=_day(last))
    bases = ", ".join(sorted({market_words.basis(one["basis"]) for one in found}))
    return " · ".join((", ".join(one["ticker"] for one in found), rows, span, bases))


def _prepared(facts: dict[str, Any]) -> str:
    learnable = ngettext("{n} row to learn from", "{n} rows to learn from", facts["learnable"])
    names = ngettext("{n} feature", "{n} features", len(facts["names"]))
    counts = facts["actions"]
    total = sum(counts.values()) or 1
    shares = ", ".join(f"{words.action(code)} {format_percent(n / total, 0)}" for code, n in counts.items())
    return " · ".join(part for part in (learnable, names, shares) if part)


def _split(facts: dict[str, Any]) -> str:
    sizes = ", ".join(f"{words.part(name)} {format_number(facts[name])}" for name in ("train", "validation", "test"))
    purged = ngettext("{n} row purged", "{n} rows purged", facts["purged"])
    return f"{sizes} · {purged} · " + _("test from {day} on", day=_day(facts["boundaries"][1]))


def _trained(facts: dict[str, Any]) -> str:
    fits = ngettext("{n} fit", "{n} fits", facts["n_trials"])
    rows = ngettext("{n} training row", "{n} training rows", facts["n_train"])
    leaks = facts.get("leaks")
    tested = "" if leaks is None else (_("no leak found") if leaks["passed"] else _("a leak test failed"))
    return " · ".join(part for part in (words.model_type(facts["model_type"]), fits, rows, tested) if part)


def _evaluated(facts: dict[str, Any]) -> str:
    found = next((one for one in facts["figures"] if (one["split"], one["name"]) == MAIN), None)
    if found is None:
        return _("The main figure is undefined on these rows.")
    word, name = words.report(), MAIN[1]
    told = _("{figure} on test: {value}", figure=word.measure(name), value=word.value(name, found["value"]))
    if found["interval"] is not None:
        interval = word.interval(name, from_json(Interval, found["interval"]))
        told += " · " + _("95%: {interval}", interval=interval)
    if found["baseline"] is not None:
        told += " · " + _("{name}: {value}", name=_("chance"), value=word.value(name, found["baseline"]))
    return told


def _saved(facts: dict[str, Any]) -> str:
    name = f"**{facts['model']}**"
    if facts["promoted"]:
        return _("Saved as {name}; champion now.", name=name)
    if facts["gate"] is None:
        return _("Saved as {name}; no promotion was asked for.", name=name)
    return _(
        "Saved as {name}; the gate refused it, so it is no champion. It answers when asked by its name.", name=name
    )


def _day(text: str) -> str:
    return format_date(datetime.fromisoformat(text).date())
