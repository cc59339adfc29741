"""How far a long step has come, said to whoever watches, and the place where it stops on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.errors import Cancelled

if TYPE_CHECKING:
    from bancada.domains.assets.values import Watch

__all__ = ["Progress"]


class Progress:
    """Counts the parts of a step. It stays in one thread.

    Parameters
    ----------
    watch : Watch or None
        None: nobody watches, nothing is cancelled.
    total : int
        Parts in all.
    """

    def __init__(self, watch: Watch | None, total: int) -> None:
        self._watch = watch
        self._total = total
        self._done = 0

    def check(self) -> None:
        """Raise Cancelled where the step shall stop."""
        if self._watch is not None and self._watch.is_cancelled():
            raise Cancelled

    def step(self, message: str = "", *, n: int = 1) -> None:
        """Say that `n` parts are done; Cancelled where the step shall stop."""
        self._done = min(self._done + n, self._total)
        if self._watch is not None:
            self._watch.progress(self._done, self._total, message)
        self.check()
