"""Write the pages of docs/reference that are lists of what the code has: `python scripts/reference.py`.

`tests/docs/test_reference.py` fails where a committed page differs from what this writes.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

import bancada
from bancada import bootstrap, learning
from bancada.api.problems import TITLES
from bancada.cli.app import app
from bancada.core import errors
from bancada.core.messages import api as api_sentences
from bancada.core.messages import assets, data, general, jobs, leaks, market, registry, serving
from bancada.core.messages import learning as learning_sentences
from bancada.core.messages.lottery import chance, doors, draws, forecasting, retraining, tickets
from bancada.core.pack import Promotion
from bancada.core.task import Problem
from bancada.domains.assets.evaluation.figures import MAIN_NAME
from bancada.domains.assets.pipeline_records import METADATA as ASSET_TABLES
from bancada.domains.lottery import candidates as forecasters
from bancada.domains.lottery import scoring
from bancada.domains.lottery.tables import METADATA as LOTTERY_TABLES
from bancada.learning.candidate import BASELINES
from bancada.learning.metrics import Metric, default_sort
from bancada.settings import Settings, variable

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
NOTE = "<!-- Written by scripts/reference.py from the code; do not edit by hand. -->"


def main() -> int:
    """Write every page."""
    for name, write in PAGES.items():
        (FOLDER / f"{name}.md").write_text(write(), encoding="utf-8")
    return 0


def settings() -> str:
    """Return the page of settings."""
    rows = [
        (f"`{variable(name)}`", _code(str(field.default)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "Each is an environment variable, or a line `NAME=value` of a file `.env` in the folder that Bancada is started from. "
        "The environment wins over `.env`. `bancada settings` prints what is in force and where each value came from, "
        "passwords of URLs hidden.",
        "A relative path counts from the folder that Bancada is started from. A value that cannot be used stops the start "
        "with a sentence that names it.",
        _table(("Setting", "Default", "What it is"), rows),
        "Linear algebra of one process keeps to one thread where `OMP_NUM_THREADS` is 1, which `make` sets; fits run side by "
        "side in processes instead.",
    )


def commands() -> str:
    """Return the page of the shell's commands."""
    root = typer.main.get_command(app)
    parts = [_command(path, command) for path, command in _leaves("bancada", root)]
    return _page(
        "Commands",
        "The same things as in the dashboard, from a shell. Every command has `--help` with an example; those that answer data have "
        "`--json`. Sentences are in Portuguese unless `BANCADA_LANGUAGE=en`.",
        _table(("Exit code", "Meaning"), _exit_codes()),
        'With `--json` an error is one JSON object on standard error: `{"error": {"code", "message", "facts"}}`.',
        *parts,
    )


def _exit_codes() -> list[tuple[str, str]]:
    pairs = {0: "done", 2: "usage: the command line is wrong"}
    tree = (errors.__doc__ or "").splitlines()
    for line in tree:
        found = re.match(r"\+ \w+(?: \(\w+\))? +(.*); exit code (\d+)", line)
        if found:
            pairs[int(found[2])] = found[1]
    return [(str(code), text) for code, text in sorted(pairs.items())]


# Any in this module: typer's own objects, members of classes.
def _leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _leaves(f"{path} {name}", child)


def _command(path: str, command: Any) -> str:
    arguments, options = [], []
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            name = (parameter.metavar or parameter.name).upper()
            arguments.append((name if parameter.required else f"[{name}]", getattr(parameter, "help", "") or ""))
        elif "--help" not in parameter.opts:
            options.append((_option(parameter), _default(parameter), parameter.help or ""))
    usage = " ".join([path, *(name for name, _ in arguments), *(["[OPTIONS]"] if options else [])])
    parts = [f"## {path}", (command.help or "").strip(), f"```\n{usage}\n```"]
    if arguments:
        parts.append(_table(("Argument", "What it is"), [(f"`{name}`", text) for name, text in arguments]))
    if options:
        parts.append(_table(("Option", "Default", "What it is"), options))
    if command.epilog:
        parts.append(f"Example: `{command.epilog.removeprefix('Example: ')}`")
    return "\n\n".join(parts)


