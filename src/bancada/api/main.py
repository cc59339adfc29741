"""Where the server finds the application: `uvicorn --factory bancada.api.main:create`, or `python -m bancada.api`."""

from __future__ import annotations

from bancada.api.app import create_app
from bancada.api.frame import Frame
from bancada.api.logs import log_to
from bancada.api.server import end_with_supervisor
from bancada.bootstrap import default_bench, default_parts, default_settings

__all__ = ["create"]


def create() -> Frame:
    """Return the application of the environment's settings; what this process says from now on goes to its log."""
    settings = default_settings()
    end_with_supervisor()
    app = create_app(default_bench(), settings, on_close=default_parts().close)
    log_to(app.log, level=settings.log_level)
    return app
