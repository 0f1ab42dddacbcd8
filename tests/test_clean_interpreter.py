"""What is loaded when: the command line pays only for what it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"textual", "sqlmodel", "sqlalchemy", "httpx", "numpy", "apscheduler", "rich", "alembic"}


def loaded(statement: str) -> set[str]:
    """Return the top-level modules that a new interpreter holds after a statement."""
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.split(".")[0] for name in json.loads(run.stdout.splitlines()[-1])}


def test_importing_the_command_line_loads_nothing_heavy():
    assert not loaded("import tui.cli") & HEAVY


def test_every_command_can_be_described_without_loading_anything_heavy():
    describe = (
        "import click, tui.cli\n"
        "def walk(c, x):\n"
        "    c.get_help(x)\n"
        "    for n in c.list_commands(x) if isinstance(c, click.Group) else ():\n"
        "        s = c.get_command(x, n)\n"
        "        walk(s, click.Context(s, info_name=n, parent=x))\n"
        "walk(tui.cli.cli, click.Context(tui.cli.cli, info_name='askwatch'))"
    )

    assert not loaded(describe) & (HEAVY | {"tracker.types", "msgspec", "lxml"})


def test_the_domain_loads_neither_database_nor_network_nor_screen():
    import pkgutil

    import tracker

    names = [m.name for m in pkgutil.walk_packages(tracker.__path__, "tracker.")]

    assert not loaded("\n".join(f"import {name}" for name in names)) & (HEAVY - {"numpy"})


def test_the_scheduler_loads_nothing_that_only_jobs_need():
    light = loaded("import db.store, jobs.children, jobs.log, jobs.scheduler, tui.commands.jobs")

    assert not light & {"numpy", "httpx", "lxml", "warcio", "jinja2", "textual", "alembic"}
    assert not light & {"sqlmodel", "pydantic"}


@pytest.mark.parametrize("words", [["--help"], ["letter", "--help"]])
def test_help_comes_at_once(words):
    assert min(help_takes(words) for _ in range(3)) < 0.2


def help_takes(words: list[str]) -> float:
    """Return the processor's seconds, which do not depend on what else the machine does."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "tui", *words], capture_output=True, check=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])
