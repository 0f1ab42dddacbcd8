"""People by what they signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
