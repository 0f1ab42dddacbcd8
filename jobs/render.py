"""Turn a digest into a mail: plain text, HTML, and the headers around them.

What is told and in which words is decided in `tracker`; here it is laid out.
Whatever came from outside is escaped, and no line of it can become a header.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from functools import cache, lru_cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tracker import digest, wording
from tracker.config import Organisation
from tracker.errors import MailError
from tracker.standing import Standing
from tracker.text import one_line
from tracker.types import Digest, DigestLine

MOST = 20
"""The most lines of one section; the rest is counted, with the command that shows it."""
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


def render(content: Digest, organisation: Organisation, now: datetime) -> Rendered:
    """Return the digest as plain text and as HTML."""
    zone = organisation.zone
    *heaps, (_, total) = content.counts
    told = {
        "digest": content,
        "headline": digest.headline(content) or "nothing happened",
        "organisation": one_line(organisation.name),
        "since": wording.moment(content.since, zone),
        "until": wording.moment(content.until, zone),
        "now": wording.moment(now, zone),
        "zone": organisation.time_zone,
        "sections": sections(content),
        "heaps": [(name, number) for name, number in heaps if number],
        "colours": _COLOURS,
        "total": total,
    }
    text, html = (_templates().get_template(f"digest.{kind}") for kind in ("txt", "html"))
    return Rendered(content, text.render(told), html.render(told))


def sections(content: Digest) -> tuple[Section, ...]:
    """Return the parts that have something to tell, in the order of the mail."""
    parts = (
        ("Waiting for review", content.to_review, "askwatch review list"),
        ("Decided", content.answers, "askwatch ask list"),
        ("Newly overdue", content.newly_overdue, "askwatch ask list --outstanding"),
        (f"Due within {digest.SOON} days", content.due_soon, "askwatch ask list --outstanding"),
        ("New letters", content.new_letters, "askwatch letter list"),
        ("Sources in trouble", content.troubles, "askwatch source list"),
    )
    return tuple(
        Section(title=title, lines=lines[:MOST], more=max(0, len(lines) - MOST), command=command)
        for title, lines, command in parts
        if lines
    )


def message(
    rendered: Rendered, sender: str, recipient: str, organisation: Organisation, now: datetime
) -> EmailMessage:
    """Return a digest as a mail with both bodies.

    Its Message-ID is the same whenever it is made for this recipient and week.

    Raises:
        MailError: the recipient or the sender is no address.
    """
    content = rendered.content
    (from_name, from_spec), (to_name, to_spec) = address(sender), address(recipient)
    headline = digest.headline(content) or "nothing happened"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((from_name or "Askwatch", from_spec))
    mail["To"] = formataddr((to_name, to_spec))
    mail["Subject"] = one_line(f"Askwatch {content.week}: {headline}")
    mail["Date"] = now.astimezone(organisation.zone)
    mail["Message-ID"] = message_id(content.week, sender, recipient)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "en"
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = "multipart/alternative"
    mail.set_payload([*_bodies(rendered.text, rendered.html)])
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
    key = hashlib.sha256(to.lower().encode()).hexdigest()[:20]
    return f"<digest.{week}.{key}@{by.rpartition('@')[2]}>"


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
    environment.tests["linkable"] = _linkable
    return environment


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
