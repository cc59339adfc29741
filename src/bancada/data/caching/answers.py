"""Answers of models, remembered under all that they follow from: another model, input or series is another key, so nothing is invalidated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bancada.data.caching.port import Cache

__all__ = ["AnswerCache", "answer_key"]

Scalar = str | float | int | bool | None


def answer_key(model: str, *, version: Sequence[Scalar], inputs: Mapping[str, Scalar]) -> str:
    """Return the key of an answer: SHA-256 of what it follows from, written canonically.

    Parameters
    ----------
    model : str
    version : sequence
        What changes whenever the model does: its manifest's hash or identity, and the hash of its signature.
    inputs : mapping
        In any order; 1, 1.0 and True are three inputs, and NaN is none of None.
    """
    parts = [model, list(version), dict(inputs)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class AnswerCache:
    """Answers as bytes, for a while.

    Attributes
    ----------
    cache : Cache
    ttl_s : float
        Longest time that an answer is remembered.
    """

    cache: Cache
    ttl_s: float = 300.0

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the answer under `key`, made now where it is not there; what `make` raises is not remembered."""
        known = self.cache.get(key)
        if known is None:
            known = make()
            self.cache.set(key, known, ttl_s=self.ttl_s)
        return known
