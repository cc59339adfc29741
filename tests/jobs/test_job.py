"""Jobs as values and the JSON between their steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import InvalidName
from bancada.core.ports import JobContext
from bancada.core.run import RunStatus
from bancada.jobs import Job, MemoryQueue
from bancada.jobs.job import by_kind, plain_payload


def nothing(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    return {}


@pytest.mark.parametrize("steps", [(), (("a", nothing), ("a", nothing))], ids=["none", "same-name"])
def test_a_job_has_steps_with_names_of_their_own(steps: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="distinct name"):
        Job("kind", steps)


def test_a_kind_is_a_slug_and_belongs_to_one_job() -> None:
    with pytest.raises(InvalidName):
        Job("no kind", (("a", nothing),))
    with pytest.raises(ValueError, match="share a kind"):
        by_kind([Job("kind", (("a", nothing),)), Job("kind", (("b", nothing),))])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_a_payload_comes_back_as_it_was(payload: dict[str, Any]) -> None:
    finite = "inf" not in repr(payload)
    assert (plain_payload(payload) == payload) or not finite


def test_what_json_cannot_say_of_a_number_becomes_nothing() -> None:
    assert plain_payload({"score": math.nan}) == {"score": None}


def test_a_run_asked_to_stop_between_two_steps_keeps_what_the_first_one_added() -> None:
    def first(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
        queue.cancel(context.run_id)
        return {"first": 1}

    queue = MemoryQueue([Job("kind", (("first", first), ("second", nothing)))])
    run = queue.get(queue.submit("kind", {}, title="Cancels itself"))
    assert (run.status, run.result) == (RunStatus.CANCELLED, {"first": 1})


def test_a_later_step_sees_the_payload_and_what_earlier_ones_added() -> None:
    def see(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
        return {"seen": sorted(state)}

    queue = MemoryQueue([Job("kind", (("first", lambda state, context: {"added": 1}), ("second", see)))])
    run = queue.get(queue.submit("kind", {"given": 0}, title="Sees"))
    assert run.result == {"added": 1, "seen": ["added", "given"]}
