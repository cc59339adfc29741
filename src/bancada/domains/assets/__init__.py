"""Daily assets of the exchange: buy, sell or hold, and a return, for each ticker. See README.md in this folder."""

from bancada.domains.assets.pack import PACK

__all__ = ["PACK"]
