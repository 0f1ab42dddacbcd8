"""Told to stop, a command ends soon, says so, and leaves nothing half done."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from db.store import Store
from tests.jobs.site import serving
from tests.tui.commands.conftest import SETTINGS
from tracker.types import RunOutcome


def test_sigterm_ends_a_poll_that_hangs_as_ctrl_c_does(new_store: Path, tmp_path: Path) -> None:
    with serving() as site:
        settings = tmp_path / "config.toml"
        source = f'[[sources]]\nname = "slow"\nlayout = "rss"\nurl = "{site.url}/feed"\n'
        settings.write_text(SETTINGS.replace("[digest]", f"{source}\n[digest]"))
        command = [sys.executable, "-m", "tui", "--config", settings, "--database", new_store]
        child: list[subprocess.Popen[str]] = []
        # Whoever is asked never answers: the asker is told to stop instead.
        site.acts(lambda handler: (child[0].send_signal(signal.SIGTERM), handler.rfile.read(1)))
        child.append(subprocess.Popen([*command, "poll"], stderr=subprocess.PIPE, text=True))
        _, told = child[0].communicate(timeout=10)

    assert (child[0].returncode, told.splitlines()[-1]) == (130, "askwatch: interrupted")
    with Store.open(str(new_store)) as store:
        [run] = store.runs.list()
        assert (run.job, run.outcome, run.error) == ("poll", RunOutcome.STOPPED, None)
        assert store.sources.watched()[0].last is None
