"""The part of the composition root for keys of the API and its audit."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bancada.core.ports import Clock
from bancada.registry import SigningKey

if TYPE_CHECKING:
    import sqlalchemy as sa

    from bancada.data.access.jobs import JobOwners
    from bancada.services.access import AccessService
    from bancada.services.access.audit import AuditService
    from bancada.services.access.keys import KeysService

__all__ = ["AccessParts"]


@dataclass(frozen=True)
class AccessParts:
    """Keys, audit and whose runs are whose, each made on first use and shared from then on.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of Bancada's own database, upgraded.
    key : SigningKey
        Signs where the audit ends.
    clock : Clock
    """

    engine: sa.Engine
    _: KW_ONLY
    key: SigningKey
    clock: Clock

    @cached_property
    def keys(self) -> KeysService:
        """See `AccessService`."""
        from bancada.data.access.keys import KeyRecords
        from bancada.services.access.keys import KeysService

        return KeysService(KeyRecords(self.engine), self.clock)

    @cached_property
    def audit(self) -> AuditService:
        """See `AccessService`."""
        from bancada.data.access.audit import AuditRecords
        from bancada.services.access.audit import AuditService

        return AuditService(AuditRecords(self.engine), self.key, self.clock)

    @cached_property
    def owners(self) -> JobOwners:
        """See `AccessService`."""
        from bancada.data.access.jobs import JobOwners

        return JobOwners(self.engine)


if TYPE_CHECKING:

    def _proved(parts: AccessParts) -> AccessService:
        return parts
