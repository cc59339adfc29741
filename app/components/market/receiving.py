"""A file of bars on its way in: read beside the page, so that it can be watched and stopped."""

from __future__ import annotations

import shutil
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from app import cache
from bancada.core.errors import Cancelled

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from bancada.services.market.series import BarsImport, ImportRequest

__all__ = ["Receiving", "begin"]


@dataclass(slots=True)
class Receiving:
    """One import while it works, and how it ended.

    Attributes
    ----------
    file_name : str
    started : float
        Of the monotonic clock.
    done, total : int
        Bytes read, and bytes in all; 0 of 0 before the first are read.
    is_seen : bool
        Whether its end was shown to the visitor.
    """

    file_name: str
    started: float
    done: int = 0
    total: int = 0
    is_seen: bool = False
    _stop: Event = field(default_factory=Event)
    _work: Future[BarsImport] = field(default_factory=Future)

    @property
    def share(self) -> float:
        """Of the file that has been read, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def is_read(self) -> bool:
        """Whether all of the file has been read, and its bars are being stored."""
        return bool(self.total) and self.done >= self.total

    @property
    def is_over(self) -> bool:
        """Whether it came to an end, good or bad."""
        return self._work.done()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def is_stopped(self) -> bool:
        """Whether it ended because it was asked to."""
        return self.is_over and isinstance(self._work.exception(), Cancelled)

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started

    @property
    def failure(self) -> BaseException | None:
        """What ended it, where it ended badly."""
        return self._work.exception() if self.is_over else None

    def stop(self) -> None:
        """Ask it to end at the next stretch that is read; nothing half-done stays."""
        self._stop.set()

    def result(self) -> BarsImport:
        """Return what became of the file, or raise what ended it; waits where it still works."""
        return self._work.result()

    def note(self, done: int, total: int) -> None:
        """Take down how far it is; Cancelled where it was asked to stop."""
        self.done, self.total = done, total
        if self._stop.is_set():
            raise Cancelled

    def run(self, work: Future[BarsImport]) -> None:
        """Hold the work that is done elsewhere."""
        self._work = work


def begin(upload: UploadedFile, request: ImportRequest) -> Receiving:
    """Lay an uploaded file on disk, begin to import it, and return at once."""
    folder = Path(tempfile.mkdtemp(prefix="bancada-"))
    path = folder / Path(upload.name).name
    path.write_bytes(upload.getbuffer())
    series = cache.bench().market.series
    receiving = Receiving(upload.name, time.monotonic())

    def work() -> BarsImport:
        try:
            return series.import_file(path, request, shown_name=upload.name, on_progress=receiving.note)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    worker = ThreadPoolExecutor(1, thread_name_prefix="import-bars")
    receiving.run(worker.submit(work))
    worker.shutdown(wait=False)
    return receiving