def _option(parameter: Any) -> str:
    name = ", ".join(parameter.opts)
    if parameter.is_flag:
        return f"`{name}`"
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"`{name}` {', '.join(member.value for member in kind)}"
    limits = [f"from {parameter.min:g}"] if parameter.min is not None else []
    limits += [f"to {parameter.max:g}"] if parameter.max is not None else []
    return " ".join([f"`{name}`", _KINDS.get(kind, "TEXT"), *limits])


_KINDS = {int: "INTEGER", float: "NUMBER", Path: "PATH", datetime: "INSTANT"}


def _default(parameter: Any) -> str:
    value = parameter.default
    if parameter.is_flag or value is None or callable(value):
        return ""
    return _code(str(getattr(value, "value", value)))


def error_page() -> str:
    """Return the page of errors and findings."""
    tree = (errors.__doc__ or "").split("\n\n", 1)[1].rstrip()
    floors = {
        "Shared and shell": general, "Data": data, "Model store": registry, "Learning": learning_sentences, "Leak tests": leaks,
        "Serving": serving, "Runs": jobs, "Lottery: draws": draws, "Lottery: forecasters": forecasting,
        "Lottery: chance, seals, costs": chance, "Lottery: tickets, closures, checks": tickets,
        "Lottery: retraining": retraining, "Lottery: commands and page": doors, "Markets: series of bars": market.store,
        "Markets: files of bars": market.importing, "Markets: validation": market.validation,
        "Markets: made-up series": market.synthetic, "Markets: features": market.features,
        "Markets: labels and regimes": market.research, "Markets: backtest": market.backtest,
        "Markets: figures and verdict": market.performance, "Markets: fees and taxes": market.tax, "Markets: commands and page": market.doors,
        "Daily assets: loading, preparing, splitting": assets.loading, "Daily assets: training": assets.training,
        "Daily assets: networks": assets.networks, "Daily assets: evaluation": assets.evaluation,
        "Daily assets: saving": assets.saving, "Daily assets: pipelines and answers": assets.pipelines,
        "HTTP API: keys, hosts, requests": api_sentences.access, "HTTP API: limits and cache": api_sentences.limits,
        "HTTP API: daily assets": api_sentences.pages, "HTTP API: models, lottery, runs": api_sentences.routes,
    }  # fmt: skip
    parts = []
    for title, module in floors.items():
        rows = [(f"`{code}`", _escaped(en), _escaped(pt)) for code, (en, pt) in sorted(module.SENTENCES.items())]
        parts += [f"## {title}", _table(("Code", "English", "Portuguese"), rows)]
    return _page(
        "Errors and findings",
        "Every error that Bancada raises on purpose is one of these classes. Each carries a `code`, the `facts` of its sentence and, "
        "for the shell, an exit code. A class in brackets is the built-in that it also is.",
        f"```text\n{tree}\n```",
        "A finding (of an import, a quality report, a gate, a prediction) has a code and facts of the same kind and a severity: `info`, "
        '`caution` or `failure`. `error.message("pt_BR")` and `finding.message("en")` give the sentence; words in braces are facts.',
        *parts,
    )


def api() -> str:
    """Return the page of the HTTP API's routes."""
    from bancada.api.app import document

    specification = document()
    parts = []
    for tag in specification["tags"]:
        rows = [
            (f"`{method.upper()}`", f"`{path}`", operation.get("x-role", "open"), _said(operation))
            for path, operations in specification["paths"].items()
            for method, operation in operations.items()
            if tag["name"] in operation.get("tags", ())
        ]
        parts += [
            f"## {tag['name']}",
            tag["description"].split(" / ")[0],
            _table(("Method", "Path", "Role", "What it does"), rows),
        ]
    return _page(
        "HTTP API",
        "`bancada serve` starts it, on this machine alone unless [settings](settings.md) say otherwise. Pages to try it out are at `/docs` "
        "and `/swagger`, the specification at `/openapi.json` and `/swagger/swagger.yml`: every field with unit, range and example.",
        "Send a key in the header `X-API-Key`; `bancada keys create --role read` makes one. A role may do what those before it may: "
        "`read`, `train`, `admin`. Routes that are open need no key. Errors are `application/problem+json` with a `code` of "
        "[this list](errors.md), in the language of `Accept-Language`.",
        _table(("Status", "Meaning"), [(f"`{status}`", english) for status, (english, _) in sorted(TITLES.items())]),
        *parts,
    )


