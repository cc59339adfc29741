"""What the steps of one pipeline leave to each other in its folder: whole or not at all, and signed where it is code."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from bancada import registry
from bancada.core.errors import InvalidTask
from bancada.core.values import from_json, to_json
from bancada.domains.assets.requests import LoadRequest

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.values import AssetSplit, AssetTable

__all__ = ["Left"]

_LOAD, _EVALUATION = "load.json", "evaluation.json"
_DRAFT = "draft"

Digests = dict[str, dict[str, str]]
"""Ticker to price basis to fingerprint."""


@dataclass(frozen=True, slots=True)
class Left:
    """The folder of one pipeline.

    Each `read` raises InvalidTask `pipeline_folder_lost` where what it looks for is gone: someone removed the folder.
    """

    folder: Path

    def write_load(self, request: LoadRequest, digests: Digests) -> None:
        """Keep what was loaded: the request and the fingerprint of each series."""
        self._write(_LOAD, orjson.dumps({"request": to_json(request), "digests": digests}))

    def load(self) -> tuple[LoadRequest, Digests]:
        """Return what was loaded."""
        found = orjson.loads(self._read(_LOAD))
        return from_json(LoadRequest, found["request"]), found["digests"]

    def write_table(self, table: AssetTable) -> None:
        """Keep the table of rows."""
        from bancada.domains.assets.kept import write_table

        write_table(table, self.folder)

    def table(self) -> AssetTable:
        """Return the table of rows."""
        from bancada.domains.assets.kept import read_table

        return read_table(self.folder)

    def write_split(self, split: AssetSplit) -> None:
        """Keep which rows are whose."""
        from bancada.domains.assets.kept import write_split

        write_split(split, self.folder)

    def split(self) -> AssetSplit:
        """Return which rows are whose."""
        from bancada.domains.assets.kept import read_split

        return read_split(self.folder)

    def write_draft(self, draft: registry.ModelDraft, *, key: registry.SigningKey) -> None:
        """Keep a trained model, signed."""
        registry.write_draft(self.folder / _DRAFT, draft, key=key)

    def draft(self, *, key: registry.SigningKey) -> registry.ModelDraft:
        """Return the trained model; TamperedModel where its signature or a hash does not fit."""
        return registry.read_draft(self._there(_DRAFT), key=key)

    def write_evaluation(self, evaluation: AssetEvaluation) -> None:
        """Keep the report."""
        self._write(_EVALUATION, orjson.dumps(evaluation.as_json()))

    def evaluation(self) -> AssetEvaluation:
        """Return the report."""
        from bancada.domains.assets.evaluation import evaluation_of_json

        return evaluation_of_json(orjson.loads(self._read(_EVALUATION)))

    def _there(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            raise InvalidTask("pipeline_folder_lost", what=name)
        return path

    def _read(self, name: str) -> bytes:
        return self._there(name).read_bytes()

    def _write(self, name: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{name}.{os.getpid()}.partial"
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.folder / name)
