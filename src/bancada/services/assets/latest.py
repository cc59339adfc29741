"""Values that are kept while what they were made from is what it was: loaded models, features of the last sessions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Latest"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Values by key, each kept while the mark that it was made under is still the present one.

    **Thread safety**: `get` may be called from many threads; where two ask for the same at once, both may make it and one is kept.

    Parameters
    ----------
    capacity : int
        Values kept; the least recently asked for leaves first.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = Lock()
        self._kept: OrderedDict[K, tuple[object, V]] = OrderedDict()

    def get(self, key: K, mark: object, make: Callable[[], V]) -> V:
        """Return the value kept for a key under this very mark, or make it."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] == mark:
                self._kept.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (mark, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return made
