"""`askwatch team`, and what its people are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import Result

from db.migrations import HEAD
from db.store import Store
from tests import builders as a
from tests.db import team as of
from tests.db.team import Team
from tracker.errors import ForbiddenError


@pytest.fixture(scope="module")
def team(pg_server) -> Iterator[Team]:
    """North and South, with what each has filed."""
    with of.made(pg_server, "cli") as team:
        of.filled(team)
        yield team


@pytest.fixture
def said(run, team) -> Callable[..., Result]:
    """Run a command as somebody of the team."""
    return lambda person, *words, **more: run("--database", team.address(person), *words, **more)


def test_a_file_has_no_people(run):
    assert "a file is one organisation's" in run("team", "list").stdout
    told = run("team", "add", "ana", "--role", "editor", "--organisation", "North", code=2)
    assert "a file is one organisation's, and has no roles; see docs/team.md" in told.stderr
    told = run("team", "add", "ana", "--role", "editor", code=2)
    assert "whose?: 'ana'; name her organisation with --organisation" in told.stderr


def test_people_come_change_and_go_by_command(said, team):
    new = team.name("zoe")
    secret = "a long secret\na long secret\n"
    told = said("mona", "team", "add", new, "--role", "reader", "--password", input=secret)
    assert f"added: {new}, reader of North" in told.stdout
    assert f"{new} (you)  reader" in said("zoe", "team", "list").stdout
    assert f"✓ you: {new}, reader of North" in said("zoe", "doctor", "--offline", code=None).stdout
    said("zoe", "team", "password", input=secret)
    said("mona", "team", "role", new, "--role", "editor")
    assert '"role":"editor"' in said("mona", "team", "list", "--json").stdout.replace(": ", ":")
    said("mona", "team", "remove", new)
    told = said("zoe", "ask", "list", code=3)
    assert "its user has no part in it; ask a manager" in told.stderr


def test_the_owner_is_told_what_she_is_and_gets_commands_that_she_may_not_run(said, team):
    assert "! you: in no organisation" in said("cli", "doctor", "--offline", code=None).stdout
    told = said("ede", "team", "role", team.name("ede"), "--role", "manager", code=1)
    assert "only a manager may; `askwatch team list` names them" in told.stderr
    assert "only managers see, each of her own" in said("ede", "digest", "outbox").stderr


def test_nobody_signs_in_anothers_name(said, team):
    told = said("ede", "ask", "set", 2, "--note", "x", "--by", "Ghost", code=2)
    assert f"you are signed in as {team.name('ede')}; leave --by out" in told.stderr

    said("ede", "ask", "set", 2, "--note", "only among us", "--only-ours")
    assert "only among us" in said("rita", "ask", "show", 2).stdout
    assert "only among us" not in said("rob", "ask", "show", 2).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "set", 2, "answered", "--why", "so it is"),
        ("review", "reject", 1),
        ("campaign", "add", "Ports"),
        ("ask", "strike", 2, "--why", "no ask"),
        ("letter", "edit", 1, "--title", "Mine"),
        ("undo", 8),
        ("poll",),
    ],
)
def test_a_reader_changes_nothing_by_command(said, team, words):
    told = said("rita", *words, code=1)

    name = team.name("rita")
    assert f"not allowed: '{name}, reader': you may look, and change nothing; ask" in told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "list"), ("ask", "show", 1), ("ask", "show", 1, "--json"), ("letter", "show", 1),
        ("document", "list"), ("search", "ferryman"), ("search", "cousin", "--json"),
        ("review", "list"), ("review", "list", "--json"), ("doctor", "--offline"), ("report",),
        ("digest", "--dry-run", "{home}/mail"), ("export", "{home}/out"),
        ("export", "{home}/private", "--include-private"), (),
    ],
)  # fmt: skip
def test_the_other_organisation_reads_of_it_nowhere(said, home, words):
    told = said("sue", *(str(word).format(home=home) for word in words), code=None)

    files = [f.read_text("utf-8", "replace") for f in home.rglob("*") if f.suffix != ".db"
             and f.is_file()]  # fmt: skip
    everything = "".join((told.output, *files)).lower()
    assert told.exit_code in (0, 1, 2)
    assert not any(word in everything for word in ("ferryman", "archive opened", "ninth of may"))


def test_a_dashboard_that_was_open_when_a_newer_version_came_says_so(said, team):
    store = Store.open(team.address("ede"))
    with store, team.raw("cli") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        try:
            with pytest.raises(Exception, match="restart, with that version"):
                store.campaigns.add("Ports", who=team.name("ede"), now=a.NOW + timedelta(hours=1))
        finally:
            raw.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
        assert [one.name for one in store.campaigns.all()] == []


def test_who_cannot_be_written_to_is_named_and_the_others_get_their_mail(said, home):
    with (home / "settings.toml").open("a") as settings:
        settings.write(
            '\n[[digest.recipients]]\nto = "ben@example.org"\nprivate = true\n'
            '\n[[digest.recipients]]\nto = "sue@example.org"\norganisation = "South"\n'
        )
    told = said("svc", "digest", "--dry-run", home / "mails", code=1)
    assert "say of which they are: organisation = '…' in their [[digest" in told.stderr
    assert len(list((home / "mails").glob("*.eml"))) == 2

    shown = said("svc", "digest", "--preview").stdout
    assert "digest not made: 'ben@example.org': they want private evidence" in shown
    assert "May tell of private evidence" not in shown


def test_the_queue_of_a_team_is_made_by_its_owner_with_everybodys_rights(said, home, team):
    pytest.importorskip("procrastinate", reason="no queue here; install askwatch[team]")
    with (home / "settings.toml").open("a") as settings:
        settings.write('\n[jobs]\nqueue = "procrastinate"\n')
    told = said("svc", "worker", "--drain", code=3)
    assert "its queue is not made yet, or not brought up to date; let who owns" in told.stderr
    assert "✗ queue: could not use the queue" in said("rita", "doctor", "--offline", code=1).stdout

    assert "✓ queue: 0 tasks wait" in said("cli", "doctor", "--offline", code=None).stdout
    said("svc", "worker", "--drain")
    assert "queue: 0 tasks wait" in said("rita", "jobs", "list").stdout
    assert "nothing failed, or waits" in said("max", "jobs", "retry", "--all").stderr
    with team.signed_in("ede") as store:
        assert store.queue.take("www.example.org", "ede", 1.0) == 0.0
    with team.signed_in("rita") as store, pytest.raises(ForbiddenError, match="you may look"):
        store.queue.take("www.example.org", "rita", 1.0)
    for person in ("rita", "ede"):
        told = said(person, "jobs", "retry", "--all", code=1)
        assert "not allowed" in told.stderr


def test_after_a_restore_the_owner_lets_everybody_in_again(said, team):
    with team.raw("cli") as raw:
        raw.execute("INSERT INTO people VALUES ('nobody_here', 'North', 'reader', now())")
        raw.execute(f"REVOKE askwatch_reader FROM {team.name('rita')}")
        raw.execute(f"REVOKE CONNECT ON DATABASE {team.database} FROM {team.name('rita')}")
    assert "its user has no part in it" in said("rita", "ask", "list", code=3).stderr

    told = said("cli", "doctor", "--offline", code=1).stdout
    said("rita", "ask", "list")
    with team.raw("cli") as raw:
        raw.execute("DELETE FROM people WHERE name = 'nobody_here'")

    assert "✗ team: the server has no user nobody_here; restore its roles, too" in told
