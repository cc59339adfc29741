"""The model store: models under names, signed, with champions and a journal. Loads neither scikit-learn nor pandas.

Names resolve on first use (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.registry.artefacts import dump_joblib, dump_keras, load_joblib, load_keras
    from bancada.registry.diff import Difference, ModelDiff
    from bancada.registry.journal import JournalLine
    from bancada.registry.keys import SigningKey
    from bancada.registry.legacy import TRUST_PHRASE
    from bancada.registry.manifest import FORMAT, ModelDraft
    from bancada.registry.reading import OpenedModel, RegistrySummary
    from bancada.registry.saving import read_draft, write_draft
    from bancada.registry.store import ModelStore
    from bancada.registry.trash import TrashedModel

__all__ = [
    "FORMAT",
    "TRUST_PHRASE",
    "Difference",
    "JournalLine",
    "ModelDiff",
    "ModelDraft",
    "ModelStore",
    "OpenedModel",
    "RegistrySummary",
    "SigningKey",
    "TrashedModel",
    "dump_joblib",
    "dump_keras",
    "load_joblib",
    "load_keras",
    "read_draft",
    "write_draft",
]

_HOMES = {
    "FORMAT": "manifest",
    "TRUST_PHRASE": "legacy",
    "Difference": "diff",
    "JournalLine": "journal",
    "ModelDiff": "diff",
    "ModelDraft": "manifest",
    "ModelStore": "store",
    "OpenedModel": "reading",
    "RegistrySummary": "reading",
    "SigningKey": "keys",
    "TrashedModel": "trash",
    "dump_joblib": "artefacts",
    "dump_keras": "artefacts",
    "load_joblib": "artefacts",
    "load_keras": "artefacts",
    "read_draft": "saving",
    "write_draft": "saving",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
