"""The folder of a store: its documents, its lock and its one way of changing anything. It knows no use case.

A change is: prepare files under temporary names, `commit` one journal line, apply the line. Applying a line twice is harmless, so that a
process which died in between is finished by the next one that takes the lock.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bancada.core.errors import ModelNotFound, RegistryCorrupt, StoreReadOnly, TamperedModel
from bancada.core.finding import Finding
from bancada.core.ports import Clock
from bancada.registry import effects, names, recovery
from bancada.registry.files import Linked, Missing, fsync_folder, read_beneath, translated
from bancada.registry.index import Document, Entry, Unparseable, check_aliases, check_entries
from bancada.registry.journal import START, Journal, JournalLine
from bancada.registry.keys import SigningKey
from bancada.registry.manifest import Manifest, decode, unsealed

__all__ = ["Shelf"]

T = TypeVar("T")
_MANIFEST_LIMIT = 64 * 2**20


class Shelf:
    """What every part of the store works on.

    **Reading** takes no lock: what looks missing or altered is looked at once more under the lock before that is said.
    **Writing** holds one lock across threads and processes; the kernel releases it when a process dies.
    """

    def __init__(self, root: Path, *, key: SigningKey, clock: Clock, new_id: Callable[[], str]) -> None:
        self.root = root
        self.key = key
        self.clock = clock
        self.new_id = new_id
        self.registry = Document(root / names.REGISTRY, check=check_entries)
        self.aliases = Document(root / names.ALIASES, check=check_aliases)
        self.journal = Journal(root / names.JOURNAL, key=key)
        self.place = START
        self.notices: list[Finding] = []
        self._mutex = threading.RLock()
        self._depth = 0
        self._is_open = False

    @property
    def trash(self) -> Path:
        """Folder of deleted models."""
        return self.root / names.TRASH

    def entries(self) -> Mapping[str, Entry]:
        """Return registry.json's entries, rebuilding them where they cannot be read.

        Raises
        ------
        RegistryNewer, RegistryCorrupt
        """
        self._open_once()
        with self._mutex:
            try:
                found = self.registry.read()
            except Unparseable:
                self.reopen()
                found = self.registry.read()
            return found

    def champions(self) -> Mapping[str, Entry]:
        """Return aliases.json's entries, rebuilding them where they cannot be read."""
        self._open_once()
        with self._mutex:
            try:
                found = self.aliases.read()
            except Unparseable:
                self.reopen()
                found = self.aliases.read()
            return found

    def reopen(self) -> None:
        """Run recovery again; RegistryCorrupt where it cannot write."""
        self._is_open = False
        try:
            with self.writing():
                pass
        except StoreReadOnly as error:
            raise RegistryCorrupt(path=str(self.registry.path), root=str(self.root)) from error

    def _open_once(self) -> None:
        if self._is_open or not self.root.is_dir():
            return
        try:
            with self.writing():
                pass
        except StoreReadOnly:
            recovery.look(self)
            self._is_open = True

    def listed(self, models: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        """Return `models()`, one thread at a time."""
        with self._mutex:
            return models()

    def rebuild(self, cause: TamperedModel) -> Mapping[str, Entry]:
        """Return the registry's entries made anew because one cannot be read; RegistryCorrupt where that cannot be written."""
        try:
            with self.writing():
                recovery.rebuild(self, self.registry)
                return self.registry.read()
        except StoreReadOnly:
            raise RegistryCorrupt(path=str(self.registry.path), root=str(self.root)) from cause

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store's lock, with everything that another process left unfinished finished first.

        Raises
        ------
        StoreReadOnly, RegistryNewer
        """
        with self._mutex, translated(self.root):
            if self._depth:
                yield
                return
            handle = self._acquire()
            self._depth += 1
            try:
                self._settle()
                yield
            finally:
                self._depth -= 1
                os.close(handle)

    def _acquire(self) -> int:
        self.root.mkdir(parents=True, exist_ok=True)
        if not os.access(self.root, os.W_OK):
            raise StoreReadOnly(path=str(self.root), root=str(self.root))
        handle = os.open(self.root / names.LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _settle(self) -> None:
        recovery.catch_up(self)
        if not self._is_open:
            recovery.tidy(self)
            self._is_open = True
        else:
            recovery.mend(self)

    # Any: JSON values whose meaning belongs to the event.
    def commit(self, event: str, name: str = "", /, **facts: Any) -> JournalLine:
        """Write one line into the journal and do what it says. Only inside `writing`."""
        line = self.journal.append(self.place.head, at=self.clock(), event=event, name=name, facts=facts)
        effects.apply(self, line)
        self.advance()
        return line

    def advance(self) -> None:
        """Sign the journal's present end as finished."""
        reading = self.journal.read(self.place)
        self.place, self.notices = reading.end, recovery.heard(self.notices, reading.lines)
        self.journal.write_head(self.place.head)

    def steady(self, read: Callable[[], T]) -> T:
        """Return `read()`, tried again under the lock where a writer may have been at work in between."""
        try:
            return read()
        except (ModelNotFound, TamperedModel):
            pass
        try:
            with self.writing():
                return read()
        except StoreReadOnly:
            time.sleep(0.05)
            return read()

    def bytes_of(self, folder: str, file: str, *, name: str, limit: int = _MANIFEST_LIMIT) -> bytes:
        """Return one file below a model's folder, read once and through no link; TamperedModel where that cannot be."""
        try:
            return read_beneath(self.root, f"{folder}/{file}", limit=limit)
        except Missing as error:
            code = "signature_missing" if file == names.SEAL else "artefact_missing"
            raise TamperedModel(code, name=name, file=file, path=str(self.root / folder / file)) from error
        except Linked as error:
            raise TamperedModel("link_in_store", name=name, file=file) from error

    def manifest(self, name: str, *, folder: str = "") -> tuple[Manifest, bytes]:
        """Return a model's manifest, its signature checked, and its bytes; TamperedModel, RegistryNewer."""
        place = folder or name
        data = self.bytes_of(place, names.MANIFEST, name=name)
        unsealed(data, self.bytes_of(place, names.SEAL, name=name), key=self.key, name=name)
        manifest = decode(data, name=name)
        if manifest.info.name != name:
            raise TamperedModel("signed_for_another_name", name=name, found=manifest.info.name)
        return manifest, data

    def move(self, source: Path, target: Path) -> None:
        """Rename a file or folder within the store, durably."""
        source.rename(target)
        fsync_folder(target.parent)
        if source.parent != target.parent:
            fsync_folder(source.parent)

    def discard(self, path: Path) -> None:
        """Remove a folder so that nobody ever sees half of it."""
        if path.is_dir() and not path.is_symlink():
            hidden = self.root / f"{names.TEMPORARY}{self.new_id()}"
            self.move(path, hidden)
            shutil.rmtree(hidden)
