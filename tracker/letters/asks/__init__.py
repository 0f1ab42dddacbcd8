"""What a letter asks: candidates, how sure we are of each, and the choice among them."""

from __future__ import annotations

from tracker.letters.asks.certain import levelled
from tracker.letters.asks.choice import chosen
from tracker.letters.asks.features import table
from tracker.letters.asks.kinds import kind_of
from tracker.letters.asks.model import Model, model_of, probabilities
from tracker.letters.asks.summaries import summary
from tracker.letters.asks.units import MOST_SENTENCES, Piece, Unit, pieces, units, unread
from tracker.letters.structure import Zones
from tracker.text import one_line
from tracker.types import FoundAsk, Span

__all__ = ["Model", "find", "model_of"]


def find(
    text: str, zones: Zones, title: str, model: Model
) -> tuple[tuple[FoundAsk, ...], tuple[str, ...]]:
    """Return what the letter asks, in the order of the text, and a warning if it is too long."""
    found = pieces(text, zones)
    made = units(text, found)
    sure = probabilities(table(text, zones, found, made, title), made, model)
    level = levelled(text, found, made, sure)
    taken = chosen([u.span for u in made], [float(p) for p in level], model.least)
    asks = tuple(_ask(text, found, made[i], model.confidence(float(level[i]))) for i in taken)
    rest = unread(zones, found)
    return asks, (_too_long(rest.of(text)),) if rest else ()


def _too_long(rest: str) -> str:
    return (
        f"not read to its end for asks: '{one_line(rest[:200], 60)}': {MOST_SENTENCES:,} sentences "
        "stand before it; add by hand what is asked from there on"
    )


def _ask(text: str, found: tuple[Piece, ...], unit: Unit, sure: float) -> FoundAsk:
    lead = found[unit.piece].lead
    before = lead.of(text) if lead else None
    quote = unit.span.of(text)
    kind = kind_of(quote, before)
    return FoundAsk(
        span=Span(unit.span.start, unit.span.end),
        quote=quote,
        kind=kind,
        summary=summary(quote, kind, before),
        confidence=round(sure, 3),
    )
