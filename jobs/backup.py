"""Back up the store with its archive, and restore it, never over anything else.

A backup is a store's file as it stands at one moment, with the folder of
captured bytes beside it; it counts as made only after it has been opened,
checked and counted. It can be opened where it lies, like any other store.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from db.store import Store
from tracker.errors import StoreError
from tracker.retention import kept

_NIGHTLY = re.compile(r"askwatch-(\d{4}-\d{2}-\d{2})\.db")
_ONLY_GROW = ("events", "evidence", "revisions", "captures")
_SIDE_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A backup that was made, or a store that was restored, and verified."""

    file: Path
    counts: Mapping[str, int]
    """How many rows each table has, by name."""
    captures: int
    """How many archived bodies lie beside it."""
    aside: Path | None = None
    """Where the store lies that it took the place of; None: there was none."""


def archive_of(file: Path) -> Path:
    """Return the folder of captured bytes that belongs to a store's file."""
    return file.with_suffix(".archive")


def backup(store: Store, target: Path, archive: Path | None = None) -> Copy:
    """Copy a store to a new file while others go on, and its archive beside it.

    Raises:
        StoreError: the file exists, cannot be written, or what was written does
            not pass; then nothing is left of it.
    """
    what = "could not back up"
    _refuse_existing(what, target, "name another file")
    before = store.counts()
    with _made_whole(what, target) as part:
        store.copy_to(part)
        counts = _verified(part, what, target)
        lost = [name for name in _ONLY_GROW if counts[name] < before[name]]
        if lost:
            raise StoreError(what, str(target), f"rows are missing: {', '.join(lost)}")
        # After the store: what it refers to is in the archive by now.
        captures = _copy_archive(archive, archive_of(target))
    return Copy(file=target, counts=counts, captures=captures)


def restore(source: Path, target: Path, *, aside: datetime | None = None) -> Copy:
    """Copy a backup, with the archive beside it, to where a store should lie.

    A store that lies there already is kept under a name that tells the moment
    `aside`; without one, it is not touched and the backup not restored. The
    backup itself stays as it is, also if it is of an older version.

    Raises:
        StoreError: the backup is missing or no store, the target exists, or it
            cannot be written; then nothing has changed.
    """
    what = "could not restore"
    if not source.is_file() or not source.stat().st_size:
        why = "there is no such file" if not source.exists() else "it is no backup"
        raise StoreError(what, str(source), why, "name a file that `askwatch backup` wrote")
    if aside is None:
        _refuse_existing(what, target, "name another place, or put it aside with --replace")
    kept = None
    with _made_whole(what, target) as part:
        for end in _SIDE_FILES[:2]:
            if (side := Path(f"{source}{end}")).exists():
                shutil.copyfile(side, f"{part}{end}")
        counts = _verified(part, what, source)
        captures = _copy_archive(archive_of(source), archive_of(target))
        if aside and target.exists():
            kept = _put_aside(target, aside)
    return Copy(file=target, counts=counts, captures=captures, aside=kept)


def nightly(store: Store, folder: Path, today: date, archive: Path | None = None) -> Copy | None:
    """Make today's backup in a folder, then remove those that are kept no longer.

    None: today's is there already.

    Raises:
        StoreError: as `backup`; then no old one is removed.
    """
    target = folder / f"askwatch-{today}.db"
    made = None if target.exists() else backup(store, target, archive)
    held = _held(folder)
    wanted = kept(held)
    for day, file in held.items():
        if day not in wanted:
            file.unlink()
            shutil.rmtree(archive_of(file), ignore_errors=True)
    return made


def _held(folder: Path) -> dict[date, Path]:
    return {day: file for file in folder.glob("askwatch-*.db") if (day := _day(file))}


def _day(file: Path) -> date | None:
    found = _NIGHTLY.fullmatch(file.name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _refuse_existing(what: str, file: Path, step: str) -> None:
    if file.exists():
        raise StoreError(what, str(file), "the file exists already", step)


@contextmanager
def _made_whole(what: str, target: Path) -> Iterator[Path]:
    """Give a file to write to; it gets the target's name only if all goes well."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            yield part
            os.replace(part, target)
        finally:
            for end in _SIDE_FILES:
                Path(f"{part}{end}").unlink(missing_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StoreError(what, str(target), why, "look at the folder and the disk") from None


def _verified(file: Path, what: str, named: Path) -> dict[str, int]:
    try:
        with Store.open(str(file)) as copy:
            problems = copy.check()
            counts = copy.counts()
    except StoreError as error:
        raise StoreError(what, str(named), error.why, error.step) from None
    if problems:
        raise StoreError(what, str(named), f"the copy is damaged: {problems[0]}")
    return counts


def _copy_archive(source: Path | None, target: Path) -> int:
    """Copy what is not there yet; the files never change, so that a link serves as well."""
    files = sorted(source.glob("*/*.warc.gz")) if source else []
    for file in files:
        copy = target / file.parent.name / file.name
        if copy.exists():
            continue
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(file, copy)
        except OSError:
            part = copy.with_suffix(".part")
            shutil.copyfile(file, part)
            os.replace(part, copy)
    return len(files)


def _put_aside(target: Path, moment: datetime) -> Path:
    name = f"{target.stem}.before-{moment:%Y%m%dT%H%M%S}{target.suffix}"
    kept = target.with_name(name)
    for end in _SIDE_FILES:
        if (side := Path(f"{target}{end}")).exists():
            os.rename(side, f"{kept}{end}")
    return kept
