"""Keys of the API: what is kept, what is shown, what opens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bancada import data
from bancada.core.errors import AlreadyExists, BadInput, NotFound
from bancada.data.access.keys import KeyRecords
from bancada.data.access.values import Role
from bancada.services.access import keys as module
from bancada.services.access.keys import FRESH_S, KeysService

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/bancada.db")
    data.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def keys(engine: sa.Engine) -> KeysService:
    return KeysService(KeyRecords(engine), lambda: NOW)


def test_a_secret_is_kept_only_as_its_hash(keys: KeysService, engine: sa.Engine, tmp_path: Path) -> None:
    new = keys.create(Role.TRAIN, label="planilha")

    assert re.fullmatch(r"bnc_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", new.secret)
    assert new.info.id in new.secret
    assert new.secret not in repr(new)
    engine.dispose()
    assert new.secret[17:].encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with engine.connect() as connection:
        kept = connection.scalar(sa.text("SELECT sha256 FROM api_keys"))
    assert kept == hashlib.sha256(new.secret.encode().ljust(128, b"\0")).hexdigest()


def test_a_right_secret_opens_with_its_role_until_it_is_revoked(keys: KeysService) -> None:
    new, other = keys.create(Role.READ), keys.create(Role.ADMIN)
    assert keys.check(new.secret) == new.info

    revoked = keys.revoke(new.info.id)

    assert revoked.revoked_at == NOW
    assert keys.check(new.secret) is None
    assert keys.check(other.secret) == other.info
    assert [key.revoked_at for key in keys.list()].count(NOW) == 1


def test_a_key_that_another_process_revoked_stops_when_what_is_known_is_too_old(engine: sa.Engine) -> None:
    now = [0.0]
    here = KeysService(KeyRecords(engine), lambda: NOW, monotonic=lambda: now[0])
    there = KeysService(KeyRecords(engine), lambda: NOW)
    new = here.create(Role.READ)
    there.revoke(new.info.id)

    now[0] = FRESH_S
    assert here.check(new.secret) == new.info
    now[0] = FRESH_S + 0.01
    assert here.check(new.secret) is None


@given(
    st.one_of(st.none(), st.text(max_size=300), st.from_regex(r"bnc_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", fullmatch=True))
)
def test_what_nobody_made_opens_nothing(shown: str | None) -> None:
    service = KeysService(_Nothing(), lambda: NOW)  # type: ignore[arg-type]  # a table without keys
    assert service.check(shown) is None


class _Nothing:
    def list(self) -> tuple[()]:
        return ()


@pytest.mark.parametrize("shown", [None, "", "x", "bnc_000000000000_" + "a" * 43, "{secret}x", "{cut}", "z" * 10_000])
def test_whatever_is_shown_takes_one_hash_of_the_same_length_and_one_comparison(
    keys: KeysService, monkeypatch: pytest.MonkeyPatch, shown: str | None
) -> None:
    new = keys.create(Role.READ)
    text = None if shown is None else shown.format(secret=new.secret, cut=new.secret[:-1])
    hashed, compared = [], []
    sha256, compare = hashlib.sha256, module.hmac.compare_digest
    monkeypatch.setattr(module.hashlib, "sha256", lambda content: hashed.append(len(content)) or sha256(content))
    monkeypatch.setattr(module.hmac, "compare_digest", lambda a, b: compared.append((len(a), len(b))) or compare(a, b))

    assert keys.known(text) is None

    assert (hashed, compared) == ([128], [(32, 32)])


def test_a_secret_with_something_appended_is_another_secret(keys: KeysService) -> None:
    new = keys.create(Role.READ)
    for shown in (new.secret + "x", new.secret + " " * 70, new.secret + "a" * 200, new.secret[:-1], new.secret.upper()):
        assert keys.check(shown) is None


def test_the_first_key_is_made_once_however_many_start_at_the_same_time(engine: sa.Engine) -> None:
    start, made, refused = Barrier(4), [], []

    def first() -> None:
        service = KeysService(KeyRecords(engine), lambda: NOW)
        start.wait()
        try:
            made.append(service.create(Role.ADMIN, only_first=True))
        except AlreadyExists as error:
            refused.append(error.code)

    threads = [Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), refused) == (1, ["api_keys_exist"] * 3)


def test_a_revoked_key_still_counts_as_one_that_there_has_been(keys: KeysService) -> None:
    assert not keys.has_any()
    keys.revoke(keys.create(Role.ADMIN).info.id)
    assert keys.has_any()
    with pytest.raises(AlreadyExists):
        keys.create(Role.ADMIN, only_first=True)


def test_revoking_twice_keeps_the_first_instant_and_an_unknown_key_is_told(engine: sa.Engine) -> None:
    records = KeyRecords(engine)
    new = KeysService(records, lambda: NOW).create(Role.READ)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    records.revoke(new.info.id, at=NOW)
    assert records.revoke(new.info.id, at=later).revoked_at == NOW
    with pytest.raises(NotFound) as caught:
        records.revoke("nobody", at=NOW)
    assert caught.value.code == "api_key_not_found"


@pytest.mark.parametrize("label", ["a" * 101, "a\nb", "\x00", "a\x7f"])
def test_a_label_that_would_spoil_a_list_is_refused(keys: KeysService, label: str) -> None:
    with pytest.raises(BadInput, match="label"):
        keys.create(Role.READ, label=label)


@pytest.mark.parametrize(
    ("role", "covered"),
    [(Role.READ, ["read"]), (Role.TRAIN, ["read", "train"]), (Role.ADMIN, ["read", "train", "admin"])],
)
def test_a_role_may_do_what_those_below_it_may(role: Role, covered: list[str]) -> None:
    assert [needed.value for needed in Role if role.covers(needed)] == covered
