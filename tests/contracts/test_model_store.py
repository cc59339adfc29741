"""The contract of a model store, as a machine that does what users do in any order and compares with a dict."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from bancada.core.errors import BancadaError, ModelExists, ModelNotFound, NotFound, Refused
from bancada.registry import ModelDraft, ModelStore, SigningKey

NAMES = st.sampled_from(["a", "A", "b", "c.d", "registry", "x-1"])
TEXTS = st.sampled_from(["", "one", "dois é\n#", "\U0001f52e"])
TASKS = st.sampled_from(["rooms.busy", "other"])


@dataclass
class Kept:
    """What the model of the store knows of one saved model."""

    number: int
    content: bytes
    title: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Reign:
    """One reign: the model's number, and whether a rollback brought it."""

    number: int
    rolled_back: bool = field(default=False)


class ModelStoreMachine(RuleBasedStateMachine):
    """Two handles on one store, used in turn as two processes would."""

    trash = Bundle("trash")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bancada-test-"))
        self.key = SigningKey.load_or_create(self.folder / "key")
        self.stores = [self.fresh(), self.fresh()]
        self.models: dict[str, Kept] = {}
        self.trashed: dict[str, tuple[str, Kept]] = {}
        self.reigns: dict[str, list[Reign]] = {}
        self.n_saved = 0

    def fresh(self) -> ModelStore:
        return ModelStore(self.folder / "models", key=self.key)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def store(self) -> ModelStore:
        self.stores.reverse()
        return self.stores[0]

    def is_taken(self, name: str, *, but: str = "") -> bool:
        return any(other.casefold() == name.casefold() for other in self.models if other != but)

    def name_of(self, number: int) -> str | None:
        return next((name for name, kept in self.models.items() if kept.number == number), None)

    @rule(name=NAMES, title=TEXTS, tags=st.lists(st.sampled_from(["x", "y"]), max_size=3))
    def save(self, name: str, title: str, tags: Sequence[str]) -> None:
        content = str(self.n_saved).encode()
        draft = ModelDraft(files={"model.joblib": content}, kind="k", task="rooms.busy")
        if self.is_taken(name):
            with pytest.raises(ModelExists):
                self.store().save(name, draft)
            return
        self.store().save(name, draft, title=title, tags=tags)
        self.models[name] = Kept(self.n_saved, content, title, "", tuple(sorted(set(tags))))
        self.n_saved += 1

    @rule(name=NAMES, notes=TEXTS)
    def annotate(self, name: str, notes: str) -> None:
        if name not in self.models:
            with pytest.raises(ModelNotFound):
                self.store().annotate(name, notes=notes)
            return
        self.store().annotate(name, notes=notes)
        self.models[name].notes = notes

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        if old not in self.models or self.is_taken(new, but=old):
            with pytest.raises((ModelNotFound, ModelExists)):
                self.store().rename(old, new)
            return
        self.store().rename(old, new)
        self.models[new] = self.models.pop(old)

    @rule(target=trash, name=NAMES)
    def delete(self, name: str) -> str:
        kept = self.models.get(name)
        if kept is None or any(reigns[-1].number == kept.number for reigns in self.reigns.values()):
            with pytest.raises((ModelNotFound, Refused)):
                self.store().delete(name)
            return "nothing-1"
        gone = self.store().delete(name)
        self.trashed[gone.id] = (name, self.models.pop(name))
        return gone.id

    @rule(trash_id=consumes(trash))
    def restore(self, trash_id: str) -> None:
        name, kept = self.trashed.get(trash_id, ("", None))
        if kept is None or self.is_taken(name):
            with pytest.raises((ModelNotFound, ModelExists)):
                self.store().restore(trash_id)
            return
        self.store().restore(trash_id)
        self.models[name] = kept
        del self.trashed[trash_id]

    @precondition(lambda self: self.trashed)
    @rule()
    def empty_trash(self) -> None:
        assert self.store().empty_trash() == len(self.trashed)
        self.trashed.clear()

    @rule(name=NAMES, task=TASKS)
    def promote(self, name: str, task: str) -> None:
        if name not in self.models:
            with pytest.raises(ModelNotFound):
                self.store().promote(name, task=task)
            return
        assert self.store().promote(name, task=task).name == name
        reigns = self.reigns.setdefault(task, [])
        if not reigns or reigns[-1].number != self.models[name].number:
            reigns.append(Reign(self.models[name].number))

    @rule(task=TASKS)
    def rollback(self, task: str) -> None:
        reigns = self.reigns.get(task, [])
        standing: list[int] = []
        for reign in reigns:
            if reign.rolled_back and reign.number in standing:
                while standing[-1] != reign.number:
                    standing.pop()
            else:
                standing.append(reign.number)
        earlier = [number for number in standing[:-1] if self.name_of(number) and number != reigns[-1].number]
        if not earlier:
            with pytest.raises((NotFound, Refused)):
                self.store().rollback(task)
            return
        assert self.store().rollback(task).name == self.name_of(earlier[-1])
        reigns.append(Reign(earlier[-1], rolled_back=True))

    @rule()
    def open_anew(self) -> None:
        self.stores = [self.fresh(), self.stores[0]]

    @rule()
    def lose_the_registry(self) -> None:
        path = self.folder / "models" / "registry.json"
        if path.exists():
            path.write_bytes(b"{")

    @invariant()
    def both_handles_show_what_was_done(self) -> None:
        for store in getattr(self, "stores", []):
            shown = {info.name: (info.title, info.notes, info.tags) for info in store.list()}
            assert shown == {name: (kept.title, kept.notes, kept.tags) for name, kept in self.models.items()}
            champions = {task: record.name for task, record in store.champions().items()}
            assert champions == {task: self.name_of(reigns[-1].number) for task, reigns in self.reigns.items()}
            assert {item.id for item in store.trash()} == set(self.trashed)

    @invariant()
    def every_model_opens_as_it_was_saved(self) -> None:
        for name, kept in getattr(self, "models", {}).items():
            assert self.stores[0].open(name).files["model.joblib"] == kept.content
            assert self.stores[0].verify(name) == ()

    @invariant()
    def nothing_is_left_lying_about(self) -> None:
        if hasattr(self, "folder"):
            assert not list((self.folder / "models").glob(".tmp-*"))


TestModelStore = ModelStoreMachine.TestCase
TestModelStore.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_every_error_of_the_store_is_one_of_ours(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", key=SigningKey.load_or_create(tmp_path / "key"))
    for use in (
        store.open,
        store.info,
        store.card,
        store.verify,
        store.delete,
        store.restore,
        store.promote,
        store.rollback,
    ):
        with pytest.raises(BancadaError) as caught:
            use("nothing")
        assert "?" not in caught.value.message("pt_BR")
        assert caught.value.exit_code == 4
