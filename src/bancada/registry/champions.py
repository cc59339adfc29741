"""Champions: which model a task serves, since when, and the way back. The gate of a promotion is judged above this floor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, NotFound, Refused
from bancada.core.model import ChampionRecord
from bancada.core.values import from_json, to_json
from bancada.registry.index import Entry
from bancada.registry.saving import check_adopted

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["history", "promote", "record_of", "reign_at", "rollback", "tasks_of"]


def record_of(entry: Entry) -> ChampionRecord:
    """Return one reign as it is shown."""
    return from_json(ChampionRecord, {key: value for key, value in entry.items() if key in _SHOWN})


_SHOWN = frozenset(ChampionRecord.__dataclass_fields__)


def history(shelf: Shelf, task: str) -> list[Entry]:
    """Return the reigns of a task, oldest first."""
    found: list[Entry] = shelf.champions().get(task, {}).get("history", [])
    return found


def tasks_of(shelf: Shelf, name: str) -> list[str]:
    """Return the tasks whose champion `name` is, sorted."""
    return sorted(task for task, entry in shelf.champions().items() if entry["champion"] == name)


def reign_at(shelf: Shelf, task: str, *, as_of: datetime | None) -> Entry | None:
    """Return the reign of `task` now, or at an instant; BadInput for one without a zone."""
    reigns = history(shelf, task)
    if as_of is None:
        return reigns[-1] if reigns else None
    if as_of.tzinfo is None:
        raise BadInput("instant_without_zone", found=as_of.isoformat())
    return next((reign for reign in reversed(reigns) if datetime.fromisoformat(reign["since"]) <= as_of), None)


def promote(shelf: Shelf, name: str, *, task: str | None, forced: bool, reason: str) -> ChampionRecord:
    """Make `name` the champion; doing it twice changes nothing."""
    with shelf.writing():
        check_adopted(shelf, name)
        metadata = shelf.entries()[name]["metadata"]
        task = metadata.get("task", "") if task is None else task
        if not task or not isinstance(task, str) or len(task) > 200:
            raise BadInput("task_missing", name=name)
        reigns = history(shelf, task)
        if reigns and reigns[-1]["id"] == metadata["id"]:
            return record_of(reigns[-1])
        return _crown(shelf, task, name, metadata["id"], event="promoted", forced=forced, reason=reason)


def _crown(
    shelf: Shelf, task: str, name: str, model_id: str, *, event: str, forced: bool, reason: str
) -> ChampionRecord:
    reigns = history(shelf, task)
    last = reigns[-1] if reigns else {}
    since = shelf.clock()
    if last and datetime.fromisoformat(last["since"]) > since:
        since = datetime.fromisoformat(last["since"])  # a clock set back must not reorder reigns
    back = event == "rolled_back"
    record = ChampionRecord(task, name, since, last.get("name"), forced=forced, reason=reason, rolled_back=back)
    stored = {**to_json(record), "id": model_id, "previous_id": last.get("id")}
    shelf.commit(event, name, task=task, record=stored)
    return record


def rollback(shelf: Shelf, task: str, *, reason: str) -> ChampionRecord:
    """Give a task back to the champion before the present one; going back twice goes two reigns back.

    Raises
    ------
    NotFound
        `no_champion`: the task has none.
    Refused
        `nothing_to_roll_back`: no earlier champion is in the store any more.
    """
    with shelf.writing():
        reigns = history(shelf, task)
        if not reigns:
            raise NotFound("no_champion", task=task)
        present = {
            entry["metadata"].get("id"): name
            for name, entry in shelf.entries().items()
            if "id" in entry.get("metadata", {})
        }
        earlier = [model_id for model_id in _stack(reigns)[:-1] if model_id in present and model_id != reigns[-1]["id"]]
        if not earlier:
            raise Refused("nothing_to_roll_back", task=task, name=reigns[-1]["name"])
        return _crown(shelf, task, present[earlier[-1]], earlier[-1], event="rolled_back", forced=False, reason=reason)


def _stack(reigns: list[Entry]) -> list[str]:
    """Return the ids of reigns that a rollback has not undone, oldest first."""
    stack: list[str] = []
    for reign in reigns:
        if reign["rolled_back"] and reign["id"] in stack:
            del stack[len(stack) - stack[::-1].index(reign["id"]) :]
        else:
            stack.append(reign["id"])
    return stack
