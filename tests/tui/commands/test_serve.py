"""`askwatch serve`, as far as it does not need a browser."""

from __future__ import annotations

import shlex
import sys

import pytest
from textual_serve.server import Server

from db.store import Store


@pytest.fixture
def served(monkeypatch):
    """The commands of the dashboards that would be served, instead of serving them."""
    commands = []

    def server(command):
        commands.append(command)
        return Server(command)

    monkeypatch.setattr("tui.web.server.Server", server)
    monkeypatch.setattr("tui.web.server.web.run_app", lambda *_, **__: None)
    return commands


def test_link_is_printed_and_every_page_has_the_same_settings_and_store(run, home, served):
    said = run("serve", "--port", "0")

    assert said.stdout.startswith("http://127.0.0.1:")
    assert "/?token=" in said.stdout
    words = shlex.split(served[0])
    assert words[1:4] == ["-P", "-m", "tui"]
    assert words[-4:] == [
        "--config", str(home / "settings.toml"), "--database", str(home / "askwatch.db"),
    ]  # fmt: skip


def test_wider_address_is_refused_unless_asked_for_and_warned_of(run, served):
    run("serve", "--host", "0.0.0.0", "--port", "0", code=2)

    plain = run("serve", "--wide", "--port", "0", "--origin", "http://desk.example")
    behind = run("serve", "--wide", "--port", "0", "--origin", "https://desk.example")

    assert "nothing is encrypted" in plain.stderr
    assert "warning" in behind.stderr
    assert "encrypted" not in behind.stderr
    assert behind.stdout.startswith("https://desk.example/?token=")


def test_store_that_cannot_be_opened_is_told_here(run, home, served):
    (home / "askwatch.db").write_text("no database")

    assert "could not open the database" in run("serve", "--port", "0", code=3).stderr


def test_missing_library_is_told_with_what_to_install(run, monkeypatch):
    monkeypatch.delitem(sys.modules, "tui.web.server", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)

    assert "pip install askwatch[web]" in run("serve", code=1).stderr


def test_dashboard_is_drawn_for_a_browser_where_there_is_no_terminal(monkeypatch):
    from tui.commands.board import at_terminal

    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")

    assert at_terminal()


@pytest.fixture(autouse=True)
def _held(home):
    Store.open(str(home / "askwatch.db")).close()
