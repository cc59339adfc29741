"""What is done when a store is opened: unfinished work finished, leavings removed, what was lost rebuilt, what was altered said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bancada.core.errors import RegistryCorrupt, TamperedModel
from bancada.core.finding import Finding, Severity
from bancada.registry import effects, names, rebuilding
from bancada.registry.files import fsync_folder
from bancada.registry.index import Document, Unparseable
from bancada.registry.journal import START, Head, JournalLine, Reading

if TYPE_CHECKING:
    from pathlib import Path

    from bancada.registry.shelf import Shelf

__all__ = ["catch_up", "heard", "look", "mend", "rebuild", "tidy"]


def catch_up(shelf: Shelf) -> None:
    """Bring the journal and the files that it speaks of into step. Cheap where they are; runs before every change."""
    head = shelf.journal.head()
    start = shelf.place
    reading = shelf.journal.read(start)
    if reading.end.size < start.size or (head and head.length < start.head.length):
        start, reading = START, shelf.journal.read(START)
    if reading.is_torn:
        shelf.journal.cut(reading.end.size)
    if reading.is_broken:
        _set_aside_journal(shelf)
    shelf.place = reading.end
    shelf.notices = heard(shelf.notices if start is not START else (), reading.lines)
    if head is None and reading.end.head.length:
        _notice(shelf, "journal_head_missing", length=reading.end.head.length)
    elif reading.is_broken:
        _notice(shelf, "journal_altered", length=reading.end.head.length)
    elif head and not _holds(reading, start.head, head):
        _notice(shelf, "journal_cut_short", expected=head.length, found=reading.end.head.length)
    elif head and head.length < reading.end.head.length:
        _finish(shelf, reading.lines[-1])


def _holds(reading: Reading, start: Head, head: Head) -> bool:
    known = {start.length: start.hash, **{line.seq: line.hash for line in reading.lines}}
    return known.get(head.length) == head.hash


def _finish(shelf: Shelf, line: JournalLine) -> None:
    if not shelf.journal.is_signed(line):
        _notice(shelf, "journal_altered", length=line.seq - 1)
        return
    mend(shelf)
    effects.apply(shelf, line)
    shelf.journal.write_head(shelf.place.head)


# Any: facts of a finding.
def _notice(shelf: Shelf, code: str, **facts: Any) -> None:
    shelf.commit("noticed", code=code, facts=facts)


def _set_aside_journal(shelf: Shelf) -> None:
    whole = shelf.journal.read(START)
    aside = _aside(shelf, shelf.journal.path)
    data = shelf.journal.path.read_bytes()[: whole.end.size]
    shutil.copyfile(shelf.journal.path, aside)
    fsync_folder(shelf.root)
    shelf.journal.cut(len(data))


def _aside(shelf: Shelf, path: Path) -> Path:
    return path.with_name(f"{path.name}.set-aside-{shelf.clock():%Y%m%dT%H%M%S}-{shelf.new_id()[:6]}")


def tidy(shelf: Shelf) -> None:
    """Once a process: remove leavings, rebuild what cannot be read, list what is there and not listed."""
    for path in shelf.root.glob(f"{names.TEMPORARY}*"):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for note in shelf.trash.glob("*.json"):
        if not os.path.lexists(note.with_suffix("")):
            note.unlink()
    mend(shelf)
    _list_unlisted(shelf)


def mend(shelf: Shelf) -> None:
    """Make registry.json and aliases.json anew where they cannot be read. Cheap where they are as they were; runs before every change."""
    for document in (shelf.registry, shelf.aliases):
        try:
            document.read()
        except Unparseable:
            rebuild(shelf, document)


def rebuild(shelf: Shelf, document: Document) -> None:
    """Set a document aside under another name, make it anew and notice that. Only under the lock."""
    aside = _aside(shelf, document.path)
    document.path.replace(aside)
    lines = shelf.journal.read(START).lines
    rebuilt = rebuilding.champions(lines) if document is shelf.aliases else rebuilding.entries(shelf, lines)
    document.write(rebuilt)
    code = "aliases_rebuilt" if document is shelf.aliases else "registry_rebuilt"
    _notice(shelf, code, aside=aside.name, n=len(rebuilt))


def _list_unlisted(shelf: Shelf) -> None:
    unlisted = rebuilding.folders(shelf, but=shelf.registry.read())
    if not unlisted:
        return
    texts = rebuilding.texts_of(shelf.journal.read(START).lines)
    for name in unlisted:
        try:
            shelf.manifest(name)
        except TamperedModel:
            shelf.notices.append(Finding("folder_unlisted", Severity.CAUTION, facts={"name": name}))
            continue
        shelf.commit("recovered", name, **texts.get(name, {}))


def heard(notices: Iterable[Finding], lines: Iterable[JournalLine]) -> list[Finding]:
    """Return `notices` with what `lines` noticed since somebody acknowledged."""
    heard_now = list(notices)
    for line in lines:
        if line.event == "acknowledged":
            heard_now.clear()
        elif line.event == "noticed":
            heard_now.append(
                Finding(line.facts["code"], Severity.FAILURE, facts={**line.facts["facts"], "at": line.at.isoformat()})
            )
    return heard_now


def look(shelf: Shelf) -> None:
    """Say what can be said of a store that cannot be written: notices in memory only; RegistryCorrupt where it cannot be read."""
    head = shelf.journal.head()
    reading = shelf.journal.read(START)
    shelf.place = reading.end
    shelf.notices = heard((), reading.lines)
    if head and not _holds(reading, START.head, head):
        facts = {"expected": head.length, "found": reading.end.head.length}
        shelf.notices.append(Finding("journal_cut_short", Severity.FAILURE, facts=facts))
    try:
        shelf.registry.read()
        shelf.aliases.read()
    except Unparseable as error:
        raise RegistryCorrupt(path=str(shelf.registry.path), root=str(shelf.root)) from error
