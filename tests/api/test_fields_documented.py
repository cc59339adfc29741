"""Over the whole specification: every field has an example, every number its unit, and every number that is sent its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bancada.api.app import document

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]  # Any: JSON values
LOWS, HIGHS = {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}


def kinds(spec: Json) -> list[Json]:
    """Return a schema with its alternatives, and the items of what is a list."""
    found = [spec, *spec.get("anyOf", ())]
    return found + [inner for one in found if "items" in one for inner in kinds(one["items"])]


def is_number(spec: Json) -> bool:
    return bool({one.get("type") for one in kinds(spec)} & {"integer", "number"})


def properties() -> Iterator[tuple[str, Json]]:
    for name, schema in document()["components"]["schemas"].items():
        for field, spec in schema.get("properties", {}).items():
            yield f"{name}.{field}", spec


def parameters() -> Iterator[tuple[str, Json]]:
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            for one in operation.get("parameters", ()):
                schema = one.get("schema", {})
                yield f"{method} {path} {one['name']}", {"examples": one.get("examples"), **schema}


def sent() -> Iterator[tuple[str, Json]]:
    """Yield every field of what is sent: parameters, and properties of bodies with what they hold."""
    yield from parameters()
    schemas, reached = document()["components"]["schemas"], set()
    waiting = [
        kind["schema"]
        for item in document()["paths"].values()
        for operation in item.values()
        for kind in operation.get("requestBody", {}).get("content", {}).values()
    ]
    while waiting:
        for one in kinds(waiting.pop()):
            name = one.get("$ref", "").rpartition("/")[2]
            if name and name not in reached:
                reached.add(name)
                waiting += schemas[name].get("properties", {}).values()
    for place, spec in properties():
        if place.partition(".")[0] in reached:
            yield place, spec


def test_every_field_and_parameter_has_an_example() -> None:
    assert [place for place, spec in [*properties(), *parameters()] if not spec.get("examples")] == []


def test_every_number_has_a_unit() -> None:
    found = [*properties(), *parameters()]
    assert len([place for place, spec in found if is_number(spec)]) > 100
    assert [place for place, spec in found if is_number(spec) and not spec.get("x-unit")] == []


def test_every_number_that_is_sent_is_bounded_on_both_sides() -> None:
    found = dict(sent())
    assert "Generate.n_tickets" in found
    assert "LastDraw.n_draws" not in found
    unbounded = []
    for place, spec in found.items():
        named = {name for one in kinds(spec) for name in one}
        if is_number(spec) and not (named & LOWS and named & HIGHS):
            unbounded.append(place)
    assert unbounded == []


def test_an_example_is_of_the_type_of_its_field() -> None:
    types = {"integer": int, "number": (int, float), "string": str, "boolean": bool, "array": list, "object": dict}
    types |= {"null": type(None)}
    wrong = []
    for place, spec in [*properties(), *parameters()]:
        alternatives = [spec, *spec.get("anyOf", ())]
        is_other = any("$ref" in one for one in alternatives)
        known = [] if is_other else [types[one["type"]] for one in alternatives if one.get("type") in types]
        for example in (spec.get("examples") or ()) if known else ():
            if not any(isinstance(example, kind) for kind in known):
                wrong += [(place, example)]
    assert wrong == []
