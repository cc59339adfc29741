"""A change is asked of a store whose files broke since it was opened: they are made anew within that change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bancada.registry import ModelDraft, ModelStore

CHANGES: dict[str, Callable[[ModelStore, ModelDraft], object]] = {
    "save": lambda store, draft: store.save("c", draft),
    "delete": lambda store, _: store.delete("b"),
    "promote": lambda store, _: store.promote("b"),
    "rename": lambda store, _: store.rename("b", "c"),
    "annotate": lambda store, _: store.annotate("b", notes="kept"),
}


@pytest.mark.parametrize("file", ["registry.json", "aliases.json"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_done_though_a_file_broke_while_the_store_was_open(  # noqa: PLR0917  # fixtures
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore], file: str, change: str
) -> None:
    store.save("a", draft)
    store.save("b", draft)
    store.promote("a")
    (root / file).write_bytes(b"{")

    CHANGES[change](store, draft)

    names = {"save": {"a", "b", "c"}, "delete": {"a"}, "rename": {"a", "c"}}.get(change, {"a", "b"})
    for opened in (store, again()):
        assert {info.name for info in opened.list()} == names
        (reign,) = opened.champions().values()
        assert reign.name == ("b" if change == "promote" else "a")
        assert [one.code for one in opened.summary().notices] == [f"{file.removesuffix('.json')}_rebuilt"]
