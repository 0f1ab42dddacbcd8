"""Do each job in a process of its own: its memory comes back, and a hang can be cut off.

What a job did, its own process records in the store. Where it could not, because
it was cut off or died, that is recorded here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from db.store import Store
from jobs.process import is_dead, me
from tracker.duties import Duty
from tracker.types import Run, RunOutcome

AT_ONCE = 2
"""How many jobs run side by side; at a first start all of them are due."""
PARTING = 3.0
"""Seconds that a process gets to end by itself before it is killed."""


class Children:
    """The processes that are at work."""

    def __init__(
        self, store: Store, command: Callable[[str], Sequence[str]], now: Callable[[], datetime]
    ) -> None:
        """Make a nursery; `command` gives the command line that does a job."""
        self._store, self._command, self._now = store, command, now
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def work(self, duty: Duty) -> Run | None:
        """Do a job and return how it went; None: all is to stop, and it had not begun."""
        with self._room:
            process = self._start(duty.name)
            if process is None:
                return None
            cut_off = not _ended(process, duty.limit.total_seconds())
            if cut_off:
                _end(process)
            with self._lock:
                self._running.discard(process)
        return self._settled(duty, process, cut_off)

    def stop(self) -> None:
        """End all that run, and start no more; returns when they are gone."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _tell(process, signal.SIGTERM)
        for process in running:
            _end(process)

    def _start(self, name: str) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            # A session of its own: Ctrl-C is for the scheduler, which tells its children.
            process = subprocess.Popen(
                self._command(name),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._running.add(process)
            return process

    def _settled(self, duty: Duty, process: subprocess.Popen[bytes], cut_off: bool) -> Run | None:
        """Return the run that a process recorded; end it in its place, or record it, if needed."""
        runs = self._store.runs
        mark = f":{process.pid}:"
        mine = next((run for run in runs.list(job=duty.name, limit=5) if mark in run.by), None)
        error: str | None
        error = why = f"cut off after {_words(duty.limit)}; it is set by jobs.limit"
        if mine is not None and mine.ended is not None:
            if cut_off:
                runs.explain(mine.id, why)
            return runs.get(mine.id)
        if mine is None and self._stopped:
            return None
        ended = RunOutcome.CUT_OFF if cut_off or mine else RunOutcome.FAILED
        if self._stopped and not cut_off:
            ended, error = RunOutcome.STOPPED, None
        elif not cut_off:
            error = f"its process ended with {process.returncode}"
        now = self._now()
        key = mine.id if mine else runs.start(duty.name, by=me(), now=now, dead=is_dead)
        runs.end(key, ended, now=now, error=error)
        return runs.get(key)


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.returncode is not None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: asked first, then killed."""
    _tell(process, signal.SIGTERM)
    if not _ended(process, PARTING):
        _tell(process, signal.SIGKILL)
        process.wait()


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _words(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
