"""`askwatch digest`, `jobs`, `backup`, `restore`, `doctor`, `export`: what keeps things going."""

from __future__ import annotations

import csv
import email
import json
from datetime import date, timedelta
from email.policy import default

from jobs import demo
from tests import builders
from tests.builders import NOW


def test_a_dry_run_writes_one_mail_in_text_and_html(store, run, home):
    [file] = run("digest", "--dry-run", "out").stdout.split()

    mail = email.message_from_bytes((home / file).read_bytes(), policy=default)
    assert mail["To"] == "ana@example.org"
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_a_digest_is_printed_where_nothing_else_is_said(store, run, rows):
    shown = run("digest", "--to", "bo@example.org").stdout
    [row] = rows("digest", "--to", "bo@example.org")
    assert set(row) == {"to", "week", "subject", "text"}
    assert row["subject"] in shown

    assert shown.startswith("To: bo@example.org\nSubject: Askwatch 2026-W47")
    assert "Harbour police of Norvania" in shown


def test_a_preview_says_to_whom_a_digest_would_go_and_when(store, run, rows, home):
    shown = run("digest", "--preview", "--to", "a@x.example", "b@x.example").stdout

    assert "To: a@x.example, b@x.example\nSubject: Askwatch 2026-W47" in shown
    assert "Goes out 23 Nov 2026 07:00" in shown
    assert "HOW THE ASKS STAND" in shown
    [row] = rows("digest", "--preview")
    assert (row["to"], row["week"], row["had"]) == (["ana@example.org"], "2026-W47", None)
    assert row["goes"] == "2026-11-23T12:00:00+00:00"


def test_a_preview_of_nothing_says_so(run, rows):
    assert "no mail would go out" in run("digest", "--preview").stdout
    assert [row["text"] for row in rows("digest", "--preview")] == [None]


def test_a_week_without_anything_is_said_and_makes_no_mail(run, rows):
    assert "nothing happened" in run("digest").stderr
    assert rows("digest", "--dry-run", "out") == []


def test_a_digest_that_cannot_be_sent_is_an_error_for_each_recipient(store, run, rows):
    [row] = rows("digest", "--send", code=1)

    assert (row["to"], row["status"]) == ("ana@example.org", "failed")
    assert "no mail server" in run("digest", "--send", code=1).stderr
    assert "leave one out" in run("digest", "--send", "--dry-run", "x", code=2).stderr


def test_a_backup_is_restored_to_where_the_original_was(store, run, rows, home):
    run("document", "list")
    made = run("backup", "copies/monday.db").stdout
    assert made.startswith("backed up: copies/monday.db")
    run("ask", "set", 1, "acknowledged", "--why", "x")
    store.close()

    assert "exists already" in run("restore", "copies/monday.db", code=3).stderr
    shown = run("restore", "copies/monday.db", "--replace").stdout

    assert "the store that was there is now" in shown
    assert rows("ask", "list")[0]["outcome"] == "no response yet"


def test_a_backup_tells_what_it_holds(store, rows):
    [row] = rows("backup", "copy.db")
    assert row["counts"]["letters"] == 1
    [row] = rows("restore", "copy.db", "--database", "new/place.db")
    assert row["counts"]["letters"] == 1


def test_what_is_no_file_cannot_be_restored_to(store, run):
    run("backup", "copy.db")

    assert "name one with --database" in (
        run("restore", "copy.db", "--database", ":memory:", code=2).stderr
    )


def test_the_doctor_says_what_to_do(store, rows, run):
    found = {row["what"]: row for row in rows("doctor", "--offline", code=1)}

    assert found["roster"]["state"] == "wrong"
    assert "askwatch roster update" in found["roster"]["words"]
    assert found["store"]["state"] == "good"
    assert found["contact"]["state"] == "remark"
    assert "1 letter," in found["held"]["words"]
    assert "✗ roster" in run("doctor", "--offline", code=1).stdout


def test_the_doctor_visits_every_source(store, rows, home):
    with demo.served(date(2026, 11, 21)) as base:
        with (home / "settings.toml").open("a") as settings:
            for name, path in (("feed", "feed.xml"), ("shut", "minority/feed.xml")):
                entry = f'\n[[sources]]\nname = "{name}"\nlayout = "rss"\nurl = "{base}/{path}"\n'
                settings.write(entry)

        found = {row["what"]: row for row in rows("doctor", code=1)}

    assert found["feed"]["state"] == "good"
    assert "5 items" in found["feed"]["words"]
    assert found["shut"]["state"] == "wrong"


def test_an_old_roster_is_worth_a_remark(store, rows):
    store.roster.replace([builders.member()], NOW - timedelta(days=90))

    found = {row["what"]: row for row in rows("doctor", "--offline")}

    assert found["roster"]["state"] == "remark"


def test_a_damaged_store_and_a_full_disk_are_wrong(store, rows, monkeypatch):
    monkeypatch.setattr("db.store.Store.check", lambda store: ("page 3 is never used",))
    monkeypatch.setattr("tui.commands.doctor.LEAST_FREE", 10**18)

    found = {row["what"]: row for row in rows("doctor", "--offline", code=1)}

    assert "page 3" in found["store"]["words"]
    assert "make room" in found["disk"]["words"]


def test_everything_that_may_be_shown_is_exported_as_csv(store, run, home):
    run("export", "out")

    with (home / "out" / "asks.csv").open(encoding="utf-8", newline="") as file:
        asks = list(csv.DictReader(file))
    assert [ask["outcome"] for ask in asks] == ["no response yet"] * 2
    assert json.loads(asks[0]["addressees"])[0]["name"] == "Orla Finch"
    names = {path.name for path in (home / "out").iterdir()}
    assert names >= {"letters.csv", "signatories.csv", "documents.csv", "events.csv"}


def test_nothing_private_is_exported(store, run, home, tmp_path):
    (tmp_path / "reply.txt").write_text("The minister writes that the assets are frozen.\n")
    run("reply", "add", "reply.txt", "--letter", 1)
    [candidate] = [c for c in store.candidates.list(ask_id=1) if c.private]
    run("review", "accept", candidate.id, "--outcome", "claimed done", "--why", "by letter")

    run("export", "out", "--format", "json")

    for file in (home / "out").iterdir():
        assert "minister" not in file.read_text("utf-8")
        assert "reply.txt" not in file.read_text("utf-8")


def test_an_export_in_markdown_takes_nothing_in_a_title_as_markup(store, rows, home):
    store.letters.edit(1, who="Ana", now=NOW, title="<b>*Harbours*</b> [x](y)")

    [row] = rows("export", "out", "--format", "md")

    text = (home / "out" / "letters.md").read_text()
    assert row["file"].endswith("letters.md")
    assert r"\<b\>\*Harbours\*\</b\> \[x\]" in text
    assert "**no response yet** (long overdue, due 2025-04-14)" in text


def test_a_cell_is_never_a_formula(store, run, home):
    store.letters.edit(1, who="Ana", now=NOW, title="=HYPERLINK(1)")

    run("export", "out")

    assert ",'=HYPERLINK(1)," in (home / "out" / "letters.csv").read_text()


def test_a_folder_that_cannot_be_written_is_said(store, run, home):
    (home / "out").write_text("a file")

    assert "askwatch: could not go on: 'out'" in run("export", "out", code=1).stderr
