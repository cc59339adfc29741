"""The model store: models under names, signed, with champions and a journal. Loads neither scikit-learn nor pandas."""

from __future__ import annotations

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
