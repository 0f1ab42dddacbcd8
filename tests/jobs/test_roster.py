from __future__ import annotations

import json
from datetime import date

import pytest

from jobs import roster
from tracker.errors import InputError
from tracker.roster import Roster
from tracker.types import Chamber


def legislator(bioguide="Q000001", *terms, **name):
    return {
        "id": {"bioguide": bioguide, "fec": ["X1"]},
        "name": {"first": "Una", "last": "Quayle-Roe", **name},
        "bio": {"gender": "F"},
        "terms": list(terms) or [seat()],
    }


def seat(kind="rep", start="2029-01-03", end="2031-01-03", **more):
    return {"type": kind, "start": start, "end": end, "state": "OH", "party": "Democrat", **more}


def body(*legislators):
    return json.dumps(legislators).encode()


def test_current_and_historical_files_are_one_roster():
    senator = legislator("Q000001", seat("sen", "2031-01-03", "2037-01-03"), nickname="Uni")
    before = legislator("Q000001", seat(district=4), seat("sen", "2031-01-03", "2036-01-03"))
    files = {
        roster.ADDRESSES[0]: body(senator),
        roster.ADDRESSES[1]: body(legislator("B000001"), before),
    }

    other, una = roster.download(files.__getitem__)

    assert other.bioguide == "B000001"
    assert una.nickname == "Uni"
    assert [(t.chamber, t.district, t.end) for t in una.terms] == [
        (Chamber.HOUSE, 4, date(2031, 1, 3)),
        (Chamber.SENATE, None, date(2037, 1, 3)),
    ]


def test_a_term_is_cut_where_the_member_changed_party():
    change = [
        {"start": "2029-01-03", "end": "2030-02-01", "party": "Democrat"},
        {"start": "2030-02-01", "end": "2031-01-03", "party": "Republican"},
    ]

    [una] = roster.read([("x", body(legislator("Q1", seat(party_affiliations=change))))])

    assert [term.party for term in una.terms] == ["Democrat", "Republican"]


def test_members_of_long_ago_are_left_out():
    old = legislator("O000001", seat(start="1789-03-04", end="1791-03-03"))

    [una] = roster.read([("x", body(old, legislator()))])

    assert una.bioguide == "Q000001"


@pytest.mark.parametrize("bad", [b"<html>", b'{"a": 1}', b"[{}]", b"\xff\xfe", b""])
def test_a_file_that_is_no_roster_is_named(bad):
    with pytest.raises(InputError, match=r"roster: 'old\.json': not a legislators file"):
        roster.read([("old.json", bad)])


def test_files_that_name_nobody_are_no_roster():
    with pytest.raises(InputError, match="no member in any file"):
        roster.read([("x", b"[]")])


def test_every_override_says_when_and_where_it_was_checked():
    own = roster.overrides()

    assert own
    assert all(override.source and override.checked.year >= 2026 for override in own)


def test_the_public_files_give_a_roster(shared):
    folder = shared / "roster"
    names = ("legislators-current.json", "legislators-historical.json")
    members = roster.read((name, (folder / name).read_bytes()) for name in names)

    whole = Roster(members, roster.overrides())

    assert len(members) > 2000
    assert len(whole.serving(date(2023, 9, 6))) > 530
