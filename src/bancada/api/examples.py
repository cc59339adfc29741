"""Examples for fields that hold other bodies: made of the examples that those give. JSON alone; knows no route."""

from __future__ import annotations

from typing import Any

__all__ = ["add_examples"]

_REF = "#/components/schemas/"


# Any: JSON values.
def add_examples(schemas: dict[str, Any]) -> None:
    """Give every property of every schema an example where it has none, in place."""
    for schema in schemas.values():
        for spec in schema.get("properties", {}).values():
            if "examples" not in spec:
                made = _example(spec, schemas)
                if made is not None:
                    spec["examples"] = [made]


# Any: likewise.
def _example(spec: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return an example of a schema; None where nothing says what one might be."""
    if spec.get("examples"):
        return spec["examples"][0]
    if "$ref" in spec:
        return _example(schemas[spec["$ref"].removeprefix(_REF)], schemas)
    if "properties" in spec:
        return {name: _example(one, schemas) for name, one in spec["properties"].items()}
    if spec.get("type") == "array":
        inner = _example(spec["items"], schemas)
        return None if inner is None else [inner]
    choices = (_example(one, schemas) for one in spec.get("anyOf", ()) if one.get("type") != "null")
    return next(choices, None) or next(iter(spec.get("enum", ())), spec.get("const", spec.get("default")))
