"""What a step that runs is at, out of the line that its run writes: "4/6 train 3/6 fit 3/4", or "fit 3/4" of one that runs alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.components.assets import words
from app.i18n import _, format_number
from bancada.domains.assets.evaluation.values import PARTS

if TYPE_CHECKING:
    from bancada.core.run import RunInfo

__all__ = ["doing"]

_OF_SIX = re.compile(r"^\d+/\d+ [a-z]+(?: (?P<share>\d+/\d+))?(?: (?P<rest>.*))?$")


def doing(run: RunInfo) -> str:
    """Return what is being done now; empty where that is not known."""
    line = run.progress.message if run.progress else ""
    found = _OF_SIX.match(line)
    if found is None:
        return _told(line)
    return " · ".join(part for part in (found["share"] or "", _told(found["rest"] or "")) if part)


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