def _said(operation: dict[str, Any]) -> str:
    return _escaped(operation.get("description", operation["summary"]).split("\n\n")[0].replace("\n", " "))


def packs() -> str:
    """Return the page of domain packs."""
    parts = []
    for pack in (import_module(name).PACK for name in bootstrap.PACKS):
        lines = [f"## {pack.title} (`{pack.name}`)", pack.summary]
        facts = {
            "SQL table": pack.table, "Target": pack.target, "Time column": pack.time_column,
            "Demo dataset": pack.demo_dataset,
        }  # fmt: skip
        known = [f"- {label}: `{value}`" for label, value in facts.items() if value] + _ruled(pack)
        lines += (
            ["\n".join(known)]
            if known
            else ["It declares nothing: types, target and time come from the rows or from you."]
        )
        if pack.columns:
            rows = [(f"`{c.name}`", c.type.value, c.unit, _range(c)) for c in pack.columns]
            lines.append(_table(("Column", "Type", "Unit", "Possible"), rows))
        if pack.scenarios:
            named = [
                (f"`{s.name}`", ", ".join(f"{key} = {value:g}" for key, value in s.inputs.items()))
                for s in pack.scenarios
            ]
            lines.append(_table(("Scenario", "Inputs"), named))
        lines.append(f"More: [README of the pack](../../src/bancada/domains/{pack.name}/README.md)")
        parts.append("\n\n".join(lines))
    return _page(
        "Packs",
        "A pack says what is particular to one kind of data: columns with units and possible ranges, target, demo rows, named "
        "scenarios. Everything else is shared.",
        *parts,
    )


_TABLES = {"lottery": LOTTERY_TABLES.tables, "assets": ASSET_TABLES.tables}


def _ruled(pack: Any) -> list[str]:
    """Return what a pack with tables and tasks of its own says of them."""
    asked = {Promotion.BEATS: "better than the baseline", Promotion.NOT_WORSE: "not worse than the baseline"}
    tables = _TABLES.get(pack.name, ())
    return [
        *([f"- SQL tables: {', '.join(f'`{name}`' for name in tables)}"] if tables else []),
        *(
            f"- Task: `{task}`; its champion must be {asked[pack.promotion]}, beyond the interval"
            for task in pack.tasks
        ),
    ]


def _range(column: Any) -> str:
    if column.categories:
        return ", ".join(f"`{category}`" for category in column.categories)
    if column.declared_minimum is None:
        return ""
    return f"{column.declared_minimum:,g} to {column.declared_maximum:,g}"


def metrics() -> str:
    """Return the page of metrics and candidates."""
    parts = []
    for problem in Problem:
        turbo = {candidate.id for candidate in learning.candidates(problem)}
        fits = [
            (
                f"`{c.id}`",
                c.title,
                "yes" if c.needs_scaling else "",
                "" if c.id in turbo else "yes",
                f"{c.max_rows:,}" if c.max_rows else "",
            )
            for c in learning.candidates(problem, turbo=False)
        ]
        parts += [
            f"## {problem.value}",
            f"Ranked by **{default_sort(problem)}** unless asked otherwise; the baseline is `{BASELINES[problem]}`.",
            _metrics(learning.METRICS[problem]),
            _table(
                ("Candidate", "Title", "Columns scaled", "Only with `--all`", "Not above so many training rows"), fits
            ),
        ]
    parts += [
        "## The lottery's forecasters",
        _FORECASTERS,
        _metrics(scoring.METRICS),
        _table(("Forecaster", "Title"), [(f"`{c.id}`", c.title) for c in forecasters.candidates()]),
        "## Daily assets",
        _ASSETS,
    ]
    return _page(
        "Metrics and candidates",
        "Metrics have PyCaret's column names and definitions: recall, precision and F1 of a binary problem are of the positive class, "
        "of a multiclass problem the mean weighted by class frequency; AUC there is one against the rest. A metric that is undefined on "
        "some rows is absent, never zero. `TT (Sec)` is the mean time of a fit.",
        "Candidates carry PyCaret's ids. All are single-threaded and seeded; whole fits run side by side.",
        *parts,
    )


