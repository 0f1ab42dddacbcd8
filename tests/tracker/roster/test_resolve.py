from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.people import MEMBERS, ON, member, term
from tracker.roster import Override, Roster
from tracker.types import Chamber

ROSTER = Roster(MEMBERS)


def found(printed, **more):
    resolution = ROSTER.resolve(printed, **{"on": ON, **more})
    return resolution.member.bioguide if resolution.member else None


@pytest.mark.parametrize(
    ("printed", "bioguide"),
    [
        ("Richard Ambleton", "A000001"),
        ("Dick Ambleton", "A000001"),
        ("R. Q. Ambleton", "A000001"),
        ("Quentin Ambleton", "A000001"),
        ("AMBLETON", "A000001"),
        ("Beatriz Ibarruri", "B000001"),
        ("Connie Van Der Merle", "C000001"),
        ("Connie Vandermerle", "C000001"),
        ("Harry Delacroix Boone", "D000001"),
        ("Harold Boone, Jr.", "D000001"),
        ("Sen. Peg Ellery (I-Maine)", "E000001"),
        ("Ursula Pike", "S000001"),
        ("Margret Ellery", "E000001"),
        ("Richart Ambleton", "A000001"),
        ("RICHARD AMBLETOM", "A000001"),
        ("Ambletom (OH)", "A000001"),
        ("Hal Wetherbyzen", None),
        ("Quin Wetherbyzen", None),
        ("Quincy Wetherbyzen", "W000001"),
        ("Dack Ambleton", "A000001"),
        ("Connye Van der Merle", "C000001"),
        ("Peggie Ellery (D-ME)", "E000001"),
    ],
)
def test_a_name_means_the_one_member_who_bears_it(printed, bioguide):
    assert found(printed) == bioguide


@pytest.mark.parametrize(
    ("printed", "bioguide"),
    [
        ("Fenwick", None),
        ("Tom Fenwick", None),
        ("Theresa Fenwick", "F000002"),
        ("Fenwick (UT)", "F000002"),
        ("Tom Fenwick (D)", "F000003"),
        ("Rep. Tom Fenwick (OH-03)", "F000001"),
        ("Walter Garrity", None),
        ("Walter Garrity, Jr.", "G000002"),
        ("Walter Garrity (MI-04)", "G000001"),
        ("Walter Garrity (MI-07)", None),
    ],
)
def test_nobody_is_guessed_where_two_bear_the_name(printed, bioguide):
    assert found(printed) == bioguide


def test_members_named_elsewhere_decide_between_equals():
    assert found("Tom Fenwick", near={"F000003", "A000001"}) == "F000003"


def test_cues_beside_the_name_count_as_printed_with_it():
    assert found("Fenwick", state="OH", district=3) == "F000001"
    assert found("Tom Fenwick", party="Democrat") == "F000003"


@pytest.mark.parametrize(
    "printed",
    ["Rep. Richard Ambleton", "Richard Ambleton (R-OH)", "Richard Ambleton (D-NJ)", "Ida Ambleton"],
)
def test_what_is_printed_with_a_name_must_agree_with_the_member(printed):
    assert found(printed) is None


def test_a_wrong_initial_is_no_ground_beside_a_wrong_name():
    assert found("Brent Q. Ambleton") is None


def test_a_surname_that_somebody_bears_is_no_slip_for_another():
    near = (*MEMBERS, member("G000009", "Waldo Garritz", term("AZ-1", "D")))

    assert Roster(near).resolve("Waldo Garrity", on=ON).member is None


def test_who_left_some_days_ago_may_still_be_named():
    assert found("Ada Lomax") == "L000001"
    assert found("Ada Lomax", on=date(2031, 9, 1)) is None


