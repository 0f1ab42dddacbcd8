"""Executive communications, hearings and meetings from api.congress.gov.

Page:    https://api.congress.gov/v3/house-communication/119/ec?format=json
Checked: 2026-11-21, from public descriptions

`updateDate` is when the record was touched and is never taken for the event's
date. Lists carry little: what a communication says stands in its own record,
which this layout reads, too.
"""

from __future__ import annotations

from typing import Any

from jobs.markup import plain
from jobs.sources.api import Fields, loaded, looks, named_next, rows, said
from jobs.sources.base import Layout, address, line
from jobs.sources.dates import moment
from tracker.types import Item, Page

_LISTS = ("houseCommunications", "senateCommunications", "hearings", "committeeMeetings")
_ONES = ("houseCommunication", "senateCommunication", "house-communication",
         "senate-communication", "hearing", "committeeMeeting")  # fmt: skip


def read(page: Page) -> tuple[Item, ...]:
    """Return the records, as the site orders them; one record is a list of one.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it holds no such records; what the site says, if it says why.
    """
    answer = loaded(page)
    one = _one(answer)
    return tuple(_item(row, page) for row in ([one] if one else rows(page, answer, *_LISTS)))


def _one(answer: Any) -> Fields | None:
    if not isinstance(answer, dict):
        return None
    return next((answer[name] for name in _ONES if isinstance(answer.get(name), dict)), None)


def _item(row: Fields, page: Page) -> Item:
    published, day_only = moment(_date(row))
    url = said(row, "url") or page.url
    return Item(
        title=line(said(row, "title")) or _title(row),
        url=address(url.partition("?")[0], page),
        guid=_guid(row),
        published=published,
        text=plain(said(row, "abstract")),
        day_only=day_only,
    )


def _date(row: Fields) -> str:
    dates = row.get("dates")
    first = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], dict) else {}
    return said(row, "congressionalRecordDate") or said(row, "date") or said(first, "date")


def _congress(row: Fields) -> str:
    return said(row, "congress") or said(row, "congressNumber")


def _number(row: Fields) -> str:
    return said(row, "number") or said(row, "jacketNumber") or said(row, "eventId")


def _kind(row: Fields) -> str:
    if "eventId" in row:
        return "Committee Meeting"
    return said(row, "communicationType", "name") or "Hearing"


def _title(row: Fields) -> str:
    return line(f"{said(row, 'chamber')} {_kind(row)} {_number(row)}, Congress {_congress(row)}")


def _guid(row: Fields) -> str:
    parts = (_congress(row), said(row, "chamber"), _kind(row), _number(row))
    return "-".join(part.lower().replace(" ", "-") for part in parts)


def recognises(page: Page) -> bool:
    """Say whether it holds such records."""
    answer = looks(page)
    return isinstance(answer, dict) and (
        _one(answer) is not None or any(isinstance(answer.get(name), list) for name in _LISTS)
    )


LAYOUT = Layout(
    name="congress-api",
    accept="application/json",
    read=read,
    recognises=recognises,
    following=named_next("pagination", "next"),
)
