"""Saved mails (.eml): the letter is attached, or is the mail itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from jobs.extract.base import PICTURES, Extracted, Unreadable, whole
from jobs.markup import decoded, plain, tidy
from tracker.text import one_line

Reader = Callable[[bytes, str, str], Extracted]
_MOST_PARTS = 100
_TABLES = ("text/csv", "text/calendar", "text/vcard", "text/x-vcard", "text/tab-separated-values")
_PAPER = ("application/", "image/")
"""What letters are attached as: PDF, Word, scans; notes beside them are plain text."""
_ENOUGH = 200
"""An attachment with less text than this is a picture's caption or a signature."""


def read(data: bytes, reader: Reader) -> Extracted:
    """Return the attachment that is likeliest the letter, else the text of the mail itself.

    Args:
        data: The mail.
        reader: Reads an attachment, given its bytes, name and type.

    Raises:
        Unreadable: neither has any text.
    """
    try:
        mail = message_from_bytes(data, policy=policy.default)
    except RecursionError:
        raise Unreadable("the mail is nested deeper than any that people send") from None
    body = _body(mail)
    subject, day = one_line(str(mail.get("Subject", ""))) or None, _day(mail)
    best, warnings = _longest(list(_attachments(mail)), reader)
    if best is not None:
        return replace(
            best,
            title=best.title or subject,
            published=best.published or day,
            warnings=(*warnings, *best.warnings),
        )
    return Extracted(
        text=body,
        title=subject,
        published=day,
        media_type="message/rfc822",
        pages=whole(body),
        warnings=tuple(warnings),
    )


def _longest(parts: list[EmailMessage], reader: Reader) -> tuple[Extracted | None, list[str]]:
    """Return the attachment that is likeliest the letter, if any is, and what became of each."""
    found: list[tuple[str, Extracted]] = []
    said: list[str] = []
    # Pictures last: most are no letters, and to read them takes long.
    for part in sorted(parts, key=_is_picture):
        name = one_line(part.get_filename() or "") or "unnamed"
        try:
            if part.get_content_type() in _TABLES or name.lower().endswith(".csv"):
                raise Unreadable("it is a table or a card, not a letter")
            if _is_picture(part) and any(len(one.text) >= _ENOUGH for _, one in found):
                raise Unreadable("it is a picture")
            found.append((name, reader(_bytes(part), name, part.get_content_type())))
        except Unreadable as error:
            said.append(f"attachment '{name}' was left out: {error.why}")
    found.sort(key=lambda one: _foremost(one[1]))
    enough = bool(found) and len(found[0][1].text) >= _ENOUGH
    why = f"'{found[0][0]}' is likelier the letter" if enough else "it has hardly any text"
    left_out = found[1:] if enough else found
    said += [f"attachment '{name}' was left out: {why}" for name, _ in left_out]
    if not enough:
        return None, said
    return found[0][1], [*said, f"read from attachment '{found[0][0]}'"]


def _foremost(one: Extracted) -> tuple[bool, bool, int]:
    """Return how attachments are ordered: what has text, is on paper, is long comes first."""
    paper = one.media_type.startswith(_PAPER)
    return (len(one.text) < _ENOUGH, not paper, -len(one.text))


def _is_picture(part: EmailMessage) -> bool:
    return _bytes(part)[:4].startswith(PICTURES)


def _body(mail: EmailMessage) -> str:
    for part in mail.walk():
        kind = part.get_content_type()
        if part.get_content_disposition() != "attachment" and kind in ("text/plain", "text/html"):
            said = decoded(_bytes(part), part.get_content_charset())
            text = plain(said) if kind == "text/html" else tidy(said)
            if text:
                return text
    return ""


def _attachments(mail: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            return
        named = part.get_content_disposition() == "attachment" or part.get_filename()
        if named and not part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _day(mail: EmailMessage) -> date | None:
    try:
        return parsedate_to_datetime(str(mail.get("Date", ""))).date()
    except ValueError:
        return None
