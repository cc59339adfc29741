"""Lotofácil: official draws, forecasters, tickets, and the plain truth about chance. Exports PACK only."""

from bancada.domains.lottery.pack import PACK

__all__ = ["PACK"]
