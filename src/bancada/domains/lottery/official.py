"""The official API of the lottery: what the record lacks is asked for, contest by contest, politely. Stores through the archive."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from bancada.core.dataset import DatasetInfo, Source
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.archive import DrawArchive
from bancada.domains.lottery.checking import NO_DRAWS
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.importers import BadDraw, DrawRow, ParsedDraws, read_record
from bancada.domains.lottery.web import MAX_ANSWER_BYTES, Answer, check_url, fetch_answer

__all__ = ["OFFICIAL_URL", "Answer", "Manners", "UpdateReport", "fetch_answer", "update"]

OFFICIAL_URL = "https://servicebus2.caixa.gov.br/portaldeloterias/api/lotofacil"
MAX_BATCH = 100
MAX_RETRY_AFTER_S = 120.0
"""A server that asks for more is left in peace: the next update goes on."""
STEP_S = 0.5
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


Fetch = Callable[[str, float], Answer]
"""Asks a URL, giving up after so many seconds; never raises for what a network does."""
_OF_STORED = ("stored", "held", "origin", "examples")


@dataclass(frozen=True, slots=True)
class Manners:
    """How politely the API is asked.

    Attributes
    ----------
    timeout_s : float
        For one request.
    n_tries : int
        Requests for one contest before it is given up.
    first_wait_s, longest_wait_s : float
        Pause after the first failure, doubled at each further one, with up to half of it added at random.
    pause_s : float
        Between two contests.
    batch : int
        Draws stored in one transaction; what is stored stays, whatever comes after.
    """

    timeout_s: float = 15.0
    n_tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0
    pause_s: float = 0.15
    batch: int = MAX_BATCH


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did.

    Attributes
    ----------
    fetched : int
        Draws that were added.
    last : int
        The last contest of the record now; 0 where it is empty.
    dataset : DatasetInfo or None
        As it stands; None where it is empty.
    stopped : str
        Code of the sentence that says why it ended early; empty where everything came.
    findings : tuple of Finding
        That sentence with its facts, and what the imports noted.
    """

    fetched: int
    last: int
    dataset: DatasetInfo | None
    stopped: str = ""
    findings: tuple[Finding, ...] = ()


def update(
    archive: DrawArchive,
    *,
    url: str = OFFICIAL_URL,
    fetch: Fetch | None = None,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
    manners: Manners | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,  # noqa: ARG005  # told to nobody
    is_cancelled: Callable[[], bool] = lambda: False,
) -> UpdateReport:
    """Add the draws that the record lacks, as the official API tells them; stop politely where it does not answer.

    `url` gives the latest contest, `url/n` contest n. Draws are stored in batches as they come, so that an update cut short goes
    on where it stopped.

    Parameters
    ----------
    fetch, sleep, jitter : callable
        The network, the clock and chance, for tests.
    on_progress : callable
        Given the contests done and all that are missing.
    is_cancelled : callable
        Asked before each request; what came is stored.

    Raises
    ------
    InvalidSettings
        `lottery_api_url_invalid`: the URL is neither http nor https.
    """
    check_url(url)
    visit = _Visit(archive, url.rstrip("/"), fetch or fetch_answer, sleep, jitter, manners or Manners(), is_cancelled)
    before = _real_draws(archive)
    findings: list[Finding] = []
    stopped: Finding | None = None
    try:
        latest = visit.ask(None)
        for run in _lacking(before, latest.contest):
            findings += visit.fetch_run(run, latest, on_progress)
    except _Stop as stop:
        stopped = stop.finding
    after = _real_draws(archive)
    return UpdateReport(
        fetched=len(after) - len(before),
        last=after.last if len(after) else 0,
        dataset=archive.info(),
        stopped=stopped.code if stopped else "",
        findings=(*([stopped] if stopped else []), *findings, *visit.notes),
    )


