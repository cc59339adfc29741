"""What a cache and a store of token buckets promise, whichever they are. Knows no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Buckets", "Cache", "Decision", "Rate"]


class Cache(Protocol):
    """Bytes by name that may be forgotten at any time.

    **Consistency**: `get` answers what the last `set` of the key stored, or None; never a part of it, and never after its time.
    **Thread safety**: safe. **Failure**: a server that is away is an empty cache; nothing is raised for it.
    """

    def get(self, key: str) -> bytes | None:
        """Return what was stored; None where nothing is, or its time is over."""

    def set(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Store for `ttl_s` seconds; ValueError where that is not positive."""

    def delete(self, key: str) -> None:
        """Forget a key; nothing happens where it is not there."""

    def ping(self) -> bool:
        """Whether what is stored now can be read again."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much may be taken from a bucket.

    Attributes
    ----------
    per_minute : float
        What flows back in; positive.
    burst : int
        What a full bucket holds: how much may be taken at once after a pause. At least 1.
    """

    per_minute: float
    burst: int

    def __post_init__(self) -> None:
        if not (self.per_minute > 0 and self.burst >= 1):
            raise ValueError(f"a rate needs a positive flow and a burst of at least 1, not {self}")

    @property
    def per_second(self) -> float:
        """What flows back in a second."""
        return self.per_minute / 60

    def cost(self, asked: int) -> int:
        """Return what is taken for `asked`: a cost above the burst empties a full bucket, since it could never be paid otherwise."""
        if asked < 1:
            raise ValueError(f"a cost is at least 1, not {asked}")
        return min(asked, self.burst)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a caller may go on.

    Attributes
    ----------
    allowed : bool
    limit : int
        What a full bucket holds.
    remaining : int
        What is left, whole ones.
    reset_s : float
        Seconds until the bucket is full again.
    retry_s : float
        Seconds until the same may be asked again with success; 0 where it was allowed.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_s: float
    retry_s: float = 0.0

    @classmethod
    def of(cls, rate: Rate, tokens: float, *, cost: int, allowed: bool) -> Decision:
        """Return the decision that left `tokens` in the bucket."""
        return cls(
            allowed=allowed,
            limit=rate.burst,
            remaining=int(tokens),
            reset_s=max(0.0, (rate.burst - tokens) / rate.per_second),
            retry_s=0.0 if allowed else max(0.0, (cost - tokens) / rate.per_second),
        )


class Buckets(Protocol):
    """Token buckets by key, full at first.

    **Atomicity**: of calls at the same time, from however many threads (and processes, where the store is shared), as many are allowed
    as the bucket holds. What is refused takes nothing.
    """

    def take(self, key: str, rate: Rate, *, cost: int = 1) -> Decision:
        """Take `cost` from the bucket of `key` if it holds as much."""
