"""One question to a web service: bounded in size and time, and no redirect followed to another host. Knows no lottery."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bancada.core.errors import InvalidSettings

__all__ = ["MAX_ANSWER_BYTES", "Answer", "check_url", "fetch_answer"]

MAX_ANSWER_BYTES = 1_000_000
"""An answer takes two to ten thousand bytes."""
_USER_AGENT = "Bancada (Lotofacil draws; one request at a time)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought.

    Attributes
    ----------
    status : int
        HTTP status; 0 where no answer came at all.
    body : bytes
    retry_after_s : float or None
        How long the server asks to wait.
    detail : str
        Why no answer came.
    """

    status: int
    body: bytes = b""
    retry_after_s: float | None = None
    detail: str = ""


def fetch_answer(url: str, timeout_s: float) -> Answer:
    """Ask one URL; status 0 where no answer comes. Redirects to other hosts are not followed, and an answer's size is bounded."""
    request = Request(url, headers={"User-Agent": _USER_AGENT, "Accept": "application/json"})  # noqa: S310  # http or https: see _check_url
    try:
        with build_opener(_SameHost()).open(request, timeout=timeout_s) as response:
            return Answer(response.status, _read(response, timeout_s))
    except HTTPError as error:
        with error:
            return Answer(error.code, retry_after_s=_retry_after(error.headers))
    except (URLError, HTTPException, OSError) as error:  # OSError: time-outs and broken connections while reading
        reason = error.reason if isinstance(error, URLError) else error
        return Answer(0, detail=f"{type(reason).__name__}: {reason}"[:200])


def check_url(url: str) -> None:
    """Raise InvalidSettings where the URL is neither http nor https."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise InvalidSettings("lottery_api_url_invalid", setting="BANCADA_LOTTERY_API_URL")


class _SameHost(HTTPRedirectHandler):
    """Follows a redirect on the same host only: draws are believed because of whose host they come from."""

    def redirect_request(  # noqa: PLR0917  # the base class's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the request to follow, or raise the HTTPError of the redirect itself."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.hostname, old.scheme) != (new.hostname, new.scheme):
            raise HTTPError(req.full_url, code, "redirected to another host", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


# Any: urllib's response.
def _read(response: Any, timeout_s: float) -> bytes:
    deadline = time.monotonic() + 2 * timeout_s
    body = bytearray()
    while len(body) <= MAX_ANSWER_BYTES:
        chunk = response.read1(65_536)
        if not chunk:
            break
        body += chunk
        if time.monotonic() > deadline:
            raise TimeoutError("the answer trickles")
    return bytes(body)


def _retry_after(headers: Message | None) -> float | None:
    """Return the seconds that a `Retry-After` asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    told = "" if headers is None else headers.get("Retry-After", "")
    if told.isdecimal():
        return float(told)
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None
