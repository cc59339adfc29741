"""Who may call the HTTP API, and what was done through it. Each part loads on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bancada.data.access.jobs import JobOwners
    from bancada.services.access.audit import AuditService
    from bancada.services.access.keys import KeysService

__all__ = ["AccessService"]


class AccessService(Protocol):
    """Keys of the API and the record of what was done with them. Safe to share between threads."""

    @property
    def keys(self) -> KeysService:
        """Make, list, revoke and check keys."""

    @property
    def audit(self) -> AuditService:
        """What was done, by whom, in a chain that shows when a line was changed or taken out."""

    @property
    def owners(self) -> JobOwners:
        """Which key asked for which run."""
