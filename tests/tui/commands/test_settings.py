"""Where settings and stores are found, and what is said when they are wrong."""

from __future__ import annotations

import os
import tomllib
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from jobs.sources import configured
from tracker.config import Config, parse
from tracker.errors import ConfigError
from tui.commands import settings
from tui.commands.settings import Settings, archive_folder, database_file, database_url, load

EXAMPLE = Path(__file__).parents[3] / "config.toml"


@pytest.fixture
def elsewhere(home, monkeypatch):
    monkeypatch.delenv("ASKWATCH_CONFIG")
    monkeypatch.delenv("ASKWATCH_DATABASE")
    return home


def test_the_example_is_the_default():
    example = parse(tomllib.loads(EXAMPLE.read_text("utf-8")))

    assert replace(example, sources=()) == Config()
    assert all(one.enabled for one in configured(example.sources))


def test_every_setting_stands_in_the_example_with_a_comment():
    lines = EXAMPLE.read_text("utf-8").splitlines()
    told = {line.lstrip("# ").partition(" = ")[0].strip() for line in lines if " = " in line} | {
        line.strip("# []") for line in lines if line.lstrip("# ").startswith("[")
    }
    told |= {section.rpartition(".")[2] for section in told}

    assert wanted(Config) <= told


def wanted(kind: Any, path: str = "") -> set[str]:
    names = set()
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        inner = [t for t in (hint, *get_args(hint)) if is_dataclass(t)]
        names.add(path + field.name if inner and not path.startswith("sources") else field.name)
        for part in inner:
            names |= wanted(part, f"{path}{field.name}.")
    return {name for name in names if name not in {"sources.fallback"}}


def test_settings_are_looked_for_in_order(elsewhere, monkeypatch):
    def at(path: Path, name: str) -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"[organisation]\nname = '{name}'\n")
        return path

    assert load(None).path == EXAMPLE
    users = at(elsewhere / "askwatch" / "config.toml", "folder")
    assert load(None).path == users
    at(elsewhere / "config.toml", "here")
    assert load(None).config.organisation.name == "here"
    monkeypatch.setenv("ASKWATCH_CONFIG", str(at(elsewhere / "env.toml", "environment")))
    assert load(None).config.organisation.name == "environment"
    assert load(str(at(elsewhere / "x.toml", "named"))).config.organisation.name == "named"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[poll]\ntimout = 3\n", "bad setting: 'poll': no such setting"),
        ("[match]\nthreshold = 7\n", "'match.threshold': not between 0 and 1"),
        ('[smtp]\npassword = "x"\n', "from the environment: ASKWATCH_SMTP_PASSWORD"),
        ("[fetch]\ntimout = 3\n", "did you mean 'timeout'?"),
        ("[fetch\n", "bad settings"),
        (b"name = '\xff'", "not UTF-8"),
        (None, "there is no such file"),
    ],
)
def test_wrong_settings_are_named_with_their_file(text, said, tmp_path, home):
    file = tmp_path / "mine.toml"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(ConfigError) as raised:
        load(str(file))

    assert said in str(raised.value)
    assert "mine.toml" in str(raised.value)


def test_a_folder_is_no_settings_file(home):
    with pytest.raises(ConfigError, match="could not read the settings"):
        load(str(home))


def test_without_any_file_it_is_said(elsewhere, monkeypatch):
    monkeypatch.setattr(settings, "EXAMPLES", ())

    with pytest.raises(ConfigError, match="none was found"):
        load(None)


def test_wrong_settings_end_with_2(run, home):
    (home / "settings.toml").write_text("[fetch]\ntimout = 3\n")

    shown = run("letter", "list", code=2)

    assert shown.stdout == ""
    assert "did you mean 'timeout'?" in shown.stderr


def test_settings_behind_a_link_are_extended_where_they_stand(elsewhere):
    (elsewhere / "kept.toml").write_text("[organisation]\nname = 'Example'\n")
    (elsewhere / "config.toml").symlink_to("kept.toml")

    settings.extended(load(None), '[[sources]]\nname = "one"\nurl = "https://one.example/feed"')

    assert (elsewhere / "config.toml").is_symlink()
    assert load(None).config.sources[0].name == "one"


def test_what_is_no_file_is_never_replaced_by_one(elsewhere):
    keyboard, terminal = os.openpty()
    os.write(keyboard, b"\x04")

    with pytest.raises(ConfigError, match="it is no file"):
        settings.extended(Settings(config=Config(), path=Path(os.ttyname(terminal))), "")

    os.close(keyboard)
    os.close(terminal)


def test_the_store_is_where_the_nearest_word_says(elsewhere, monkeypatch):
    path = elsewhere / "mine.toml"

    def given(url: str) -> Settings:
        return Settings(config=parse({"database": {"url": url}}), path=path)

    assert database_url(None, given("")) == str(elsewhere / "askwatch" / "askwatch.db")
    assert database_url(None, given("sub/a.db")) == str(elsewhere / "sub" / "a.db")
    assert database_url(None, given("sqlite:////b.db")) == "sqlite:////b.db"
    monkeypatch.setenv("ASKWATCH_DATABASE", "env.db")
    assert database_url(None, given("a.db")) == "env.db"
    assert database_url("named.db", given("a.db")) == "named.db"


@pytest.mark.parametrize(
    "url", ["postgresql://ana:geheim@host/x", "postgresql://ana@host/x?a=b&Password=geheim"]
)
def test_a_password_in_the_address_of_the_store_is_refused_and_not_shown(run, url):
    for words in (["--database", url, "letter", "list"], ["restore", "b.db", "--database", url]):
        told = run(*words, code=2)

        assert "a password stands in it; leave it out, and give it as PGPASSWORD" in told.stderr
        assert "geheim" not in told.output


def test_an_address_without_a_password_is_taken_as_it_is(elsewhere):
    url = "postgresql+psycopg://ana@[::1]:5433/x?host=/run/postgresql"

    assert database_url(url, Settings(config=Config(), path=elsewhere)) == url


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("a/b.db", Path("a/b.db")),
        ("sqlite:///a/b.db", Path("a/b.db")),
        ("sqlite:////a/b.db", Path("/a/b.db")),
        ("sqlite:///:memory:", None),
        (":memory:", None),
        ("postgresql://host/name", None),
    ],
)
def test_the_file_behind_an_address_is_known(url, file):
    assert database_file(url) == file


def test_the_archive_lies_beside_the_store(elsewhere):
    assert archive_folder("/a/b.db") == Path("/a/b.archive")
    assert archive_folder(":memory:") == elsewhere / "askwatch" / "archive"


def test_who_decides_is_the_login_name_where_nobody_is_named(elsewhere, monkeypatch):
    monkeypatch.setenv("LOGNAME", "berta")
    assert settings.login_name() == "berta"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(settings.getpass, "getuser", nobody)
    assert settings.login_name() == "unknown"
