"""Headers in and out: ids of requests, the language of the caller, what every answer carries for the safety of browsers."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bancada.api.problems import ApiProblem

__all__ = ["CONTENT_POLICY", "Header", "cors", "dressed", "language_of", "new_request_id", "preflight", "read_headers"]

Header = tuple[bytes, bytes]

CONTENT_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For data: nothing may be loaded or framed. Pages of the documentation bring their own."""

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_UNLESS_SET: tuple[Header, ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", CONTENT_POLICY),
)
_ONCE = frozenset({b"host", b"origin", b"x-api-key", b"content-length", b"content-type", b"x-request-id"})
_SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_PREFIX = secrets.token_hex(6)
_NUMBERS = itertools.count(1)


def read_headers(sent: Iterable[Header]) -> dict[bytes, bytes]:
    """Return headers by name; of one that may come several times, the last.

    Raises
    ------
    ApiProblem
        400 `api_header_repeated`: two of a kind that this server decides by, which a proxy before it may have read otherwise.
    """
    pairs = list(sent)
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[bytes] = set()
    for name, _ in pairs:
        if name in seen and name in _ONCE:
            raise ApiProblem(400, "api_header_repeated", header=name.decode("latin-1"))
        seen.add(name)
    return found


def new_request_id(sent: bytes | None) -> str:
    """Return the caller's id of the request where it is a sane token, else a new one."""
    if sent is not None and _SANE_ID.fullmatch(sent):
        return sent.decode("ascii")
    return f"{_PREFIX}-{next(_NUMBERS):x}"


@lru_cache(256)
def language_of(accepted: bytes | None, *, default: str) -> str:
    """Return "pt_BR" or "en": the first of the two by weight in Accept-Language, else `default`."""
    best, weight = default, 0.0
    for part in (accepted or b"").decode("latin-1").lower().split(","):
        tag, _, rest = part.strip().partition(";")
        language = {"pt": "pt_BR", "en": "en"}.get(tag.strip().split("-")[0])
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", rest)
        asked = float(found[1]) if found else 0.0 if rest else 1.0
        if language and asked > weight:
            best, weight = language, asked
    return best


def dressed(sent: Sequence[Header], extra: Sequence[Header]) -> list[Header]:
    """Return the headers of an answer with what every answer carries."""
    names = {name.lower() for name, _ in sent}
    return [*sent, *_ALWAYS, *(pair for pair in _UNLESS_SET if pair[0] not in names), *extra]


_EXPOSED = b"x-request-id, location, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset"


def cors(origin: bytes) -> tuple[Header, ...]:
    """Return what lets a page of another, allowed site read an answer."""
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", _EXPOSED),
        (b"vary", b"Origin"),
    )


def preflight(origin: bytes) -> tuple[Header, ...]:
    """Return what lets a page of another, allowed site send a request."""
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", b"GET, POST, DELETE"),
        (b"access-control-allow-headers", b"content-type, x-api-key, x-request-id, accept-language, last-event-id"),
        (b"access-control-max-age", b"600"),
        (b"vary", b"Origin"),
    )
