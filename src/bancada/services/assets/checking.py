"""Requests looked at before they are queued, so that a slip of the pen costs nothing that was done before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, BancadaError, ModelExists, NotFound
from bancada.core.finding import Finding, Severity
from bancada.domains.assets import checking
from bancada.domains.assets.requests import (
    EvaluationRequest,
    LoadRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)

if TYPE_CHECKING:
    from bancada.domains.assets.values import SeriesReader
    from bancada.services.assets.requests import StepRequest

__all__ = ["RequestChecks"]


def _free(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RequestChecks:
    """What each step would refuse of its request alone.

    Parameters
    ----------
    reader : SeriesReader
    name_is_free : callable
        Whether a model can be saved under a name.
    """

    reader: SeriesReader
    name_is_free: Callable[[str], bool] = _free

    def check(self, requests: Iterable[StepRequest]) -> None:
        """Raise where a request cannot be served, before anything is queued.

        Raises
        ------
        BadInput
            All wrong fields of all requests: the error of the one that is wrong, or `assets_request_wrong` with each as a problem.
        NotFound
            Tickers that are not there, all of them.
        ModelExists
            A name that another model has.
        """
        found = [error for request in requests if (error := self._wrong(request)) is not None]
        wrong = [error for error in found if isinstance(error, BadInput)]
        if len(wrong) > 1:
            raise BadInput("assets_request_wrong", problems=[one for error in wrong for one in _problems(error)])
        for error in (*wrong, *found):
            raise error

    def _wrong(self, request: StepRequest) -> BancadaError | None:
        try:
            self._look(request)
        except (BadInput, NotFound, ModelExists) as error:
            return error
        return None

    def _look(self, request: StepRequest) -> None:
        match request:
            case LoadRequest():
                self._loading(request)
            case PreparationRequest():
                checking.check_preparation(request)
            case SplitRequest():
                checking.check_split(request)
            case TrainRequest():
                checking.check_training(request)
            case EvaluationRequest():
                checking.check_evaluation(request)
            case SaveRequest():
                self._saving(request)

    def _loading(self, request: LoadRequest) -> None:
        from bancada.domains.assets.loading import DataLoadingService

        DataLoadingService(self.reader).check(request)

    def _saving(self, request: SaveRequest) -> None:
        checking.check_saving(request)
        if request.name and not self.name_is_free(request.name):
            raise ModelExists(name=request.name, found=request.name)


def _problems(error: BadInput) -> list[Finding]:
    """Return an error as problems of a request; one that has problems gives them."""
    found: list[Finding] = error.facts.get("problems") or [Finding(error.code, Severity.FAILURE, facts=error.facts)]
    return found
