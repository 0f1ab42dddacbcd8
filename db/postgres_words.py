"""Why a PostgreSQL server refuses, in words that say what to do."""

from __future__ import annotations

import re

import psycopg

BUSY_SECONDS = 10.0
"""How long anybody waits for a connection, or for a server that restarts."""
TURN_SECONDS = 30.0
"""How long a writer waits for its turn: as long as a thousand letters take that come in at once."""
SLOW_SECONDS = 60.0
"""How long one statement may take."""

REFUSED = "AW001"
"""What our own triggers and functions say when somebody may not do a thing."""


def double(error: BaseException) -> str:
    """Return in which columns a row has what another has that must be single."""
    detail = getattr(getattr(error, "diag", None), "message_detail", None) or str(error)
    found = re.search(r"\(([^()]*)\)=", detail)
    return found[1] if found else detail


_GONE = "look whether the last change was kept, then try again"
_STATES: dict[str, tuple[str, str]] = {
    "55P03": ("others have kept it busy", "try again in a minute"),
    "40001": ("others wrote at the same time", "try again"),
    "40P01": ("others wrote at the same time", "try again"),
    "57014": (f"it took longer than {SLOW_SECONDS:.0f} seconds", "ask for less, or try again"),
    "57P01": ("its server was stopped", _GONE),
    "57P02": ("its server was stopped", _GONE),
    "57P03": ("its server is starting", "try again in a minute"),
    "25P03": ("its connection stood idle for too long", _GONE),
    "25006": ("its server may only be read", "name the server that is written to"),
    "53100": ("its disk is full", "free some space there; nothing was half-written"),
    "53300": ("its server has no connection free", "close some, or raise max_connections"),
    "42501": ("its user may not do this", "ask a manager, or who owns the database"),
    "22003": ("a number is larger than any that is kept", "look at it again"),
    "28P01": ("the server refuses the name or the password", "see PGPASSWORD or ~/.pgpass"),
    "28000": ("the server lets nobody in by this name", "see its address, and pg_hba.conf there"),
    "3D000": ("its server has no such database", "make it with `createdb`"),
}
"""Why a server refuses, and what to do, by its own code."""
_ABSENT = ("no server answers there", "see that PostgreSQL runs, and look at the address")
_BROKEN = ("its connection broke", _GONE)
_MOMENTARY = ("57P01", "57P02", "57P03", "53300", "25006")
PASSING = (_ABSENT, _BROKEN, *(_STATES[code] for code in _MOMENTARY))
"""What may be over in a moment; a stand-by, too, that is about to take over."""
_HINDERED = {
    words[0] for words in (*PASSING, *(_STATES[c] for c in ("55P03", "40001", "40P01", "53100")))
}
# Before a session stands there is no code, only words.
_WORDS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("password authentication failed", _STATES["28P01"]),
    ("no password supplied", ("its server wants a password", "set PGPASSWORD or see ~/.pgpass")),
    ("no pg_hba.conf entry", _STATES["28000"]),
    ("peer authentication failed", _STATES["28000"]),
    ("permission denied", ("its user has no part in it", "ask a manager: `askwatch team add`")),
    ("starting up", _STATES["57P03"]),
    ("shutting down", _STATES["57P03"]),
    ("too many connections", _STATES["53300"]),
    ('role "', _STATES["28000"]),
    ('database "', _STATES["3D000"]),
    ("too many clients", _STATES["53300"]),
    ("remaining connection slots", _STATES["53300"]),
    ("session is read-only", _STATES["25006"]),
    ("session is not read-only", ("its server is not the one wanted", "see target_session_attrs")),
    ("hot standby", _STATES["25006"]),
    ("resolve host", ("no server of that name is known", "look at the address")),
    ("translate host", ("no server of that name is known", "look at the address")),
    ("refused", _ABSENT),
    ("no such file", _ABSENT),
    ("timeout expired", _ABSENT),
    ("unreachable", _ABSENT),
    ("no route", _ABSENT),
    ("timed out", _BROKEN),
    ("closed the connection", _BROKEN),
    ("connection is lost", _BROKEN),
    ("connection is closed", _BROKEN),
    ("consuming input failed", _BROKEN),
    ("connection reset", _BROKEN),
    ("broken pipe", _BROKEN),
)


def in_words(error: BaseException) -> tuple[str, str] | None:
    """Return why the database refused, and what to do; None: it is a mistake of ours."""
    code = getattr(error, "sqlstate", None)
    if code == REFUSED:
        told = getattr(error, "diag")  # noqa: B009
        return told.message_primary or "", told.message_hint or ""
    if code is not None:
        return _STATES.get(code)
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    message = str(error).lower()
    return next((words for part, words in _WORDS if part in message), _BROKEN)


def forbids(error: BaseException, known: bool) -> bool:
    """Say whether a person may not do what she wanted; of others a rule of ours must say it."""
    code = getattr(error, "sqlstate", None)
    return code == REFUSED or (known and code == "42501")


def passes(why: str) -> bool:
    """Say whether what was refused for this reason may simply be asked again, later."""
    return why in _HINDERED
