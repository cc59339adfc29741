"""Where the server finds the application: `uvicorn --factory bancada.api.main:create`, or `python -m bancada.api`."""

from __future__ import annotations

from bancada.api.app import create_app
from bancada.api.frame import Frame
from bancada.bootstrap import default_bench, default_parts, default_settings

__all__ = ["create"]


def create() -> Frame:
    """Return the application of the environment's settings."""
    return create_app(default_bench(), default_settings(), on_close=default_parts().close)
