"""Every choice that outlives a rerun: session keys and URL parameters, as typed accessors. The only place that names them.

A `Choice` lives in three places at once. The widget holds it while it is drawn; the session holds it while another page is open;
the address holds its code, never its translated label, so that a link opens the same view in either language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from streamlit import runtime

__all__ = [
    "BUDGET",
    "BY",
    "CELLS_SAVED",
    "COLUMN",
    "DATASET",
    "ENGINE",
    "EXPLORE_VIEW",
    "FOLDS",
    "GROUP",
    "HELD_PROBLEM",
    "HOLDOUT",
    "HORIZON",
    "IMPORT_MODEL_ELSEWHERE",
    "IMPORT_REPORT",
    "KEPT",
    "KIND",
    "LANGUAGE",
    "LEFT_OUT",
    "LOTTERY_MODEL",
    "LOTTERY_VIEW",
    "METRIC",
    "MODEL",
    "MODEL_TASK",
    "MORE_TARGETS",
    "ONLY",
    "ORDERED_BY",
    "OTHER_COLUMN",
    "PREDICT_VIEW",
    "RUN",
    "RUN_STATUS",
    "SEED",
    "SPLIT",
    "TAKEN",
    "TARGET",
    "TIME",
    "TIMEOUT",
    "TURBO",
    "Choice",
    "Draft",
    "adjusting",
    "answer",
    "batch",
    "edits",
    "language",
    "lit_rows",
    "model_input",
    "saving",
    "set_language",
    "theme",
    "time_zone",
]

T = TypeVar("T", str, int, bool, float)


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One thing a visitor chooses, kept in the session and in the address.

    Attributes
    ----------
    name : str
        Session key and URL parameter.
    default : value
        What holds until something is chosen; it is left out of the address.
    """

    name: str
    default: T

    @property
    def widget(self) -> dict[str, Any]:  # Any: keyword arguments of every kind of widget
        """What to hand to the widget that edits it."""
        return {"key": self.name, "persist_state": "session"}

    def seed(self, options: Sequence[T] = (), *, default: T | None = None) -> T:
        """Settle the value before its widget is drawn, from the address, then the session, then the default.

        Parameters
        ----------
        options : sequence
            What may be chosen; a value that is not among them gives way to the default. Empty: anything.
        default : value, optional
            Instead of the choice's own.
        """
        fallback = self.default if default is None else default
        if options and fallback not in options:
            fallback = options[0]
        linked = self._from_address()
        value = st.session_state.get(self.name, fallback) if linked is None else linked
        if options and value not in options:
            value = fallback
        st.session_state[self.name] = value
        self._publish(value)
        return value

    def get(self) -> T:
        """Return the value as it stands, without a widget."""
        value: T = st.session_state.get(self.name, self.default)
        return value

    def set(self, value: T) -> None:
        """Change the value; only before its widget is drawn, or in a callback."""
        st.session_state[self.name] = value
        self._publish(value)

    def forget(self) -> None:
        """Hold nothing, here and in the address; the next `seed` starts from the default."""
        st.session_state.pop(self.name, None)
        st.session_state.pop(self._published, None)
        if self.name in st.query_params:
            del st.query_params[self.name]

    def link(self, value: T) -> dict[str, str]:
        """Return the URL parameter that opens a page with `value` chosen."""
        return {self.name: _text(value)}

    def _from_address(self) -> T | None:
        text = st.query_params.get(self.name)
        if text is None or text == st.session_state.get(self._published):
            return None
        return _parse(text, type(self.default))

    def _publish(self, value: T) -> None:
        text = _text(value)
        st.session_state[self._published] = text
        if value == self.default:
            if self.name in st.query_params:
                del st.query_params[self.name]
        elif st.query_params.get(self.name) != text:
            st.query_params[self.name] = text

    @property
    def _published(self) -> str:
        return f"_published:{self.name}"


