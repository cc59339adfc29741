"""The signing key's file."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bancada.core.errors import InvalidSettings
from bancada.registry import SigningKey

CREATE = "import sys; from pathlib import Path; from bancada.registry.keys import SigningKey; print(SigningKey.load_or_create(Path(sys.argv[1])).id)"


def test_a_key_is_created_closed_to_others_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "signing.key"
    key = SigningKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.load_or_create(path) == key
    assert [item.name for item in path.parent.iterdir()] == ["signing.key"]
    assert path.read_text().strip() not in repr(key)


def test_processes_that_create_it_at_once_agree(tmp_path: Path) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", CREATE, tmp_path / "key"], stdout=subprocess.PIPE) for _ in range(6)
    ]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o666])
def test_a_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    SigningKey.load_or_create(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(InvalidSettings, match="chmod 600"):
        SigningKey.load_or_create(tmp_path / "key")


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "ação"])
def test_a_file_that_is_no_key_is_refused_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(InvalidSettings, match="hexadecimal"):
        SigningKey.load_or_create(path)
    assert path.read_text() == content


def test_a_place_where_no_key_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidSettings):
        SigningKey.load_or_create(tmp_path / "file" / "key")
    (tmp_path / "folder").mkdir(mode=0o700)
    with pytest.raises(InvalidSettings):
        SigningKey.load_or_create(tmp_path / "folder")


def test_a_signature_holds_for_its_purpose_and_bytes_alone(tmp_path: Path) -> None:
    key = SigningKey.load_or_create(tmp_path / "key")
    signature = key.sign("manifest", b"data")
    assert key.verify("manifest", b"data", signature=signature)
    assert not key.verify("journal", b"data", signature=signature)
    assert not key.verify("manifest", b"datA", signature=signature)
    assert not key.verify("manifest", b"data", signature="é\udcff")
    assert not SigningKey.load_or_create(tmp_path / "other").verify("manifest", b"data", signature=signature)
