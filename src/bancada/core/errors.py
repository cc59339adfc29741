"""Every error that Bancada raises on purpose, as codes plus facts; the sentences live in `core.messages`.

BancadaError
+ BadInput (ValueError)            what came in is wrong; exit code 3
|   x ImportRefused                a file or table that cannot become a Dataset
|   x SchemaError                  rows that do not fit a Signature or a Dataset
|   x InvalidName                  a name that is not a slug
|   x InvalidTask                  a target, metric, split or candidate that does not fit the data
|   x InvalidSettings              a setting that cannot be used
+ NotFound (KeyError)              what was asked for is not there; exit code 4
|   x DatasetNotFound
|   x ModelNotFound
|   x RunNotFound
|   x CandidateNotFound
+ AlreadyExists                    a name that is taken; exit code 5
|   x ModelExists
|   x DatasetExists
+ Refused                          understood and not done, for safety or by a rule; exit code 6
|   x TamperedModel                signature or hash does not match the bytes
|   x UntrustedModel               a foreign or legacy artefact that nobody adopted
|   x RegistryNewer                the store was written by a newer Bancada
|   x RegistryCorrupt              the registry can neither be read nor rebuilt
|   x StoreReadOnly                the store's folder cannot be written
|   x GateRefused                  a promotion that its gate does not allow
|   x MissingExtra (ImportError)   an optional dependency that is not installed
|   x WorkerHeld                   another worker already serves this jobs database
|   x RunRefused                   a run that cannot be cancelled, retried or read in its present state
+ Cancelled                        stopped on request; exit code 130
"""

from __future__ import annotations

from typing import Any, ClassVar

from bancada.core.messages import render

__all__ = [
    "AlreadyExists",
    "BadInput",
    "BancadaError",
    "Cancelled",
    "CandidateNotFound",
    "DatasetExists",
    "DatasetNotFound",
    "GateRefused",
    "ImportRefused",
    "InvalidName",
    "InvalidSettings",
    "InvalidTask",
    "MissingExtra",
    "ModelExists",
    "ModelNotFound",
    "NotFound",
    "Refused",
    "RegistryCorrupt",
    "RegistryNewer",
    "RunNotFound",
    "RunRefused",
    "SchemaError",
    "StoreReadOnly",
    "TamperedModel",
    "UntrustedModel",
    "WorkerHeld",
]


class BancadaError(Exception):
    """Base of all errors raised on purpose.

    Parameters
    ----------
    code : str, optional
        Key of the sentence in `core.messages`; the class's own code when omitted.
    **facts
        What the sentence needs, kept as `facts` for callers and for translation.
    """

    code: str = "error"
    exit_code: ClassVar[int] = 1

    # Any: facts are whatever the sentence of the code names, printed and never computed with.
    def __init__(self, code: str | None = None, /, **facts: Any) -> None:
        super().__init__(code or type(self).code)
        self.code = code or type(self).code
        self.facts = facts

    def __str__(self) -> str:
        return render(self.code, self.facts, language="en")

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("en" or "pt_BR")."""
        return render(self.code, self.facts, language=language)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.code, self.facts))


def _rebuild(cls: type[BancadaError], code: str, facts: dict[str, Any]) -> BancadaError:
    return cls(code, **facts)


class BadInput(BancadaError, ValueError):
    code = "bad_input"
    exit_code = 3


class ImportRefused(BadInput):
    code = "import_refused"


class SchemaError(BadInput):
    """Rows that do not fit; all mistakes at once in `facts["problems"]`, a list of `Finding`s."""

    code = "schema_error"


class InvalidName(BadInput):
    code = "invalid_name"


class InvalidTask(BadInput):
    code = "invalid_task"


class InvalidSettings(BadInput):
    code = "invalid_settings"


class NotFound(BancadaError, KeyError):
    code = "not_found"
    exit_code = 4

    __str__ = BancadaError.__str__


class DatasetNotFound(NotFound):
    code = "dataset_not_found"


class ModelNotFound(NotFound):
    code = "model_not_found"


class RunNotFound(NotFound):
    code = "run_not_found"


class CandidateNotFound(NotFound):
    code = "candidate_not_found"


class AlreadyExists(BancadaError):
    code = "already_exists"
    exit_code = 5


class ModelExists(AlreadyExists):
    code = "model_exists"


class DatasetExists(AlreadyExists):
    code = "dataset_exists"


class Refused(BancadaError):
    code = "refused"
    exit_code = 6


class TamperedModel(Refused):
    code = "tampered_model"


class UntrustedModel(Refused):
    code = "untrusted_model"


class RegistryNewer(Refused):
    code = "registry_newer"


class RegistryCorrupt(Refused):
    code = "registry_corrupt"


class StoreReadOnly(Refused):
    code = "store_read_only"


class GateRefused(Refused):
    code = "gate_refused"


class MissingExtra(Refused, ImportError):
    code = "missing_extra"


class WorkerHeld(Refused):
    code = "worker_held"


class RunRefused(Refused):
    code = "run_refused"


class Cancelled(BancadaError):
    code = "cancelled"
    exit_code = 130
