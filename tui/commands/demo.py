"""`askwatch demo`: a made-up campaign from end to end, without the internet."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import say, talk
from tui.commands.shared import pass_kit, word

if TYPE_CHECKING:
    from jobs.demo import Campaign


@word()
@click.option("--keep", metavar="DIR", help="Put it all into a new folder, and leave it there.")
@click.option("--picture", metavar="FILE", help="Draw the board into FILE as SVG, and end.")
@pass_kit
def command(kit: Kit, keep: str | None, picture: str | None) -> None:
    """Try Askwatch on a sample campaign: letters, sources, answers, a digest, the dashboard.

    Everybody and everything in it is made up. Nothing of yours is touched, and
    nothing is fetched from elsewhere than this machine.
    """
    from jobs import demo
    from tui.commands.board import open_board

    with ExitStack() as stack:
        if keep:
            folder = _new(Path(keep).expanduser())
        else:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="askwatch-demo-")))
        base = stack.enter_context(demo.served(kit.now().date()))
        campaign = demo.prepare(folder, kit.now().date(), base)
        sample = Kit(kit.now)
        stack.callback(sample.close)
        sample.config_file, sample.database = str(campaign.config), str(folder / "askwatch.db")
        talk(f"a sample campaign, all of it made up, in {folder}")
        _carry_out(sample, campaign, folder)
        if picture:
            _draw(sample, Path(picture))
        else:
            open_board(sample)
    if keep:
        talk(f"go on with: askwatch --config {campaign.config}")


def _new(folder: Path) -> Path:
    from tracker.errors import InputError

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        step = "name a folder that is new or empty"
        raise InputError("could not put the sample there", str(folder), "it is not empty", step)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _draw(kit: Kit, file: Path) -> None:
    from tracker.errors import InputError
    from tui.commands.board import desk
    from tui.picture import board

    try:
        file.write_text(board(desk(kit)), encoding="utf-8")
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise InputError("could not write the picture", str(file), why) from None
    talk(f"drawn: {file}")


def _carry_out(kit: Kit, campaign: Campaign, folder: Path) -> None:
    """Do what a person and the nightly jobs would do, each step with the command that does it."""
    from jobs import digest, roster
    from jobs.given import roster_files, texts

    talk(f"$ askwatch roster update --from {campaign.roster}")
    members = roster.read(roster_files([str(campaign.roster)]))
    kit.store.roster.replace(members, kit.now())
    for path in campaign.letters:
        talk(f"$ askwatch letter add {path} --yes")
        for text in texts([str(path)], None, lambda: kit.fetcher):
            found = kit.intake.look(text())
            kept = kit.intake.keep(found, who="sample", now=kit.now(), confirmed=True)
            say(f"  letter {kept.letter.id}: {kept.letter.title}")
    talk("$ askwatch poll")
    kit.sync_sources()
    kit.poll(report=lambda one: say(f"  {one.source}: {one.status.value}, {one.new} new"))
    talk("$ askwatch match")
    say(f"  {kit.match_pending()} possible answers to review")
    talk(f"$ askwatch digest --dry-run {folder}")
    for file in digest.write(digest.prepare(kit.store, kit.office, kit.now()), folder):
        say(f"  {file}")
    say("")
