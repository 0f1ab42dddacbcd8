"""`askwatch settings`: values, where they come from, and no secrets."""

from __future__ import annotations

import pytest

from tui.commands import secrets


@pytest.fixture
def told(rows):
    def told(*words: object, code: int = 0) -> dict[str, dict[str, object]]:
        return {row["key"]: row for row in rows("settings", *words, code=code)}

    return told


def test_each_value_is_told_with_where_it_comes_from(told, home, monkeypatch):
    monkeypatch.setenv("LOGNAME", "berta")
    found = told()

    file = str(home / "settings.toml")
    assert found["config.toml"]["origin"] == "ASKWATCH_CONFIG in the environment"
    assert found["database.url"]["origin"] == "ASKWATCH_DATABASE in the environment"
    assert (found["fetch.timeout"]["value"], found["fetch.timeout"]["origin"]) == (20, file)
    assert found["fetch.at_once"]["origin"] == "default"
    assert found["dashboard.user"]["value"] == "Ana"
    assert told("timeout").keys() == {"fetch.timeout"}


def test_the_command_line_goes_first(told, home):
    (home / "other.toml").write_text("[database]\nurl = 'mine.db'\n")
    named = told("--config", home / "other.toml", "--database", "https://ana@b/x")

    assert named["config.toml"]["origin"] == "--config"
    assert named["database.url"]["value"] == "https://<hidden>@b/x"
    assert named["database.url"]["origin"] == "--database"


def test_without_a_file_the_defaults_come_with_askwatch(told, home, monkeypatch):
    monkeypatch.delenv("ASKWATCH_CONFIG")
    monkeypatch.delenv("ASKWATCH_DATABASE")
    monkeypatch.setenv("LOGNAME", "berta")
    found = told()

    assert found["config.toml"]["origin"] == "comes with Askwatch"
    assert found["fetch.timeout"]["origin"] == "default"
    assert found["sources.state-briefings"]["origin"] == "comes with Askwatch"
    assert found["database.url"]["origin"] == "default"
    assert (found["dashboard.user"]["value"], found["dashboard.user"]["origin"]) == (
        "berta",
        "your login name",
    )
    (home / "config.toml").write_text("[database]\nurl = 'mine.db'\n")
    found = told()
    assert found["config.toml"]["origin"] == "the folder you work in"
    assert found["database.url"]["value"] == "mine.db"


def test_of_a_secret_only_is_said_whether_it_is_there(told, run, home, monkeypatch):
    assert told()["smtp password"]["origin"] == "nowhere"
    monkeypatch.setattr(secrets, "smtp_password", lambda _: "hunter2")
    assert told()["smtp password"]["origin"] == "keyring"
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD_FILE", str(home / "nothing"))
    assert told()["smtp password"]["value"] is None
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("CONGRESS_API_KEY", "hunter2")

    shown = run("settings").stdout

    assert "hunter2" not in shown
    assert "smtp password" in shown
    assert told()["key of api.congress.gov"]["value"] == "set, not shown"


def test_keys_that_are_no_settings_are_named_and_end_with_2(told, run, home):
    (home / "settings.toml").write_text("[smtp]\npassword = 'hunter2'\nport = 'x'\n[pol]\na = 1\n")

    shown = run("settings", code=2)

    assert "no such setting; secrets come from the environment" in shown.stdout
    assert "hunter2" not in shown.stdout + shown.stderr
    assert "bad setting: 'smtp.password'" in shown.stderr
    assert "no such setting" in told(code=2)["pol"]["wrong"]
