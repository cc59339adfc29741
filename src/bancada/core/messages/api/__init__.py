"""The sentences of the HTTP API, one module a subject."""

from __future__ import annotations

from bancada.core.messages.api import access, limits, pages, routes

__all__ = ["SENTENCES"]

SENTENCES: dict[str, tuple[str, str]] = {**access.SENTENCES, **limits.SENTENCES, **pages.SENTENCES, **routes.SENTENCES}
