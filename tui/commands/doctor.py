"""`askwatch doctor`: what is in order, what is not, and what to do about it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from tui.commands.kit import NO_MEMBERS, Kit
from tui.commands.output import emit, say
from tui.commands.shared import json_option, pass_kit, word

if TYPE_CHECKING:
    from pathlib import Path

LEAST_FREE = 500_000_000
"""Bytes; with less on the store's disk something will fail soon."""
OLD_ROSTER = 60
"""Days after which a roster should be loaded anew."""

_PLURAL = re.compile(r"(?:(?<=ss|ho)es|s)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: str
    """ "good", "remark" or "wrong"."""
    words: str


@word()
@click.option("--offline", is_flag=True, help="Do not visit the sources.")
@json_option
@pass_kit
def command(kit: Kit, offline: bool, as_json: bool) -> None:
    """Check the settings, the store, the roster, the disk and every source."""
    from tui.commands.each import end

    wrong = 0
    for finding in _findings(kit, offline):
        wrong += finding.state == "wrong"
        if as_json:
            emit(finding)
        else:
            say(f"{_SYMBOLS[finding.state]} {finding.what}: {finding.words}")
    end(wrong)


_SYMBOLS = {"good": "✓", "remark": "!", "wrong": "✗"}


def _findings(kit: Kit, offline: bool) -> Iterator[Finding]:
    yield from _settings(kit)
    yield from _store(kit)
    yield _disk(kit)
    yield _roster(kit)
    yield _matching(kit)
    yield from _sources(kit, offline)


def _settings(kit: Kit) -> Iterator[Finding]:
    from platformdirs import user_config_path

    config = kit.config
    yield Finding("settings", "good", str(kit.settings.path))
    yield Finding("configuration folder", "good", str(user_config_path("askwatch")))
    if not config.organisation.contact:
        words = "not set; set organisation.contact, so that sites can reach you"
        yield Finding("contact", "remark", words)
    if config.digest.to and not config.smtp.host:
        yield Finding("mail", "remark", "no mail server; set smtp.host, or use digest --dry-run")


def _store(kit: Kit) -> Iterator[Finding]:
    troubles = kit.store.check()
    for trouble in troubles:
        yield Finding("store", "wrong", f"{kit.url}: {trouble}; restore a backup")
    if not troubles:
        yield Finding("store", "good", kit.url)
    yield from _team(kit)
    if kit.has_queue:
        yield _queue(kit)
    counts = kit.store.counts().items()
    held = ", ".join(_held(name, number) for name, number in counts if number)
    yield Finding("held", "good", held or "nothing yet")


def _held(table: str, rows: int) -> str:
    noun = table.replace("_", " ")
    return f"{rows:,} {_PLURAL.sub('', noun) if rows == 1 else noun}"


def _team(kit: Kit) -> Iterator[Finding]:
    """Say who is signed in to a team's server, and what she may do there."""
    from tracker.errors import AskwatchError

    people, me = kit.store.team.all(), kit.store.me
    try:
        if absent := kit.store.team.admit():
            words = f"the server has no user {', '.join(absent)}; restore its roles, too"
            yield Finding("team", "wrong", words)
    except AskwatchError as error:
        yield Finding("team", "wrong", str(error))
    if me is not None:
        yield Finding("you", "good", f"{me.name}, {me.role} of {me.organisation}")
    elif people and kit.store.team.unbound:
        words = "the server's superuser, whom no rule binds; sign in as yourself"
        yield Finding("you", "wrong", words)
    elif people:
        yield Finding("you", "remark", "in no organisation; add yourself: askwatch team add")
    elif kit.store.file is None:
        words = "whoever may connect may do everything; see: askwatch team add --help"
        yield Finding("team", "remark", words)


def _queue(kit: Kit) -> Finding:
    """Say how the queue of work fares; who owns the tables brings it up to date, too."""
    from tracker import queueing
    from tracker.errors import AskwatchError

    try:
        kit.broker.install()
        state = kit.queue.state()
    except AskwatchError as error:
        return Finding("queue", "wrong", str(error))
    assert state is not None, "it was made"
    trouble = queueing.trouble(state, kit.now())
    words = queueing.words(state, kit.now())
    return Finding("queue", "wrong" if trouble else "good", trouble or words)


def _disk(kit: Kit) -> Finding:
    free = shutil.disk_usage(_existing(kit.archive_folder)).free
    words = f"{free / 1e9:.1f} GB free for the archive in {kit.archive_folder}"
    if free < LEAST_FREE:
        return Finding("disk", "wrong", f"{words}; make room")
    return Finding("disk", "good", words)


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def _roster(kit: Kit) -> Finding:
    from tracker import wording

    updated = kit.store.roster.updated()
    if updated is None:
        return Finding("roster", "wrong", NO_MEMBERS)
    words = f"last loaded {wording.moment(updated, kit.zone)}"
    if (kit.now() - updated).days > OLD_ROSTER:
        return Finding("roster", "remark", f"{words}; run: askwatch roster update")
    return Finding("roster", "good", words)


def _matching(kit: Kit) -> Finding:
    threshold, why = kit.threshold()
    return Finding("matching", "good", f"proposes from a score of {threshold:.2f} on, {why}")


def _sources(kit: Kit, offline: bool) -> Iterator[Finding]:
    from tui.commands.visiting import looks

    watched = kit.watched()
    if not watched:
        step = "add one: askwatch source add URL"
        yield Finding("sources", "remark", f"nothing is watched; {step}")
    for one in () if offline else watched:
        for number, look in enumerate(looks(kit, one.source)):
            name = f"{look.source}, fallback '{look.way.layout}'" if number else look.source
            if look.error is None:
                yield Finding(name, "good", look.words)
            else:
                yield Finding(name, "remark" if number else "wrong", str(look.error))
