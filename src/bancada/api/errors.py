"""The one error of the API's own: an answer that says why not, with its status. Knows no request and no body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bancada.core.errors import BancadaError

__all__ = ["ApiProblem"]


class ApiProblem(BancadaError):
    """An answer that is an error, with its status.

    Parameters
    ----------
    status : int
    code : str
        Of the sentence in `core.messages`.
    headers : sequence of (name, value), optional
        Sent along, as Retry-After.
    **facts
        What the sentence needs.
    """

    # Any: facts are whatever the sentence of the code names.
    def __init__(self, status: int, code: str, /, *, headers: Iterable[tuple[bytes, bytes]] = (), **facts: Any) -> None:
        super().__init__(code, **facts)
        self.status = status
        self.headers = tuple(headers)
