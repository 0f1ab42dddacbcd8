"""Programs that run as on machines of their own: each in a namespace, with a line to this one.

Needs root, and a machine that allows it: `allowed()` says so. All of it is gone when the
programs end; the machine's own network is never touched, for the caller enters a
namespace first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

WITHIN = "ASKWATCH_WITHIN"
"""Set in the environment of whoever has entered a namespace."""
# The line comes when the program's number is known; then it may begin.
_BOOT = (
    'hostname "$1"; read go; ip link set lo up; ip addr add "$2.2/24" dev line; '
    'ip link set line up; ip route add default via "$2.1"; shift 2; exec "$@"'
)


def allowed() -> bool:
    """Say whether namespaces can be made here."""
    tried = ["unshare", "-n", "-u", "-p", "-f", "ip", "link", "set", "lo", "up"]
    try:
        return subprocess.run(tried, capture_output=True).returncode == 0
    except OSError:
        return False


def enter() -> None:
    """Begin anew in a network that has nothing but itself, unless that is so already."""
    if WITHIN in os.environ:
        return
    os.environ[WITHIN] = "1"
    line = ["unshare", "-n", sys.executable, "-m", _module(), *sys.argv[1:]]
    os.execvp("unshare", line)


def sites(count: int) -> str:
    """Give this machine the addresses of so many sites; return what they begin with."""
    _ip("link", "set", "lo", "up")
    for n in range(1, count + 1):
        _ip("addr", "add", f"10.78.1.{n}/32", "dev", "lo")
    _ip("addr", "add", f"{SERVER}/32", "dev", "lo")
    return "10.78.1."


SERVER = "10.78.0.1"
"""Where others reach this machine."""


def start(number: int, command: Sequence[str], more: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program on a machine of its own; killing what this returns ends all on it."""
    net, line = f"10.77.{number}", f"line{number}"
    machine = ["unshare", "-n", "-u", "-p", "-f", "--kill-child", "sh", "-c", _BOOT, "boot"]
    process = subprocess.Popen(
        [*machine, f"machine{number}", net, *command],
        env=os.environ | dict(more),
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    subprocess.run(["ip", "link", "del", line], capture_output=True)
    _ip("link", "add", line, "type", "veth", "peer", "name", "line", "netns", _of(process.pid))
    _ip("addr", "add", f"{net}.1/24", "dev", line)
    _ip("link", "set", line, "up")
    process.stdin.write(b"go\n")
    process.stdin.close()
    return process


def _of(number: int) -> str:
    """Return the number of the first process inside, once it is there."""
    while True:
        with open(f"/proc/{number}/task/{number}/children") as file:
            if children := file.read().split():
                return children[0]


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _module() -> str:
    spec = sys.modules["__main__"].__spec__
    assert spec is not None, "begun with python -m"
    return spec.name
