"""The words for all of it, the same in the dashboard, the digest and the command line.

Plain sentences on one line each, made harmless; a symbol always stands beside
its word. Pure: times come with the organisation's zone, nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, tzinfo

from tracker import schedule
from tracker import standing as heaps
from tracker.letters.missing import NO_ADDRESSEE, NO_DATE, NO_SIGNATORY, missing
from tracker.schedule import Health, HealthChange, HealthState
from tracker.standing import Standing
from tracker.text import one_line
from tracker.types import (
    Addressee,
    BoardRow,
    Candidate,
    Clock,
    Due,
    Letter,
    Outcome,
    Watched,
)

_UNRESOLVED = "name not resolved: "

# Not strftime: month names would follow the machine's locale.
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

_STANDINGS = {
    Standing.ANSWERED: "✓",
    Standing.PARTLY: "◐",
    Standing.ACKNOWLEDGED: "◔",
    Standing.DECLINED: "✗",
    Standing.REFERRED: "→",
    Standing.CLAIMED: "◑",
    Standing.INADEQUATE: "≠",
    Standing.TO_REVIEW: "?",
    Standing.OVERDUE: "!",
    Standing.PAUSED: "‖",
    Standing.WAITING: "…",
    Standing.CLOSED: "–",
}
_CLOCKS = {
    Clock.WAITING: "…",
    Clock.DUE_SOON: "◷",
    Clock.OVERDUE: "!",
    Clock.LONG_OVERDUE: "‼",
    Clock.PAUSED: "‖",
    Clock.STOPPED: "■",
}
_HEALTHS = {
    HealthState.DELIVERING: "✓",
    HealthState.QUIET: "◌",
    HealthState.DEGRADED: "!",
    HealthState.BLOCKED: "✗",
    HealthState.NO_DATA: "?",
}
_OUTCOMES = {
    Outcome.NO_RESPONSE: ("…", "No response found yet"),
    Outcome.ACKNOWLEDGED: ("◔", "They acknowledged the letter but have not answered"),
    Outcome.PARTLY_ANSWERED: ("◐", "They answered in part"),
    Outcome.ANSWERED: ("✓", "They answered"),
    Outcome.DECLINED: ("✗", "They declined"),
    Outcome.REFERRED: ("→", "They passed it on to somebody else"),
    Outcome.CLAIMED_DONE: ("◑", "They say that it is done; nobody has verified it yet"),
    Outcome.VERIFIED_DONE: ("✓", "It is done, and somebody verified it"),
    Outcome.SUPERSEDED: ("–", "A later ask took its place"),
    Outcome.WITHDRAWN: ("–", "The signatories withdrew it"),
    Outcome.OVERTAKEN: ("–", "Events have overtaken it"),
    Outcome.CLOSED: ("–", "It was closed without a response"),
}


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return "1 ask", "2 asks", "1,200 asks"; name the plural where an s is not enough."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


_DATES: ContextVar[str] = ContextVar("dates", default="en-GB")


@contextmanager
def dates(style: str) -> Iterator[None]:
    """Write days within as one reader has them: "en-GB", "en-US" or "iso"."""
    token = _DATES.set(style)
    try:
        yield
    finally:
        _DATES.reset(token)


def writes_otherwise() -> bool:
    """Say whether days are written otherwise than where nobody says how."""
    return _DATES.get() != "en-GB"


def day(when: date | None) -> str:
    """Return "29 Nov 2023", as long as `dates` says nothing else, or "no date"."""
    if when is None:
        return "no date"
    style, month = _DATES.get(), _MONTHS[when.month - 1]
    if style == "iso":
        return when.isoformat()
    return (
        f"{month} {when.day}, {when.year}"
        if style == "en-US"
        else f"{when.day} {month} {when.year}"
    )


def moment(when: datetime | None, zone: tzinfo, *, year: bool = True) -> str:
    """Return "21 Nov 2026 06:10" in the organisation's zone, or "never"."""
    if when is None:
        return "never"
    local = when.astimezone(zone)
    date_words = day(local.date())
    if not year:
        date_words = date_words.rpartition(" ")[0].rstrip(",") or date_words
    return f"{date_words} {local:%H:%M}"


def published(when: datetime | None, zone: tzinfo) -> str:
    """Return the publisher's day, with the time in the organisation's zone if there was one.

    Midnight UTC stands for a day without a time, which no zone may move.
    """
    if when is None or when.astimezone(UTC).time() != time():
        return moment(when, zone) if when else day(None)
    return day(when.astimezone(UTC).date())


def clock(state: Clock) -> str:
    """Return the clock's symbol and word: "! overdue"."""
    return f"{_CLOCKS[state]} {state.value}"


