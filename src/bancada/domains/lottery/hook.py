"""Draws from a user's own Python module: its function `get_training_data()`. The module is run as the user's code, once a call."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, BancadaError
from bancada.domains.lottery.checking import checked_draws
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS
from bancada.domains.lottery.tables import NUMBER_COLUMNS

__all__ = ["HOOK_FUNCTION", "training_draws"]

HOOK_FUNCTION = "get_training_data"

_ANYTHING = (Exception, SystemExit)
"""What a user's own code may raise, or leave by: the user must be told which."""


def training_draws(module: str) -> Draws:
    """Return what the module's `get_training_data()` gives, held to every rule of draws.

    It may give `Draws`; an array of shape (n, 15) of numbers or (n, 25) of 0 and 1, oldest first, counted as contests 1 to n; a pair
    (contests, numbers); or a frame with columns n1..n15 and perhaps concurso and data.

    Parameters
    ----------
    module : str
        Name as Python imports it; the working folder is searched first, as Python does for a script.

    Raises
    ------
    BadInput
        `lottery_hook_missing`, `lottery_hook_no_function`, `lottery_hook_failed`, `lottery_hook_shape`, `lottery_record_broken`.
    """
    with _working_folder_first():
        answer = _answer(_function(module), module)
    return _draws(answer, module)


@contextmanager
def _working_folder_first() -> Iterator[None]:
    folder = os.getcwd()  # noqa: PTH109  # sys.path holds text
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


# Any: the user's code, its function and its answer; likewise below.
def _function(module: str) -> Callable[[], Any]:
    try:
        importlib.invalidate_caches()
        loaded = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
            raise BadInput("lottery_hook_missing", module=module) from error
        raise BadInput("lottery_hook_failed", module=module, detail=_told(error)) from error
    except BancadaError:
        raise
    except _ANYTHING as error:
        raise BadInput("lottery_hook_failed", module=module, detail=_told(error)) from error
    function = getattr(loaded, HOOK_FUNCTION, None)
    if not callable(function):
        raise BadInput("lottery_hook_no_function", module=module, function=HOOK_FUNCTION)
    found: Callable[[], Any] = function
    return found


def _answer(function: Callable[[], Any], module: str) -> Any:
    try:
        return function()
    except BancadaError:
        raise
    except _ANYTHING as error:
        raise BadInput("lottery_hook_failed", module=module, detail=_told(error)) from error


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _draws(answer: Any, module: str) -> Draws:
    if isinstance(answer, Draws):
        known = [None if value is None else value for value in answer.dates.tolist()]
        return checked_draws(
            answer.contests.tolist(), answer.numbers.tolist(), dates=known, source=answer.source, where=module
        )
    if hasattr(answer, "columns") and hasattr(answer, "to_dict"):
        return _from_frame(answer, module)
    if isinstance(answer, tuple) and len(answer) == 2 and np.ndim(answer[0]) == 1:
        return _from_arrays(np.asarray(answer[0]), answer[1], module)
    return _from_arrays(None, answer, module)


def _from_frame(frame: Any, module: str) -> Draws:
    by_name = {str(name).lower(): name for name in frame.columns}
    if not set(NUMBER_COLUMNS) <= set(by_name):
        raise _shape_error(module, f"DataFrame, columns {', '.join(map(str, frame.columns))}"[:200])
    numbers = frame[[by_name[name] for name in NUMBER_COLUMNS]].to_numpy().tolist()
    contests = frame[by_name["concurso"]].tolist() if "concurso" in by_name else list(range(1, len(frame) + 1))
    dates = frame[by_name["data"]].tolist() if "data" in by_name else None
    return checked_draws(contests, numbers, dates=dates, source=Source.IMPORTED, where=module)


def _from_arrays(contests: Any, numbers: Any, module: str) -> Draws:
    try:
        values = np.asarray(numbers)
    except ValueError as error:  # rows of different lengths
        raise _shape_error(module, type(numbers).__name__) from error
    if values.ndim != 2 or values.dtype.kind not in "iufbU":
        raise _shape_error(module, f"{type(numbers).__name__}, shape {values.shape}, {values.dtype}")
    rows = values.tolist()
    if values.shape[1] == N_NUMBERS and np.isin(values, (0, 1)).all():
        rows = [[number for number, is_drawn in enumerate(row, start=1) if is_drawn] for row in rows]
    elif values.shape[1] != N_DRAWN:
        raise _shape_error(module, f"{type(numbers).__name__}, shape {values.shape}, {values.dtype}")
    ids: Sequence[object] = range(1, len(rows) + 1) if contests is None else contests.tolist()
    if len(ids) != len(rows):
        raise _shape_error(module, f"{len(ids)} contests, {len(rows)} draws")
    return checked_draws(ids, rows, dates=None, source=Source.IMPORTED, where=module)


def _shape_error(module: str, found: str) -> BadInput:
    return BadInput("lottery_hook_shape", module=module, function=HOOK_FUNCTION, found=found)
