"""Where the audit ends, as this installation signed it last: one small file beside the signing key. Knows no SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import orjson
from filelock import FileLock, Timeout

from bancada.core.errors import Refused
from bancada.registry import SigningKey
from bancada.registry.files import fsync_folder, replace_file, translated

__all__ = ["Break", "Head", "HeadFile"]

_PURPOSE = "audit head"
_PATIENCE_S = 30.0
_KEPT = 100
"""Breaks that are kept: the first ones."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the lines were not as they had been signed.

    Attributes
    ----------
    line : int
        The one that was signed last; 0 where the head itself could not be believed.
    next_line : int
        The line that was written all the same, and kept this.
    at : str
        ISO 8601, UTC.
    """

    line: int
    next_line: int
    at: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last line that this installation wrote.

    Attributes
    ----------
    seq : int
    hash, previous : str
        Of the line, and of the one before it.
    is_done : bool
        Whether the line is known to be durable. False from before it is written until after: a line that was cut off later cannot
        look like one whose writing died.
    began : int
        The first line that was signed here; above 1, lines before it were signed elsewhere, or nowhere.
    breaks : tuple of Break
        Kept for ever.
    """

    seq: int
    hash: str
    previous: str
    is_done: bool
    began: int
    breaks: tuple[Break, ...] = ()

    def with_break(self, one: Break) -> tuple[Break, ...]:
        """Return the breaks with one more."""
        return (*self.breaks, one)[:_KEPT]


class HeadFile:
    """The file `<key file>.heads/audit.json`.

    Parameters
    ----------
    key : SigningKey
    """

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._folder = key.path.with_name(f"{key.path.name}.heads")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other thread and process from the file.

        Raises
        ------
        Refused
            `database_busy`, where another holds it for longer than a line takes.
        """
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fsync_folder(self._folder.parent)
        try:
            with FileLock(self._folder / "audit.lock", timeout=_PATIENCE_S, poll_interval=0.005):
                yield
        except Timeout:
            raise Refused("database_busy", database="audit.lock", detail="locked") from None

    def exists(self) -> bool:
        """Whether a line was ever signed here."""
        return (self._folder / "audit.json").exists()

    def read(self) -> Head | None:
        """Return the head.

        Raises
        ------
        ValueError
            This key did not sign it.
        """
        try:
            values = orjson.loads((self._folder / "audit.json").read_bytes())
            signature = str(values.pop("signature"))
            is_signed = self._key.verify(_PURPOSE, _spoken(values), signature=signature)
            breaks = tuple(Break(**one) for one in values.pop("breaks"))
            head = Head(**values, breaks=breaks)
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a head") from error
        if not is_signed:
            raise ValueError("not signed")
        return head

    def write(self, head: Head) -> None:
        """Put a head in place of the one before, durably.

        Raises
        ------
        Refused
            `store_full`; StoreReadOnly.
        """
        values = asdict(head)
        signature = self._key.sign(_PURPOSE, _spoken(values))
        with translated(self._folder):
            replace_file(self._folder / "audit.json", orjson.dumps(values | {"signature": signature}))


def _spoken(values: object) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
