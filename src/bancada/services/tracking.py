"""The last step of every comparison: its leaderboard written down in MLflow, where that is asked for and installed."""

from __future__ import annotations

from bancada import learning
from bancada.core.errors import MissingExtra
from bancada.core.ports import JobContext
from bancada.services.run_folder import RunFolder

__all__ = ["track_run"]


def track_run(folder: RunFolder, context: JobContext, *, uri: str) -> None:
    """Track the finished leaderboard of a run; nothing without a URI, a line in the run's log without MLflow."""
    summary = folder.summary(context.run_id)
    if not uri or summary is None:
        return
    try:
        learning.track(summary, uri=uri)
    except MissingExtra as error:
        context.log(str(error), level="warning")
