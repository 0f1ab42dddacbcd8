"""Turn a digest into a mail: plain text, HTML, and the headers around them.

What is told and in which words is decided in `tracker`; here it is laid out.
Whatever came from outside is escaped, and no line of it can become a header.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tracker import alerts, digest, wording
from tracker.config import Organisation
from tracker.errors import MailError
from tracker.standing import Standing
from tracker.text import one_line
from tracker.types import Digest, DigestLine, Point

if TYPE_CHECKING:
    from jobs.shelf import Office
    from tracker.recipients import Recipient

MOST = 20
"""The most lines of one section; the rest is counted, with the command that shows it."""
LARGEST = 90_000
"""The most bytes of the HTML: mail programs cut off what has more than 100 KB."""
_WORDS, _QUOTE = 700, 300
"""The most characters of one line, and of a quote in it."""
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")
_SPECIAL = set('<>,;:"()[]\\')
_COLOURS = {
    Standing.ANSWERED.value: "#2f7d4f",
    Standing.PARTLY.value: "#6aa57f",
    Standing.ACKNOWLEDGED.value: "#5d8fc0",
    Standing.DECLINED.value: "#7a5fa8",
    Standing.REFERRED.value: "#8c8fb8",
    Standing.CLAIMED.value: "#4a9a9a",
    Standing.INADEQUATE.value: "#b86a9a",
    Standing.TO_REVIEW.value: "#c79a1e",
    Standing.OVERDUE.value: "#c0473a",
    Standing.PAUSED.value: "#7f97a3",
    Standing.WAITING.value: "#9aa3ab",
    Standing.CLOSED.value: "#6b6f75",
}
"""Of the bar; words and numbers stand below it, so that nobody needs colour to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the mail, cut to a readable length."""

    title: str
    lines: tuple[DigestLine, ...]
    more: int
    """How many lines are not shown."""
    command: str
    """What to type to see all."""


class Rendered(NamedTuple):
    """A digest with its two bodies, the same for all who get it."""

    content: Digest
    text: str
    html: str


def render(
    content: Digest, organisation: Organisation, now: datetime, *, dates: str = "en-GB"
) -> Rendered:
    """Return the digest as plain text and as HTML, no larger than mail programs show.

    `dates` says how days are written. Where all of it is too much, each section
    shows fewer lines; what is left out is counted, and its command named.
    """
    most = MOST
    with wording.dates(dates):
        while True:
            told = _told(content, organisation, now, most)
            told["language"] = "en" if dates == "iso" else dates
            text, html = (_templates().get_template(f"digest.{kind}") for kind in ("txt", "html"))
            made = Rendered(content, text.render(told), html.render(told))
            if len(made.html.encode()) <= LARGEST or most == 1:
                return made
            most = most * 2 // 3


def _told(content: Digest, organisation: Organisation, now: datetime, most: int) -> dict[str, Any]:
    zone = organisation.zone
    *heaps, (_, total) = content.counts
    before = dict(content.before)
    return {
        "digest": content,
        "headline": digest.headline(content) or "nothing happened",
        "organisation": one_line(organisation.name, 200),
        "scope": one_line(content.scope, 300),
        "since": wording.moment(content.since, zone),
        "until": wording.moment(content.until, zone),
        "then": wording.moment(content.since, zone, year=False),
        "now": wording.moment(now, zone),
        "zone": organisation.time_zone,
        "sections": sections(content, most),
        "heaps": [
            Heap(name, number, before.get(name))
            for name, number in heaps
            if number or before.get(name)
        ],
        "colours": _COLOURS,
        "total": total,
        "total_then": before.get("total"),
        "trend": content.trend,
        "columns": columns(content.trend),
        "trends": (
            ("answered, or in part", "answered", _COLOURS[Standing.ANSWERED]),
            ("overdue", "overdue", _COLOURS[Standing.OVERDUE]),
            ("in all", "total", "#b4bbc1"),
        ),
    }


class Heap(NamedTuple):
    """How many asks stand in one place, now and when the period began."""

    name: str
    number: int
    then: int | None
    """None: it cannot be told."""

    @property
    def change(self) -> str:
        """The difference in words: "+3", "-2", "="; empty where it cannot be told."""
        if self.then is None:
            return ""
        return f"{self.number - self.then:+,d}" if self.number != self.then else "="


HEIGHT = 48
"""Of the trend's highest column, in pixels."""


