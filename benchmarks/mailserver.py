"""A mail server in a process of its own, which holds senders up so that they can be killed.

    python -m benchmarks.mailserver FILE [--holds 20] [--tls CERTIFICATE]

Writes Message-ID and recipient of each accepted mail to FILE, before it says that it
has it. Says its port on stdout; then, `--holds` times, at which step of a mail it keeps
somebody waiting: "mail", "rcpt", "data" (it has the mail, the sender does not know), or
"between", where it does not wait at all. With a certificate it wants TLS and a password.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import ssl
import time
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "desk", "a-password-of-the-benchmark"
STEPS = ("mail", "rcpt", "data", "between")
HOLD = 5.0
"""Seconds; whoever is held up is killed long before."""


class Box:
    """Accepts all, slowly now and then."""

    def __init__(self, file: str, holds: int) -> None:
        self._file, self._holds, self._dice = file, holds, random.Random(7)
        self._next()

    def _next(self) -> None:
        """Choose whom to hold up next: after some mails, at the next step in turn."""
        self._mails, self._step = self._dice.randrange(4), STEPS[self._holds % len(STEPS)]

    async def _at(self, step: str) -> None:
        if self._holds and step == self._step and self._mails <= 0:
            self._holds -= 1
            self._next()
            print(step, flush=True)
            if step != "between":
                await asyncio.sleep(HOLD)

    async def handle_MAIL(  # noqa: D102
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        await self._at("between")
        await self._at("mail")
        self._mails -= 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: D102
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        await self._at("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: D102
        name = message_from_bytes(envelope.content)["Message-ID"]
        with open(self._file, "a") as out:
            out.write("".join(f"{name} {one}\n" for one in envelope.rcpt_tos))
        await self._at("data")
        return "250 OK"


class Server(Controller):
    """A server on a port that was free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right and data.login == USER.encode())


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("--holds", type=int, default=0)
    parser.add_argument("--tls", default="")
    parser.add_argument("--address", default="127.0.0.1")
    options = parser.parse_args()
    more: dict[str, Any] = {}
    if options.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.tls)
        more = {
            "tls_context": context,
            "require_starttls": True,
            "authenticator": _knows,
            "auth_required": True,
        }
    # It warns of its own innards at each login.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    box = Box(options.file, options.holds)
    server = Server(box, hostname=options.address, port=0, ready_timeout=60, **more)
    server.start()
    print(server.port, flush=True)
    time.sleep(3600)


if __name__ == "__main__":
    main()
