"""Any table of the user's. Exports PACK only."""

from bancada.domains.tables.pack import PACK

__all__ = ["PACK"]