class Column(NamedTuple):
    """One week of the trend, as a column of three pieces that stand on each other."""

    day: str
    answered: int
    overdue: int
    other: int
    """The heights of the pieces, in pixels; a piece that counts anything is seen."""
    words: str


def columns(trend: Sequence[Point]) -> tuple[Column, ...]:
    """Return the trend as columns, all to one measure."""
    highest = max((point.total for point in trend), default=0)

    def height(count: int) -> int:
        return max(2, round(HEIGHT * count / highest)) if count else 0

    return tuple(
        Column(
            wording.day(point.day),
            height(point.answered),
            height(point.overdue),
            height(point.total - point.answered - point.overdue),
            f"{wording.day(point.day)}: {point.answered} answered, {point.overdue} overdue, "
            f"{point.total} in all",
        )
        for point in trend
    )


def sections(content: Digest, most: int = MOST) -> tuple[Section, ...]:
    """Return the parts that have something to tell, in the order of the mail."""
    soon = f"Due within {digest.SOON} days"
    parts = (
        ("Waiting for review", content.to_review, "askwatch review list"),
        ("Decided", content.answers, "askwatch ask list"),
        ("Evidence that changed", content.changed, "askwatch review list"),
        ("Newly overdue", content.newly_overdue, "askwatch ask list --outstanding"),
        ("Promised days that passed", content.promises, "askwatch ask list --outstanding"),
        (soon, content.due_soon, "askwatch ask list --outstanding"),
        ("Letters and signers", content.new_letters, "askwatch letter list"),
        ("Sources", content.troubles, "askwatch source list"),
        ("Jobs that do not run", content.silent, "askwatch jobs list"),
    )
    return tuple(
        Section(
            title=title,
            lines=tuple(map(_short, lines[:most])),
            more=max(0, len(lines) - most),
            command=command,
        )
        for title, lines, command in parts
        if lines
    )


def _short(line: DigestLine) -> DigestLine:
    said = line.quote and one_line(line.quote, _QUOTE)
    return replace(line, words=one_line(line.words, _WORDS), quote=said)


def message(
    rendered: Rendered,
    sender: str,
    recipient: str,
    organisation: Organisation,
    now: datetime,
    *,
    unsubscribe: str = "",
) -> EmailMessage:
    """Return a digest as a mail with both bodies.

    Its Message-ID is the same whenever it is made for this recipient and week; the
    digests of the same campaigns stand in one thread.

    Raises:
        MailError: the recipient or the sender is no address.
    """
    content = rendered.content
    headline = digest.headline(content) or "nothing happened"
    about = f", {content.scope}" if content.scope else ""
    mail = envelope(sender, recipient, organisation, now, unsubscribe=unsubscribe)
    mail["Subject"] = one_line(f"Askwatch {content.week}{one_line(about, 80)}: {headline}")
    mail["Message-ID"] = message_id(content.week, sender, recipient)
    thread = message_id(f"thread.{_key(content.scope)}", sender, recipient)
    mail["In-Reply-To"] = mail["References"] = thread
    return with_bodies(mail, rendered.text, rendered.html)


def alert(
    lines: tuple[DigestLine, ...], name: str, office: Office, who: Recipient, now: datetime
) -> EmailMessage:
    """Return a bundle of alerts as a mail, in one thread with the others of its reader.

    Raises:
        MailError: the recipient or the sender is no address.
    """
    unsubscribe = office.settings.unsubscribe
    mail = envelope(office.sender, who.to, office.organisation, now, unsubscribe=unsubscribe)
    headline = alerts.headline(lines)
    mail["Subject"] = one_line(f"Askwatch: {headline}", 150)
    mail["Message-ID"] = message_id(name.replace(" ", "."), office.sender, who.to)
    mail["In-Reply-To"] = mail["References"] = message_id("alerts", office.sender, who.to)
    shown = Section(
        title="Alerts",
        lines=tuple(map(_short, lines[:MOST])),
        more=max(0, len(lines) - MOST),
        command="askwatch digest",
    )
    told = {"section": shown, "headline": headline, "language": "en"}
    html = _templates().get_template("alert.html").render(told)
    return with_bodies(mail, alert_text(lines), html)


