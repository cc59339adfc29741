"""An answer is remembered under all that it follows from."""

from __future__ import annotations

import pytest

from bancada.data.caching import answer_key

VERSION = (1_700_000_000_000_000_001, 4_096, 77, "signature")
INPUTS = {"lux": 12.5, "presence": True, "room": "sala", "hour": None}


def key(
    model: str = "forest", version: tuple[str | int, ...] = VERSION, inputs: dict[str, str | float | None] | None = None
) -> str:
    return answer_key(model, version=version, inputs=INPUTS if inputs is None else inputs)


def test_the_order_of_inputs_does_not_matter() -> None:
    assert key() == key(inputs=dict(reversed(INPUTS.items())))


@pytest.mark.parametrize(
    "other",
    [
        key(model="forest2"),
        key(version=(1_700_000_000_000_000_002, 4_096, 77, "signature")),
        key(version=(*VERSION[:3], "signature2")),
        key(inputs={**INPUTS, "lux": 12.500000000000002}),
        key(inputs={**INPUTS, "presence": 1}),
        key(inputs={**INPUTS, "presence": "True"}),
        key(inputs={**INPUTS, "hour": float("nan")}),
        key(inputs={**INPUTS, "hour": "null"}),
        key(inputs={name: INPUTS[name] for name in ("lux", "presence", "room")}),
    ],
    ids=["model", "manifest", "signature", "last digit", "number", "text", "nan", "null as text", "absent"],
)
def test_whatever_an_answer_follows_from_makes_another_key(other: str) -> None:
    assert other != key()
