"""The audit of the API: one line a call that may change something, whatever became of it; none for the rest."""

from __future__ import annotations

from collections.abc import Callable

from bancada.services import Bench
from tests.api.client import Api

Caller = Callable[[str], Api]


def test_a_call_that_may_change_something_leaves_one_line_with_who_what_and_how_it_ended(
    house: Bench, caller: Caller
) -> None:
    admin = caller("admin")
    before = len(house.access.audit.list(limit=1000))

    answer = admin.delete("/models/nobody", headers={"X-Request-ID": "audit-0001"})

    lines = house.access.audit.list(limit=1000)
    assert answer.status_code == 404
    assert len(lines) == before + 1
    entry = lines[0].entry
    assert (entry.key_id, entry.action, entry.subject) == (admin.key_id, "DELETE /models/{name}", {"name": "nobody"})
    assert (entry.status, entry.request_id, entry.address) == (404, "audit-0001", "127.0.0.1")
    assert house.access.audit.verify() == ()


def test_a_try_with_a_role_that_may_not_leaves_a_line_too(house: Bench, caller: Caller) -> None:
    reader = caller("read")
    reader.delete("/models/nobody")
    entry = house.access.audit.list()[0].entry
    assert (entry.key_id, entry.status) == (reader.key_id, 403)


def test_reading_predicting_and_being_nobody_leave_none(house: Bench, front: Api, caller: Caller) -> None:
    admin = caller("admin")
    before = len(house.access.audit.list(limit=1000))
    admin.get("/models")
    admin.post("/models/x/predict", json={"inputs": {}})
    front.delete("/models/nobody")
    admin.request("INVENTED", "/models")
    assert len(house.access.audit.list(limit=1000)) == before


def test_every_route_that_can_change_something_is_audited(front: Api) -> None:
    changing = {
        (route.method, route.template): route.is_audited
        for route in front.app.table.routes()
        if route.method in ("POST", "PUT", "PATCH", "DELETE") and route.role is not None and route.role.value != "read"
    }
    assert len(changing) > 5
    assert {key for key, is_audited in changing.items() if not is_audited} == set()
