"""`askwatch document addresses`, and where the mail password comes from."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from tests.builders import NOW
from tracker.config import Smtp
from tracker.errors import ConfigError
from tracker.types import AddressState
from tui.commands.secrets import smtp_password

DESK = Smtp(host="mail.example", user="desk")


def test_dead_addresses_are_listed_with_their_copies(store, run, rows):
    url, copy = "https://x.example/frozen", "https://archive.example/frozen"
    store.addresses.record(url, AddressState.GONE, now=NOW, why="404 Not Found")
    store.addresses.suggest(url, copy, now=NOW)
    store.addresses.record("https://x.example/b", AddressState.STANDS, now=NOW)

    [row] = rows("document", "addresses")
    assert (row["state"], row["url"], row["suggestion"], row["asks"]) == ("gone", url, copy, [])
    assert copy in run("document", "addresses").stdout
    assert len(rows("document", "addresses", "--all")) == 2


@pytest.fixture(autouse=True)
def _no_password(monkeypatch):
    monkeypatch.delenv("ASKWATCH_SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("ASKWATCH_SMTP_PASSWORD_FILE", raising=False)


def test_the_environment_goes_before_a_file_it_names(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
    of_file = smtp_password(DESK)
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD", "from the environment")

    assert (of_file, smtp_password(DESK)) == ("from the file", "from the environment")
    assert smtp_password(Smtp()) is None


def test_a_file_that_cannot_be_read_is_told_without_its_name(monkeypatch, tmp_path):
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD_FILE", str(tmp_path / "none"))

    with pytest.raises(ConfigError, match="no such file or directory"):
        smtp_password(DESK)


class KeyringError(Exception):
    """As the keyring's own."""


def keyring(monkeypatch, get) -> None:
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    module.get_password, errors.KeyringError = get, KeyringError
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_the_keyring_is_asked_last(monkeypatch):
    kept = SimpleNamespace(asked=None)

    def get(service, user):
        kept.asked = (service, user)
        return "from the keyring"

    keyring(monkeypatch, get)

    assert smtp_password(DESK) == "from the keyring"
    assert kept.asked == ("askwatch", "desk")


def test_without_a_keyring_there_is_no_password(monkeypatch):
    def get(*_):
        raise KeyringError("no backend")

    keyring(monkeypatch, get)
    empty = smtp_password(DESK)
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert (empty, smtp_password(DESK)) == (None, None)
