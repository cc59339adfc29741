"""Which names this server answers to, and from which sites a browser may call it. Pure functions over headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["LOOPBACK", "HostRules", "is_loopback", "names_in"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # named to be refused as a Host: a browser reaches this machine by them
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?")
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::([0-9]{1,5}))?")
_PORTS = {"http": "80", "https": "443"}


def names_in(text: str) -> frozenset[str]:
    """Return the names of a setting, parted by commas, in lower case."""
    return frozenset(name.strip().lower().rstrip("/") for name in text.split(",") if name.strip())


def is_loopback(host: str) -> bool:
    """Return whether an address to listen on reaches this machine alone."""
    return host.lower().strip("[]") in LOOPBACK or bool(re.fullmatch(r"127\.\d{1,3}\.\d{1,3}\.\d{1,3}", host))


@dataclass(frozen=True, slots=True)
class HostRules:
    """What the headers Host and Origin may say, whatever the method.

    A page of another site can make a browser call this machine, and can point a name of its own at it (DNS rebinding): its calls
    carry that name as Host, or its site as Origin.

    Attributes
    ----------
    hosts : frozenset of str
        Names without port; brackets of IPv6 left out.
    origins : frozenset of str
        Other sites that browsers may call from, as "https://painel.example".
    """

    hosts: frozenset[str]
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, bound: str, allowed: str, origins: str) -> HostRules:
        """Return the rules of an installation.

        Parameters
        ----------
        bound : str
            The address it listens on.
        allowed : str
            Names by setting, parted by commas; the loopback names always count.
        origins : str
            Sites by setting, parted by commas.
        """
        here = {bound.lower().strip("[]")} - set(_EVERYWHERE)
        named = {name.strip("[]") for name in names_in(allowed)}
        return cls(frozenset({*LOOPBACK, *here, *named}), names_in(origins))

    def knows(self, host: bytes | None) -> bool:
        """Return whether a Host header names this server."""
        return host is not None and _name(host) in self.hosts

    def is_same(self, origin: bytes, host: bytes, *, scheme: str) -> bool:
        """Return whether an Origin header is the server's own address, as Host and scheme tell it."""
        sent, own = origin.decode("latin-1").lower(), host.decode("latin-1").lower()
        found, here = _ORIGIN.fullmatch(sent), _HOST.fullmatch(own)
        if found is None or here is None or sent.partition("://")[0] != scheme:
            return False
        default = _PORTS.get(scheme, "")
        return (found[1], found[2] or default) == (here[1], here[2] or default)

    def is_listed(self, origin: bytes) -> bool:
        """Return whether an Origin header is a site that the settings let in."""
        return origin.decode("latin-1").lower() in self.origins


@lru_cache(256)
def _name(host: bytes) -> str:
    """Return the name in a Host header, without port, brackets or a closing dot; empty where it is none."""
    found = _HOST.fullmatch(host.decode("latin-1").lower())
    return found[1].strip("[]").rstrip(".") if found else ""
