"""Backups that can be relied on, and restores that destroy nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.store import Store
from jobs import backup
from jobs.archive import Archive
from tests import builders as a
from tracker.errors import StoreError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "askwatch.db"


@pytest.fixture
def store(file: Path, empty: Path) -> Iterator[Store]:
    file.parent.mkdir(mode=0o700)
    shutil.copy(empty, file)
    with Store.open(str(file)) as store:
        store.letters.add(a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True)
        yield store


@pytest.fixture
def archive(file: Path) -> Path:
    folder = backup.archive_of(file)
    Archive(folder).put_file(b"a reply", url="file:reply.txt", media_type="text/plain", at=a.NOW)
    return folder


def titles(file: Path) -> list[str]:
    with Store.open(str(file)) as store:
        return [letter.title for letter in store.letters.rows()]


def test_a_backup_can_be_restored_after_the_original_is_destroyed(store, file, archive, tmp_path):
    made = backup.backup(store, tmp_path / "safe" / "one.db", archive)
    store.close()
    shutil.rmtree(file.parent)

    restored = backup.restore(made.file, file)

    assert titles(file) == ["Harbour police of Norvania"]
    assert restored.counts == made.counts
    assert made.counts["asks"] == 2
    assert made.captures == restored.captures == 1
    [kept] = backup.archive_of(file).glob("*/*.warc.gz")
    assert Archive(backup.archive_of(file)).get(kept.name.partition(".")[0]) == b"a reply"


def test_a_backup_leaves_nothing_beside_it(store, tmp_path):
    backup.backup(store, tmp_path / "safe" / "one.db")

    assert [path.name for path in (tmp_path / "safe").iterdir()] == ["one.db"]


def test_a_file_that_exists_is_never_written_over(store, tmp_path):
    (tmp_path / "one.db").write_text("a diary")

    with pytest.raises(StoreError, match=r"could not back up: '.*one.db': the file exists already"):
        backup.backup(store, tmp_path / "one.db")

    assert (tmp_path / "one.db").read_text() == "a diary"


def test_a_folder_that_cannot_be_made_is_told(store, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match=r"could not back up: .*; look at the folder"):
        backup.backup(store, tmp_path / "file" / "one.db")


def test_a_backup_that_lost_rows_is_none(store, new_store, tmp_path, monkeypatch):
    with Store.open(str(new_store)) as empty:
        monkeypatch.setattr(empty, "counts", store.counts)

        with pytest.raises(StoreError, match="rows are missing: events"):
            backup.backup(empty, tmp_path / "one.db")

    assert not (tmp_path / "one.db").exists()


def test_a_store_that_lies_there_is_not_restored_over(store, file, tmp_path):
    made = backup.backup(store, tmp_path / "one.db")

    with pytest.raises(StoreError, match=r"could not restore: .*: the file exists already; name"):
        backup.restore(made.file, file)


def test_a_store_that_is_put_aside_is_kept_with_all_it_holds(store, file, new_store, tmp_path):
    with Store.open(str(new_store)) as empty:
        made = backup.backup(empty, tmp_path / "one.db")
    store.close()

    restored = backup.restore(made.file, file, aside=a.NOW)

    assert restored.aside == file.with_name("askwatch.before-20261121T120000.db")
    assert titles(file) == []
    assert titles(restored.aside) == ["Harbour police of Norvania"]


def test_putting_aside_where_nothing_lies_is_no_error(store, tmp_path):
    made = backup.backup(store, tmp_path / "one.db")

    assert backup.restore(made.file, tmp_path / "two.db", aside=a.NOW).aside is None


def test_a_copied_file_with_its_log_beside_it_is_restored_whole(store, file, tmp_path):
    for end in ("", "-wal"):
        shutil.copyfile(f"{file}{end}", tmp_path / f"copied.db{end}")

    backup.restore(tmp_path / "copied.db", tmp_path / "two.db")

    assert titles(tmp_path / "two.db") == ["Harbour police of Norvania"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no such file"),
        (b"", "it is no backup"),
        (b"Dear diary, " * 400, "it is no database"),
    ],
)
def test_what_is_no_backup_is_told_and_changes_nothing(tmp_path, content, why):
    source, target = tmp_path / "one.db", tmp_path / "new" / "two.db"
    if content is not None:
        source.write_bytes(content)

    with pytest.raises(StoreError, match=rf"could not restore: '.*one.db': {why}"):
        backup.restore(source, target)

    assert not target.exists()


def test_a_damaged_backup_is_told(store, tmp_path):
    made = backup.backup(store, tmp_path / "one.db")
    with sqlite3.connect(made.file) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE asks SET letter_id = 99")
    connection.close()

    with pytest.raises(StoreError, match=r"could not restore: .*: the copy is damaged: asks: row"):
        backup.restore(made.file, tmp_path / "two.db")


def test_bytes_that_cannot_be_linked_are_copied(store, archive, tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", refuse)

    backup.backup(store, tmp_path / "one.db", archive)

    assert len(list(backup.archive_of(tmp_path / "one.db").glob("*/*.warc.gz"))) == 1


def test_bytes_that_are_there_already_are_not_copied_again(store, archive, tmp_path):
    made = backup.backup(store, tmp_path / "one.db", archive)
    backup.restore(made.file, tmp_path / "two.db")
    (tmp_path / "two.db").unlink()

    assert backup.restore(made.file, tmp_path / "two.db").captures == 1


def test_tonights_backup_is_made_once_and_old_ones_go(store, archive, tmp_path):
    folder = tmp_path / "nights"
    start = date(2026, 1, 1)
    for n in range(14):
        backup.nightly(store, folder, start + timedelta(days=n), archive)
    (folder / "askwatch-2026-99-99.db").write_text("mine")
    (folder / "askwatch-old.db").write_text("mine too")

    again = backup.nightly(store, folder, start + timedelta(days=13), archive)

    names = sorted(path.name for path in folder.glob("*.db"))
    assert again is None
    assert names == [
        "askwatch-2026-01-04.db",
        *(f"askwatch-2026-01-{day:02}.db" for day in range(8, 15)),
        "askwatch-2026-99-99.db",
        "askwatch-old.db",
    ]
    assert not backup.archive_of(folder / "askwatch-2026-01-01.db").exists()