def test_without_a_day_every_member_of_any_time_is_considered():
    assert found("Prudence Marchetti", on=None) == "M000001"
    assert found("Prudence Marchetti") is None
    assert ROSTER.resolve("Prudence Garrity", on=None).warning("P. Garrity") == (
        "name not resolved: 'P. Garrity': no member of that name sat; "
        "did you mean Walter Garrity Sr., Walter Garrity Jr.?"
    )


@pytest.mark.parametrize(
    ("printed", "warning"),
    [
        (
            "Kit Norvell (R-NM)",
            "no member of that name sat for New Mexico on 2031-05-20; "
            "did you mean Ignatius Norville?",
        ),
        (
            "Rep. Richard Ambleton (R-OH)",
            "no member of that name sat in the House for Ohio on 2031-05-20; "
            "did you mean Richard Q. Ambleton?",
        ),
        (
            "Sen. Richard Ambleton (R-OH)",
            "no member of that name sat in the Senate for Ohio as a Republican on 2031-05-20; "
            "did you mean Richard Q. Ambleton?",
        ),
        ("Sen. Coxley", "no member of that name sat in the Senate on 2031-05-20"),
        ("Coxley (I)", "no member of that name sat as an Independent on 2031-05-20"),
        ("Coxley (R)", "no member of that name sat as a Republican on 2031-05-20"),
        (
            "Tom Fenwick",
            "2 members of that name sat on 2031-05-20; "
            "did you mean Thomas Fenwick (OH), Thomas Fenwick (WA)?",
        ),
        ("--", "it holds no name"),
    ],
)
def test_a_warning_says_why_and_who_may_be_meant(printed, warning):
    resolution = ROSTER.resolve(printed, on=ON)

    assert resolution.warning(printed) == f"name not resolved: '{printed}': {warning}"


def test_a_strict_reading_forgives_no_slip_and_suggests_nobody():
    strict = ROSTER.resolve("Richart Ambleton", on=ON, strict=True)

    assert (strict.member, strict.suggestions) == (None, ())
    assert ROSTER.resolve("R. Ambleton", on=ON, strict=True).member == MEMBERS[0]


def test_a_resolved_name_has_no_warning():
    assert ROSTER.resolve("Ambleton", on=ON).warning("Ambleton") is None


def test_overrides_add_names_and_end_terms():
    own = [
        Override(bioguide="A000001", names=("Bix Ambleton", "Dix"), checked=ON, source="his site"),
        Override(bioguide="H000001", left=date(2031, 2, 1), checked=ON, source="the record"),
    ]
    roster = Roster(MEMBERS, own)

    assert roster.resolve("Bix Ambleton", on=ON).member == MEMBERS[0]
    assert roster.resolve("Dix", on=ON).member is None
    assert roster.resolve("Richard Dix", on=ON).member == MEMBERS[0]
    assert roster.resolve("Osbert Hallam", on=ON).member is None


def test_members_are_found_by_id_day_and_surname():
    assert ROSTER.get("A000001") == MEMBERS[0]
    assert ROSTER.get("Z999999") is None
    assert MEMBERS[0] in ROSTER.serving(ON)
    assert ROSTER.knows_surname(("van", "der", "merle"))
    assert not ROSTER.knows_surname(("nobody",))


def test_chamber_is_known_from_the_caller():
    assert found("Ambleton", chamber=Chamber.SENATE) == "A000001"
    assert found("Ambleton", chamber=Chamber.HOUSE) is None


@given(st.text(alphabet="abAB .,'()-DR\"“é0", max_size=40))
def test_no_name_breaks_the_roster(text):
    resolution = ROSTER.resolve(text, on=ON)

    assert (resolution.member is None) == (resolution.why is not None)
    assert len(resolution.suggestions) <= 3


def test_without_a_day_a_namesake_from_elsewhere_does_not_hide_who_has_the_seat():
    told = Roster(MEMBERS).resolve("Rep. Quincy Marchetti (R-KS)", on=None)

    assert next(member.name for member in told.suggestions) == "Quincy Wetherbyson"