def alert_text(lines: Sequence[DigestLine]) -> str:
    """Return alerts as plain text."""
    shown, more = tuple(map(_short, lines[:MOST])), max(0, len(lines) - MOST)
    return _templates().get_template("alert.txt").render(lines=shown, more=more)


def envelope(
    sender: str, recipient: str, organisation: Organisation, now: datetime, *, unsubscribe: str = ""
) -> EmailMessage:
    """Return a mail of ours with the headers that all of them have, and nothing in it.

    Raises:
        MailError: the recipient or the sender is no address.
    """
    (from_name, from_spec), (to_name, to_spec) = address(sender), address(recipient)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((from_name or "Askwatch", from_spec))
    mail["To"] = formataddr((to_name, to_spec))
    mail["Date"] = now.astimezone(organisation.zone)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "en"
    mail["List-Id"] = f"Askwatch <askwatch.{from_spec.rpartition('@')[2]}>"
    if unsubscribe:
        url = unsubscribe.replace("{address}", quote(to_spec, safe=""))
        mail["List-Unsubscribe"] = f"<{url}>"
        if url.startswith("https:"):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def with_bodies(mail: EmailMessage, text: str, html: str) -> EmailMessage:
    """Put both bodies into a mail."""
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = "multipart/alternative"
    mail.set_payload([*_bodies(text, html)])
    return mail


@lru_cache(maxsize=4)
def _bodies(text: str, html: str) -> tuple[EmailMessage, EmailMessage]:
    """Return both bodies, encoded once for all who get them."""
    plain, rich = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    plain.set_content(text, cte="quoted-printable")
    rich.set_content(html, subtype="html", cte="quoted-printable")
    for part in (plain, rich):
        del part["MIME-Version"]
    return plain, rich


def message_id(week: str, sender: str, recipient: str) -> str:
    """Return the Message-ID of a week's digest for a recipient, always the same.

    Raises:
        MailError: the recipient or the sender is no address.
    """
    to, by = address(recipient)[1], address(sender)[1]
    return f"<digest.{week}.{_key(to.lower())}@{by.rpartition('@')[2]}>"


def _key(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def address(given: str) -> tuple[str, str]:
    """Return name and address: "Ana <ana@a.example>" or the bare address.

    Raises:
        MailError: it is no address, or not in plain ASCII.
    """
    line = one_line(given)
    name, bracket, rest = line.partition("<")
    spec = rest.removesuffix(">") if bracket else line
    if not _ADDRESS.fullmatch(spec) or set(spec) & _SPECIAL or (bracket and "@" in name):
        step = "write it like 'ana@example.org' or 'Ana <ana@example.org>'"
        raise MailError("no mail address", line, "", step)
    return name.strip().strip('"') if bracket else "", spec


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("jobs", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html",), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = _wrap
    environment.filters["short"] = _brief
    environment.filters["of_year"] = _of_year
    environment.tests["linkable"] = _linkable
    return environment


def _brief(number: int) -> str:
    """Return a number in at most five characters, for a narrow column."""
    return f"{number:,}" if number < 10_000 else f"{number / 1000:.0f}k"


def _of_year(day: date) -> str:
    """Return a day without its year: "3 Oct", "Oct 3" or "10-03"."""
    words = wording.day(day)
    return words.rpartition(" ")[0].rstrip(",") or words[5:]


def _linkable(url: str | None) -> bool:
    return url is not None and url.startswith(("http://", "https://"))


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    """Return the text in lines of 76 characters; addresses stay whole."""
    return textwrap.fill(
        text,
        76,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
