"""A made-up Congress for tests; nobody in it lives."""

from __future__ import annotations

from datetime import date

from tracker.types import Chamber, Member, Term

ON = date(2031, 5, 20)
"""A day on which all but the departed of this Congress sit."""


def term(
    seat: str, party: str, start: date = date(2029, 1, 3), end: date = date(2035, 1, 3)
) -> Term:
    """Return a term for a seat written "OH-3" or, in the Senate, "OH"."""
    state, dash, district = seat.partition("-")
    return Term(
        chamber=Chamber.HOUSE if dash else Chamber.SENATE,
        state=state,
        district=int(district) if dash else None,
        party={"D": "Democrat", "R": "Republican", "I": "Independent"}[party],
        start=start,
        end=end,
    )


def member(bioguide: str, name: str, *terms: Term, **more: str) -> Member:
    """Return a member; the name is "First Last", blanks after the first belong to the surname."""
    first, _, last = name.partition(" ")
    return Member(bioguide=bioguide, first=first, last=last, terms=terms, **more)


MEMBERS = (
    member(
        "A000001",
        "Richard Ambleton",
        term("OH", "D"),
        middle="Quentin",
        official="Richard Q. Ambleton",
    ),
    member("B000001", "Beatriz Ibárruri", term("TX-7", "D")),
    member("C000001", "Constance Van der Merle", term("CT-1", "R"), nickname="Connie"),
    member("D000001", "Harold Delacroix-Boone", term("LA-2", "D"), suffix="Jr."),
    member("E000001", "Margaret Ellery", term("ME", "I"), nickname="Peg"),
    member("F000001", "Thomas Fenwick", term("OH-3", "R"), nickname="Tom"),
    member("F000002", "Theresa Fenwick", term("UT-1", "R")),
    member("F000003", "Thomas Fenwick", term("WA-9", "D")),
    member("G000001", "Walter Garrity", term("MI-4", "D"), suffix="Sr."),
    member("G000002", "Walter Garrity", term("MI-5", "D"), suffix="Jr."),
    member("H000001", "Osbert Hallam", term("VT-0", "R")),
    member("K000001", "Lionel Kestrel", term("NY-5", "D"), term("NY-8", "D")),
    member("L000001", "Ada Lomax", term("GA-2", "D", end=date(2031, 5, 1))),
    member("M000001", "Prudence Marchetti", term("NV", "D", end=date(2015, 1, 3))),
    member("N000001", "Ignatius Norville", term("NM-2", "R"), middle="Kit"),
    member("S000001", "Ursula Stannard Pike", term("OR-1", "D"), official="Ursula S. Pike"),
    member("W000001", "Quincy Wetherbyson", term("KS-2", "R")),
)
