"""What stands beside a letter's text: facts, people, sources, history, in words.

Works without a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, tzinfo

from tracker import carrying, wording
from tracker.roster.places import state_name
from tracker.standing import of
from tracker.text import one_line
from tracker.timeline import timeline
from tracker.types import Chamber, Letter, LetterSource, Member, Signatory
from tui import people, views

_CHAMBERS = {Chamber.SENATE: "Senate", Chamber.HOUSE: "House of Representatives"}
_BAR = 24
_READ = "? Reading not yet confirmed (press {key})", "✓ Reading confirmed"
_UNKNOWN = "unknown"


def facts(view: views.LetterView, confirm: str = "c") -> str:
    """Return date, state of the reading, addressees, copies, campaign and how the asks stand."""
    letter = view.letter
    lines = [
        one_line(letter.title),
        _dated(letter),
        _READ[bool(letter.confirmed)].format(key=confirm),
    ]
    if view.lines:
        heaps = Counter(of(line.row, line.due) for line in view.lines)
        told = wording.rollup((line.row, line.due) for line in view.lines)
        lines.append(f"{wording.bar(heaps, _BAR)}  {told}")
    lines.append(f"To {wording.addressees(letter.addressees)}")
    if letter.cc:
        lines.append(f"Copy to {wording.addressees(letter.cc)}")
    if view.campaign is not None:
        lines.append(f"Campaign {one_line(view.campaign.name)}")
    return "\n".join(lines)


def _dated(letter: Letter) -> str:
    if letter.letter_date:
        dated = f"Dated {wording.day(letter.letter_date)}"
    else:
        known = f"; announced {wording.day(letter.announced)}" if letter.announced else ""
        dated = f"No date is printed{known}"
    wants = f"; wants a reply by {wording.day(letter.reply_by)}" if letter.reply_by else ""
    return dated + wants


def more(view: views.LetterView, today: date, zone: tzinfo) -> str:
    """Return signatories, sources, what is to be checked, what it carries on, and history."""
    letter = view.letter
    parts = [f"Signed by {wording.signatories(letter)}", *signed(letter, dict(view.members), today)]
    parts += ["", "Known from", *(part for one in letter.sources for part in _source(one))]
    if view.differences:
        parts += ["", "Sources differ", *(f"  ≠ {one_line(one)}" for one in view.differences)]
    if warnings := wording.warnings(letter):
        parts += ["", "To check", *(f"  ! {warning}" for warning in warnings)]
    before = [one for one in view.links if one.later_letter_id == letter.id]
    if before:
        parts += ["", "Carries on", *(f"  {carrying.backward(one)}" for one in before)]
    own = [one for one in view.links if one.letter_id == letter.id]
    told = timeline([letter], own, view.events, zone)
    parts += ["", "What happened", *(f"  {one_line(moment.words)}" for moment in told)]
    return "\n".join(parts)


def _source(one: LetterSource) -> Iterator[str]:
    """Yield where a letter is known from, and what paper that was."""
    yield f"  {one.kind}: {one_line(one.url or one.name)}"
    sure = [page.sure for page in one.pages if page.sure is not None]
    paper = [wording.plural(len(one.pages), "page")] if len(one.pages) > 1 else []
    paper += [f"read by OCR, {min(sure) * 100:.0f} % sure"] if sure else []
    if paper:
        yield f"    {', '.join(paper)}"


def signed(letter: Letter, members: Mapping[str, Member], today: date) -> list[str]:
    """Return the signatories by chamber, with party and state as of the letter's date.

    Within a chamber the leads come first, the others by party and state. Who holds no
    seat today has left office, and since when is said.
    """
    seated: dict[Chamber | None, list[tuple[tuple[bool, str, str], str]]] = {}
    parties: Counter[str] = Counter()
    left = 0
    for one in letter.signatories:
        member = members.get(one.bioguide or "")
        term = people.term_on(member, letter.dated) if member else None
        term = term or (member.terms[-1] if member and member.terms else None)
        rank = (not one.lead, term.party if term else "", term.state if term else "")
        gone = _gone(member, today)
        left += bool(gone)
        parties[term.party if term else _UNKNOWN] += 1
        line = _signer(one, member, letter.dated) + gone
        seated.setdefault(term.chamber if term else None, []).append((rank, line))
    lines = [f"  {_summary(parties, left)}"] if parties.keys() - {_UNKNOWN} else []
    for chamber in (*_CHAMBERS, None):
        if found := seated.get(chamber):
            name = _CHAMBERS[chamber] if chamber else "Chamber not known"
            lines += [f"  {name} ({len(found)})", *(line for _, line in sorted(found))]
    return lines


def _summary(parties: Counter[str], left: int) -> str:
    told = [f"{number} {one_line(party)}" for party, number in parties.most_common()]
    gone = [f"{left} no longer in office"] if left else []
    return f"By party: {', '.join([*told, *gone])}"


def _signer(one: Signatory, member: Member | None, on: date | None) -> str:
    words = people.seat(member, on) if member else ""
    term = people.term_on(member, on) if member else None
    state = state_name(term.state) if term else ""
    named = f", {state}" if term and state != term.state else ""
    seat = f" ({words}{named})" if words else ""
    doubt = "" if one.bioguide else "  ? no member found for this name"
    return f"  {'▸' if one.lead else ' '} {one_line(one.name)}{seat}{doubt}"


def _gone(member: Member | None, today: date) -> str:
    """Return since when a member holds no seat; nothing: it is held, or nobody knows."""
    if member is None or not member.terms or people.term_on(member, today):
        return ""
    last = max(term.end for term in member.terms)
    return f" — left office {wording.day(last)}" if last < today else ""
