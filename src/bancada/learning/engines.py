"""The engines behind one Protocol: who fits the candidates. Their results meet in the same Leaderboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bancada.core.errors import InvalidTask, MissingExtra
from bancada.core.task import Engine, Problem
from bancada.learning.candidate import Candidate, candidates, modules_of
from bancada.learning.executor import default_workers
from bancada.learning.fitting import FitRequest, FitResult, FoldFitter

__all__ = ["FitEngine", "NativeEngine", "PycaretEngine", "engine_of"]

Work = Callable[[FitRequest], tuple[FitResult, ...]]


class FitEngine(Protocol):
    """Says what is compared and how one request is worked on; the executor and the ledger are the same for all."""

    name: Engine
    n_threads: int | None

    def candidates(self, problem: Problem, *, turbo: bool) -> tuple[Candidate, ...]:
        """Return what it can fit; InvalidTask for a problem it does not know."""

    def batches(self, n_folds: int) -> tuple[tuple[int, ...], ...]:
        """Return the folds that one request holds."""

    def workers(self, asked: int | None) -> int:
        """Return how many processes it wants."""

    def preload(self, compared: Iterable[Candidate]) -> tuple[str, ...]:
        """Return the modules that fits need and that start no threads; none where that is not known."""

    def make_work(self, folder: Path) -> Work:
        """Return the work function; called in a fit process."""


class NativeEngine:
    """Our own: one request a fit, single-threaded, on every core."""

    name = Engine.NATIVE
    n_threads: int | None = 1

    def candidates(self, problem: Problem, *, turbo: bool) -> tuple[Candidate, ...]:
        """See `FitEngine`."""
        return candidates(problem, turbo=turbo)

    def batches(self, n_folds: int) -> tuple[tuple[int, ...], ...]:
        """See `FitEngine`."""
        return tuple((fold,) for fold in range(n_folds))

    def workers(self, asked: int | None) -> int:
        """See `FitEngine`."""
        return asked or default_workers()

    def preload(self, compared: Iterable[Candidate]) -> tuple[str, ...]:
        """See `FitEngine`."""
        return ("cloudpickle", FoldFitter.__module__, *modules_of(compared))

    def make_work(self, folder: Path) -> Work:
        """See `FitEngine`."""
        return FoldFitter(folder)


class PycaretEngine:
    """PyCaret 4: one request a candidate, in one process that uses every core."""

    name = Engine.PYCARET
    n_threads: int | None = None

    def candidates(self, problem: Problem, *, turbo: bool) -> tuple[Candidate, ...]:
        """See `FitEngine`; MissingExtra where PyCaret is not installed."""
        if find_spec("pycaret") is None:
            raise MissingExtra(feature="engine='pycaret'", package="pycaret", extra="pycaret")
        if problem in (Problem.MULTILABEL, Problem.FORECAST):
            raise InvalidTask("engine_lacks_problem", engine=self.name.value, problem=problem.value)
        return candidates(problem, turbo=turbo)

    def batches(self, n_folds: int) -> tuple[tuple[int, ...], ...]:
        """See `FitEngine`."""
        return (tuple(range(n_folds)),)

    def workers(self, asked: int | None) -> int:  # noqa: ARG002  # PyCaret spreads over the cores by itself
        """See `FitEngine`."""
        return 1

    def preload(self, compared: Iterable[Candidate]) -> tuple[str, ...]:  # noqa: ARG002  # it starts threads
        """See `FitEngine`."""
        return ()

    def make_work(self, folder: Path) -> Work:
        """See `FitEngine`."""
        from bancada.learning.pycaret_fitting import PycaretFitter

        return PycaretFitter(folder)


def engine_of(name: Engine) -> FitEngine:
    """Return the engine called `name`."""
    return PycaretEngine() if Engine(name) is Engine.PYCARET else NativeEngine()


if TYPE_CHECKING:
    _native: FitEngine = NativeEngine()
    _pycaret: FitEngine = PycaretEngine()
