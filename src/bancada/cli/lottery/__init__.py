"""`bancada lottery`: the record, forecasters, tickets, and what chance says of them."""

from __future__ import annotations

from bancada.cli.lottery.app import app

__all__ = ["app"]
