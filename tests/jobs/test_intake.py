"""Texts that people hand in: each kept whole, once, and only if it is what it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import Store
from jobs.archive import Archive
from jobs.given import Given, incoming, roster_files, texts
from jobs.intake import Intake
from jobs.roster import read as roster_of
from tests.builders import NOW
from tracker.errors import FetchError, InputError
from tracker.roster import Roster
from tracker.types import Chamber, DocumentKind, Page

CAMPAIGN = Path(__file__).parents[2] / "jobs" / "demo" / "campaign"
WHO = {"who": "Ana", "now": NOW}


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "askwatch.archive")


@pytest.fixture(scope="module")
def roster() -> Roster:
    return Roster(roster_of(roster_files([str(CAMPAIGN)])))


@pytest.fixture
def taker(store: Store, archive: Archive, roster: Roster) -> Intake:
    return Intake(store, archive, roster)


def letter(file: Path, name: str = "1-teal-valley.txt") -> Path:
    text = (CAMPAIGN / "letters" / name).read_text("utf-8")
    for days, day in ((-124, 20), (-8, 13), (16, 30)):
        text = text.replace(f"{{{{{days:+}}}}}", f"July {day}, 2026")
    file.write_text(text, "utf-8")
    return file


class Web:
    """Answers with one page."""

    def __init__(self, body: bytes, media_type: str = "text/plain") -> None:
        self.body, self.media_type = body, media_type

    def get(self, url: str, /, *, accept: str = "*/*", delay: float = 0.0) -> Page | None:
        if not self.body:
            return None
        return Page(
            url=url,
            final_url=url,
            status=200,
            media_type=self.media_type,
            charset="utf-8",
            headers=(),
            body=self.body,
            fetched=NOW,
        )


def nowhere() -> Web:
    raise AssertionError("nothing is to be asked for")


def one(*names: object, web: Web | None = None, **more: object) -> Given:
    [get] = texts([str(n) for n in names], None, (lambda: web) if web else nowhere, **more)
    return get()


def test_a_file_keeps_its_bytes_and_its_name(tmp_path):
    given = one(letter(tmp_path / "a letter.txt"))

    assert given.body == (tmp_path / "a letter.txt").read_bytes()
    assert (given.url, given.address) == (None, "file:a letter.txt")
    assert given.text.startswith("United States Senate")


def test_an_address_is_asked_for_and_keeps_its_page(tmp_path):
    body = letter(tmp_path / "x.txt").read_bytes()

    given = one("https://a.example/letter", web=Web(body), published=date(2026, 7, 21))

    assert given.address == "https://a.example/letter"
    assert given.page is not None
    assert given.published == date(2026, 7, 21)


def test_an_address_that_answers_nothing_new_to_a_first_question_is_an_error():
    with pytest.raises(FetchError, match="nothing changed"):
        one("https://a.example/letter", web=Web(b""))


@pytest.mark.parametrize(
    ("body", "said"),
    [(None, "no such file"), (b"  \n", "the file is empty"), (b"%PDF-1.4 broken", "")],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, body, said):
    file = tmp_path / "budget.pdf"
    if body is not None:
        file.write_bytes(body)

    with pytest.raises(InputError, match=r"could not read the letter: '.*budget\.pdf'.*" + said):
        one(file)


def test_a_folder_is_no_letter(tmp_path):
    with pytest.raises(InputError, match="is a directory"):
        one(tmp_path)


def test_nothing_at_all_is_said():
    with pytest.raises(InputError, match="nothing to read"):
        list(texts([], None, nowhere))


def test_lines_carry_what_is_known_from_outside_the_text(tmp_path):
    line = {
        "id": "r1",
        "text": "Dear Secretary",
        "url": "https://a.example/r1",
        "title": "A release",
        "published": "2026-07-21T10:00:00Z",
        "publisher": "Avery Sample",
        "chamber": "House",
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(line) + "\n\n")

    [get] = texts([], str(tmp_path / "in.jsonl"), nowhere)

    given = get()
    assert (given.name, given.published) == ("r1", date(2026, 7, 21))
    assert given.chamber is Chamber.HOUSE
    assert incoming(given).publisher == "Avery Sample"


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": 1}', '{"text": 3}', '{"text": "x", "published": "soon"}'],
)
def test_a_line_that_is_none_is_named_with_its_number(tmp_path, line):
    (tmp_path / "in.jsonl").write_text('{"text": "good"}\n' + line)

    _, get = texts([], str(tmp_path / "in.jsonl"), nowhere)

    with pytest.raises(InputError, match=r"in\.jsonl, line 2"):
        get()


def test_a_letter_is_archived_and_kept_with_its_asks_pending(taker, store, archive, tmp_path):
    given = one(letter(tmp_path / "letter.txt"))

    kept = taker.keep(taker.look(given), **WHO, confirmed=True)

    assert kept.status == "added"
    assert kept.letter.kind is DocumentKind.LETTER
    assert kept.letter.asks
    assert [s.bioguide for s in kept.letter.signatories] == ["X000003", "X000004"]
    assert kept.letter.confirmed == NOW
    assert archive.get(given.raw_hash) == given.body
    assert all(ask.pending for ask in store.asks.for_matching())


def test_looking_at_a_letter_keeps_nothing(taker, store, tmp_path):
    taker.look(one(letter(tmp_path / "letter.txt")))

    assert store.letters.rows() == ()
    assert not (tmp_path / "askwatch.archive").exists()


def test_the_same_text_twice_is_one_source(taker, store, tmp_path):
    given = one(letter(tmp_path / "letter.txt"))
    taker.keep(taker.look(given), **WHO, confirmed=False)

    again = taker.keep(taker.look(given), **WHO, confirmed=False)

    assert (again.status, len(again.letter.sources)) == ("held already", 1)
    assert again.letter.confirmed is None


def test_confirming_a_letter_held_unconfirmed_confirms_it(taker, tmp_path):
    given = one(letter(tmp_path / "letter.txt"))
    taker.keep(taker.look(given), **WHO, confirmed=False)

    again = taker.keep(taker.look(given), **WHO, confirmed=True)

    assert again.letter.confirmed == NOW


def test_letters_that_are_no_longer_at_hand_are_known_all_the_same(taker, tmp_path, monkeypatch):
    monkeypatch.setattr("jobs.intake._AT_HAND", 1)
    first = one(letter(tmp_path / "1.txt"), published=date(2026, 7, 21))
    kept = taker.keep(taker.look(first), **WHO, confirmed=True)
    other = one(letter(tmp_path / "2.txt", "3-ferry-strike.txt"), published=date(2026, 7, 21))
    taker.keep(taker.look(other), **WHO, confirmed=True)

    again = replace(first, text=f"Her letter reads as follows:\n\n{first.text}")

    assert taker.look(again).held == kept.letter


def test_what_is_no_letter_leaves_no_trace(taker, store, tmp_path):
    (tmp_path / "recipe.txt").write_text("Peel two onions, and fry them slowly in butter.\n")

    with pytest.raises(InputError) as raised:
        taker.look(one(tmp_path / "recipe.txt"))

    said = str(raised.value)
    assert "it greets nobody, no member signed it, and it tells of no letter; if it is one" in said
    assert "with --as-letter; else file it with `askwatch document add`" in said
    assert store.letters.rows() == ()
    assert not (tmp_path / "askwatch.archive").exists()


def test_a_document_filed_by_hand_is_archived_and_waits_for_matching(taker, store, archive):
    given = one("https://a.example/x", web=Web(b"They froze it.\n\nAll of it."))

    document = taker.file(given, title=None, private=False, **WHO)

    assert (document.title, document.url) == ("They froze it.", "https://a.example/x")
    assert archive.get(given.raw_hash) == given.body
    assert [r.document_id for r in store.documents.pending()] == [document.id]


def test_roster_files_of_a_folder_are_its_legislators(tmp_path):
    (tmp_path / "legislators-current.json").write_text("[]")
    (tmp_path / "committees.json").write_text("[]")

    [(name, body)] = roster_files([str(tmp_path)])

    assert (Path(name).name, body) == ("legislators-current.json", b"[]")


def test_a_folder_without_a_roster_is_named(tmp_path):
    with pytest.raises(InputError, match=r"legislators-current\.json': no such file"):
        list(roster_files([str(tmp_path)]))


STORY = """Senators Press Secretary Example on the Teal Valley

