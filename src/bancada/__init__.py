"""Bancada: a model bench for analysts. Public names resolve on first use (PEP 562), so that importing it costs nothing."""

from __future__ import annotations

__version__ = "0.1.0"
