"""Tables and splits in files, between the steps of a durable run. One file each, replaced whole, nothing in it that runs."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from bancada.core.errors import NotFound, Refused
from bancada.core.finding import Finding
from bancada.core.values import from_json, to_json
from bancada.domains.assets.values import AssetSplit, AssetTable
from bancada.registry.files import replace_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_split", "read_table", "table_sha256", "write_split", "write_table"]

_TABLE, _SPLIT = "table.npz", "split.npz"
_ROWS = ("offsets", "ts", "X", "close", "actions", "returns", "end_ts")
_PARTS = ("train", "validation", "test")
_TYPES = {"X": "<f8", "close": "<f8", "returns": "<f8", "actions": "<i1"}


def table_sha256(table: AssetTable) -> str:
    """Return the SHA-256 of a table's rows, names, horizon and of the series and request it was made from; findings are no part of it."""
    told = {"tickers": table.tickers, "names": table.names, "horizon": table.horizon, "facts": table.facts}
    return _sha256(told, {name: getattr(table, name) for name in _ROWS})


def write_table(table: AssetTable, folder: Path) -> None:
    """Write a table into a folder, made where it is absent; a table that was there is replaced whole."""
    told = {
        "tickers": table.tickers,
        "names": table.names,
        "horizon": table.horizon,
        "sha256": table.sha256,
        "findings": [to_json(one) for one in table.findings],
        "facts": table.facts,
    }
    _write(folder / _TABLE, told, {name: getattr(table, name) for name in _ROWS})


def read_table(folder: Path) -> AssetTable:
    """Return the table that `write_table` left in a folder.

    Raises
    ------
    NotFound
        None is there.
    Refused
        It is not what was written.
    """
    told, arrays = _read(folder / _TABLE, _ROWS)
    table = AssetTable(
        tickers=tuple(told["tickers"]),
        names=tuple(told["names"]),
        horizon=told["horizon"],
        sha256=told["sha256"],
        findings=tuple(from_json(Finding, one) for one in told["findings"]),
        facts=told["facts"],
        **arrays,
    )
    if table_sha256(table) != table.sha256:
        raise Refused("assets_file_damaged", file=_TABLE)
    return table


def write_split(split: AssetSplit, folder: Path) -> None:
    """Write a split into a folder, as `write_table` a table."""
    arrays = {name: getattr(split, name) for name in _PARTS}
    told = {"n_purged": split.n_purged, "boundaries": split.boundaries}
    _write(folder / _SPLIT, {**told, "sha256": _sha256(told, arrays)}, arrays)


def read_split(folder: Path) -> AssetSplit:
    """Return the split that `write_split` left in a folder; raises as `read_table`."""
    told, arrays = _read(folder / _SPLIT, _PARTS)
    first, second = told["boundaries"]
    split = AssetSplit(**arrays, n_purged=told["n_purged"], boundaries=(first, second))
    if _sha256({"n_purged": split.n_purged, "boundaries": split.boundaries}, arrays) != told["sha256"]:
        raise Refused("assets_file_damaged", file=_SPLIT)
    return split


# Any: JSON.
def _sha256(told: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
    for name, array in arrays.items():
        digest.update(f"{name}{array.shape}".encode())
        digest.update(_plain(name, array).tobytes())
    return digest.hexdigest()


def _plain(name: str, array: NDArray[Any]) -> NDArray[Any]:  # Any: of whatever type
    """Return the array in one byte order, with one kind of NaN."""
    found = np.ascontiguousarray(array, dtype=_TYPES.get(name, "<i8"))
    return np.where(np.isnan(found), np.nan, found) if found.dtype.kind == "f" else found


def _write(path: Path, told: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:  # Any: JSON
    content = io.BytesIO()
    json = np.frombuffer(orjson.dumps(told), dtype=np.uint8)
    np.savez(content, allow_pickle=False, json=json, **{name: _plain(name, array) for name, array in arrays.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, content.getvalue())


# Any: JSON.
def _read(path: Path, names: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    try:
        # Read whole, since NumPy leaves a file open that is cut short.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
            arrays = {name: found[name] for name in names}
            told = orjson.loads(found["json"].tobytes())
    except FileNotFoundError:
        raise NotFound("assets_file_missing", file=path.name) from None
    except (KeyError, ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise Refused("assets_file_damaged", file=path.name) from error
    for array in arrays.values():
        array.flags.writeable = False
    return told, arrays
