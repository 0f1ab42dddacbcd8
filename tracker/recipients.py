"""Who gets the weekly mail and the alerts: what may be set for each, and what is refused.

Pure: parsed settings go in. Whether an address can be written to, the mail says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import time
from urllib.parse import urlsplit

from tracker.errors import ConfigError, MailError
from tracker.timetable import DAYS, At
from tracker.types import Person, Role

DATES = ("en-GB", "en-US", "iso")
"""How days are written: "29 Nov 2023", "Nov 29, 2023", "2023-11-29"."""
ALERTS = ("candidates", "overdue", "sources")
"""What may be told in between."""
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_SERVICE = re.compile(r"[A-Z][A-Z0-9_]{0,60}_(?:KEY|TOKEN|SECRET|URL)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One entry of [[digest.recipients]]; what is left out is as for everybody."""

    to: str
    """A mail address, with a name or without."""
    campaigns: tuple[str, ...] = ()
    """Names of campaigns; with `letters` empty as well: everything."""
    letters: tuple[int, ...] = ()
    """Ids of letters, beside those of the campaigns."""
    dates: str = "en-GB"
    weekday: str = ""
    hour: int | None = None
    private: bool = False
    """Private evidence is shown, too."""
    organisation: str = ""
    """Of which organisation of a team they are."""
    empty: bool | None = None
    alerts: tuple[str, ...] = ()
    """Some of `ALERTS`; empty: none."""
    watch: tuple[int, ...] = ()
    """The asks of which alerts tell; empty: all of the recipient's letters."""
    quiet: str = ""
    """Hours without alerts: "20:00-07:00"; what comes up then is told afterwards."""
    services: tuple[str, ...] = ()
    """Variables of the environment that hold addresses of other services, as apprise has them."""

    @property
    def at(self) -> At:
        """When the digest is due; for one with day and hour."""
        return At(self.hour or 0, 0, DAYS.index(self.weekday.lower()))

    @property
    def has_all(self) -> bool:
        """Whether every letter concerns them."""
        return not self.campaigns and not self.letters

    def is_quiet(self, now: time) -> bool:
        """Say whether alerts must wait at this time of their day."""
        found = _QUIET.fullmatch(self.quiet)
        if not found:
            return False
        start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        return start <= now < end if start <= end else now >= start or now < end


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """The weekly mail, and the alerts in between."""

    sender: str = ""
    to: tuple[str, ...] = ()
    """Those who get everything, on the day and at the hour below."""
    weekday: str = "monday"
    hour: int = 7
    empty: bool = False
    """Send it even when nothing happened."""
    unsubscribe: str = ""
    """A web or mail address for List-Unsubscribe, {address} stands for the recipient's."""
    recipients: tuple[Recipient, ...] = ()

    @property
    def everybody(self) -> tuple[Recipient, ...]:
        """Each who gets the mail, with day, hour and the rest filled in."""
        return tuple(map(self.filled, (*map(plain, self.to), *self.recipients)))

    def filled(self, one: Recipient) -> Recipient:
        """Return a recipient with what is set for everybody where nothing else is."""
        return replace(
            one,
            weekday=one.weekday or self.weekday,
            hour=self.hour if one.hour is None else one.hour,
            empty=self.empty if one.empty is None else one.empty,
        )


def plain(address: str) -> Recipient:
    """Return somebody for whom nothing but the address is set."""
    return Recipient(to=address)


def eyes(who: Recipient, team: Collection[Person], me: Person | None) -> str | None:
    """Return with whose eyes is seen what somebody gets: the name of an organisation of the team.

    None: what is everybody's, and no more. Empty: one's own, for there is no team. Where
    people of one organisation are in it, all readers are of that one, if nothing else is said.

    Raises:
        MailError: there is no such organisation; they want what is private and it is not
            said whose; `me`, who signed in, may not see what they may.
    """
    names = {one.organisation for one in team if one.role is not Role.SERVICE}
    names = names or {one.organisation for one in team}
    wanted = who.organisation or (next(iter(names), "") if len(names) < 2 else None)
    if wanted is None and who.private:
        why = "they want private evidence, which only one's own organisation may see"
        step = "say of which they are: organisation = '…' in their [[digest.recipients]]"
        raise MailError(_UNMADE, who.to, why, step)
    if wanted and wanted not in names:
        step = f"there are: {', '.join(sorted(names))}" if names else "leave it out"
        raise MailError(_UNMADE, who.to, f"there is no organisation '{wanted}' in the team", step)
    others = me is not None and me.role is not Role.SERVICE and wanted != me.organisation
    if wanted and others:
        step = "its people can, and the service that sends it"
        raise MailError(_UNMADE, who.to, f"you may not see what {wanted} sees", step)
    return wanted


_UNMADE = "digest not made"


def check(settings: DigestSettings) -> None:
    """Pass if the settings of the digest can be followed.

    Raises:
        ConfigError: a day, an hour, a way of writing dates, a kind of alert or an
            address for unsubscribing does not exist; somebody is named twice.
    """
    _schedule("digest", settings.weekday, settings.hour)
    seen: set[str] = set()
    for one in settings.recipients:
        name = f"digest.recipients.{one.to}"
        _schedule(name, one.weekday or settings.weekday, one.hour or 0)
        _choices(f"{name}.dates", [one.dates], DATES)
        _choices(f"{name}.alerts", one.alerts, ALERTS)
        if one.quiet and not _QUIET.fullmatch(one.quiet):
            raise ConfigError("bad setting", f"{name}.quiet", "no hours", "write '20:00-07:00'")
        for service in one.services:
            if not _SERVICE.fullmatch(service):
                step = "put the address into the environment, its name here: 'TEAM_CHAT_URL'"
                raise ConfigError("bad setting", f"{name}.services", "no variable's name", step)
    for address in (*settings.to, *(one.to for one in settings.recipients)):
        bare = address.rpartition("<")[2].rstrip(">").strip().lower()
        if bare in seen and address not in settings.to:
            step = "name all campaigns in one entry"
            raise ConfigError("bad setting", "digest.recipients", f"'{bare}' stands twice", step)
        seen.add(bare)
    _unsubscribe(settings.unsubscribe)


def _schedule(name: str, weekday: str, hour: int) -> None:
    if weekday.lower() not in DAYS:
        raise ConfigError("bad setting", f"{name}.weekday", f"no day '{weekday}'", "write 'monday'")
    if not 0 <= hour <= 23:
        raise ConfigError("bad setting", f"{name}.hour", "not between 0 and 23")


def _choices(name: str, given: Iterable[str], choices: tuple[str, ...]) -> None:
    for one in given:
        if one not in choices:
            step = f"there are: {', '.join(choices)}"
            raise ConfigError("bad setting", name, f"'{one}' is unknown", step)


def _unsubscribe(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url.replace("{address}", "x"))
    good = parts.scheme == "mailto" or (parts.scheme == "https" and parts.netloc)
    if not good or re.search(r"[\s<>{}]", url.replace("{address}", "")) or not url.isascii():
        step = "write it like 'https://example.org/unsubscribe?who={address}' or 'mailto:…'"
        raise ConfigError("bad setting", "digest.unsubscribe", f"'{url}' is no such address", step)
