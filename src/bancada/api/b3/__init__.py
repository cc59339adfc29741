"""Routes of daily assets, as users of such services know them: `/api/b3`."""

from __future__ import annotations

from bancada.api.b3.routes import router

__all__ = ["router"]
