"""No secret and no private word gets into what jobs write down, however they end."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from aiosmtpd.smtp import AuthResult

from db.store import Store
from tests.builders import NOW
from tests.jobs.site import serving
from tests.jobs.test_mail import Outbox, running
from tracker.types import EventKind
from tui.commands import work

PASSWORD, TOKEN, PLACE = "a-very-long-password", "t0ken-in-an-address", "T0000/B0000/xyzzy"
WHISPER = "the ferry captain told us in confidence"
HIDDEN = (PASSWORD, TOKEN, PLACE, WHISPER, "captain", "ana@example.org", "secret-user")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handler, root = signal.getsignal(signal.SIGTERM), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    signal.signal(signal.SIGTERM, handler)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def full_of_secrets(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Outbox]]:
    """A store, settings and surroundings with secrets wherever there may be some."""
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("TEAM_CHAT_URL", f"json://127.0.0.1:9/{PLACE}")
    box = Outbox()
    box.answers["ana"] = f"554 who is {PASSWORD}, says ana@example.org"
    with serving() as site:
        site.answers("no", 500, path=f"/feed?access_token={TOKEN}")
        address = f"{site.url}/reply?sig={TOKEN}&n=1"
        site.answers("no", 500, path=f"/reply?sig={TOKEN}&n=1")
        _confide(store, address)
        feed = f"{site.url}/feed?access_token={TOKEN}"
        walled = f"http://secret-user:{PASSWORD}@127.0.0.1:9/"
        login = AuthResult(success=True)
        for server in running(box, authenticator=lambda *_: login, auth_require_tls=False):
            with (home / "settings.toml").open("a") as settings:
                settings.write(f"""
[smtp]
host = "127.0.0.1"
port = {server.port}
security = "none"
user = "desk"
[[digest.recipients]]
to = "cleo@example.org"
alerts = ["candidates", "overdue", "sources"]
services = ["TEAM_CHAT_URL"]
[[sources]]
name = "one"
layout = "rss"
url = "{feed}"
[[sources]]
name = "two"
layout = "rss"
url = "{walled}"
""")
            yield home, box


def _confide(store: Store, address: str) -> None:
    """File a reply in confidence, rest a decision on it, and write notes about it."""
    [row, *_] = store.asks.board()
    held = store.documents.add_by_hand(
        identity="reply",
        url=address,
        title=f"Reply: {WHISPER}",
        published=NOW,
        text=f"Dear friends, {WHISPER} that assets were frozen.",
        raw_hash="reply",
        private=True,
        now=NOW,
        who="Ana",
    )
    [revision] = store.documents.revisions(held.id)
    where = type(row.ask.span)(14, 14 + len(WHISPER))
    fixed = store.ledger.add_evidence(row.ask.id, revision.id, where, who="Ana", now=NOW)
    said = {"who": "Ana", "now": NOW, "why": WHISPER}
    store.ledger.append(
        row.ask.id, EventKind.OUTCOME_SET, "acknowledged", evidence_id=fixed.id, **said
    )
    store.ledger.append(row.ask.id, EventKind.NOTE_ADDED, WHISPER, who="Ana", now=NOW)


def _fails(*_: object) -> None:
    raise ValueError(f"nobody expected that {WHISPER}")


@pytest.mark.parametrize("form", ["plain", "json"])
def test_no_secret_and_no_private_word_gets_into_the_log(
    full_of_secrets, store, run, monkeypatch, form
):
    home, _ = full_of_secrets
    with (home / "settings.toml").open("a") as settings:
        settings.write(f'[log]\nlevel = "debug"\nformat = "{form}"\nfile = "jobs.log"\n')

    # The roster is asked for on the network.
    names = work.WORK.keys() - {"roster"}
    told = [run("jobs", "once", name, code=None).output for name in sorted(names)]
    monkeypatch.setitem(work.WORK, "deadlines", _fails)
    told.append(run("jobs", "once", "deadlines", code=None).output)
    written = (home / "jobs.log").read_text()
    told += [run("jobs", "log", "--limit", "50").output, run("jobs", "list").output]
    kept = [one.error or "" for one in store.runs.list()]

    assert [one for one in HIDDEN if one in written] == []
    assert [one for one in HIDDEN[:5] if one in "".join((*told, *kept))] == []
    assert written.count("\n") >= 2 * len(names)
    assert "unexpected: ValueError in test_logged.py" in written, "it says where instead"
    if form == "json":
        levels = {json.loads(line)["level"] for line in written.splitlines()}
        assert {"debug", "info", "error", "critical"} <= levels


def test_what_libraries_say_of_addresses_and_values_stays_out_too(full_of_secrets, run):
    _, box = full_of_secrets
    box.answers["cleo"] = "xyz what"

    told = run("jobs", "once", "alerts", code=None).stderr
    logging.getLogger("httpcore").error("GET http://x.example/?access_token=%s", TOKEN)
    logging.getLogger("apprise").error("posting to json://127.0.0.1:9/%s", PLACE)

    assert [one for one in HIDDEN if one in told] == []