class _Stop(Exception):
    """A polite end, never seen outside."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, Severity.CAUTION, facts=dict(facts))


@dataclass
class _Visit:
    """One update: asks with patience, stores in batches."""

    archive: DrawArchive
    url: str
    fetch: Fetch
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    manners: Manners
    is_cancelled: Callable[[], bool]
    notes: list[Finding] = field(default_factory=list)

    def fetch_run(self, run: range, latest: DrawRow, on_progress: Callable[[int, int], None]) -> list[Finding]:
        """Ask for each contest of a run that adjoins the record, and store; what came before a stop is stored too."""
        waiting: list[DrawRow] = []
        notes: list[Finding] = []
        try:
            for done, contest in enumerate(run):
                on_progress(done, len(run))
                waiting.append(latest if contest == latest.contest else self._next(contest))
                if len(waiting) >= self.manners.batch:
                    notes += self._store(waiting)
                    waiting = []
        except _Stop:
            self.notes += notes
            self.notes += self._store(waiting)
            raise
        notes += self._store(waiting)
        on_progress(len(run), len(run))
        return notes

    def _next(self, contest: int) -> DrawRow:
        self._wait(self.manners.pause_s)
        return self.ask(contest)

    def ask(self, contest: int | None) -> DrawRow:
        """Return contest n, or the latest for None; _Stop where it cannot be had."""
        answer = self._answer(self.url if contest is None else f"{self.url}/{contest}")
        shown = "" if contest is None else str(contest)
        if answer.status == 404:
            raise _Stop("lottery_api_no_contest", contest=shown, url=self.url)
        if answer.status != 200:
            raise _Stop("lottery_api_refused", status=str(answer.status), url=self.url)
        row = _row(answer.body)
        if isinstance(row, BadDraw):
            raise _Stop("lottery_api_draw_refused", reason=list(row.findings))
        if contest is not None and row.contest != contest:
            raise _Stop("lottery_api_other_contest", contest=shown, found=str(row.contest))
        return row

    def _answer(self, url: str) -> Answer:
        for tried in range(1, self.manners.n_tries + 1):
            if self.is_cancelled():
                raise _Stop("lottery_update_cancelled")
            answer = self.fetch(url, self.manners.timeout_s)
            if answer.status and answer.status not in _PASSING:
                return answer
            asked = answer.retry_after_s or 0.0
            if tried == self.manners.n_tries or asked > MAX_RETRY_AFTER_S:
                break
            backoff = min(self.manners.longest_wait_s, self.manners.first_wait_s * 2 ** (tried - 1))
            self._wait(max(asked, backoff * (1 + self.jitter() / 2)))
        if answer.status == 0:
            raise _Stop("lottery_api_unreachable", url=self.url, detail=answer.detail)
        raise _Stop("lottery_api_busy", url=self.url, status=str(answer.status), tries=tried)

    def _wait(self, seconds: float) -> None:
        """Wait, in steps short enough that a request to stop is heard."""
        while seconds > 0:
            if self.is_cancelled():
                raise _Stop("lottery_update_cancelled")
            self.sleep(min(seconds, STEP_S))
            seconds -= STEP_S

    def _store(self, rows: Sequence[DrawRow]) -> list[Finding]:
        """Store a batch; where its rows break a rule among each other, the good ones, and _Stop."""
        if not rows:
            return []
        content = "\n".join(f"{row.contest} {row.numbers}" for row in rows).encode()
        digest = hashlib.sha256(content).hexdigest()
        parsed = ParsedDraws("json", tuple(sorted(rows, key=lambda row: row.contest)), is_official=True)
        try:
            return list(self.archive.add(parsed, origin=self.url, source=Source.OFFICIAL, sha256=digest).findings)
        except ImportRefused as refusal:
            stop = _Stop("lottery_api_draw_refused", reason=list(refusal.facts.get("examples", ())))
            if refusal.code == "lottery_stored_differs":
                stop = _Stop("lottery_api_stored_differs", **{name: refusal.facts[name] for name in _OF_STORED})
        with suppress(ImportRefused):  # none of them is good
            self.archive.add(parsed, origin=self.url, source=Source.OFFICIAL, sha256=digest, skip_bad=True)
        raise stop


def _row(body: bytes) -> DrawRow | BadDraw:
    if len(body) > MAX_ANSWER_BYTES:
        raise _Stop("lottery_api_unreadable", detail=f"> {MAX_ANSWER_BYTES} bytes")
    try:
        record = json.loads(body, parse_float=Decimal)
        return read_record(record, line=1)
    except (ValueError, RecursionError) as error:  # ImportRefused of another game is a ValueError too
        raise _Stop("lottery_api_unreadable", detail=str(error)[:200]) from error


def _real_draws(archive: DrawArchive) -> Draws:
    draws = archive.draws()
    return NO_DRAWS if draws.source is Source.SIMULATED else draws


def _lacking(stored: Draws, latest: int) -> list[range]:
    """Return the runs of contests to ask for, each beginning beside what is stored."""
    if not len(stored):
        return [range(1, latest + 1)]
    return [run for run in (range(stored.last + 1, latest + 1), range(stored.first - 1, 0, -1)) if run]
