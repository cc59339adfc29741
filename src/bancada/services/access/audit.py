"""Use cases over the audit: record what was done, list it, and tell whether a line was changed or taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock
from bancada.data.access.audit import FIRST_HASH, Appending, AuditRecords, hash_of
from bancada.data.access.values import AuditEntry, AuditLine
from bancada.registry import SigningKey
from bancada.services.access.head import Break, Head, HeadFile

__all__ = ["AuditService"]


@dataclass(frozen=True, slots=True)
class AuditService:
    """The record of every call that changed something. **Threads and processes**: safe for both.

    The number and hash of the last line that this installation wrote are kept beside the signing key, signed: whoever can write to
    the database but not read the key cannot rewrite the chain, or cut it, unseen. Before a line is signed the one that was signed last is
    looked at: where it is not there as it was, that is kept, signed, and told by every check from then on. See
    docs/decisions/0015-api-keys.md.

    Parameters
    ----------
    records : AuditRecords
    key : SigningKey
    clock : Clock
    """

    records: AuditRecords
    key: SigningKey
    clock: Clock

    # Any: JSON values, kept and shown.
    def record(
        self,
        action: str,
        subject: dict[str, Any],
        *,
        key_id: str = "local",
        status: int = 0,
        request_id: str = "",
        address: str = "",
    ) -> AuditLine:
        """Append one line, durably, and return it.

        Parameters
        ----------
        action : str
            Method and route template; of the shell, the command.
        subject : dict
            What it was done to, JSON-able.
        """
        entry = AuditEntry(self.clock(), key_id, action, subject, status, request_id, address)
        file = HeadFile(self.key)
        signed: list[Head] = []

        def sign(appending: Appending) -> None:
            signed.append(_next(file, appending, at=entry.at.isoformat()))
            file.write(signed[0])

        with file.locked():
            line = self.records.append(entry, before=sign)
            file.write(replace(signed[0], is_done=True))
        return line

    def list(self, *, limit: int = 100) -> tuple[AuditLine, ...]:
        """Return the latest lines, newest first."""
        return self.records.list(limit=limit)

    def verify(self) -> tuple[Finding, ...]:
        """Return what does not fit, the first place of each kind; nothing where the whole chain holds."""
        file = HeadFile(self.key)
        if not file.exists():
            rows = self.records.rows()
            return (*_broken(rows), *((Finding("audit_head_missing", Severity.FAILURE),) if rows else ()))
        with file.locked():  # no line is half written meanwhile
            rows = self.records.rows()
            try:
                head = file.read()
            except ValueError:
                return (*_broken(rows), Finding("audit_head_unsigned", Severity.FAILURE))
        return (*_broken(rows), *(() if head is None else _against(head, rows)))


_Rows = tuple[tuple[int, str, str], ...]


def _next(file: HeadFile, appending: Appending, *, at: str) -> Head:
    """Return the head of a line that is about to be written, with a break more where the last one is not as it was signed."""
    line, previous = appending.line, appending.previous
    new = Head(line.seq, line.hash, previous, is_done=False, began=line.seq)
    try:
        last = file.read()
    except ValueError:
        return replace(new, breaks=(Break(0, line.seq, at),))
    if last is None:
        return new
    breaks = last.breaks if _holds(last, appending.hash_at) else last.with_break(Break(last.seq, line.seq, at))
    return replace(new, began=last.began, breaks=breaks)


def _holds(head: Head, hash_at: Callable[[int], str | None]) -> bool:
    return hash_at(head.seq) == head.hash or _died(head, hash_at)


def _died(head: Head, hash_at: Callable[[int], str | None]) -> bool:
    """Return whether the last line looks as an append leaves it that ended between its signature and its line."""
    before = FIRST_HASH if head.seq == 1 else hash_at(head.seq - 1)
    return not head.is_done and before == head.previous


def _broken(rows: _Rows) -> tuple[Finding, ...]:
    """Return the first line that is missing, or that does not follow from those before it."""
    previous = FIRST_HASH
    for number, (seq, body, digest) in enumerate(rows, start=1):
        if seq != number:
            return (Finding("audit_line_missing", Severity.FAILURE, facts={"line": number}),)
        if digest != hash_of(body, previous=previous):
            return (Finding("audit_line_changed", Severity.FAILURE, facts={"line": seq}),)
        previous = digest
    return ()


def _against(head: Head, rows: _Rows) -> tuple[Finding, ...]:
    """Return what the signed end says of the lines: breaks that were found while writing, and whether the last line is there."""
    found = [Finding("audit_break", Severity.FAILURE, facts=asdict(one)) for one in head.breaks]
    if head.began > 1:
        found.append(Finding("audit_began_late", Severity.CAUTION, facts={"line": head.began}))
    hash_at = {seq: digest for seq, _, digest in rows}.get
    facts = {"line": head.seq}
    if hash_at(head.seq) == head.hash:
        return tuple(found)
    if _died(head, hash_at):
        return (*found, Finding("audit_last_line_gone", Severity.CAUTION, facts=facts))
    return (*found, Finding("audit_head_differs", Severity.FAILURE, facts=facts))
