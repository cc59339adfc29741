"""Figures for Prometheus: of this process, or of all workers together where they share a folder (PROMETHEUS_MULTIPROC_DIR)."""

from __future__ import annotations

import os
from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from bancada.core.run import RunStatus

if TYPE_CHECKING:
    from bancada.services import Bench

__all__ = ["MEDIA_TYPE", "Metrics"]

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_SHARED = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """Counts and times of requests. A registry of its own: two applications in a process do not meet."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("bancada_requests", "Requests answered.", labels, registry=own)
        self._seconds = Histogram(
            "bancada_request_seconds", "Time to the last byte, by route.", ("route",), registry=own, buckets=_BUCKETS
        )
        self.in_flight = Gauge("bancada_in_flight", "Requests under way.", registry=own, multiprocess_mode="livesum")
        self._refused = Counter("bancada_refused", "Requests turned away, by why.", ("code",), registry=own)
        self._predictions = Counter("bancada_predictions", "Rows answered, by model.", ("model",), registry=own)
        lost = "Lines of the request log that were lost."
        self._n_lost = 0
        self._dropped = Gauge("bancada_log_lines_dropped", lost, registry=own, multiprocess_mode="livesum")
        away = "Questions that Redis did not answer; limits are then counted by each worker for itself."
        self._cache = Gauge("bancada_cache_failures", away, registry=own, multiprocess_mode="livesum")
        self._counts: dict[tuple[str, str, int], Counter] = {}
        self._times: dict[str, Histogram] = {}
        self._rows: dict[str, Counter] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that was answered."""
        key = (method, route, status)
        counter = self._counts.get(key)
        if counter is None:
            counter = self._counts[key] = self._requests.labels(method, route, str(status))
        counter.inc()
        times = self._times.get(route)
        if times is None:
            times = self._times[route] = self._seconds.labels(route)
        times.observe(seconds)

    def predicted(self, model: str, rows: int) -> None:
        """Count rows that a model answered."""
        counter = self._rows.get(model)
        if counter is None:
            counter = self._rows[model] = self._predictions.labels(model)
        counter.inc(rows)

    def refused(self, code: str) -> None:
        """Count one request that was turned away, by the code of its problem."""
        self._refused.labels(code).inc()

    def told(self, bench: Bench, *, dropped: int, cache_failures: int = 0) -> bytes:
        """Return everything in Prometheus' text form, with the runs of the queue by status as they are now."""
        self.lost(dropped)
        self._cache.set(cache_failures)
        runs = CollectorRegistry()
        runs.register(_Runs(bench))
        return generate_latest(self._whole()) + generate_latest(runs)

    def lost(self, n_lines: int) -> None:
        """Tell how many lines of the request log this process has lost, as soon as there are more: any worker may be asked."""
        if n_lines != self._n_lost:
            self._n_lost = n_lines
            self._dropped.set(n_lines)

    def _whole(self) -> CollectorRegistry:
        if _SHARED not in os.environ:
            return self._registry
        _forget_dead(Path(os.environ[_SHARED]))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
        return registry


class _Runs(Collector):
    """Runs by status, counted when they are asked for: what workers share in a folder adds up, and this must not."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def collect(self) -> Iterator[Metric]:
        """Yield the one family."""
        told = "Background runs by status, of the latest 1,000."
        family = GaugeMetricFamily("bancada_jobs", told, labels=("status",))
        counts = Tally(run.status for run in self._bench.runs.list(limit=1000))
        for status in RunStatus:
            family.add_metric([status.value], counts[status])
        yield family


def _forget_dead(folder: Path) -> None:
    """Remove what workers that are gone had under way; what they counted stays."""
    for path in folder.glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]  # the library leaves it untyped
