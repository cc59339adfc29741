"""What a step that runs is at, out of the line that its run writes: "4/6 train 3/6 fit 3/4", or "fit 3/4" of one that runs alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.components.assets import words
from app.i18n import _, format_number
from bancada.domains.assets.evaluation.values import PARTS

if TYPE_CHECKING:
    from bancada.core.run import RunInfo

__all__ = ["doing", "of_step"]

_EPOCH = "val_loss "
"""How the line of an epoch begins."""
_OF_SIX = re.compile(r"^\d+/\d+ [a-z]+(?: (?P<share>\d+/\d+))?(?: (?P<rest>.*))?$")


def doing(run: RunInfo) -> str:
    """Return what is being done now; empty where that is not known."""
    line = run.progress.message if run.progress else ""
    found = _OF_SIX.match(line)
    rest = line if found is None else found["rest"] or ""
    if rest.startswith(_EPOCH):
        return " · ".join((_epoch(of_step(run)), _told(rest)))
    return " · ".join(part for part in ("" if found is None else found["share"] or "", _told(rest)) if part)


def of_step(run: RunInfo) -> RunInfo:
    """Return a run with the progress of the step that it is at, where it does all six and the step tells how far it has come."""
    found = _OF_SIX.match(run.progress.message) if run.progress else None
    if run.progress is None or found is None or not found["share"]:
        return run
    done, total = (int(part) for part in found["share"].split("/"))
    return replace(run, progress=replace(run.progress, done=done, total=total))


def _epoch(run: RunInfo) -> str:
    done, total = (run.progress.done, run.progress.total) if run.progress else (0, 0)
    return _("epoch {n} of {total}", n=format_number(done), total=format_number(total))


def _told(line: str) -> str:
    word, _space, rest = line.partition(" ")
    if word == "fit":
        return _("fit {n}", n=rest)
    if word == "val_loss":
        return _("loss on validation {value}", value=format_number(float(rest)))
    if word in PARTS:
        return words.part(word)
    return {
        "action": _("the model of the action"),
        "return": _("the model of the return"),
        "importance": _("importance of the features"),
    }.get(line, line)
