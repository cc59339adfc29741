"""Durable background work: submit, progress, log, cancel, retry, resume.

A step that returned is never run again, whatever happens to the process. Knows no use case: jobs are given as plain functions.
"""

from bancada.jobs.client import RunClient
from bancada.jobs.job import PAYLOAD_LIMIT_BYTES, Job
from bancada.jobs.memory import MemoryQueue
from bancada.jobs.schema import create_schema
from bancada.jobs.worker import Worker

__all__ = ["PAYLOAD_LIMIT_BYTES", "Job", "MemoryQueue", "RunClient", "Worker", "create_schema"]
