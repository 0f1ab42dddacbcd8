"""`askwatch import SHEET`: somebody's table of letters, shown first and then kept."""

from __future__ import annotations

import sqlite3

import pytest

from tests import builders as a
from tui.commands import sheets

SHEET = """Subject,Date sent,To,Signed by,Requests,Signers number,Notes
Harbour tolls,"March 4, 2026","Hon. Orla Finch, Secretary of Distant Affairs; Department of Ports",\
"Ada Bright
Nobody Known","1. Publish the tolls.
- Tell us who collects them.",51,ours
Second,2026-04-25,,"Ada Bright, Boris Calm, Jr.",Open the road.,,
"""


@pytest.fixture(autouse=True)
def roster(store):
    store.roster.replace([a.member()], a.NOW)


@pytest.fixture
def table(home):
    def write(text, name="sheet.csv"):
        (home / name).write_text(text, "utf-8", newline="")
        return name

    return write


def test_a_preview_shows_the_mapping_and_the_letters_and_keeps_nothing(store, run, rows, table):
    told = run("import", table(SHEET), "--preview", "--map", "total=Signers number")

    assert "date         Date sent" in told.stderr
    assert "not read: Notes" in told.stderr
    assert "name not resolved: 'Nobody Known'" in told.stderr
    assert "row 2: new: Harbour tolls (4 Mar 2026)" in told.stdout
    assert "2. [information] Tell us who collects them." in told.stdout
    assert "2 letters new, 0 held already; nothing was kept: this was a trial" in told.stderr
    assert len(rows("letter", "list")) == 1


def test_a_table_becomes_letters_with_people_and_asks(store, run, table):
    run("import", table(SHEET), "--map", "total=Signers number", "--campaign", "Ports", "--yes")

    first, second = (store.letters.get(key) for key in (2, 3))
    assert [(o.name, o.office) for o in first.addressees] == [
        ("Orla Finch", "Secretary of Distant Affairs"),
        (None, "Department of Ports"),
    ]
    assert [(s.name, s.bioguide) for s in first.signatories] == [
        ("Ada Bright", "B000901"),
        ("Nobody Known", None),
    ]
    assert [ask.quote for ask in first.asks] == ["Publish the tolls.", "Tell us who collects them."]
    assert all(ask.span.of(first.text) == ask.quote for ask in first.asks)
    assert (first.stated_total, first.kind, first.confirmed is None) == (51, "announcement", False)
    assert [s.name for s in second.signatories] == ["Ada Bright", "Boris Calm, Jr."]
    assert store.campaigns.all()[0].letters == (2, 3)
    assert first.sources[0].name == "sheet.csv, row 2"


def test_who_leads_is_marked_and_stands_among_the_signatories(store, run, table):
    text = (
        "Title,Date,Signed by,Lead\n"
        'Tolls,2026-03-04,"Boris Calm; Ada Bright",ADA BRIGHT\n'
        "Roads,2026-03-05,Boris Calm,Cora Dale\n"
        "Weirs,2026-03-06,Boris Calm,\n"
    )

    run("import", table(text))

    signed = [[(s.name, s.lead) for s in store.letters.get(key).signatories] for key in (2, 3, 4)]
    assert signed == [
        [("Boris Calm", False), ("Ada Bright", True)],
        [("Cora Dale", True), ("Boris Calm", False)],
        [("Boris Calm", False)],
    ]


def test_the_same_table_again_brings_nothing(store, run, rows, table):
    run("import", table(SHEET))
    more = SHEET + "second,25 April 2026,,,,,\nOwn,,,,,,\nOwn,,,,,,\n"

    told = rows("import", table(more))

    assert [(row["status"], row["why"]) for row in told] == [
        ("held already", "letter 2: the same text"),
        ("held already", "letter 3: the same text"),
        ("held already", "letter 3: the same title and date"),
        ("added", None),
        ("held already", "row 5: the same text"),
    ]
    assert "row 4: held already: letter 3" in run("import", table(more)).stdout


RIVERS = """May 5, 2025

The Honorable Orla Finch
Secretary of Distant Affairs

Dear Secretary Finch:

Since winter the rivers above the old locks have run dry, and whole villages fetch water by cart.
We urge you to open the "upper" locks before the summer.

Sincerely,

Ada Bright
"""


def test_a_letter_with_its_text_is_read_and_recognised(store, run, rows, table):
    text = RIVERS.replace('"', '""')
    body = f'Title,Text,Link,Asks\n,"{text}",https://x.gov/1,\nRivers,"{text}",https://x.gov/1,\n'
    body += f'Norvania,"{a.TEXT}\nBy hand.",,Send a map.\n'

    told = rows("import", table(body))

    assert [row["status"] for row in told] == ["added", "held already", "held already"]
    assert told[1]["why"] == "row 2: the same text"
    assert told[2]["why"].startswith("letter 1: ")
    assert told[0]["kind"] == "letter"
    assert told[0]["letter_date"] == "2025-05-05"
    assert store.letters.get(2).sources[0].url == "https://x.gov/1"


def test_every_bad_row_is_named_and_nothing_is_kept(store, run, rows, table):
    bad = 'Title,Date,To,Total signers\nA,3/4/2026,,\nB,,", ",\nC,,,many\n,2026-01-01,,\nD,,,5\n'

    told = run("import", table(bad), code=1).stderr

    assert "'sheet.csv, row 2, column 'Date'': '3/4/2026': it could be two days" in told
    assert "'sheet.csv, row 3, column 'To'': nobody named" in told
    assert "'sheet.csv, row 4, column 'Total signers'': 'many': no number of people" in told
    assert "row 5, column 'Title'': there is neither a title nor a text" in told
    assert "nothing was kept" in told
    assert len(rows("letter", "list")) == 1


def test_what_a_full_disk_left_out_comes_when_the_file_is_given_again(
    home, store, run, table, monkeypatch
):
    monkeypatch.setattr(sheets, "AT_ONCE", 1)
    full = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    with sqlite3.connect(store.file) as disk:
        disk.execute(
            f"CREATE TRIGGER full BEFORE INSERT ON letters WHEN NEW.title = 'Second' {full}"
        )
    told = run("import", table(SHEET), code=3).stderr
    with sqlite3.connect(store.file) as disk:
        disk.execute("DROP TRIGGER full")

    assert "1 of 2 letters are kept; give the same file again for the rest" in told
    assert "1 letter new, 1 held already" in run("import", table(SHEET)).stderr


def test_the_order_of_day_and_month_is_said_by_a_person(store, run, rows, table):
    name = table("Title,Date\nA,3/4/2026\n")

    assert rows("import", name, "--dates", "day-first")[0]["letter_date"] == "2026-04-03"


def test_a_file_of_an_export_belongs_to_its_folder(store, run):
    run("export", "out")

    assert "name the folder in which it lies" in run("import", "out/letters.csv", code=1).stderr
    assert "are for a spreadsheet" in run("import", "out", "--yes", code=2).stderr
