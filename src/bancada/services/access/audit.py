"""Use cases over the audit: record what was done, list it, and tell whether a line was changed or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock
from bancada.data.access.audit import FIRST_HASH, AuditRecords, hash_of
from bancada.data.access.values import AuditEntry, AuditLine
from bancada.registry import SigningKey
from bancada.registry.files import fsync_folder, replace_file

__all__ = ["AuditService"]

_PURPOSE = "audit head"


@dataclass(frozen=True, slots=True)
class AuditService:
    """The record of every call that changed something. **Threads and processes**: safe for both.

    The number and hash of the last line that this installation wrote are kept beside the signing key, signed: whoever can write to
    the database but not read the key cannot rewrite the chain, or cut it, unseen.

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
        return self.records.append(entry, on_line=self._write_head)

    def list(self, *, limit: int = 100) -> tuple[AuditLine, ...]:
        """Return the latest lines, newest first."""
        return self.records.list(limit=limit)

    def verify(self) -> tuple[Finding, ...]:
        """Return what does not fit, the first place of each kind; nothing where the whole chain holds."""
        head = self._head()  # before the lines: one that is appended meanwhile is then beyond the head, not missing
        rows = self.records.rows()
        return (*_broken(rows), *_against(head, rows))

    @property
    def _folder(self) -> Path:
        return self.key.path.with_name(f"{self.key.path.name}.heads")

    def _write_head(self, line: AuditLine, previous: str) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fsync_folder(self._folder.parent)
        values = {"seq": line.seq, "hash": line.hash, "previous": previous}
        signature = self.key.sign(_PURPOSE, _spoken(values))
        replace_file(self._folder / "audit.json", orjson.dumps(values | {"signature": signature}))

    # Any: JSON values.
    def _head(self) -> dict[str, Any] | None:
        """Return the signed head: empty where there is none, None where this key did not sign it."""
        try:
            head: dict[str, Any] = orjson.loads((self._folder / "audit.json").read_bytes())
            is_signed = self.key.verify(_PURPOSE, _spoken(head), signature=str(head["signature"]))
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            return None
        return head if is_signed else None


_Rows = tuple[tuple[int, str, str], ...]


# Any: JSON values.
def _spoken(head: dict[str, Any]) -> bytes:
    return f"{head['seq']}\0{head['hash']}\0{head['previous']}".encode()


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


# Any: JSON values.
def _against(head: dict[str, Any] | None, rows: _Rows) -> tuple[Finding, ...]:
    """Return a finding where the line that was signed last is not there as it was signed."""
    if head is None:
        return (Finding("audit_head_unsigned", Severity.FAILURE),)
    if not head:
        return (Finding("audit_head_missing", Severity.FAILURE),) if rows else ()
    hashes = {seq: digest for seq, _, digest in rows}
    facts = {"line": head["seq"]}
    if hashes.get(head["seq"]) == head["hash"]:
        return ()
    if head["seq"] == len(rows) + 1 and hashes.get(len(rows), FIRST_HASH) == head["previous"]:
        return (Finding("audit_last_line_gone", Severity.CAUTION, facts=facts),)  # as a crash leaves it, and a cut
    return (Finding("audit_head_differs", Severity.FAILURE, facts=facts),)
