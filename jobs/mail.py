"""Hand messages to a mail server, over a verified connection.

One connection serves many messages; what goes wrong with one recipient is
told and the others get theirs. Whether the server took a message, refused it,
or may have taken it is told apart to the last byte. Nothing is recorded here,
and the password is an argument.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from types import TracebackType

from tracker.config import Smtp
from tracker.errors import MailError
from tracker.secrecy import HIDDEN
from tracker.text import one_line

TIMEOUT = 30.0
"""Seconds that the server may be silent."""
_WHAT = "mail not sent"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


Reply = tuple[int, bytes]
"""What a server says: a number and words."""


class PassingError(MailError):
    """It was not taken now; later it may be."""


class DoubtfulError(MailError):
    """All of it went out, and no word came back: it may have arrived or not."""


class Postman:
    """Takes messages to one server; opens the connection when it is needed."""

    def __init__(
        self, server: Smtp, password: str | None, *, context: ssl.SSLContext | None = None
    ) -> None:
        self._server, self._password, self._context = server, password, context
        self._client: smtplib.SMTP | None = None
        self.doubtful = False
        """The end of a message went out, and no word came back yet."""

    def connect(self) -> None:
        """See that there is a connection.

        Raises:
            PassingError: the server cannot be reached or is busy.
            MailError: it is not set, not safe, or refuses us.
        """
        if self._client is None:
            self._client = _connect(self._server, self._password, self._context)

    def hand_over(self, message: EmailMessage) -> None:
        """Give a message to the server; it has it when this returns.

        Raises:
            PassingError: it does not have it now, but may take it later.
            DoubtfulError: it may have it.
            MailError: it refuses it for good.
        """
        self.connect()
        assert self._client is not None
        self.doubtful = False
        try:
            reply = self._given(self._client, message)
            self.doubtful = False
            _taken(reply, message, self._password)
        except MailError:
            # A connection of which we do not know the state serves nobody.
            if not _alive(self._client):
                self._client.close()
                self._client = None
            raise

    def _given(self, client: smtplib.SMTP, message: EmailMessage) -> Reply:
        """Hand over all of a message and return what the server says."""
        _hand_over(client, message, self._password)
        self.doubtful = True
        return _answer(client, message, self._password)

    def __enter__(self) -> Postman:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._client is None:
            return
        if kind is None:
            _leave(self._client)
        else:
            # In the middle of a message a goodbye would be a part of it, and wait for an answer.
            self._client.close()


def _connect(server: Smtp, password: str | None, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if not server.host:
        raise MailError("no mail server", "smtp.host", "it is not set", "name it in config.toml")
    if server.security == "none" and server.host not in _LOOPBACK:
        why = "mail would go over the network unencrypted"
        step = "set smtp.security to 'starttls' or 'tls'"
        raise MailError("mail server not used", server.host, why, step)
    if server.user and not password:
        step = "set ASKWATCH_SMTP_PASSWORD, or put it into the keyring"
        raise MailError("mail server not used", server.host, "its password is not known", step)
    try:
        return _opened(server, password, context)
    except (OSError, smtplib.SMTPException) as error:
        what, where = "mail server not usable", f"{server.host}:{server.port}"
        raise _kind(error)(what, where, *_reason(error, password)) from None


def _opened(server: Smtp, password: str | None, context: ssl.SSLContext | None) -> smtplib.SMTP:
    client: smtplib.SMTP
    if server.security != "none":
        # It reads all certificates of the system, which takes a while.
        context = context or ssl.create_default_context()
    if server.security == "tls":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        # The dot at the end is a parcel of its own, and shall not wait for others.
        assert client.sock is not None
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.security == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, password or "")
        client.ehlo_or_helo_if_needed()
    except BaseException:
        client.close()
        raise
    return client


def _hand_over(client: smtplib.SMTP, message: EmailMessage, password: str | None) -> None:
    """Say who writes to whom, then the message, but for the dot that makes it the server's."""
    sender, recipient = _from_and_to(message)
    try:
        body = smtplib.quotedata(message.as_bytes(policy=SMTP).decode("ascii"))
        _expect(250, client.mail(sender))
        _expect(250, client.rcpt(recipient), addressed=True)
        _expect(354, client.docmd("DATA"))
        client.send(body if body.endswith("\r\n") else f"{body}\r\n")
    except (OSError, smtplib.SMTPException) as error:
        raise _kind(error)(_WHAT, recipient, *_reason(error, password)) from None


def _answer(client: smtplib.SMTP, message: EmailMessage, password: str | None) -> Reply:
    """Send the dot, and return what the server says to it."""
    try:
        client.send(".\r\n")
        reply = client.getreply()
        if reply[0] < 0:
            raise smtplib.SMTPServerDisconnected("its answer cannot be read")
    except (OSError, smtplib.SMTPException) as error:
        why = f"no word came back after it was sent: {_reason(error, password)[0]}"
        step = "look whether it arrived; see: askwatch digest outbox"
        raise DoubtfulError(_WHAT, _from_and_to(message)[1], why, step) from None
    return reply


def _taken(reply: Reply, message: EmailMessage, password: str | None) -> None:
    try:
        _expect(250, reply)
    except smtplib.SMTPResponseException as error:
        recipient = _from_and_to(message)[1]
        raise _kind(error)(_WHAT, recipient, *_reason(error, password)) from None


def _from_and_to(message: EmailMessage) -> tuple[str, str]:
    sender, recipient = (parseaddr(str(message[name]))[1] for name in ("From", "To"))
    return sender, recipient


class _AddressRefused(smtplib.SMTPResponseException):
    """The server does not want this recipient."""


def _expect(code: int, reply: tuple[int, bytes], *, addressed: bool = False) -> None:
    if reply[0] != code and not (addressed and reply[0] == 251):
        kind = _AddressRefused if addressed else smtplib.SMTPResponseException
        raise kind(*reply)


def _kind(error: Exception) -> type[MailError]:
    """Return whether it may pass: a reply from 400 to 499, or a network that failed."""
    if isinstance(error, smtplib.SMTPResponseException):
        return PassingError if 400 <= error.smtp_code < 500 else MailError
    if isinstance(error, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError):
        return MailError
    return PassingError


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


def _reason(error: Exception, password: str | None) -> tuple[str, str]:
    """Return what the server or the network said, without our password, and what to do."""
    why, step = _told(error)
    return why.replace(password, HIDDEN) if password else why, step


def _told(error: Exception) -> tuple[str, str]:
    match error:
        case smtplib.SMTPAuthenticationError():
            return _said(error.smtp_code, error.smtp_error), (
                "look at smtp.user and ASKWATCH_SMTP_PASSWORD"
            )
        case _AddressRefused():
            return _said(error.smtp_code, error.smtp_error), "look at the address"
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
