"""A letter that asks once more for what was not answered: as Markdown, Word or e-mail.

What is outstanding and why is decided by the ledger; here it is put into words
for the addressee. A passage that may not be shown outside stays out unless it
is asked for. Whatever came from outside is text: no markup, no header.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from jobs.render import address
from tracker import ledger, wording
from tracker.errors import InputError
from tracker.text import one_line
from tracker.types import (
    Addressee,
    BoardRow,
    Chamber,
    Due,
    Event,
    EventKind,
    Evidence,
    Letter,
    Link,
    Member,
    Outcome,
    Signatory,
)

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_SAID = {
    Outcome.NO_RESPONSE: "We have no record of a response.",
    Outcome.ACKNOWLEDGED: "The letter was acknowledged, but this was not answered.",
    Outcome.PARTLY_ANSWERED: "This was answered in part.",
    Outcome.REFERRED: "This was passed on to others; we have had no answer since.",
}
_INADEQUATE = "We have had a response, but it does not answer what we asked."
_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What was said of an ask, and where."""

    quote: str
    source: str
    """"“Title”, 3 June 2025, https://..."; what is not known is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One ask that is put once more."""

    quote: str
    dates: str
    """When it was asked, when an answer was due, how long ago."""
    said: str
    passages: tuple[Passage, ...]
    carried: tuple[str, ...]
    """Where it was asked again since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A letter, before anybody lays it out."""

    day: date
    to: tuple[tuple[str, ...], ...]
    """The lines of each addressee's block."""
    subject: str
    salutation: str
    opening: str
    items: tuple[Item, ...]
    closing: str
    signers: tuple[tuple[str, str], ...]
    """Name, and "United States Senator" or "Member of Congress"."""
    remarks: tuple[str, ...]
    """What was left out and why, and what to look at first; for staff, not for the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An ask with all that is known of it."""

    row: BoardRow
    due: Due
    events: tuple[Event, ...]
    evidence: tuple[Evidence, ...]
    links: tuple[Link, ...]


def follow_up(
    letter: Letter,
    asks: Iterable[History],
    members: Callable[[str], Member | None],
    day: date,
    zone: tzinfo,
    *,
    private: bool = False,
) -> FollowUp:
    """Return a letter with exactly the asks that still want an answer.

    Signatories sign if the roster says that they serve on that day; who cannot
    be told is named in the remarks. Private passages only where `private` says so.

    Raises:
        InputError: nothing of the letter is unanswered.
    """
    wanted = [one for one in asks if not ledger.stopped(one.row.state)]
    if not wanted:
        which = f"letter {letter.id}"
        raise InputError("nothing to follow up", which, "every ask is answered or closed")
    signers, gone = _signers(letter.signatories, members, day)
    kept_back = sum(e.private for one in wanted for e in _proof(one)) if not private else 0
    many = wording.plural(kept_back, "private passage")
    asked = f" of {long_day(letter.dated)}" if letter.dated else ""
    total = sum(not ask.struck for ask in letter.asks)
    return FollowUp(
        day=day,
        to=tuple(_block(one) for one in letter.addressees),
        subject=f"Follow-up to our letter{asked}{_matter(letter)}",
        salutation=_salutation(letter.addressees),
        opening=_opening(asked, len(wanted), total),
        items=tuple(_item(one, letter, day, zone, private) for one in wanted),
        closing=_closing(len(wanted)),
        signers=signers,
        remarks=(
            *gone,
            *([f"{many} left out; --private writes them"] if kept_back else []),
            *(_unread(one.row) for one in wanted if one.row.waiting_candidates),
        ),
    )


def _matter(letter: Letter) -> str:
    """Return what a person called the letter; nothing if only the machine named its people."""
    by_people = any(one.name and one.name in letter.title for one in letter.addressees)
    return "" if by_people else f": {one_line(letter.title)}"


def _unread(row: BoardRow) -> str:
    many = wording.plural(row.waiting_candidates, "possible answer")
    return f"look first: {many} to ask {row.ask.id} not reviewed yet (`askwatch review list`)"


