"""`askwatch signatory`: the twin of the screen."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import NOW


@pytest.fixture
def roster(store):
    left = builders.member("C000902", "Calm", first="Boris", terms=())
    store.roster.replace([builders.member(), left], NOW)


def test_who_signed_is_listed_for_people_and_for_programs(store, run, rows, roster):
    shown = run("signatory", "list", "--sort", "name").stdout.splitlines()

    assert shown[0].split() == "id seat in office letters lead outstanding name".split()
    assert shown[1].split() == "– ? not made out 1 0 2 Boris Calm".split()
    ada, boris = rows("signatory", "list")
    assert (ada["bioguide"], ada["state"], ada["party"]) == ("B000901", "OH", "Independent")
    assert (ada["serving"], ada["lead"], ada["cosigned"], ada["asks_outstanding"]) == (
        True,
        1,
        0,
        2,
    )
    assert (boris["bioguide"], boris["chamber"], boris["serving"]) == (None, None, False)


def test_the_list_is_narrowed_by_words_and_to_those_who_serve(store, run, rows, roster):
    assert [row["name"] for row in rows("signatory", "list", "ohio", "senate")] == ["Ada Bright"]
    assert [row["name"] for row in rows("signatory", "list", "--serving")] == ["Ada Bright"]


@pytest.mark.parametrize("who", [["b000901"], ["ada", "bright"], ["brig"]])
def test_somebody_is_shown_by_id_or_by_part_of_the_name(store, run, rows, roster, who):
    shown = run("signatory", "show", *who).stdout

    assert "Ada Bright, Sen. I-OH, serves" in shown
    assert "letter 1, 3 Mar 2025, lead: Harbour police of Norvania" in shown
    assert "ask 2  ! overdue: Please tell us" in shown
    [row] = rows("signatory", "show", *who)
    [letter] = row["signed"]
    assert (letter["lead"], [ask["id"] for ask in letter["asks"]]) == (True, [1, 2])


def test_nobody_or_several_is_said(store, run, roster):
    assert "no such signatory: 'zelda'" in run("signatory", "show", "zelda", code=1).stderr
    several = run("signatory", "show", "b", code=1).stderr
    assert "several signatories: 'b': Ada Bright (B000901), Boris Calm" in several
