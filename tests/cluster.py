"""A PostgreSQL server of the tests' own, thrown away with all it holds when they end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = "ASKWATCH_TEST_CLUSTER"
"""Names, in the environment, the folder that all processes of one run of tests share."""
_SAFE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
_numbers = count(1)


def programs() -> Path | None:
    """Return where the server's programs are; None: there are none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def announce() -> None:
    """Name the folder for this run; the server starts when a test wants it."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="askwatch-pg-")


def clear() -> None:
    """Stop every server that runs, and remove the folder."""
    folder = Path(os.environ.pop(FOLDER))
    for place in (folder, *folder.glob("own-*")):
        if (place / "data" / "postmaster.pid").exists():
            stop(place)
    shutil.rmtree(folder, ignore_errors=True)


def folder() -> Path:
    """Return the folder of the server, which runs when this returns."""
    place = Path(os.environ[FOLDER])
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "data").exists():
            _make(place)
    return place


def own() -> Path:
    """Return the folder of one more server, for a test that stops it."""
    place = Path(tempfile.mkdtemp(prefix="own-", dir=folder()))
    _make(place)
    return place


def _make(place: Path) -> None:
    bin_ = programs()
    assert bin_ is not None, "asked for only where there are the programs"
    place.chmod(0o755)
    if _as_other():
        shutil.chown(place, _user())
    _run(bin_ / "initdb", "-D", place / "data", "-A", "trust", "-U", "askwatch", "-N",
         "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
    start(place)


def start(place: Path, listen: str = "", options: str = _SAFE) -> None:
    """Start the server and wait until it answers, on a socket in its folder.

    It lets in whoever asks at the addresses of `listen`, too. Without options of
    ours it waits for its disk, as others do.
    """
    if listen and "0.0.0.0/0" not in (rules := place / "data" / "pg_hba.conf").read_text():
        rules.write_text("local all all trust\nhost all all 0.0.0.0/0 trust\n")
    options = f"-k {place} -c listen_addresses='{listen}' {options}"
    _run((programs() or place) / "pg_ctl", "-D", place / "data", "-w", "-t", "60",
         "-l", place / "log", "-o", options, "start")  # fmt: skip


def stop(place: Path, how: str = "immediate") -> None:
    """Stop the server."""
    _run((programs() or place) / "pg_ctl", "-D", place / "data", "-m", how, "-w", "stop")


def _run(*command: Any) -> None:
    # The server refuses to run for root.
    other: dict[str, Any] = {"user": _user(), "group": pwd.getpwnam(_user()).pw_gid}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        extra_groups=[] if _as_other() else None,
        **(other if _as_other() else {}),
    )


def _as_other() -> bool:
    return os.geteuid() == 0


def _user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def url(place: Path, database: str) -> str:
    """Return the address of one of the server's databases."""
    return f"postgresql+psycopg://askwatch@/{database}?host={place}"


def create(place: Path, name: str, template: str = "template0") -> str:
    """Make a database as a copy of another; return its address."""
    do(place, "postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
    return url(place, name)


@contextlib.contextmanager
def database(place: Path, template: str = "template0") -> Iterator[str]:
    """Give the address of a new database; it is gone afterwards."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    yield create(place, name, template)
    do(place, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


def wipe(place: Path, name: str) -> None:
    """Take all rows away, as if the store were new; a tenth of what a new database costs."""
    do(place, name, _WIPE)


_WIPE = """
DO $$ DECLARE one record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND relname <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', one.relname);
    END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$
"""


def do(place: Path, name: str, statement: str) -> None:
    """Let a statement of SQL run in one of the databases."""
    import psycopg

    with psycopg.connect(host=str(place), user="askwatch", dbname=name) as connection:
        connection.autocommit = True
        connection.execute(statement.encode())
