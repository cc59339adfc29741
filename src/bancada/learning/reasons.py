"""Why a fit is not `ok`: short codes that a trial can store, and their sentences.

A reason is `code` or `code:detail`; the sentences are in the message catalogue, with the one fact `detail`.
"""

from __future__ import annotations

from bancada.core.messages import render

__all__ = ["explain", "reason"]


def reason(code: str, detail: object = "") -> str:
    """Return a reason to store."""
    return f"{code}:{detail}" if detail != "" else code


def explain(stored: str, *, language: str) -> str:
    """Return the sentence of a stored reason in `language`; empty for none."""
    if not stored:
        return ""
    code, _, detail = stored.partition(":")
    return render(code, {"detail": detail}, language=language)
