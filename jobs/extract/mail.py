"""Saved mails (.eml): the letter is attached, or is the mail itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from jobs.extract.base import Extracted, Unreadable, whole
from jobs.markup import decoded, plain, tidy
from tracker.text import one_line

Reader = Callable[[bytes, str, str], Extracted]
_MOST_PARTS = 100
_ENOUGH = 200
"""An attachment with less text than this is a picture's caption or a signature."""


def read(data: bytes, reader: Reader) -> Extracted:
    """Return the longest attachment that can be read, else the text of the mail itself.

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
    warnings: list[str] = []
    best, name = None, ""
    for part in _attachments(mail):
        part_name = one_line(part.get_filename() or "") or "unnamed"
        try:
            found = reader(_bytes(part), part_name, part.get_content_type())
        except Unreadable as error:
            warnings.append(f"attachment '{part_name}' was left out: {error.why}")
            continue
        if len(found.text) >= _ENOUGH and (best is None or len(found.text) > len(best.text)):
            best, name = found, part_name
    if best is not None:
        warnings += [f"read from attachment '{name}'", *best.warnings]
        return replace(
            best,
            title=best.title or subject,
            published=best.published or day,
            warnings=tuple(warnings),
        )
    return Extracted(
        text=body,
        title=subject,
        published=day,
        media_type="message/rfc822",
        pages=whole(body),
        warnings=tuple(warnings),
    )


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
