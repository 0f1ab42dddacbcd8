"""A time that is simulated, for the scheduler and everything around it.

The scheduler is the product's own; only its waiting is replaced: where it would
sleep, time passes at once, and what is on the agenda happens on the way. Around it
stand a replayed feed and a mail server, each real, on the loopback.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
import json
import subprocess
import sys
import tarfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import time_machine
from aiosmtpd.controller import Controller
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import scheduler

Act = Callable[[datetime], None]
FEED = "/rss-feed/press-releases/feed/"
_REAL = time.sleep


class Time:
    """Moves the clock, and lets things happen at their hour."""

    def __init__(self, start: datetime) -> None:
        self._travel = time_machine.travel(start, tick=True)
        self._clock = self._travel.start()
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()
        self.doing = threading.RLock()
        """Held by whoever works with the store: a job, or an act of the agenda."""
        self.stop = _Stop()
        self.trouble: Exception | None = None

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return datetime.now(UTC)

    def at(self, when: datetime, act: Act) -> None:
        """Put something on the agenda."""
        heapq.heappush(self._agenda, (when, next(self._numbers), act))

    def passes(self, seconds: float) -> None:
        """Let time go by, unless the scheduler is told to stop on the way."""
        target = self.now + timedelta(seconds=max(0.0, seconds))
        while self._agenda and self._agenda[0][0] <= target and not self.stop.is_set():
            when, _, act = heapq.heappop(self._agenda)
            self.jump(when)
            self.do(lambda act=act: act(self.now))
        if not self.stop.is_set():
            self.jump(target)

    def do(self, act: Callable[[], None]) -> None:
        """Do something while nobody else does; what nobody expects ends the year."""
        try:
            with self.doing:
                act()
        except Exception as error:
            self.trouble = error
            self.stop.set()

    def jump(self, when: datetime) -> None:
        """Put the clock forward; what was on the agenda in between happens late."""
        if when > self.now:
            self._clock.move_to(when)

    def close(self) -> None:
        """Back to the real time."""
        self._travel.stop()


class _Stop(threading.Event):
    """Tells the scheduler to stop; its looks at the clock come once a simulated day."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the next day, or for the end."""
        if not self.is_set():
            self._turns.acquire()
        return self.is_set()

    def day(self) -> None:
        """Let the scheduler look at the clock once."""
        self._turns.release()

    def set(self) -> None:
        """Stop."""
        super().set()
        self._turns.release()


@contextmanager
def scheduling(world: Time) -> Iterator[None]:
    """Let the schedulers that begin inside sleep in simulated time."""

    class Simulated(BackgroundScheduler):  # type: ignore[misc]
        def _main_loop(self) -> None:
            while self.running:
                wait = self._process_jobs()
                if any(self._lookup_executor("default")._instances.values()):
                    _REAL(0.0005)
                elif world.stop.is_set() or wait is None:
                    _REAL(0.001)
                else:
                    world.passes(wait)

    before = scheduler.BackgroundScheduler
    scheduler.BackgroundScheduler = Simulated  # type: ignore[misc]
    try:
        yield
    finally:
        scheduler.BackgroundScheduler = before  # type: ignore[misc]


class Replay:
    """The real feed as it stood at each moment, served by the tool beside it."""

    def __init__(self, shared: Path) -> None:
        self._tool = shared / "tools" / "replay_feed.py"
        with tarfile.open(shared / "state-feed" / "snapshots.tar.xz", "r:xz") as tar:
            index = tar.extractfile(tar.next() or "index.json")
            assert index is not None
            self._moments = [datetime.fromisoformat(row["at"]) for row in json.load(index)]

    def __enter__(self) -> Replay:
        command = [sys.executable, str(self._tool), "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def show(self, now: datetime) -> None:
        """Serve what the feed said at a moment."""
        at = max(0, bisect.bisect_right(self._moments, now) - 1)
        self._tell("/clock", {"snapshot": at})

    def fails(self, mode: str | None) -> None:
        """Fail in some way from now on; None: answer again."""
        told = {"mode": mode, "requests": 10**9} if mode else {"requests": 0}
        self._tell("/fault", told)

    def _tell(self, path: str, body: dict[str, Any]) -> None:
        where = self.url.removesuffix(FEED) + path
        with urllib.request.urlopen(where, json.dumps(body).encode()) as answer:
            answer.read()


class PostOffice:
    """A mail server that takes mails, is busy, or hangs up before it has said a word."""

    def __init__(self) -> None:
        self.mails: list[tuple[datetime, EmailMessage]] = []
        self.mode = ""
        """ "", "busy", "away" (for whoever asks where it is), "silent" or "lost": it hangs
        up after the mail, and has it or not."""

    async def handle_MAIL(  # noqa: D102
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.mode == "busy":
            return "451 come back later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: D102
        if self.mode != "lost":
            message = message_from_bytes(envelope.content, policy=SMTP)
            self.mails.append((datetime.now(UTC), message))
        if self.mode in ("lost", "silent"):
            server.transport.close()
        return "250 OK"

    @contextmanager
    def open(self) -> Iterator[int]:
        """Serve on a port that was free."""
        controller = _Server(self, hostname="127.0.0.1", port=0)
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


class _Server(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
