"""Where the server finds the application: `uvicorn --factory bancada.api.main:create`, or `python -m bancada.api`."""

from __future__ import annotations

from bancada.api.app import create_app
from bancada.api.collector import settle
from bancada.api.frame import Frame
from bancada.api.logs import log_to
from bancada.api.server import end_with_supervisor
from bancada.bootstrap import default_bench, default_parts, default_settings
from bancada.data.engine import hurry

__all__ = ["create"]

BUSY_TIMEOUT_MS = 5_000
"""How long a call waits for a database that another holds up, before it is answered 503."""


def create() -> Frame:
    """Return the application of the environment's settings; what this process says from now on goes to its log."""
    settings = default_settings()
    end_with_supervisor()
    hurry(default_parts().catalogue.engine, busy_timeout_ms=BUSY_TIMEOUT_MS)
    app = create_app(default_bench(), settings, on_close=default_parts().close)
    log_to(app.log, level=settings.log_level)
    settle()
    return app
