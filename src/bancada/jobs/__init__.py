"""Durable background work: submit, progress, log, cancel, retry, resume.

A step that returned is never run again, whatever happens to the process. Knows no use case: jobs are given as plain functions.
Names resolve on first use (PEP 562), so that naming a Job loads no SQL.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.jobs.client import RunClient
    from bancada.jobs.job import PAYLOAD_LIMIT_BYTES, Job
    from bancada.jobs.memory import MemoryQueue
    from bancada.jobs.schedules import Schedule
    from bancada.jobs.schema import create_schema
    from bancada.jobs.worker import Worker

__all__ = ["PAYLOAD_LIMIT_BYTES", "Job", "MemoryQueue", "RunClient", "Schedule", "Worker", "create_schema"]

_HOMES = {
    "PAYLOAD_LIMIT_BYTES": "job",
    "Job": "job",
    "MemoryQueue": "memory",
    "RunClient": "client",
    "Schedule": "schedules",
    "Worker": "worker",
    "create_schema": "schema",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
