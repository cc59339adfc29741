"""Names, sites and addresses that settings hold: what is none of its kind. Pure functions over text; nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv6Address, ip_network
from urllib.parse import urlsplit

__all__ = ["is_cache", "is_host", "is_origin", "is_proxy", "unfit"]

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_CACHE = re.compile(r"(redis|rediss)://|unix://.*/")


def unfit(text: str, fits: Callable[[str], bool]) -> str:
    """Return the first part of a text, parted by commas, that does not fit; empty where all do.

    Examples
    --------
    >>> unfit("api.example, *", is_host)
    '*'
    """
    parts = (part.strip() for part in text.split(","))
    return next((part for part in parts if part and not fits(part)), "")


def is_host(text: str) -> bool:
    """Return whether a text is one host, by name or address: no port, no scheme, no wildcard."""
    name = text.lower()
    return (len(name) <= 253 and bool(_NAME.fullmatch(name))) or _is_ipv6(name.removeprefix("[").removesuffix("]"))


def is_origin(text: str) -> bool:
    """Return whether a text is a site as browsers write it in Origin: scheme and host, a port where it is not the scheme's own."""
    with suppress(ValueError):  # a port that is none
        parts = urlsplit(text.lower())
        has_host = parts.hostname is not None and is_host(parts.hostname) and parts.port != 0
        is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
        return parts.scheme in ("http", "https") and has_host and is_bare and not parts.netloc.endswith(":")
    return False


def is_proxy(text: str) -> bool:
    """Return whether a text is an address or a network, as 10.0.0.0/24; a network of all addresses is none: it would believe everybody."""
    with suppress(ValueError):
        return ip_network(text).prefixlen > 0
    return False


def is_cache(text: str) -> bool:
    """Return whether a text is an address that Redis is found by."""
    with suppress(ValueError):  # a port that is none
        parts = urlsplit(text)
        is_numbered = parts.scheme == "unix" or parts.path.strip("/").isdigit() or parts.path in ("", "/")
        return bool(_CACHE.match(text)) and parts.port != 0 and is_numbered
    return False


def _is_ipv6(text: str) -> bool:
    with suppress(ValueError):
        return bool(IPv6Address(text))
    return False
