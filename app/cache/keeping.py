"""How reads are kept, and the one door to the composition root. It knows no page and no read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import streamlit as st

from bancada import bootstrap
from bancada.settings import Settings

if TYPE_CHECKING:
    from bancada.services import Bench

__all__ = ["bench", "frames", "settings", "values"]

P = ParamSpec("P")
R = TypeVar("R")


def bench() -> Bench:
    """Return the use cases of this installation, built once a process."""
    return bootstrap.default_bench()


def settings() -> Settings:
    """Return the settings in force when the dashboard started."""
    return bootstrap.default_settings()


def values(read: Callable[P, R]) -> Callable[P, R]:
    """Keep small values: each caller gets a copy."""

    @cache
    def kept() -> Callable[P, R]:
        limits = settings()
        keep = st.cache_data(ttl=limits.cache_ttl_s or None, max_entries=limits.cache_max_entries, show_spinner=False)
        return keep(read)

    @wraps(read)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return kept()(*args, **kwargs)

    return call


def frames(read: Callable[P, R]) -> Callable[P, R]:
    """Keep frames: all callers share one, which nobody changes."""

    @cache
    def kept() -> Callable[P, R]:
        limits = settings()
        keep = st.cache_resource(
            ttl=limits.cache_ttl_s or None, max_entries=limits.cache_max_entries, show_spinner=False
        )
        return keep(read)

    @wraps(read)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return kept()(*args, **kwargs)

    return call
