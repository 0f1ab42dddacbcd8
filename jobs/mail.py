"""Hand messages to a mail server, over a verified connection.

One connection serves many messages; what goes wrong with one recipient is
told and the others get theirs. Nothing is recorded here, and the password is
an argument.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from email.message import EmailMessage

from tracker.config import Smtp
from tracker.errors import MailError
from tracker.text import one_line

TIMEOUT = 30.0
"""Seconds that the server may be silent."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
Delivery = tuple[EmailMessage, MailError | None]
"""A message, and why it was not accepted; None: the server has it."""


def deliver(
    messages: Iterable[EmailMessage],
    server: Smtp,
    password: str | None,
    *,
    context: ssl.SSLContext | None = None,
) -> Iterator[Delivery]:
    """Hand over messages one by one, and say of each at once how it went.

    A connection that broke is opened again for the next message; a server that
    cannot be reached or refuses us is not asked again.
    """
    client: smtplib.SMTP | None = None
    refused: MailError | None = None
    try:
        for message in messages:
            if client is None and refused is None:
                try:
                    client = _connect(server, password, context)
                except MailError as error:
                    refused = error
            if client is None:
                yield message, refused
                continue
            failure = _hand_over(client, message)
            if failure and not _alive(client):
                client.close()
                client = None
            yield message, failure
    finally:
        if client:
            _leave(client)


def _connect(server: Smtp, password: str | None, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if not server.host:
        raise MailError("no mail server", "smtp.host", "it is not set", "name it in config.toml")
    if server.security == "none" and server.host not in _LOOPBACK:
        why = "mail would go over the network unencrypted"
        step = "set smtp.security to 'starttls' or 'tls'"
        raise MailError("mail server not used", server.host, why, step)
    try:
        return _opened(server, password, context or ssl.create_default_context())
    except (OSError, smtplib.SMTPException) as error:
        why, step = _reason(error)
        where = f"{server.host}:{server.port}"
        raise MailError("mail server not usable", where, why, step) from None


def _opened(server: Smtp, password: str | None, context: ssl.SSLContext) -> smtplib.SMTP:
    client: smtplib.SMTP
    if server.security == "tls":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, password or "")
    except BaseException:
        client.close()
        raise
    return client


def _hand_over(client: smtplib.SMTP, message: EmailMessage) -> MailError | None:
    try:
        client.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        why, step = _reason(error)
        return MailError("digest not sent", str(message["To"]), why, step)
    return None


def _alive(client: smtplib.SMTP) -> bool:
    try:
        return client.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _leave(client: smtplib.SMTP) -> None:
    # The server has the mails already; how it says goodbye does not matter.
    try:
        client.quit()
    except (OSError, smtplib.SMTPException):
        client.close()


def _reason(error: Exception) -> tuple[str, str]:
    """Return what the server or the network said, and what to do."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return _said(error.smtp_code, error.smtp_error), (
                "look at smtp.user and ASKWATCH_SMTP_PASSWORD"
            )
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
            return _said(code, words), "look at the address"
        case smtplib.SMTPResponseException():
            return _said(error.smtp_code, error.smtp_error), ""
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid: {error.verify_message}", "look at smtp.host"
        case TimeoutError():
            return f"no answer within {TIMEOUT:g} seconds", "look at smtp.host and smtp.port"
        case OSError() if error.strerror:
            return one_line(error.strerror).lower(), "look at smtp.host and smtp.port"
    return one_line(str(error), 200) or type(error).__name__, ""


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"the server said {code} {one_line(text, 200)}".rstrip()