Senators Casey Placeholder and Devon Mockup have sent a letter to Secretary of Sample Affairs
Morgan Example about the Teal Valley in Exemplia. In the letter the senators urged the Department
to impose visa restrictions on the officials of Exemplia who ordered the closing of the road, and
to deliver medicine and flour to the families of the valley.

In response, Secretary Example said on Tuesday that the Department is imposing visa restrictions
on four officials who ordered the closing of the Teal Valley road.
"""


def story(tmp_path: Path) -> Given:
    (tmp_path / "story.txt").write_text(STORY, "utf-8")
    return one(tmp_path / "story.txt", published=date(2026, 7, 23))


def test_a_story_about_a_held_letter_is_its_source_and_a_document(taker, store, tmp_path):
    kept = taker.keep(taker.look(one(letter(tmp_path / "letter.txt"))), **WHO, confirmed=True)

    told = taker.keep(taker.look(story(tmp_path)), **WHO, confirmed=True)

    assert (told.status, told.letter.id) == ("source added", kept.letter.id)
    assert [s.kind for s in told.letter.sources] == [DocumentKind.LETTER, DocumentKind.COVERAGE]
    assert told.letter.asks == kept.letter.asks
    [document] = store.documents.list()
    assert document.title == "Senators Press Secretary Example on the Teal Valley"
    assert [r.document_id for r in store.documents.pending()] == [document.id]


def test_a_story_about_a_letter_that_is_not_held_leaves_no_trace(taker, store, tmp_path):
    with pytest.raises(InputError, match="it reports a letter that is not held; add the letter"):
        taker.look(story(tmp_path))

    assert store.documents.list() == ()
