"""A run of a pipeline from the shell: queued, followed to its end, told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bancada.cli.output import language, number, say, show_findings, show_json, show_table, word
from bancada.cli.runs import follow_to_end, some_worker
from bancada.cli.shown import one_of
from bancada.core.naming import STEPS
from bancada.core.values import to_json
from bancada.domains.assets.evaluation.words import Words
from bancada.domains.assets.noticing import gathered
from bancada.domains.assets.requests import Step

if TYPE_CHECKING:
    from bancada.domains.assets.pipeline_state import PipelineState, StepState
    from bancada.services import Bench

__all__ = ["command_of", "finish", "show_state", "state_json"]


def finish(bench: Bench, run_id: str, pipeline: str, *, waits: bool, json: bool) -> None:
    """Follow a run to its end and show what the pipeline holds then; only name the run where nobody waits."""
    if not waits:
        if json:
            show_json({"run": run_id, "pipeline": pipeline})
        else:
            say(f"Queued: {run_id}", f"Na fila: {run_id}")
        return
    with some_worker(bench) as keep_served:
        follow_to_end(bench, run_id, quiet=json, keep_served=keep_served)
    state = bench.assets.pipelines.state(pipeline=pipeline)
    if json:
        show_json({"run": run_id, **state_json(state)})
    else:
        show_state(state, only=run_id)


# Any: JSON.
def state_json(state: PipelineState) -> dict[str, Any]:
    """Return a state as JSON with the sentences of its findings and errors."""
    steps = [
        {
            **to_json(step),
            "messages": [finding.message(language()) for finding in step.findings],
            "error_message": None if step.error is None else step.error.message(language()),
        }
        for step in state.steps
    ]
    at = None if state.updated_at is None else state.updated_at.isoformat()
    return {"owner": state.owner, "pipeline": state.pipeline, "updated_at": at, "steps": steps}


def show_state(state: PipelineState, *, only: str = "") -> None:
    """Print the steps, then what is to be known of them: all, or those that one run did."""
    show_table(
        (one_of("step", "etapa"), one_of("status", "situação"), one_of("seconds", "segundos"), "what"),
        [(_step(one), word(one.status.value), number(one.seconds, 1), _told(one)) for one in state.steps],
        wrap=3,
    )
    for one in state.steps:
        if only in ("", one.run_id):
            show_findings([*gathered(one.findings), *(() if one.error is None else (one.error,))])


def command_of(step: Step) -> str:
    """Return the command that does a step."""
    return "prepare" if step is Step.PREPROCESS else step.value


def _step(state: StepState) -> str:
    """Return what a step is called, with its command."""
    command = command_of(state.step)
    return one_of(command, f"{STEPS[state.step.value]} ({command})")


def _told(step: StepState) -> str:
    """Return the main facts of a step in one line; nothing where it is not done."""
    return _TELLERS[step.step.value](step.facts) if step.facts else ""


# Any: JSON, likewise below.
def _loaded(facts: dict[str, Any]) -> str:
    return ", ".join(f"{one['ticker']} {one['rows']}" for one in facts["tickers"])


def _prepared(facts: dict[str, Any]) -> str:
    rows, names = facts["learnable"], len(facts["names"])
    return one_of(f"{rows} rows, {names} features", f"{rows} linhas, {names} variáveis")


def _split(facts: dict[str, Any]) -> str:
    return f"{facts['train']} / {facts['validation']} / {facts['test']}"


def _trained(facts: dict[str, Any]) -> str:
    kind, fits = Words(language())[facts["model_type"]], facts["n_trials"]
    return one_of(f"{kind}, fits: {fits}", f"{kind}, ajustes: {fits}")


def _evaluated(facts: dict[str, Any]) -> str:
    return _main(facts["figures"][0])


def _saved(facts: dict[str, Any]) -> str:
    return f"{facts['model']} ({_fate(facts)})"


def _main(figure: dict[str, Any]) -> str:
    between = figure["interval"]
    shown = "-" if between is None else f"{number(between['low'], 3)} .. {number(between['high'], 3)}"
    beside = one_of("baseline", "referência")
    said = Words(language())
    return f"{said.measure(figure['name'])} ({said[figure['split']]}) {number(figure['value'], 3)} [{shown}], {beside} {number(figure['baseline'], 3)}"


def _fate(facts: dict[str, Any]) -> str:
    if facts["promoted"]:
        return one_of("champion", "campeão")
    return one_of("not promoted", "não promovido")


_TELLERS = {
    "load": _loaded,
    "preprocess": _prepared,
    "split": _split,
    "train": _trained,
    "evaluate": _evaluated,
    "save": _saved,
}
