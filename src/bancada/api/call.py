"""What is known of one call while it is served, and how routes say who may use them. Every router of the API imports this.

A route states its role beside its path, and one without a role stops the application from being made:

>>> router = APIRouter(prefix="/models", tags=["models"])  # doctest: +SKIP
>>> @router.get("", openapi_extra=access(Role.READ))  # doctest: +SKIP
... def list_models(bench: BenchOf, call: CallOf) -> list[ModelRow]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import Depends, Request

from bancada.api.errors import ApiProblem
from bancada.data.access.values import KeyInfo, Role
from bancada.services import Bench
from bancada.settings import Settings

if TYPE_CHECKING:
    from bancada.api.presence import Presence

__all__ = ["CURRENT", "SCOPE", "BenchOf", "Call", "CallOf", "SettingsOf", "access", "call_of"]

SCOPE = "bancada.call"
"""Where a scope keeps its `Call`."""


@dataclass(slots=True)
class Call:
    """One call. The frame fills it in as it learns more; handlers read it.

    Attributes
    ----------
    request_id : str
        The caller's `X-Request-ID` where that is sane, else a new one.
    language : str
        "pt_BR" or "en", by Accept-Language.
    client : str
        Address of the caller.
    key : KeyInfo or None
        None on routes that are open.
    route : str
        Template, as "/models/{name}"; "-" before it is known.
    subject : dict
        Parameters of the path, by name.
    headers : dict
        As sent, names in lower case.
    can_wait : bool
        Whether the route is one on which a call may wait for a run.
    presence : Presence or None
        Of such a route: whether there still is somebody to wait for.
    on_begun : callable or None
        Of a route that begins a run: called once the run is the caller's own.
    """

    request_id: str
    language: str
    client: str
    key: KeyInfo | None = None
    route: str = "-"
    subject: dict[str, str] = field(default_factory=dict)
    headers: dict[bytes, bytes] = field(default_factory=dict)
    can_wait: bool = False
    presence: Presence | None = None
    on_begun: Callable[[], None] | None = None

    @property
    def owner(self) -> str:
        """Whose pipelines and runs this call may see: the key's id."""
        return self.key.id if self.key else ""

    def need(self, role: Role) -> None:
        """Ask for more than the route does, as where a promotion is forced.

        Raises
        ------
        ApiProblem
            403 `api_role_missing`.
        """
        if self.key is None or not self.key.role.covers(role):
            has = self.key.role.value if self.key else "-"
            raise ApiProblem(403, "api_role_missing", needed=role.value, role=has)


CURRENT: ContextVar[Call | None] = ContextVar("bancada.call", default=None)
"""The call that is being served, for what is logged meanwhile, in threads too that it waits for; None outside of calls."""


# Any: what OpenAPI calls an extension.
def access(role: Role, *, audited: bool | None = None) -> dict[str, Any]:
    """Return the `openapi_extra` of a route: who may call it, and whether each call becomes a line of the audit.

    Parameters
    ----------
    audited : bool, optional
        By default: where the method can change something and the role is more than "read".
    """
    extra: dict[str, Any] = {"x-role": role.value}
    return extra if audited is None else extra | {"x-audited": audited}


# Any: an ASGI scope.
def call_of(scope: Any) -> Call:
    """Return the call of an ASGI scope."""
    return cast("Call", scope[SCOPE])


async def _call(request: Request) -> Call:
    return call_of(request.scope)


async def _bench(request: Request) -> Bench:
    return cast("Bench", request.app.state.bench)


async def _settings(request: Request) -> Settings:
    return cast("Settings", request.app.state.settings)


CallOf = Annotated[Call, Depends(_call)]
BenchOf = Annotated[Bench, Depends(_bench)]
SettingsOf = Annotated[Settings, Depends(_settings)]
