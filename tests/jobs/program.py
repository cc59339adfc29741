"""A worker's process with jobs made for tests: `python program.py URL [as-submitted | later-changed | first-renamed]`.

Each step of `trace` writes its name into the file `trace` of the payload, and those named in `hold` wait while `gate` exists.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bancada.core.errors import Cancelled, InvalidTask, SchemaError
from bancada.core.finding import Finding
from bancada.core.ports import JobContext, JobStep
from bancada.jobs import Job, Worker


def traced(name: str, *, adds: str = "") -> tuple[str, JobStep]:
    def step(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
        with Path(state["trace"]).open("a") as file:
            file.write(f"{name}\n")
        while name in state.get("hold", ()) and Path(state["gate"]).exists():
            if context.is_cancelled() and name not in state.get("deaf", ()):
                raise Cancelled
            time.sleep(0.02)
        return {name: adds or f"{name} by {context.run_id}"}

    return name, step


def double(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    context.log("doubling")
    for done in range(1, 101):
        context.progress(done, 100, f"{done}")
    return {"doubled": 2 * state["number"]}


def add_one(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    context.log("adding", level="debug")
    return {"answer": state["doubled"] + 1}


def refuse(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    raise InvalidTask("no_such_metric", metric="F9", known=["F1", "AUC"])


def refuse_rows(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    raise SchemaError(problems=[Finding("missing_value", column="lux", facts={"rows": 3})])


def crash(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    raise ZeroDivisionError("by nothing")


def leave(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    raise SystemExit(3)


def unstorable(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    return {"value": object()}


def fail_unless_mended(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
    if not Path(state["mended"]).exists():
        raise InvalidTask("not_mended")
    return {"mended": True}


def jobs(variant: str = "as-submitted") -> tuple[Job, ...]:
    first = traced("prepare" if variant == "first-renamed" else "first")
    third = traced("third", adds="changed") if variant == "later-changed" else traced("third")
    return (
        Job("trace", (first, traced("second"), third)),
        Job("double", (("double", double), ("add_one", add_one))),
        Job("refuse", (("refuse", refuse),)),
        Job("refuse_rows", (("refuse_rows", refuse_rows),)),
        Job("crash", (("crash", crash),)),
        Job("leave", (("leave", leave),)),
        Job("unstorable", (("unstorable", unstorable),)),
        Job("mend", (traced("first"), ("mend", fail_unless_mended), traced("last"))),
    )


if __name__ == "__main__":
    Worker(sys.argv[1], jobs(*sys.argv[2:])).serve()
