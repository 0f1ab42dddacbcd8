"""The next digest in words: to whom it goes and when, and what it says.

Works without a screen: the dashboard shows these lines, the command line prints them.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from tracker import wording
from tracker.text import clean, one_line

if TYPE_CHECKING:
    from jobs.digest import Preview
    from tracker.types import Parcel


def heading(one: Preview, zone: tzinfo, *, most: int | None = None) -> tuple[str, ...]:
    """Return lines that say to whom it goes, what about, of which time it tells, and when."""
    named = ", ".join(one_line(address) for address in one.recipients[:most])
    if most is not None and len(one.recipients) > most:
        named += f" and {len(one.recipients) - most} more"
    since, until = (wording.moment(at, zone) for at in (one.period.since, one.period.until))
    goes = f"Goes out {wording.moment(one.goes, zone)}, with what comes in until then."
    if one.had:
        goes += f" That of {one.had} they have had."
    stuck = [_stuck(parcel) for parcel in one.stuck[:most]]
    subject = [f"Subject: {one_line(one.subject)}"] if one.text is not None else []
    warned = one.private and not one.refused
    private = ["! May tell of private evidence: for these recipients only."] if warned else []
    return (f"To: {named}", *subject, f"Tells of {since} to {until}. {goes}", *private, *stuck)


def _stuck(parcel: Parcel) -> str:
    """Say what a person must find out, and how to tell it."""
    what = "was refused" if parcel.permanent else "may have arrived or not"
    return (
        f"! {parcel.week} to {one_line(parcel.recipient)} {what}: see `askwatch digest outbox`, "
        f"then `askwatch digest resolve {parcel.id} sent|again`"
    )


def text(one: Preview) -> str:
    """Return what it says as harmless lines, or that there would be no mail."""
    if one.refused:
        return clean(one.refused)
    if one.text is None:
        return (
            "Nothing happened in this time: no mail would go out.\n"
            "With `empty = true` under [digest] in config.toml it goes out all the same."
        )
    return clean(one.text)


def row(one: Preview) -> dict[str, Any]:
    """Return it as a JSON object."""
    return {
        "to": one.recipients,
        "week": one.period.week,
        "since": one.period.since,
        "until": one.period.until,
        "goes": one.goes,
        "had": one.had,
        "stuck": [parcel.id for parcel in one.stuck],
        "subject": one.subject or None,
        "text": one.text,
        "private": one.private,
        "refused": one.refused or None,
    }
