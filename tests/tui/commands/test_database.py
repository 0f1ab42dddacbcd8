"""`askwatch database copy`."""

from __future__ import annotations

from db.store import Store
from tests import builders as a


def test_a_store_is_copied_with_a_line_a_table(run, home):
    with Store.open(str(home / "askwatch.db")) as store:
        store.roster.replace([a.member()], a.NOW)
        folder = home / "askwatch.archive"
        folder.mkdir()

    told = run("database", "copy", home / "askwatch.db", home / "other.db")

    assert "copied: 2 rows, the same on both sides" in told.stdout
    assert f"captured files are not in a database: copy {folder} to" in told.stderr
    with Store.open(str(home / "other.db")) as store:
        assert len(store.roster.all()) == 1


def test_tables_are_written_as_json_with_their_hashes(run, rows, home):
    found = {
        row["table"]: row
        for row in rows("database", "copy", home / "askwatch.db", home / "other.db", "--json")
    }

    assert found["events"]["rows"] == 0
    assert len(found["events"]["sha256"]) == 64


def test_a_file_that_is_not_there_is_no_empty_store(run, home):
    told = run("database", "copy", home / "nothing.db", home / "other.db", code=2)

    assert "there is no such file" in told.stderr
    assert not (home / "nothing.db").exists()


def test_a_store_is_never_copied_over_another(run, home):
    run("database", "copy", home / "askwatch.db", home / "other.db")
    with Store.open(str(home / "other.db")) as store:
        store.roster.replace([a.member()], a.NOW)

    told = run("database", "copy", home / "askwatch.db", home / "other.db", code=3)

    assert "it holds a store already" in told.stderr
