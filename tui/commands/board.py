"""Bare `askwatch`: the dashboard, or the same board as text where there is no terminal."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from tui.commands.ending import DashboardCrash
from tui.commands.kit import Kit
from tui.commands.output import emit, say

if TYPE_CHECKING:
    from db.store import Store
    from tui.app import AskwatchApp, Desk


def open_board(kit: Kit, as_json: bool = False) -> None:
    """Open the dashboard; without a terminal, or as JSON, write the outstanding asks."""
    if as_json or not at_terminal():
        print_board(kit, as_json)
    else:
        app = _dashboard(kit)
        app.run()
        if app.refused is not None:
            raise app.refused
        if app.crash is not None:
            raise DashboardCrash(app.crash_place) from app.crash


def _dashboard(kit: Kit) -> AskwatchApp:
    """Return the dashboard, not yet run."""
    # Escape is known as a key, and not as the beginning of one, when so many ms have passed.
    os.environ.setdefault("ESCDELAY", "15")
    # A thread that reads gives way to the one that draws at once, not after five milliseconds.
    sys.setswitchinterval(0.0002)
    # What is imported stays: looking through it for waste costs time at the start, and at
    # each later look a key's worth.
    gc.disable()
    from tui.app import AskwatchApp

    return AskwatchApp(desk(kit))


def _opened(kit: Kit) -> Store:
    """Return the store, imported and opened while the frame is drawn already."""
    try:
        return kit.store
    finally:
        gc.freeze()
        # A screen is made of thousands of values: looked through at every 700th, as is
        # usual, they would take as long again to make.
        gc.set_threshold(10_000, 10, 20)
        gc.enable()


def at_terminal() -> bool:
    """Say whether a dashboard can be drawn and its keys be heard: here, or in a browser."""
    if os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver"):
        return True
    # stderr, too: Textual draws there, and in a file nobody would see it.
    return os.environ.get("TERM") != "dumb" and all(
        stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    )


def print_board(kit: Kit, as_json: bool = False) -> None:
    """Write the outstanding asks to stdout, most urgent first."""
    from tui import views
    from tui.commands import lines, rows

    view = views.board(kit.store, kit.config.deadlines, kit.now(), kit.zone)
    if as_json:
        for line in view.lines:
            emit(rows.ask(line))
    else:
        say("\n".join(lines.board(view)))


def desk(kit: Kit) -> Desk:
    """Return what the dashboard works with."""
    from tracker.duties import duties
    from tui.app import Desk
    from tui.commands import digest, origins

    return Desk(
        open=lambda: _opened(kit),
        rules=kit.config.deadlines,
        zone=kit.zone,
        who=kit.name,
        organisation=kit.config.organisation.name,
        theme=kit.config.dashboard.theme,
        now=kit.now,
        poll=lambda name: _poll(kit, name),
        match=kit.match_pending,
        test=lambda name: _test(kit, name),
        listen=kit.listen,
        call_off=kit.call_off,
        keys=kit.config.dashboard.keys,
        digests=lambda stop: digest.previews(kit, stop=stop),
        settings=lambda: origins.settings(kit),
        plan=lambda: duties(kit.config),
        sync=kit.sync_sources,
        again=lambda name: _again(kit, name),
    )


def _again(kit: Kit, name: str) -> str:
    """Let what failed of a job be tried again, and say in words what waits for a worker now."""
    from tracker.wording import plural
    from tui.commands.jobs import tried_again

    if not kit.has_queue:
        return f"no queue of work is set; this machine does it now with: askwatch jobs once {name}"
    found = len(tried_again(kit, (name,)))
    if not found:
        return f"{name}: nothing of it failed in the queue, or waits for another try"
    return f"{name}: {plural(found, 'task')} queued to be tried again now"


def _poll(kit: Kit, name: str) -> str:
    """Visit one source, pair what it brought, and say in words what came of it."""
    [one] = kit.poll((name,))
    proposed = kit.match_pending()
    if one.error:
        return one.error
    return f"{name}: {one.new} new, {one.revised} revised; {proposed} to review"


def _test(kit: Kit, name: str) -> str:
    """Visit one source, keep nothing, and say in words what each way into it answers."""
    from tui.commands.visiting import looks

    [watched] = kit.watched((name,))
    return "; ".join(str(look.error or look.words) for look in looks(kit, watched.source))
