"""Answers of models, remembered under all that they follow from: another model, input or series is another key, so nothing is invalidated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

__all__ = ["answer_key"]

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
