"""The model store: named, signed models with champions and their history. It knows no pack, no engine and no user interface."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bancada.core.finding import Finding
from bancada.core.model import ChampionRecord, ModelInfo
from bancada.core.ports import Clock
from bancada.registry import adopting, champions, foreign, reading, resigning, saving, transfer, trash
from bancada.registry.card import render_card
from bancada.registry.clock import utc_now
from bancada.registry.diff import ModelDiff, difference
from bancada.registry.journal import START, JournalLine
from bancada.registry.keys import SigningKey
from bancada.registry.manifest import ModelDraft
from bancada.registry.reading import Listing, OpenedModel, RegistrySummary
from bancada.registry.shelf import Shelf
from bancada.registry.trash import TrashedModel

__all__ = ["ModelStore"]


def _new_id() -> str:
    return secrets.token_hex(8)


class ModelStore:
    """A folder of models.

    **Durability**: what a method has returned survives SIGKILL and power loss. **Atomicity**: a reader, in any thread or process, sees a
    change whole or not at all. **Locking**: readers take no lock; writers take one across threads and processes, and finish first what a
    dead one left. **Trust**: bytes handed out were verified against this installation's signature, and are those very bytes.
    **Order**: models newest first. **Laziness**: nothing is read or created before the first use.

    Parameters
    ----------
    root : Path
        The store's folder; created at the first save.
    key : SigningKey
        Its file, and the journal's signed head beside it, lie outside the store.
    clock : Clock
    new_id : callable
        Returns a fresh identifier of hexadecimal digits.

    Raises
    ------
    RegistryNewer
        By every method: a newer Bancada wrote here.
    RegistryCorrupt
        By every method: registry.json cannot be read, and the folder cannot be written to rebuild it.
    StoreReadOnly
        By methods that change something.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> store = ModelStore(folder / "models", key=SigningKey.load_or_create(folder / "key"))
    >>> _ = store.save("first", ModelDraft(files={"model.onnx": b"..."}, kind="lr", task="rooms.busy"), title="The first one")
    >>> store.promote("first").task
    'rooms.busy'
    >>> [model.name for model in store.list()]
    ['first']
    """

    def __init__(
        self, root: Path, *, key: SigningKey, clock: Clock = utc_now, new_id: Callable[[], str] = _new_id
    ) -> None:
        self._shelf = Shelf(Path(root).expanduser().resolve(), key=key, clock=clock, new_id=new_id)
        self._listing = Listing(self._shelf)

    @property
    def root(self) -> Path:
        """The store's folder."""
        return self._shelf.root

    @property
    def key_path(self) -> Path:
        """Where the signing key lies, by which another process opens the same store."""
        return self._shelf.key.path

    def save(
        self, name: str, draft: ModelDraft, *, title: str = "", notes: str = "", tags: Sequence[str] = ()
    ) -> ModelInfo:
        """Store a model under a new name.

        Raises
        ------
        InvalidName, ModelExists
            A taken name is never overwritten; names are compared without case.
        BadInput
            A draft without files, file names or metadata that cannot be stored.
        UntrustedModel
            A module outside `bancada.`.
        """
        saving.save(self._shelf, name, draft, texts=_texts(title=title or None, notes=notes or None, tags=tags or None))
        return self.info(name)

    def open(self, name: str) -> OpenedModel:
        """Return a model's verified bytes.

        Raises
        ------
        ModelNotFound, TamperedModel
        UntrustedModel
            A legacy model that nobody adopted.
        """
        return reading.opened(self._shelf, name)

    def names(self) -> tuple[str, ...]:
        """Return all names, newest first, legacy ones included."""
        return tuple(info.name for info in self.list())

    def list(self) -> tuple[ModelInfo, ...]:
        """Return all models, newest first, from the registry alone: signature and versions are left to `info`."""
        return self._shelf.listed(self._listing.models)

    def info(self, name: str) -> ModelInfo:
        """Return everything known of one model, its manifest's signature checked; ModelNotFound, TamperedModel."""
        return reading.shown(self._shelf, name)

    def card(self, name: str, *, language: str = "en") -> str:
        """Return a model's card as Markdown, as of now; ModelNotFound, TamperedModel."""
        return render_card(self.info(name), language=language)

    def summary(self) -> RegistrySummary:
        """Return the store at a glance, with what was noticed about it."""
        return reading.summary(self._shelf, self.list())

    def rename(self, old: str, new: str) -> ModelInfo:
        """Call a model by another name; its reigns and its texts follow. ModelNotFound, InvalidName, ModelExists, TamperedModel."""
        saving.rename(self._shelf, old, new)
        return self.info(new)

    def annotate(
        self, name: str, *, title: str | None = None, notes: str | None = None, tags: Sequence[str] | None = None
    ) -> ModelInfo:
        """Change what is given of title, notes and tags; ModelNotFound, BadInput."""
        saving.annotate(self._shelf, name, texts=_texts(title=title, notes=notes, tags=tags))
        return self.info(name)

    def promote(self, name: str, *, task: str | None = None, forced: bool = False, reason: str = "") -> ChampionRecord:
        """Make a model the champion of its task, or of `task`. The gate is judged by the caller; `forced` is recorded.

        Raises
        ------
        ModelNotFound
        BadInput
            `task_missing`: saved without a task, and none given.
        Refused
            `legacy_not_adopted`.
        """
        return champions.promote(self._shelf, name, task=task, forced=forced, reason=reason)

    def champion(self, task: str, *, as_of: datetime | None = None) -> ChampionRecord | None:
        """Return the champion of a task now, or at an instant (aware); None where it had none."""
        reign = champions.reign_at(self._shelf, task, as_of=as_of)
        return champions.record_of(reign) if reign else None

    def champions(self) -> dict[str, ChampionRecord]:
        """Return the present champion of every task that has one, by task."""
        found = self._shelf.champions()
        return {task: champions.record_of(entry["history"][-1]) for task, entry in sorted(found.items())}

    def history(self, task: str) -> tuple[ChampionRecord, ...]:
        """Return a task's champions, the first one first."""
        return tuple(map(champions.record_of, champions.history(self._shelf, task)))

    def rollback(self, task: str, *, reason: str = "") -> ChampionRecord:
        """Give a task back to its champion before; NotFound, Refused (`nothing_to_roll_back`, `already_rolled_back`)."""
        return champions.rollback(self._shelf, task, reason=reason)

    def rollback_target(self, task: str) -> str | None:
        """Return who would serve a task after a rollback; None where none is possible."""
        return champions.rollback_target(self._shelf, task)

    def diff(self, a: str, b: str) -> ModelDiff:
        """Return what differs between two models; ModelNotFound, TamperedModel."""
        return difference(self.info(a), self.info(b))

    def delete(self, name: str) -> TrashedModel:
        """Move a model to the trash; ModelNotFound, Refused (`model_is_champion`: promote another one or roll back first)."""
        return trash.delete(self._shelf, name)

    def trash(self) -> tuple[TrashedModel, ...]:
        """Return deleted models, the latest first."""
        return trash.trashed(self._shelf)

    def restore(self, trash_id: str) -> ModelInfo:
        """Bring a deleted model back under its name; ModelNotFound, ModelExists."""
        return self.info(trash.restore(self._shelf, trash_id))

    def empty_trash(self) -> int:
        """Remove deleted models for good and return how many."""
        return trash.empty(self._shelf)

    def verify(self, name: str) -> tuple[Finding, ...]:
        """Return everything that is wrong with a model's files; nothing where all is well. ModelNotFound."""
        return reading.verified(self._shelf, name)

    def adopt(self, name: str, *, trust: str) -> ModelInfo:
        """Sign a legacy pickle as a model of the present format; see `TRUST_PHRASE` for what saying it means.

        Raises
        ------
        UntrustedModel
            `trust` is not the phrase.
        ModelNotFound, Refused
        """
        adopting.adopt(self._shelf, name, trust=trust)
        return self.info(name)

    def export(self, name: str, path: Path) -> Path:
        """Write a model into one .zip file and return its path; ModelNotFound, TamperedModel, AlreadyExists."""
        return transfer.export(self._shelf, name, path)

    def import_file(self, path: Path, name: str, *, trust: str = "") -> ModelInfo:
        """Store the model of an exported file as `name`; a file of another tool as `import_foreign` does, told by its kind.

        Raises
        ------
        UntrustedModel
            Another installation signed it; accepted when `trust` is the phrase (see `TRUST_PHRASE`).
        BadInput, TamperedModel, InvalidName, ModelExists
        """
        if foreign.is_foreign(Path(path)):
            return self.import_foreign(path, name)
        transfer.import_file(self._shelf, path, name, trust=trust)
        return self.info(name)

    def import_foreign(self, path: Path, name: str, *, task: str = "") -> ModelInfo:
        """Store an ONNX or skops file of another tool as `name`, audited first; UntrustedModel names what is refused and why."""
        foreign.import_foreign(self._shelf, path, name, task=task)
        return self.info(name)

    def resign(self, *, reason: str) -> tuple[str, ...]:
        """After a lost key: sign again, with the present key, the models that another key signed, and return their names.

        Hashes are checked; that manifest and files were not exchanged together is taken on trust. Journalled with its reason.
        """
        return resigning.resign(self._shelf, reason=reason)

    def journal(self) -> tuple[JournalLine, ...]:
        """Return what happened, the first event first, as far as the chain holds."""
        self._shelf.entries()
        return self._shelf.journal.read(START).lines

    def acknowledge(self, *, reason: str) -> None:
        """Say that the notices of `summary` were seen; they are not shown again, and stay in the journal."""
        with self._shelf.writing():
            self._shelf.commit("acknowledged", reason=reason)


# Any: texts of a journal line.
def _texts(**texts: Any) -> dict[str, Any]:
    return {key: value for key, value in texts.items() if value is not None}
