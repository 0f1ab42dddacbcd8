"""Which process does something, and whether it still lives, as far as this machine can tell."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cache


@cache
def _token(pid: int) -> str:
    return secrets.token_hex(4)


def me() -> str:
    """Return the name of this process: host, number, and a token that no other shares."""
    pid = os.getpid()
    return f"{_host()}:{pid}:{_token(pid)}"


def is_dead(name: str) -> bool:
    """Say whether a process of that name is surely no more.

    False where it runs, or on another machine, of which nothing is known.
    """
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    if host != _host() or not rest.isdecimal():
        return False
    pid = int(rest)
    if pid == os.getpid():
        # Numbers come again, above all in containers.
        return name != me()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _host() -> str:
    return socket.gethostname().replace(":", "-")