def long_day(day: date) -> str:
    """Return a day as a letter from Congress writes it: "March 3, 2025"."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _opening(asked: str, wanted: int, total: int) -> str:
    subject = "one request" if total == 1 else f"{total} requests"
    rest = f"{wanted} of them {'has' if wanted == 1 else 'have'} not"
    if wanted == total:
        rest = "it has not" if total == 1 else "none of them has"
    return (
        f"We write about our letter{asked}, which made {subject}. As far as our records show, "
        f"{rest} been answered in full. We repeat {'it' if wanted == 1 else 'them'} below, "
        "in the words of the letter, with what we have heard so far."
    )


def _closing(wanted: int) -> str:
    what = "this request" if wanted == 1 else "each of these requests"
    return (
        f"We ask for a written answer to {what}. If an answer was sent and has not reached us, "
        "please send us a copy. Thank you for your attention."
    )


def _block(one: Addressee) -> tuple[str, ...]:
    name = f"The Honorable {one_line(one.name)}" if one.name else ""
    return tuple(filter(None, (name, one_line(one.office or ""))))


def _salutation(addressees: Sequence[Addressee]) -> str:
    called = []
    for one in addressees:
        office, name = one_line(one.office or ""), one_line(one.name or "")
        title = "Secretary" if re.match(r"(?i)secretary\b", office) else ""
        surname = re.sub(r"(?i),? (jr|sr|ii|iii|iv)\.?$", "", name).rpartition(" ")[2]
        called.append(f"{title} {surname}" if title and name else name or office)
    return f"Dear {' and '.join(filter(None, called)) or 'Sir or Madam'}:"


def _item(one: History, letter: Letter, day: date, zone: tzinfo, private: bool) -> Item:
    state = one.row.state
    shown = [e for e in _proof(one) if private or not e.private]
    return Item(
        quote=one_line(one.row.ask.quote),
        dates=_dates(letter, one.due, day),
        said=_INADEQUATE if state.adequate is False else _SAID[state.outcome],
        passages=tuple(_passage(e, zone) for e in shown),
        carried=tuple(
            f"This was {_onward(link)}." for link in one.links if link.ask_id == one.row.ask.id
        ),
    )


def _onward(link: Link) -> str:
    """Return where it was asked again, in words for those who do not have our numbers."""
    on = f" on {long_day(link.day)}" if link.day else ""
    if link.hearing is None:
        return f"asked again in a letter{on}"
    whose = f" of the {one_line(link.hearing.committee)}" if link.hearing.committee else ""
    return f"asked again at a hearing{whose}{on}"


def _proof(one: History) -> list[Evidence]:
    """Return the evidence of the outcomes that stand, oldest first."""
    counting = {
        event.evidence_id
        for event in ledger.live(one.events)
        if event.kind is EventKind.OUTCOME_SET
    }
    return [e for e in one.evidence if e.id in counting]


def _dates(letter: Letter, due: Due, day: date) -> str:
    asked = f"Asked on {long_day(letter.dated)}" if letter.dated else "Asked"
    if due.day is None:
        return f"{asked}."
    if due.day >= day:
        return f"{asked}; an answer is due by {long_day(due.day)}."
    late = wording.plural((day - due.day).days, "day")
    return f"{asked}; an answer was due by {long_day(due.day)}, {late} ago."


def _passage(fixed: Evidence, zone: tzinfo) -> Passage:
    when = ""
    if fixed.published:
        # A day without a time is midnight UTC, which no zone may move.
        day_only = fixed.published.astimezone(UTC).time() == time()
        when = long_day(fixed.published.astimezone(UTC if day_only else zone).date())
    url = one_line(fixed.url) if fixed.url.startswith(("http://", "https://")) else ""
    title = f"“{one_line(fixed.title)}”" if fixed.title.strip() else ""
    return Passage(quote=one_line(fixed.quote), source=", ".join(filter(None, (title, when, url))))


def _signers(
    signatories: Sequence[Signatory], members: Callable[[str], Member | None], day: date
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return who signs, leads first, and in words who does not and why."""
    signing, gone = [], []
    for one in sorted(signatories, key=lambda s: not s.lead):
        member = members(one.bioguide) if one.bioguide else None
        seats = [t for t in member.terms if t.start <= day <= t.end] if member else []
        if member is None:
            gone.append(f"{one_line(one.name)} does not sign: not found in the roster")
        elif not seats:
            gone.append(f"{one_line(one.name)} does not sign: no longer serving")
        else:
            senator = seats[-1].chamber is Chamber.SENATE
            title = "United States Senator" if senator else "Member of Congress"
            signing.append((one_line(one.name), title))
    return tuple(signing), tuple(gone)


def markdown(letter: FollowUp) -> str:
    """Return the letter as Markdown."""
    return _template("followup.md").render(letter=letter, day=long_day(letter.day))


def plain(letter: FollowUp) -> str:
    """Return the letter as plain text, as an e-mail carries it."""
    return _template("followup.txt").render(letter=letter, day=long_day(letter.day))


def docx(letter: FollowUp) -> bytes:
    """Return the letter as a Word document."""
    import docx as word

    document = word.Document()
    document.core_properties.title = letter.subject
    document.core_properties.author = ""
    add = document.add_paragraph
    add(long_day(letter.day))
    for block in letter.to:
        add("\n".join(block))
    add().add_run(f"Re: {letter.subject}").bold = True
    add(letter.salutation)
    add(letter.opening)
    for number, item in enumerate(letter.items, 1):
        # Numbered in words, not by a style: the number survives copying.
        add(f"{number}. “{item.quote}”")
        add(" ".join((item.dates, *item.carried, item.said)))
        for passage in item.passages:
            add(f"“{passage.quote}”", style="Quote")
            add(f"({passage.source})")
    add(letter.closing)
    add("Sincerely,")
    for name, title in letter.signers:
        add(f"\n{name}\n{title}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def eml(letter: FollowUp, to: Sequence[str], now: datetime) -> bytes:
    """Return the letter as an unsent e-mail, with the Word document attached.

    It has no sender: the mail program of whoever sends it fills that in.

    Raises:
        MailError: a recipient is no address.
    """
    mail = EmailMessage(policy=SMTP)
    if to:
        mail["To"] = ", ".join(formataddr(address(one)) for one in to)
    mail["Subject"] = letter.subject
    mail["Date"] = now
    # By this mail programs open it as a draft.
    mail["X-Unsent"] = "1"
    mail.set_content(plain(letter), cte="quoted-printable")
    mail.add_attachment(docx(letter), maintype="application", subtype=_DOCX, filename="letter.docx")
    return mail.as_bytes()


_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!&~])")
_LIST = re.compile(r"^(\d+)([.)])|^([-+])")


def _escaped(text: str) -> str:
    """Return a text in which Markdown and HTML mean nothing."""
    bare = _MARKUP.sub(r"\\\1", text)
    return _LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", bare)


def _template(name: str) -> Template:
    return _templates().get_template(name)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("jobs", "templates"),
        # Text and Markdown: each value is escaped by the filter that fits.
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = _escaped
    return environment
