"""Where the mail server's password comes from: the environment, a file it names, the keyring."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tracker.config import Smtp
from tracker.errors import ConfigError

PASSWORD = "ASKWATCH_SMTP_PASSWORD"
SERVICE = "askwatch"
"""Under which name the keyring keeps it, with the user of the settings."""


def smtp_password(server: Smtp) -> str | None:
    """Return the password; None: none is kept anywhere, or none is needed.

    Raises:
        ConfigError: the file that the environment names cannot be read.
    """
    if not server.user:
        return None
    if named := os.environ.get(PASSWORD):
        return named
    if file := os.environ.get(f"{PASSWORD}_FILE"):
        try:
            return Path(file).read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ConfigError("no password", f"{PASSWORD}_FILE", why.lower()) from None
    return _from_keyring(server.user)


def _from_keyring(user: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    # Without a keyring on this machine there is simply no password in it.
    with suppress(KeyringError, RuntimeError):
        found: str | None = keyring.get_password(SERVICE, user)
        return found
    return None