def _metrics(metrics: Sequence[Metric]) -> str:
    rows = [
        (
            m.name,
            "greater" if m.greater_is_better else "smaller",
            "yes" if m.needs_proba else "",
            "" if m.is_extra else "yes",
        )
        for m in metrics
    ]
    return _table(("Metric", "Better is", "Needs probabilities", "Always shown"), rows)


def python() -> str:
    """Return the page of Python's door."""
    parts = []
    for name in bancada.__all__:
        value = getattr(bancada, name)
        if callable(value):
            parts += [
                f"## {name}",
                f"```python\n{name}{_signature(value)}\n```",
                f"```text\n{inspect.getdoc(value)}\n```",
                *(_methods(value) if inspect.isclass(value) else ()),
            ]
    from bancada.learning import Leaderboard
    from bancada.serving import Predictor

    for cls in (Leaderboard, Predictor):
        rows = [(f"`{member}`", _first_line(cls, member)) for member in vars(cls) if not member.startswith("_")]
        parts += [f"## {cls.__name__}", _first_sentence(cls), _table(("Member", "What it is"), rows)]
    return _page(
        "Python",
        "`from bancada import compare_models, save_model, load_model, list_models, get_models_summary, delete_model, load_predictor, fetch_history, "
        "AssetModel`. "
        "They work on the installation that the [settings](settings.md) name, the same that the dashboard and the shell work on. "
        "Importing `bancada` loads nothing heavy; the first call does.",
        "Everything the dashboard does is also in `bancada.bootstrap.default_bench()`: `.data`, `.compare`, `.models`, `.predict`, "
        "`.runs`, `.packs`, `.lottery` with its `.draws`, `.forecasts`, `.tickets`, `.chance` and `.seals`, `.market` with its `.series`, "
        "`.validation`, `.research` and `.backtests`, `.assets` with its `.pipelines` and `.predictions`, and `.access` with its `.keys` and "
        "`.audit`; all documented in `src/bancada/services`.",
        *parts,
    )


def _methods(cls: type) -> Iterator[str]:
    for member, value in vars(cls).items():
        if not member.startswith("_") and inspect.isfunction(value):
            yield f"### {cls.__name__}.{member}"
            yield f"```python\n{member}{_signature(value)}\n```"
            yield f"```text\n{inspect.getdoc(value)}\n```"


def _signature(value: Any) -> str:
    signature = inspect.signature(value)
    lines, has_star = [], False
    for parameter in (one for one in signature.parameters.values() if one.name != "self"):
        if parameter.kind is parameter.KEYWORD_ONLY and not has_star:
            has_star = True
            lines.append("*")
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        lines.append(f"{parameter.name}: {parameter.annotation}{default}")
    flat = f"({', '.join(lines)}) -> {signature.return_annotation}"
    if len(flat) < 90:
        return flat
    return "(\n" + "".join(f"    {line},\n" for line in lines) + f") -> {signature.return_annotation}"


def _first_line(cls: type, member: str) -> str:
    return _escaped((inspect.getdoc(inspect.getattr_static(cls, member)) or "").split("\n\n")[0].replace("\n", " "))


def _first_sentence(cls: type) -> str:
    return (inspect.getdoc(cls) or "").split("\n", 1)[0]


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((NOTE, f"# {title}", *parts)) + "\n"


def _table(head: tuple[str, ...], rows: list[Any]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


_FORECASTERS = (
    f"Ranked by **{scoring.SORT}** of calibrated probabilities; the baseline is `{forecasters.IDS[0]}`, 0.6 for every number. "
    "Log Loss and Brier are means over the 25 numbers and all draws, Hits the mean of the 15 most probable numbers."
)

_ASSETS = (
    f"A champion must show an **{MAIN_NAME}** on test whose 95% interval lies above 0.5: of two rows, one that called for buying and one for "
    "selling, how often the first was given the higher probability of buying less that of selling. Every other figure of the report stands "
    "beside the majority class, persistence or holding, and decides nothing. Intervals resample blocks of whole sessions. What each one is: "
    "[how daily assets are judged](../explanation/daily-assets.md)."
)

PAGES: dict[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "api": api,
    "errors": error_page,
    "packs": packs,
    "metrics": metrics,
    "python": python,
}

if __name__ == "__main__":
    sys.exit(main())
