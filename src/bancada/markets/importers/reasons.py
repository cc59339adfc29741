"""Why a row of a file is no bar: codes of sentences in `core.messages`, as SQL gives them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """Why a row is refused; the first that holds is told."""

    FIELDS = "bar_fields"
    LENGTH = "bar_record_length"
    KIND = "bar_record_kind"
    SYMBOL = "bar_symbol_missing"
    TIME = "bar_time_unreadable"
    CLOCK = "bar_time_other_clock"
    MISSING = "bar_price_missing"
    UNREADABLE = "bar_number_unreadable"
    ZERO = "bar_price_zero"
    SKIPPED = "bar_time_skipped"
    TWICE = "bar_time_twice"
    REPEATED = "bar_repeated"
    CONTRADICTS = "bar_contradicts"
