"""Which domain packs are plugged in, and which of them knows a dataset."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.dataset import DatasetInfo
from bancada.core.pack import Pack

__all__ = ["PacksService"]


@dataclass(frozen=True, slots=True)
class PacksService:
    """The packs of this installation."""

    packs: tuple[Pack, ...]

    def list(self) -> tuple[Pack, ...]:
        """Return all packs."""
        return self.packs

    def of(self, info: DatasetInfo) -> Pack | None:
        """Return the pack that brought a dataset in, or None."""
        return next((pack for pack in self.packs if pack.name == info.pack), None)
