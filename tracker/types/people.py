"""People by what they signed, and people of a team by what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.errors import UsageError
from tracker.types.letters import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody who signed letters, and what has become of these."""

    key: str
    """The bioguide id; where the name is not made out, "=" and the folded name."""
    name: str
    bioguide: str | None
    term: Term | None
    """The term as of today, else the last one; None: not made out, or no term is known."""
    serves: bool
    """Whether that term runs today."""
    letters: int
    """Letters signed, each once; led and cosigned ones add up to them."""
    led: int
    asks: int
    """Asks of these letters that are not struck."""
    outstanding: int
    """Those of them that still want an answer."""

    @property
    def cosigned(self) -> int:
        """How many letters they signed without leading them."""
        return self.letters - self.led


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A letter that somebody signed."""

    letter_id: int
    title: str
    dated: date | None
    """Its own date, else the day of its first announcement."""
    lead: bool
    ask_ids: tuple[int, ...]
    """Its asks in their order, without those that were struck."""
    outstanding: int


class Role(StrEnum):
    """What somebody of a team may do; a manager all that an editor may, an editor all a reader."""

    READER = "reader"
    """Look at everything that her organisation may see."""
    EDITOR = "editor"
    """Add letters and replies, decide, correct, take back what she did."""
    MANAGER = "manager"
    """Also poll, load members, take back what others did, and say who is in the team."""
    SERVICE = "service"
    """Poll, pair, mail and back up, for all organisations; decide nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of a team, as the store's server knows her."""

    name: str
    """The database user, by which she signs what she does."""
    organisation: str
    role: Role
    added: datetime

    @property
    def polls(self) -> bool:
        """Whether she may visit sources, and say which are watched."""
        return self.role in (Role.MANAGER, Role.SERVICE)

    @property
    def pairs(self) -> bool:
        """Whether she sees every document, and so may compare asks with them."""
        return self.role is Role.SERVICE

    def signs(self, by: str | None) -> str:
        """Return the name in which she acts; `by`: the one that was given, if any.

        Raises:
            UsageError: it is another's.
        """
        if by not in (None, self.name):
            why = f"you are signed in as {self.name}"
            raise UsageError("not in another's name", by, why, "leave --by out")
        return self.name
