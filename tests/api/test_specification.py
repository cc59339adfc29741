"""The whole specification under fire: requests that fit it and requests that do not, against a real server.

`BANCADA_TEST_EXAMPLES` says how many of each kind are drawn for an operation; more are for an evening, not for every change.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import orjson
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bancada.api.app import document
from bancada.data.access.values import Role
from tests.api.world import key_of, make_world, served

pytestmark = pytest.mark.xdist_group("specification")

N_EXAMPLES = int(os.environ.get("BANCADA_TEST_EXAMPLES", "5"))
RULES_BETWEEN_FIELDS = {
    "POST /models/{name}/predict": "which fields a row needs is the model's to say",
    "POST /models/{name}/predict/batch": "a file is what its type says, with the model's columns",
    "POST /lottery/tickets": "max_overlap goes with one way alone, a number is not fixed and excluded, a range has two ends",
    "POST /lottery/check": "the numbers of a ticket are all different, and the contest is on record",
    "POST /lottery/backtest": "either a rule or a model, and first is not after last",
    "POST /api/b3/load-data": "start_date is not after end_date",
    "POST /api/b3/split-data": "test_size and val_size are at most 0.7 together",
    "POST /api/b3/complete-pipeline": "both of these",
}
"""Where a request may fit its schema and be refused all the same: what JSON Schema cannot say."""
schema = schemathesis.openapi.from_dict(document())


@schemathesis.serializer(
    "application/vnd.apache.parquet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)
def as_bytes(_: object, value: object) -> bytes:
    """Send whatever was drawn in place of a file."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, requests.Session]]:
    """Return the address of a server and a session with an admin's key; nothing that went wrong inside may be in its log."""
    folder = tmp_path_factory.mktemp("specification")
    make_world(folder)
    _, secret = key_of(folder, Role.ADMIN)
    with served(folder, BANCADA_API_MAX_BODY_MB="1") as (address, _), requests.Session() as found:
        found.headers["X-API-Key"] = secret
        yield address, found
    logged = b"".join(path.read_bytes() for path in (folder / "data" / "logs").iterdir())
    lines = [orjson.loads(line) for line in logged.splitlines()]
    assert lines
    assert [line for line in lines if line["level"] == "error"] == []
    said = (folder / "server.log").read_text()
    assert "Traceback" not in said
    assert secret not in said + logged.decode()


@schema.parametrize()
@settings(
    max_examples=N_EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_an_operation_keeps_to_what_the_specification_says(
    case: schemathesis.Case, session: tuple[str, requests.Session]
) -> None:
    address, keyed = session
    left_out = [positive_data_acceptance] if case.operation.label in RULES_BETWEEN_FIELDS else []
    case.call_and_validate(base_url=address, session=keyed, excluded_checks=left_out, timeout=60)
