"""`askwatch serve`: the dashboard in a browser, for whoever has the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import say, talk
from tui.commands.shared import pass_kit, word

if TYPE_CHECKING:
    from types import ModuleType

    from tui.web.address import Address


@word()
@click.option("--port", default=8642, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen."
)
@click.option(
    "--origin",
    metavar="URL",
    help="How browsers ask, if not by that address; behind a proxy, the proxy's own.",
)
@click.option("--wide", is_flag=True, help="Serve others than this machine; read the warning.")
@pass_kit
def command(kit: Kit, port: int, host: str, origin: str | None, wide: bool) -> None:
    """Show the dashboard in a browser, to whoever has the link that is printed.

    The link works once, in one browser. Port 0 takes any that is free. Decisions
    are kept under the name of whoever started this. Ctrl-C ends it, and every
    dashboard that is open.
    """
    from tui.web.address import address

    where = address(host, origin, wide)
    server = _server()
    # Errors are told here, where somebody reads them, and not in a browser's window.
    _ = kit.store
    with server.listen(host, port) as line:
        if where.wide:
            talk(_warning(where))
        talk("the dashboard; the link works once; Ctrl-C ends it:")
        server.run(_command(kit), line, where, say)


def _server() -> ModuleType:
    from importlib import import_module

    from tracker.errors import InputError

    try:
        return import_module("tui.web.server")
    except ModuleNotFoundError as error:
        step = "install it with `pip install askwatch[web]`"
        why = f"the library {error.name} is not installed"
        raise InputError("could not serve the dashboard", None, why, step) from None


def _warning(where: Address) -> str:
    warning = (
        "warning: others than this machine can reach this. Whoever logs in decides under your name"
    )
    if where.origin and where.origin.startswith("https:"):
        return f"{warning}."
    return (
        f"{warning}, and whoever listens on the way can read it all and log in, for nothing is "
        "encrypted; put a proxy with TLS before it and name it with --origin https://…"
    )


def _command(kit: Kit) -> str:
    """Return the words that start one dashboard over the same settings and store."""
    import shlex
    import subprocess
    import sys

    words = [sys.executable, "-P", "-m", "tui", "--config", str(kit.settings.path.resolve())]
    words += ["--database", kit.url]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
