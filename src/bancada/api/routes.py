"""The table of routes: for a method and a path, the template, the role and whether the call is audited.

Made of the specification, so that what is not documented cannot be reached, and a route without a role stops the start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bancada.data.access.values import Role

__all__ = ["Route", "RouteTable", "table_of"]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head"})


@dataclass(frozen=True, slots=True)
class Route:
    """One documented operation.

    Attributes
    ----------
    method, template : str
    role : Role or None
        None: open, no key is asked for.
    is_audited : bool
        Whether a call becomes a line of the audit.
    media : frozenset of str
        Content types of bodies that it takes; empty: it takes none.
    query : frozenset of str
        Parameters of the query that it takes.
    can_wait : bool
        Whether a call may wait for a run: it takes `wait`, or streams events.
    """

    method: str
    template: str
    role: Role | None
    is_audited: bool
    media: frozenset[str] = frozenset()
    query: frozenset[str] = frozenset()
    can_wait: bool = False


@dataclass(frozen=True, slots=True)
class _Path:
    pattern: re.Pattern[str]
    routes: Mapping[str, Route]
    methods: tuple[str, ...]


_REMEMBERED = 4096
_SHORT = 200
"""Characters of a path up to which what it matches is remembered."""


class RouteTable:
    """All routes: paths without parameters by look-up, the others by trying their patterns in order.

    What a short path matched is remembered. Paths that match nothing are not: whoever has no key could fill memory with them.

    Parameters
    ----------
    fixed, patterns
        Paths without and with parameters.
    """

    def __init__(self, fixed: Mapping[str, _Path], patterns: Sequence[_Path]) -> None:
        self._fixed = fixed
        self._patterns = tuple(patterns)
        self._remembered = lru_cache(_REMEMBERED)(self._matched)

    def routes(self) -> tuple[Route, ...]:
        """Return every route."""
        return tuple(route for path in (*self._fixed.values(), *self._patterns) for route in path.routes.values())

    def find(self, method: str, path: str) -> tuple[Route | None, Mapping[str, str], tuple[str, ...]]:
        """Return the route, the parameters of the path, and the methods that the path has; no methods: no such path."""
        known, parameters = self._fixed.get(path), _NONE
        if known is None:
            match = self._remembered if len(path) <= _SHORT else self._matched
            try:
                known, parameters = match(path)
            except LookupError:  # an exception is not remembered
                return None, _NONE, ()
        return known.routes.get(method), parameters, known.methods

    def _matched(self, path: str) -> tuple[_Path, Mapping[str, str]]:
        for one in self._patterns:
            found = one.pattern.fullmatch(path)
            if found:
                return one, found.groupdict()
        raise LookupError(path)


_NONE: Mapping[str, str] = {}


# Any: an OpenAPI document.
def table_of(specification: Mapping[str, Any], *, open_paths: frozenset[str]) -> RouteTable:
    """Return the table of a specification.

    Parameters
    ----------
    open_paths : frozenset of str
        Templates that need no key, pages outside the specification too; every other operation must say its role.

    Raises
    ------
    RuntimeError
        An operation has no role: a mistake of whoever wrote the route.
    """
    fixed: dict[str, _Path] = {}
    patterns: list[_Path] = []
    for template, operations in specification["paths"].items():
        routes = {
            name.upper(): _route(name.upper(), template, operations[name], open_paths)
            for name in operations
            if name in _METHODS
        }
        if "GET" in routes and template in open_paths:
            routes.setdefault("HEAD", routes["GET"])
        path = _Path(_pattern(template), routes, tuple(sorted(routes)))
        if "{" in template:
            patterns.append(path)
        else:
            fixed[template] = path
    for page in open_paths - set(specification["paths"]):
        routes = {method: Route(method, page, None, is_audited=False) for method in ("GET", "HEAD")}
        fixed[page] = _Path(_pattern(page), routes, tuple(sorted(routes)))
    return RouteTable(fixed, patterns)


# Any: an operation of an OpenAPI document.
def _route(method: str, template: str, operation: Mapping[str, Any], open_paths: frozenset[str]) -> Route:
    if template in open_paths:
        return Route(method, template, None, is_audited=False)
    if "x-role" not in operation:
        raise RuntimeError(f"{method} {template} says no role: openapi_extra=access(Role.…)")
    role = Role(operation["x-role"])
    changes = method not in _SAFE and role is not Role.READ
    media = frozenset(operation.get("requestBody", {}).get("content", {}))
    query = frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
    can_wait = "wait" in query or "text/event-stream" in operation["responses"].get("200", {}).get("content", {})
    return Route(method, template, role, operation.get("x-audited", changes), media, query, can_wait)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    text = "".join(f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text)
