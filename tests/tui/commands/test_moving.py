"""`askwatch export` and `import`: out of one store and into another, without loss."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner

from db.store import Store
from tests import builders as a
from tests.tui.commands.conftest import SETTINGS
from tests.tui.conftest import fill
from tracker.types import Outcome, Span, Verdict
from tui.cli import cli
from tui.commands.kit import Kit

BY = {"who": "Ana", "now": a.NOW}
WIRE = """The ministry of ports said on Monday that tolls of all harbours along the northern coast
will be published every month, and that a report on who collects them goes to the chamber in May.
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder with a store in which everything has happened that moves, and its export."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    (folder / "reply.txt").write_text("The minister writes that the report is on its way.\n")
    (folder / "wire.txt").write_text(WIRE, "utf-8")
    (folder / "copy.txt").write_text(f"From the wire\n\n{WIRE}", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("ASKWATCH_CONFIG", str(folder / "settings.toml"))
        patch.setenv("ASKWATCH_DATABASE", str(folder / "askwatch.db"))
        patch.chdir(folder)
        with Store.open(str(folder / "askwatch.db")) as store:
            fill(store)
            live(store)
        told("export", "out")
    return folder


def told(*words):
    """Run a command in the folder at hand."""
    result = CliRunner().invoke(cli, [str(w) for w in words], obj=Kit(lambda: a.NOW))
    assert result.exit_code == 0, result.output


def live(store):
    """Let everything happen."""
    store.letters.edit(1, **BY, title="'=Harbours\r\n“Ä”", committee="", why="-1")
    second = a.TEXT.replace("March 3, 2025", "March 9, 2026")
    store.letters.add(
        a.reading(second, title="Again"), second, a.new_source(second), **BY, confirmed=True
    )
    third = a.TEXT + "\nA copy."
    store.letters.add(a.reading(third), third, a.new_source(third), **BY, confirmed=False)
    store.letters.merge(2, 3, **BY, why="the same")
    store.asks.add(2, Span(0, 5), "action", "A slip", **BY)
    store.asks.strike(3, **BY, why="no ask")
    held = store.campaigns.add("Ports", **BY)
    store.campaigns.file(1, held.id, **BY)
    store.links.add_letter(1, 2, **BY)
    told("ask", "hearing", 2, "--text", "When?", "--date", "2025-06-01")
    [candidate] = store.candidates.list()
    event = store.candidates.accept(candidate.id, Outcome.PARTLY_ANSWERED, **BY)
    store.ledger.undo(event.id, who="Bo", now=a.NOW + timedelta(hours=1), why="too soon")
    told("reply", "add", "reply.txt", "--letter", 1)
    private = [c for c in store.candidates.list() if c.private]
    store.candidates.judge(private[0].id, Verdict.LATER, **BY)
    told("review", "accept", private[1].id, "--outcome", "acknowledged", "--why", "secret words")
    told("reply", "add", "wire.txt", "--letter", 1, "--public")
    told("reply", "add", "copy.txt", "--letter", 1, "--public", "--again")
    assert any(candidate.echoes for candidate in store.candidates.list())
    store.saved.save("late", "overdue to:ports", now=a.NOW)


@pytest.fixture
def busy(made, home):
    """That store in the user's own folder."""
    shutil.copy(made / "askwatch.db", home / "askwatch.db")
    with Store.open(str(home / "askwatch.db")) as store:
        yield store


@pytest.fixture
def out(made, home):
    """Its export, in CSV, without what is private."""
    return shutil.copytree(made / "out", home / "out")


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("more", [[], ["--private"]])
def test_what_is_exported_and_imported_is_exported_the_same(busy, run, home, form, more):
    moment = ["--database", "new.db"]
    run("export", "out", "--format", form, *more)

    run("import", "out", *moment)
    run("export", "again", "--format", form, *more, *moment)

    assert contents(home / "again") == contents(home / "out")


def test_without_private_evidence_the_files_say_so_and_the_state_stays(busy, run, rows, home):
    run("export", "out")
    told = run("import", "out", "--database", "new.db")

    whole = b"".join(contents(home / "out").values())
    assert b"minister" not in whole
    assert b"secret words" not in whole
    assert b"reply.txt" not in whole
    assert json.loads((home / "out" / "export.json").read_text())["private"] == "left out"
    assert "private evidence was left out when this was exported" in told.stderr
    stands = {row["id"]: row["outcome"] for row in rows("ask", "list", "--database", "new.db")}
    assert stands == {row["id"]: row["outcome"] for row in rows("ask", "list")}
    assert "acknowledged" in stands.values()


def test_private_evidence_goes_along_when_told_so(busy, run, home):
    told = run("export", "out", "--private")

    assert b"minister" in (home / "out" / "revisions.csv").read_bytes()
    assert json.loads((home / "out" / "export.json").read_text())["private"] == "included"
    assert "do not pass them on" in told.stderr


def test_the_same_import_twice_brings_nothing_new(busy, run, rows, home):
    run("export", "out", "--bom")
    assert (home / "out" / "asks.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    run("import", "out", "--database", "new.db")

    again = rows("import", "out", "--database", "new.db")

    assert {row["new"] for row in again} == {0}
    assert next(row for row in again if row["table"] == "letters")["held"] == 3


def test_a_trial_keeps_nothing(out, run, rows, home):

    told = run("import", "out", "--dry-run", "--database", "new.db")

    assert "letters: 3 new, 0 held already" in told.stdout
    assert "nothing was kept: this was a trial" in told.stderr
    assert rows("letter", "list", "--database", "new.db") == []


def test_a_new_store_goes_on_where_the_old_one_was(busy, run, rows):
    run("export", "out", "--private")
    run("import", "out", "--database", "new.db")

    run("ask", "set", 2, "--owner", "Bo", "--database", "new.db")
    run("undo", 1 + len(busy.ledger.events()), "--database", "new.db")

    assert rows("ask", "show", 2, "--database", "new.db")[0]["owner"] is None
    assert rows("doctor", "--database", "new.db", code=1)


def spoil(folder, name, change):
    """Change one value of a CSV file, as a spreadsheet would."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    change(table, {heading: at for at, heading in enumerate(table[0])})
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


LAST = 0
"""As the number of a row."""


def setting(row, column, value):
    def change(table, at):
        table[row - 1][at[column]] = value

    return change


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (
            "asks.csv",
            setting(3, "kind", "wish"),
            "not imported: 'asks.csv, row 3, column 'kind'': 'wish': this version does not know it",
        ),
        (
            "letters.csv",
            setting(2, "letter_date", "3/4/2025"),
            "'letters.csv, row 2, column 'letter_date'': '3/4/2025': no day like 2026-11-21",
        ),
        ("asks.csv", setting(2, "letter", "77"), "'77': there is no such row of letters"),
        (
            "merged_letters.csv",
            setting(2, "merged_into", "77"),
            "'merged_letters.csv, row 2, column 'merged_into'': '77': there is no such row",
        ),
        ("documents.csv", setting(2, "source", "nowhere"), "'nowhere': no such source"),
        ("letters.csv", setting(2, "id", "2"), "another row has the same letters.id"),
        ("letters.csv", setting(1, "title", "Titel"), "column 'title'': it is missing"),
        ("letters.csv", lambda table, _: table[1].pop(), "not as many cells as there are headings"),
        ("events.csv", setting(2, "kind", "a new kind"), "this version does not know it"),
        ("sources.csv", setting(2, "name", "x" * 201), "has 201 characters, more than 200"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(out, run, rows, home, name, change, told):
    spoil(home / "out", name, change)

    assert told in run("import", "out", "--database", "new.db", code=1).stderr
    assert rows("letter", "list", "--database", "new.db") == []


def test_a_value_of_an_event_that_tells_no_state_is_refused(busy, run, rows, home):
    run("ask", "set", 2, "referred", "--why", "they say so")
    run("export", "out")
    spoil(home / "out", "events.csv", setting(LAST, "after", "lost"))

    told = run("import", "out", "--database", "new.db", code=1).stderr

    assert "column 'after'': 'lost': this version cannot read it; update askwatch" in told
    assert rows("letter", "list", "--database", "new.db") == []


def test_what_differs_from_what_is_held_is_refused(busy, run, home):
    run("export", "out")
    spoil(home / "out", "letters.csv", setting(2, "title", "Another"))

    told = run("import", "out", code=1).stderr

    assert "column 'title'': 'Another': this store holds another under the same id" in told
    assert "import into a new store" in told


def test_a_quotation_mark_that_never_closes_is_refused(out, run, home):
    file = home / "out" / "links.csv"
    file.write_text(file.read_text() + '"9,')

    assert "links.csv, line" in run("import", "out", "--database", "new.db", code=1).stderr


def test_another_encoding_is_refused(out, run, home):
    (home / "out" / "letters.csv").write_bytes("Ä".encode("latin-1"))

    told = run("import", "out", "--database", "new.db", code=1).stderr

    assert "it is not in UTF-8; save it as 'CSV UTF-8'" in told


def test_an_export_of_an_earlier_version_comes_in(out, run, rows, home):
    for name in ("candidate_sources.csv", "saved_filters.csv"):
        (out / name).unlink()
    manifest = json.loads((out / "export.json").read_text())
    (out / "export.json").write_text(json.dumps(manifest | {"version": 1}))

    run("import", "out", "--database", "new.db")

    assert len(rows("letter", "list", "--database", "new.db")) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": 3}, "it was written by a newer version of askwatch; update askwatch"),
        ({"format": "x"}, "it describes no export"),
        ({"as": "xml"}, "it does not say 'csv' or 'json'"),
    ],
)
def test_a_folder_of_another_kind_is_refused(out, run, home, change, told):
    file = home / "out" / "export.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))

    assert told in run("import", "out", "--database", "new.db", code=1).stderr


def test_a_folder_that_is_no_export_is_refused(store, run, home):
    (home / "out").mkdir()
    assert "there is no such file" in run("import", "out", code=1).stderr
    (home / "out" / "export.json").write_text("[")
    assert "it describes no export" in run("import", "out", code=1).stderr
    (home / "out" / "export.json").write_text(
        '{"format": "askwatch export", "version": 1, "as": "json"}'
    )
    assert "no such file or directory" in run("import", "out", code=1).stderr
    (home / "out" / "sources.jsonl").write_text("\n[1]\n")
    assert "sources.jsonl, row 2': it is no JSON object" in run("import", "out", code=1).stderr
