"""Python's collector of cycles in a process that serves: what was loaded once is not searched again and again.

A full search looks at every object there is, a few hundred thousand once engines are loaded, and nobody is answered meanwhile: about 70 ms,
which is what the slowest hundredth of calls waited under load. What survives a full search while a process warms up stays for good, and is
set aside.
"""

from __future__ import annotations

import gc
from typing import Any

__all__ = ["settle"]

THRESHOLDS = (10_000, 20, 20)
"""Objects between two searches of the youngest; searches of each generation between two of the next."""
WARMING = 8
"""Full searches whose survivors are set aside. Not all of them for ever: what is set aside is never searched for cycles again."""


def settle() -> None:
    """Search less often, and set aside what is there now and what the first calls load."""
    gc.set_threshold(*THRESHOLDS)
    gc.collect()
    gc.freeze()
    gc.callbacks.append(_Warming())


class _Warming:
    """Told of every search."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = WARMING

    # Any: what the collector tells.
    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """Set the survivors of a full search aside; after some of them never again."""
        if phase != "stop" or info["generation"] < 2:
            return
        gc.freeze()
        self._left -= 1
        if not self._left:
            gc.callbacks.remove(self)
