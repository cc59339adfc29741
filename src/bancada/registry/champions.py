"""Champions: which model a task serves, since when, and the way back. The gate of a promotion is judged above this floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, NotFound, Refused
from bancada.core.model import ChampionRecord
from bancada.core.values import from_json, to_json
from bancada.registry.index import Entry
from bancada.registry.saving import check_adopted

if TYPE_CHECKING:
    from bancada.registry.shelf import Shelf

__all__ = ["history", "promote", "record_of", "reign_at", "rollback", "rollback_target", "tasks_of"]


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
        record = ChampionRecord(task, name, shelf.clock(), forced=forced, reason=reason)
        return _crown(shelf, record, metadata["id"], event="promoted")


def _crown(shelf: Shelf, record: ChampionRecord, model_id: str, *, event: str) -> ChampionRecord:
    """Write the next reign: `record`, beginning now and after the present one."""
    reigns = history(shelf, record.task)
    last = reigns[-1] if reigns else {}
    since = record.since
    if last and datetime.fromisoformat(last["since"]) > since:
        since = datetime.fromisoformat(last["since"])  # a clock set back must not reorder reigns
    record = replace(record, since=since, previous=last.get("name"))
    stored = {**to_json(record), "id": model_id, "previous_id": last.get("id")}
    shelf.commit(event, record.name, task=record.task, record=stored)
    return record


def rollback(shelf: Shelf, task: str, *, reason: str) -> ChampionRecord:
    """Give a task back to the champion before the present one; going back twice goes two reigns back.

    A reign that was forced stays forced when it is given back, with the reason of the force.

    Raises
    ------
    NotFound
        `no_champion`: the task has none.
    Refused
        `nothing_to_roll_back`: no earlier champion is in the store any more; `already_rolled_back` where a rollback gave the task to
        the first that is.
    """
    with shelf.writing():
        reigns = history(shelf, task)
        if not reigns:
            raise NotFound("no_champion", task=task)
        found = _before(shelf, reigns)
        if found is None:
            code = "already_rolled_back" if reigns[-1]["rolled_back"] else "nothing_to_roll_back"
            raise Refused(code, task=task, name=reigns[-1]["name"])
        name, reign = found
        record = ChampionRecord(task, name, shelf.clock(), reason=reason, rolled_back=True)
        if reign["forced"]:
            record = replace(record, forced=True, reason=reign["reason"], rollback_reason=reason)
        return _crown(shelf, record, reign["id"], event="rolled_back")


def rollback_target(shelf: Shelf, task: str) -> str | None:
    """Return who would serve a task after a rollback; None where none is possible."""
    reigns = history(shelf, task)
    found = _before(shelf, reigns) if reigns else None
    return None if found is None else found[0]


def _before(shelf: Shelf, reigns: list[Entry]) -> tuple[str, Entry] | None:
    """Return the latest reign before the present one that can be given back, with the name its model has now."""
    present = {
        entry["metadata"].get("id"): name
        for name, entry in shelf.entries().items()
        if "id" in entry.get("metadata", {})
    }
    now = reigns[-1]["id"]
    earlier = [reign for reign in _stack(reigns)[:-1] if reign["id"] in present and reign["id"] != now]
    return (present[earlier[-1]["id"]], earlier[-1]) if earlier else None


def _stack(reigns: list[Entry]) -> list[Entry]:
    """Return the reigns that a rollback has not undone, oldest first."""
    stack: list[Entry] = []
    for reign in reigns:
        place = _place(stack, reign["id"]) if reign["rolled_back"] else None
        if place is None:
            stack.append(reign)
        else:
            del stack[place + 1 :]
    return stack


def _place(stack: list[Entry], model_id: str) -> int | None:
    """Return where a model reigned last; None where it did not."""
    return next((at for at in reversed(range(len(stack))) if stack[at]["id"] == model_id), None)