def outcome(value: Outcome) -> str:
    """Return the outcome's symbol and word: "✓ answered"."""
    return f"{_OUTCOMES[value][0]} {value.value}"


def outcome_sentence(value: Outcome) -> str:
    """Return what the outcome means, without a full stop."""
    return _OUTCOMES[value][1]


def standing(row: BoardRow, due: Due) -> str:
    """Return symbol and word for the heap in which the ask is counted: "? to review"."""
    heap = heaps.of(row, due)
    return f"{_STANDINGS[heap]} {heap.value}"


def counts(asks: Iterable[tuple[BoardRow, Due]]) -> tuple[tuple[str, int], ...]:
    """Return how many asks stand where, each counted once, then ("total", all)."""
    return heaps.counts(asks)


def bar(found: Mapping[Standing, int], width: int) -> str:
    """Return how many asks stand where as a row of their symbols: "✓✓◐!!!…".

    One symbol an ask as far as they fit, else in proportion; each heap that has any
    keeps one, so no meaning hangs on a colour.
    """
    heaps = [(_STANDINGS[heap], found[heap]) for heap in Standing if found.get(heap)]
    total = sum(number for _, number in heaps)
    if total > width:
        spare = max(0, width - len(heaps))
        heaps = [(symbol, 1 + number * spare // total) for symbol, number in heaps]
    return "".join(symbol * number for symbol, number in heaps)[:width]


def status(row: BoardRow, due: Due) -> str:
    """Return how an ask stands, on one line.

    "Overdue by 12 days; 1 possible answer waits for review": both are said, so
    that nobody is alarmed before somebody has read it.
    """
    parts = []
    if row.state.outcome is not Outcome.NO_RESPONSE:
        parts.append(outcome_sentence(row.state.outcome))
    if row.state.adequate is False:
        parts.append("the answer is not adequate")
    if due.clock is not Clock.STOPPED:
        parts.append(_time_left(due))
    if due.promised is not None:
        parts.append(promise(due))
    proposed = row.waiting_candidates - row.changed_evidence
    if proposed:
        verb = "waits" if proposed == 1 else "wait"
        parts.append(f"{plural(proposed, 'possible answer')} {verb} for review")
    if row.changed_evidence:
        parts.append("its evidence has changed at the source, which waits for review")
    if row.state.doubted is not None:
        parts.append("its evidence no longer holds; look at the outcome again")
    if row.state.unread:
        events = ", ".join(map(str, row.state.unread))
        parts.append(f"event {events} was written by another version of askwatch and is not read")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def promise(due: Due) -> str:
    """Return by when an answer was promised, and whether that day has passed."""
    days = due.promise_days or 0
    if days < 0:
        return f"the answer promised by {day(due.promised)} is {plural(-days, 'day')} late"
    return f"promised by {day(due.promised)}, {_in_days(days)}"


def due_short(due: Due) -> str:
    """Return the due day and how far it is, for a column: "29 Dec 2023, 12 days over"."""
    if due.clock is Clock.PAUSED:
        return f"{day(due.day)}, paused" if due.day else "paused"
    if due.day is None:
        return "no date"
    if due.days is None:
        return f"{day(due.day)}, stopped"
    if due.days < 0:
        return f"{day(due.day)}, {plural(-due.days, 'day')} over"
    return f"{day(due.day)}, {_in_days(due.days)}"


def _time_left(due: Due) -> str:
    if due.clock is Clock.PAUSED:
        return "the clock is paused" + (f", due {day(due.day)}" if due.day else "")
    if due.days is None:
        return "no response found yet, and no due date"
    if due.days < 0:
        word = "long overdue" if due.clock is Clock.LONG_OVERDUE else "overdue"
        return f"{word} by {plural(-due.days, 'day')}"
    return f"due {_in_days(due.days)}"


def _in_days(days: int) -> str:
    return ("today", "tomorrow")[days] if days < 2 else f"in {days} days"


def rollup(asks: Iterable[tuple[BoardRow, Due]]) -> str:
    """Return how a letter's asks stand: "4 of 7 answered, 2 overdue, 1 to review"."""
    found = dict(heaps.counts(asks))
    total = found.pop("total")
    if not total:
        return "no asks"
    answered = found.pop(Standing.ANSWERED.value)
    rest = [f"{number} {word}" for word, number in found.items() if number]
    return ", ".join([f"{answered} of {total} answered", *rest])


def addressee(one: Addressee) -> str:
    """Return "Antony Blinken, Secretary of State", or whichever of the two is known."""
    return one_line(", ".join(filter(None, (one.name, one.office)))) or "unnamed"


def addressees(several: Sequence[Addressee]) -> str:
    """Return up to two addressees, and how many more there are."""
    words = "; ".join(addressee(one) for one in several[:2]) or "no addressee"
    return f"{words}; and {len(several) - 2} more" if len(several) > 2 else words


def signatories(letter: Letter) -> str:
    """Return who signed, as far as they are named: "Ann Lee (lead) and 2 others named, of 51"."""
    named = letter.signatories
    if not named:
        stated = letter.stated_total
        many = plural(stated or 0, "signatory", "signatories")
        return f"{many}, none named" if stated else "no signatory known"
    lead = next((one for one in named if one.lead), named[0])
    words = one_line(lead.name) + (" (lead)" if lead.lead and len(named) > 1 else "")
    if len(named) > 1:
        words += f" and {plural(len(named) - 1, 'other')}"
    if letter.stated_total and letter.stated_total != len(named):
        words += f", {len(named)} named of {letter.stated_total}"
    return words


def warnings(letter: Letter) -> tuple[str, ...]:
    """Return what is still to be checked: not what a person has resolved or filled in since."""
    resolved = [one.printed for one in letter.signatories if one.bioguide]
    settled = tuple(f"{_UNRESOLVED}'{printed}'" for printed in resolved)
    still = missing(letter.letter_date, letter.addressees, letter.signatories)
    settled += tuple({NO_DATE, NO_ADDRESSEE, NO_SIGNATORY} - set(still))
    return tuple(one_line(one) for one in letter.warnings if not one.startswith(settled))


def coverage(watched: Sequence[Watched], zone: tzinfo) -> str:
    """Return where answers were looked for, and how well.

    "no public response found in 4 sources, last checked 3 Mar 18:20, 1 gap".
    Sources that were never reached or fail now are told apart: silence of a
    site that does not answer is no silence of the addressee.
    """
    active = [one for one in watched if one.source.enabled]
    reached = [one for one in active if one.last_good]
    if not reached:
        none = f"none of {plural(len(active), 'source')} has been reached yet"
        return f"nobody has looked for a response: {none if active else 'no source is watched'}"
    last = max(one.last_good for one in reached if one.last_good)
    parts = [
        f"no public response found in {plural(len(reached), 'source')}",
        f"last checked {moment(last, zone, year=False)}",
    ]
    for number, noun, rest in (
        (sum(one.gaps for one in active), "gap", ""),
        (sum(one.failures > 0 for one in reached), "source", " failing now"),
        (len(active) - len(reached), "source", " never reached"),
    ):
        if number:
            parts.append(plural(number, noun) + rest)
    return ", ".join(parts)


def source(watched: Watched) -> str:
    """Return what staff call a source."""
    return one_line(watched.source.title or watched.source.name)


def health(found: Health) -> str:
    """Return symbol and word for how a source fares: "✓ delivering"."""
    return f"{_HEALTHS[found.state]} {found.state.value}"


def proposal(candidate: Candidate) -> str:
    """Return what a candidate is: changed evidence, or how sure matching is of an answer."""
    if candidate.evidence_id is not None:
        return "Evidence changed at its source"
    return sureness(candidate.score)


def change_of_health(change: HealthChange) -> str:
    """Return one sentence: "state-briefings: blocked: 403 Forbidden; was delivering"."""
    before = f"; was {change.was.value}" if change.was else ""
    again = " again" if change.recovered else ""
    words = _fares(change.words, change.state, change.source)
    return f"{change.source}: {change.state.value}{again}: {words}{before}"


def _fares(words: str, state: HealthState, name: str) -> str:
    """Return how a source fares, without what stands before it: "blocked: 'releases': "."""
    return one_line(words).removeprefix(f"{state.value}: '{name}': ")


def sureness(score: float) -> str:
    """Return how sure matching is of a candidate: "Likely an answer (82 %)"."""
    word = "Likely an answer" if score >= 0.7 else "Perhaps an answer"
    if score < 0.4:
        word = "Possibly related"
    return f"{word} ({score:.0%})".replace("%", " %")


def trouble(watched: Watched, now: datetime, zone: tzinfo) -> str | None:
    """Return what is wrong with a source and since when; None: nothing is."""
    if watched.last is None or not watched.source.enabled:
        return None
    health = schedule.health(watched, now)
    if health.state is HealthState.DELIVERING:
        return None
    good = f"last good answer {moment(watched.last_good, zone)}"
    words = _fares(health.words, health.state, watched.source.name)
    return f"{source(watched)}: {health.state.value}: {words}; {good}"
