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
from tracker.errors import MailError


class Outbox:
    """What the server accepts; some recipients it refuses, and it may hang up."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.hang_up = lambda: None
        self.answers = {"full": "452 no room", "odd": "xyz what"}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 no such user \x1b[31mhere"
        if address.startswith("hangup"):
            server.transport.close()
        if address.startswith("busy"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.hang_up = server.transport.close
        if b"X-Spam" in envelope.content:
            return "554 looks like spam"
        if answer := self.answers.get(envelope.rcpt_tos[0].partition("@")[0]):
            return answer
        if envelope.rcpt_tos[0].startswith("mute"):
            server.transport.close()
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


def deliver(messages, server: Smtp, password: str | None = None, **more) -> list[str | None]:
    """Hand messages over, one connection for all, and return what was told of each."""
    told: list[str | None] = []
    with mail.Postman(server, password, **more) as postman:
        for message in messages:
            try:
                postman.hand_over(message)
            except MailError as error:
                told.append(f"{type(error).__name__}: {error}")
            else:
                told.append(None)
    return told


def test_the_failure_of_one_recipient_does_not_stop_the_others(server, outbox):
    names = ["ana@ngo.example", "gone@ngo.example", "ben@ngo.example"]

    told = deliver(map(mail_to, names), server)

    assert [str(m["To"]) for m in outbox.received] == ["ana@ngo.example", "ben@ngo.example"]
    assert told == [
        None,
        "MailError: mail not sent: 'gone@ngo.example': the server said 550 no such user "
        "[31mhere; look at the address",
        None,
    ]


def test_a_refused_message_is_told_in_the_servers_words(server):
    [told] = deliver([mail_to("ana@ngo.example", X_Spam="yes")], server)

    assert (
        told == "MailError: mail not sent: 'ana@ngo.example': the server said 554 looks like spam"
    )


def test_a_connection_that_broke_is_opened_again_for_the_next(server, outbox):
    names = ["hangup@ngo.example", "ana@ngo.example"]

    first, second = deliver(map(mail_to, names), server)

    assert first.startswith("PassingError: mail not sent: 'hangup@ngo.example': ")
    assert second is None
    assert len(outbox.received) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "busy@ngo.example",
            "PassingError: mail not sent: 'busy@ngo.example': the server said 451",
        ),
        (
            "full@ngo.example",
            "PassingError: mail not sent: 'full@ngo.example': the server said 452",
        ),
        ("mute@ngo.example", "DoubtfulError: mail not sent: 'mute@ngo.example': no word came back"),
        ("odd@ngo.example", "DoubtfulError: mail not sent: 'odd@ngo.example': no word came back"),
    ],
)
def test_what_may_pass_and_what_nobody_knows_are_told_apart(server, name, told):
    [said, other] = deliver([mail_to(name), mail_to("ana@ngo.example")], server)

    assert said.startswith(told)
    assert other is None


def test_lines_that_begin_with_a_dot_arrive_as_they_were(server, outbox):
    message = mail_to("ana@ngo.example")
    message.set_content("one\n.\n..two\nthree")

    assert deliver([message], server) == [None]

    assert outbox.received[0].get_content().splitlines() == ["one", ".", "..two", "three"]


def test_without_a_message_the_server_is_left_alone():
    assert deliver([], Smtp()) == []


def test_a_server_that_is_not_there_may_be_there_later():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = Smtp(host="127.0.0.1", port=port, security="none")

    told = deliver([mail_to("a@b.example"), mail_to("c@d.example")], nobody)

    assert told == 2 * [
        f"PassingError: mail server not usable: '127.0.0.1:{port}': connection refused; "
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
        (
            Smtp(host="mail.example", user="desk"),
            "mail server not used: 'mail.example': its password is not known; "
            "set ASKWATCH_SMTP_PASSWORD, or put it into the keyring",
        ),
    ],
)
def test_a_server_that_may_not_be_used_is_not_asked(server, words):
    assert deliver([mail_to("a@b.example")], server) == [f"MailError: {words}"]


def test_a_server_that_goes_without_a_word_has_the_mail_all_the_same(server, outbox, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.5)
    with mail.Postman(server, None) as postman:
        postman.hand_over(mail_to("ana@ngo.example"))
        outbox.hang_up()

    assert len(outbox.received) == 1


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
    [error] = deliver([mail_to("a@b.example")], guarded, "secret", context=trusting)

    assert error is None
    assert len(outbox.received) == 1


def test_a_wrong_password_says_where_to_look_and_not_what_it_was(guarded, trusting):
    [error] = deliver([mail_to("a@b.example")], guarded, "wrong", context=trusting)

    assert "look at smtp.user and ASKWATCH_SMTP_PASSWORD" in error
    assert "wrong" not in error


def test_a_certificate_that_nobody_vouches_for_is_refused(guarded):
    [error] = deliver([mail_to("a@b.example")], guarded, "secret")

    assert "its certificate is not valid: " in error


def test_a_server_without_encryption_is_refused_where_it_is_wanted(server, outbox):
    wanted = Smtp(host="127.0.0.1", port=server.port, security="starttls")

    [error] = deliver([mail_to("a@b.example")], wanted, None)

    assert "STARTTLS" in error
    assert outbox.received == []


def test_tls_from_the_first_byte_works_too(outbox, authority, trusting):
    for server in running(outbox, ssl_context=certified(authority)):
        tls = Smtp(host="localhost", port=server.port, security="tls")
        [error] = deliver([mail_to("a@b.example")], tls, None, context=trusting)

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
    assert mail._reason(error, None)[0] == words
