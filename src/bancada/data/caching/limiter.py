"""One limit of the API: how much each caller may ask. Knows no store of buckets."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.data.caching.port import Buckets, Decision, Rate

__all__ = ["RateLimiter"]


@dataclass(frozen=True, slots=True)
class RateLimiter:
    """A limit, the same for each key.

    Attributes
    ----------
    buckets : Buckets
    rate : Rate
    name : str
        Parts the buckets of two limits on the same keys.
    """

    buckets: Buckets
    rate: Rate
    name: str = "key"

    def take(self, key: str, *, cost: int = 1) -> Decision:
        """Take `cost` for `key` (a key's id, an address) if it is there; a cost above the burst counts as the burst."""
        return self.buckets.take(f"{self.name}:{key}", self.rate, cost=cost)
