"""`bancada keys`: made and shown once, listed without secrets, revoked, audited."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bancada.bootstrap import default_bench
from bancada.data.access.values import Role
from tests.worked import shell


def test_a_key_is_shown_once_listed_without_its_secret_revoked_and_all_of_it_is_audited(installation: Path) -> None:
    assert json.loads(shell(installation, "keys", "list", "--json").stdout) == []
    made = json.loads(shell(installation, "keys", "create", "--role", "train", "--label", "robô", "--json").stdout)
    keys = default_bench().access.keys
    assert keys.check(made["secret"]).role is Role.TRAIN

    listed = shell(installation, "keys", "list", "--json").stdout
    assert made["secret"][17:] not in listed
    assert [(key["id"], key["role"], key["label"], key["revoked_at"]) for key in json.loads(listed)] == [
        (made["id"], "train", "robô", None)
    ]

    revoked = json.loads(shell(installation, "keys", "revoke", made["id"], "--json").stdout)
    assert revoked["revoked_at"]
    keys.refresh()
    assert keys.check(made["secret"]) is None

    lines = json.loads(shell(installation, "keys", "audit", "--json").stdout)
    assert [(line["seq"], line["action"], line["subject"]) for line in lines] == [
        (2, "bancada keys revoke", {"id": made["id"]}),
        (1, "bancada keys create", {"id": made["id"], "role": "train"}),
    ]
    assert made["secret"][17:] not in str(lines)


def test_for_a_person_the_secret_stands_alone_on_its_line(installation: Path) -> None:
    lines = shell(installation, "keys", "create", "--role", "read").stdout.splitlines()
    assert default_bench().access.keys.check(lines[-1]) is not None
    assert lines[-1].split("_")[1] in shell(installation, "keys", "list").stdout


def test_the_chain_is_checked_and_a_changed_line_ends_in_code_6(installation: Path) -> None:
    shell(installation, "keys", "create", "--role", "read")
    assert "holds" in shell(installation, "keys", "audit", "--verify").stdout

    with sqlite3.connect(installation / "data" / "bancada.db") as connection:
        connection.execute("DROP TRIGGER api_audit_no_update")
        connection.execute("UPDATE api_audit SET body = replace(body, 'read', 'admin')")
    connection.close()

    broken = shell(installation, "keys", "audit", "--verify", check=False)
    assert broken.returncode == 6
    assert "changed" in broken.stdout + broken.stderr
    told = shell(installation, "keys", "audit", "--verify", "--json", check=False)
    assert [finding["code"] for finding in json.loads(told.stdout)] == ["audit_line_changed"]


def test_lines_cut_off_the_end_are_code_6_before_and_after_an_honest_command(installation: Path) -> None:
    for _ in range(8):
        default_bench().access.audit.record("bancada test", {})
    with sqlite3.connect(installation / "data" / "bancada.db") as connection:
        connection.execute("DROP TRIGGER api_audit_no_delete")
        connection.execute("DELETE FROM api_audit WHERE seq > 5")
    connection.close()

    assert shell(installation, "keys", "audit", "--verify", check=False).returncode == 6
    shell(installation, "keys", "create", "--role", "read")
    told = shell(installation, "keys", "audit", "--verify", check=False)
    assert told.returncode == 6
    assert "line 8" in told.stdout + told.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("create", "--role", "god"), 2, "god"), (("create",), 2, "--role"), (("revoke", "nobody"), 4, "nobody"),
        (("create", "--role", "read", "--label", "x" * 101), 3, "100"),
    ],
    ids=["role", "no-role", "unknown", "label"],
)  # fmt: skip
def test_wrong_use_is_told_with_its_exit_code(
    installation: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = shell(installation, "keys", *arguments, check=False)
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
