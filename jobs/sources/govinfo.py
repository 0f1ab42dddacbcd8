"""Packages and granules of govinfo, among them printed hearings (CHRG).

Page:    https://api.govinfo.gov/collections/CHRG/2026-01-01T00:00:00Z?pageSize=100&offsetMark=*
Checked: 2026-11-21, from public descriptions and GPO's own sample of granules

Questions for the Record stand at the end of a printed hearing, one or two
years late. A granule has no date of its own: its package's name may hold one.
"""

from __future__ import annotations

from jobs.sources import dates
from jobs.sources.api import Fields, loaded, looks, named_next, rows, said
from jobs.sources.base import Layout, address, line
from tracker.types import Item, Page

_LISTS = ("packages", "granules", "results")


def read(page: Page) -> tuple[Item, ...]:
    """Return the packages or granules, as the site orders them.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it has neither packages nor granules.
    """
    return tuple(_item(row, page) for row in rows(page, loaded(page), *_LISTS))


def _item(row: Fields, page: Page) -> Item:
    link = said(row, "packageLink") or said(row, "granuleLink") or said(row, "resultLink")
    published, day_only = dates.moment(said(row, "dateIssued"))
    named = dates.find(link) if published is None else None
    return Item(
        title=line(said(row, "title")),
        url=address(link, page),
        guid=said(row, "granuleId") or said(row, "packageId") or None,
        published=named.at if named else published,
        text="",
        day_only=bool(named) or day_only,
    )


def recognises(page: Page) -> bool:
    """Say whether it lists packages or granules."""
    answer = looks(page)
    if not isinstance(answer, dict):
        return False
    lists = (answer[name] for name in _LISTS if isinstance(answer.get(name), list))
    found: list[object] = next(lists, [])
    first = found[0] if found else None
    return isinstance(first, dict) and bool({"packageId", "granuleId"} & set(first))


LAYOUT = Layout(
    name="govinfo",
    accept="application/json",
    read=read,
    recognises=recognises,
    following=named_next("nextPage"),
)