def _text(value: str | float | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _parse(text: str, kind: type[T]) -> T | None:
    if kind is bool:
        return bool(text == "1") if text in ("0", "1") else None
    if kind in (int, float) and not (text.replace(".", "", 1) if kind is float else text).removeprefix("-").isdecimal():
        return None
    return kind(text)


@dataclass(frozen=True, slots=True)
class Draft:
    """Something typed or held, in the address only where its widget is `linked`.

    Attributes
    ----------
    name : str
        Session key.
    """

    name: str

    @property
    def widget(self) -> dict[str, Any]:  # Any: keyword arguments of every kind of widget
        """What to hand to the widget that edits it."""
        return {"key": self.name, "persist_state": "session"}

    @property
    def linked(self) -> dict[str, Any]:  # Any: as above
        """The same, held in the address too, so that a refresh keeps what is typed; `seed` is not for these."""
        return {**self.widget, "bind": "query-params"}

    # Any: what is held belongs to whoever holds it.
    def seed(self, value: Any) -> Any:
        """Put `value` in unless something is there, and return what is there; only before the widget is drawn."""
        kept = st.session_state.get(self.name, value)
        st.session_state[self.name] = kept
        return kept

    def get(self, default: Any = None) -> Any:  # Any: as above
        """Return what is held."""
        return st.session_state.get(self.name, default)

    def set(self, value: Any) -> None:  # Any: as above
        """Hold `value`; only before its widget is drawn, or in a callback."""
        st.session_state[self.name] = value

    def clear(self) -> None:
        """Hold nothing."""
        st.session_state.pop(self.name, None)


LANGUAGE = Draft("language")
DATASET = Choice("dataset", "")
EXPLORE_VIEW = Choice("view", "overview")
COLUMN = Choice("column", "")
OTHER_COLUMN = Choice("against", "")
BY = Choice("by", "")

TARGET = Choice("target", "")
METRIC = Choice("metric", "")
SPLIT = Choice("split", "")
GROUP = Choice("group", "")
TIME = Choice("time", "")
FOLDS = Choice("folds", 5)
HOLDOUT = Choice("holdout", 20)
TURBO = Choice("turbo", default=True)
ENGINE = Choice("engine", "native")
BUDGET = Choice("minutes", 0)
KIND = Choice("kind", "")
HORIZON = Choice("ahead", 1)
MORE_TARGETS = Draft("more-targets")
ORDERED_BY = Choice("ordered-by", "")
ONLY = Draft("only")
LEFT_OUT = Draft("left-out")
SEED = Choice("seed", 7)
KEPT = Choice("kept", 5)
TIMEOUT = Choice("timeout", 0)
RUN = Choice("run", "")

MODEL = Choice("model", "")
MODEL_TASK = Choice("task", "")
PREDICT_VIEW = Choice("way", "one")
RUN_STATUS = Choice("status", "")
LOTTERY_VIEW = Choice("lottery-view", "history")
LOTTERY_MODEL = Choice("lottery-model", "")
IMPORT_REPORT = Draft("import.report")
IMPORT_MODEL_ELSEWHERE = Draft("import-model.elsewhere")
TAKEN = Draft("taken")
CELLS_SAVED = Draft("cells.saved")
HELD_PROBLEM = Draft("problem")
_LANGUAGE_SETTING = Draft("_language_setting")


def saving(run_id: str, candidate: str, part: str) -> Draft:
    """Return what is typed to save one candidate: its "name", its "notes", or the name it was "saved" under."""
    return Draft(f"save.{run_id}.{candidate}.{part}")


def adjusting(run_id: str, candidate: str, part: str) -> Draft:
    """Return what is chosen to adjust one candidate: the "method", whether "by-cost", the costs of an "alarm" and a "miss"."""
    return Draft(f"adjust.{run_id}.{candidate}.{part}")


def model_input(signature: str, field: str) -> Draft:
    """Return the value typed for one input; models with the same signature share it, and links carry it."""
    return Draft(f"input.{signature[:6]}.{field}")


def answer(model: str, saved_at: str) -> Draft:
    """Return the values last asked by this visitor and the answer of a model to them."""
    return Draft(f"answer.{model}.{saved_at}")


def batch(model: str) -> Draft:
    """Return the last answers of a model to a file of this visitor."""
    return Draft(f"batch.{model}")


def edits(version: str) -> Draft:
    """Return the cells changed and not yet saved in one version of a dataset."""
    return Draft(f"cells.{version}")


def lit_rows(points: str) -> tuple[Draft, Draft]:
    """Return the state of the table beside a chart, and the row numbers that it showed."""
    return Draft(f"{points}-table"), Draft(f"{points}-shown")


def language() -> str:
    """Return the language of this session, as `set_language` settled it."""
    if not runtime.exists():
        return "en"
    return str(_LANGUAGE_SETTING.get("en"))


def set_language(code: str) -> None:
    """Settle the language of this session, once a run."""
    _LANGUAGE_SETTING.set(code)


def theme() -> Literal["light", "dark"]:
    """Return the visitor's theme as the browser tells it."""
    return "dark" if runtime.exists() and st.context.theme.type == "dark" else "light"


def time_zone() -> tzinfo:
    """Return the visitor's time zone as the browser tells it, UTC where it does not."""
    name = st.context.timezone if runtime.exists() else None
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
