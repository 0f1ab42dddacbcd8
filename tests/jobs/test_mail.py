"""Mail over a real server on the loopback: verified, isolated, told in words."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from jobs import mail
from tracker.config import Smtp


class Outbox:
    """What the server accepts; some recipients it refuses, and it may hang up."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.hang_up = lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 no such user \x1b[31mhere"
        if address.startswith("hangup"):
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.hang_up = server.transport.close
        if b"X-Spam" in envelope.content:
            return "554 looks like spam"
        self.received.append(message_from_bytes(envelope.content, policy=SMTP))
        return "250 OK"


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def server(outbox) -> Iterator[Smtp]:
    yield from running(outbox)


class Server(Controller):
    """A server on a port that was free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def running(outbox: Outbox, **settings) -> Iterator[Smtp]:
    controller = Server(outbox, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    try:
        yield Smtp(host="127.0.0.1", port=controller.port, security="none")
    finally:
        controller.stop()


def mail_to(recipient: str, **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "desk@ngo.example", recipient, "A week"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Nothing happened.\n")
    return message


def test_the_failure_of_one_recipient_does_not_stop_the_others(server, outbox):
    names = ["ana@ngo.example", "gone@ngo.example", "ben@ngo.example"]

    told = list(mail.deliver(map(mail_to, names), server, None))

    assert [str(m["To"]) for m in outbox.received] == ["ana@ngo.example", "ben@ngo.example"]
    assert [str(error) if error else None for _, error in told] == [
        None,
        "digest not sent: 'gone@ngo.example': the server said 550 no such user [31mhere; "
        "look at the address",
        None,
    ]


def test_a_refused_message_is_told_in_the_servers_words(server):
    [(_, error)] = mail.deliver([mail_to("ana@ngo.example", X_Spam="yes")], server, None)

    assert str(error) == ("digest not sent: 'ana@ngo.example': the server said 554 looks like spam")


def test_a_connection_that_broke_is_opened_again_for_the_next(server, outbox):
    names = ["hangup@ngo.example", "ana@ngo.example"]

    [(_, first), (_, second)] = mail.deliver(map(mail_to, names), server, None)

    assert str(first).startswith("digest not sent: 'hangup@ngo.example': ")
    assert second is None
    assert len(outbox.received) == 1


def test_without_a_message_the_server_is_left_alone():
    assert list(mail.deliver([], Smtp(), None)) == []


def test_a_server_that_is_not_there_is_asked_once_and_told_for_each():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = Smtp(host="127.0.0.1", port=port, security="none")

    told = list(mail.deliver([mail_to("a@b.example"), mail_to("c@d.example")], nobody, None))

    assert [str(error) for _, error in told] == 2 * [
        f"mail server not usable: '127.0.0.1:{port}': connection refused; "
        "look at smtp.host and smtp.port"
    ]


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (Smtp(), "no mail server: 'smtp.host': it is not set; name it in config.toml"),
        (
            Smtp(host="mail.example", security="none"),
            "mail server not used: 'mail.example': mail would go over the network unencrypted; "
            "set smtp.security to 'starttls' or 'tls'",
        ),
    ],
)
def test_a_server_that_may_not_be_used_is_not_asked(server, words):
    [(_, error)] = mail.deliver([mail_to("a@b.example")], server, None)

    assert str(error) == words


def test_a_server_that_goes_without_a_word_has_the_mail_all_the_same(server, outbox, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.5)
    told = mail.deliver([mail_to("ana@ngo.example")], server, None)
    [(_, error)] = [next(told)]
    outbox.hang_up()

    assert list(told) == []
    assert error is None


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def certified(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def check_password(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.password == b"secret"
    return AuthResult(success=right, handled=False)


@pytest.fixture
def guarded(outbox, authority) -> Iterator[Smtp]:
    settings = {
        "tls_context": certified(authority),
        "require_starttls": True,
        "authenticator": check_password,
        "auth_required": True,
    }
    for server in running(outbox, **settings):
        yield Smtp(host="localhost", port=server.port, user="desk", security="starttls")


def test_starttls_and_a_password_let_a_mail_through(guarded, outbox, trusting):
    [(_, error)] = mail.deliver([mail_to("a@b.example")], guarded, "secret", context=trusting)

    assert error is None
    assert len(outbox.received) == 1


def test_a_wrong_password_says_where_to_look_and_not_what_it_was(guarded, trusting):
    [(_, error)] = mail.deliver([mail_to("a@b.example")], guarded, "wrong", context=trusting)

    assert "look at smtp.user and ASKWATCH_SMTP_PASSWORD" in str(error)
    assert "wrong" not in str(error)


def test_a_certificate_that_nobody_vouches_for_is_refused(guarded):
    [(_, error)] = mail.deliver([mail_to("a@b.example")], guarded, "secret")

    assert "its certificate is not valid: " in str(error)


def test_a_server_without_encryption_is_refused_where_it_is_wanted(server, outbox):
    wanted = Smtp(host="127.0.0.1", port=server.port, security="starttls")

    [(_, error)] = mail.deliver([mail_to("a@b.example")], wanted, None)

    assert "STARTTLS" in str(error)
    assert outbox.received == []


def test_tls_from_the_first_byte_works_too(outbox, authority, trusting):
    for server in running(outbox, ssl_context=certified(authority)):
        tls = Smtp(host="localhost", port=server.port, security="tls")
        [(_, error)] = mail.deliver([mail_to("a@b.example")], tls, None, context=trusting)

    assert error is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "no answer within 30 seconds"),
        (OSError(), "OSError"),
        (OSError("no\nsender"), "no sender"),
    ],
)
def test_what_the_network_says_becomes_words(error, words):
    assert mail._reason(error)[0] == words
