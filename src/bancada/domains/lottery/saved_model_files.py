"""The files of a SavedModel as bytes by relative name, and back."""

from __future__ import annotations

from pathlib import Path

__all__ = ["files_below", "write_files"]


def files_below(folder: Path) -> dict[str, bytes]:
    """Return every plain file below a folder by its name relative to it; links are left out."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """Write them below a folder, which is made; ValueError for a name that leads out of it."""
    for name, content in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
