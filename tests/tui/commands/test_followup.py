"""`askwatch letter follow-up`, read back from Markdown, Word and e-mail."""

from __future__ import annotations

import email
import io
from dataclasses import replace
from datetime import date
from email.policy import default

import docx
import pytest

from tests import builders as a
from tests.tui.conftest import PASSAGE
from tracker.types import Addressee, Outcome


@pytest.fixture(autouse=True)
def roster(store):
    store.roster.replace([a.member()], a.NOW)


def partly(store):
    """The first ask is answered in part, by the release."""
    [candidate] = store.candidates.list()
    store.candidates.accept(candidate.id, Outcome.PARTLY_ANSWERED, who="Ana", now=a.NOW)


def paragraphs(body):
    return [p.text for p in docx.Document(io.BytesIO(body)).paragraphs]


def test_a_letter_repeats_what_was_not_answered_with_what_was_said(store, run):
    partly(store)

    told = run("letter", "follow-up", 1)

    for words in (
        "November 21, 2026\n\nThe Honorable Orla Finch  \nSecretary of Distant Affairs\n",
        "**Re: Follow-up to our letter of March 3, 2025: Harbour police of Norvania**",
        "Dear Secretary Finch:",
        "which made 2 requests. As far as our records show, none of them has been",
        f"1. “{a.RELEASE_FUNDS}”",
        "Asked on March 3, 2025; an answer was due by April 14, 2025, 586 days ago. "
        "This was answered in part.",
        f"> “{PASSAGE}”\n   > (“Assets frozen”, April 1, 2025, https://releases.example.gov/r-1)",
        f"2. “{a.SEND_REPORT}”",
        "We have no record of a response.",
        "Sincerely,\n\nAda Bright  \nUnited States Senator\n",
    ):
        assert words in told.stdout
    assert "Boris Calm" not in told.stdout
    assert "Boris Calm does not sign: not found in the roster" in told.stderr


def test_answered_struck_and_closed_asks_stay_out(store, run):
    run("ask", "set", 1, "closed without response", "--why", "given up")

    text = run("letter", "follow-up", 1).stdout

    assert a.RELEASE_FUNDS not in text
    assert f"1. “{a.SEND_REPORT}”" in text
    assert "1 of them has not been answered in full. We repeat it below" in text
    run("ask", "set", 2, "answered", "--why", "they wrote")
    error = run("letter", "follow-up", 1, code=1).stderr
    assert "nothing to follow up: 'letter 1': every ask is answered or closed" in error


def test_an_unread_possible_answer_is_said_to_staff_only(store, run):
    told = run("letter", "follow-up", 1)

    assert "look first: 1 possible answer to ask 1 not reviewed yet" in told.stderr
    assert "possible answer" not in told.stdout


def test_a_private_reply_is_quoted_only_when_told_so(store, run, tmp_path):
    (tmp_path / "reply.txt").write_text("The minister writes that the assets are looked at.\n")
    run("reply", "add", "reply.txt", "--letter", 1)
    [candidate] = [c for c in store.candidates.list(ask_id=1) if c.private]
    run("review", "accept", candidate.id, "--outcome", "acknowledged", "--why", "by letter")

    kept, given = (run("letter", "follow-up", 1, *more) for more in ([], ["--private"]))

    assert "minister" not in kept.stdout
    assert "1 private passage left out; --private writes them" in kept.stderr
    assert "“The minister writes that the assets are looked at.”" in given.stdout
    assert "file:" not in given.stdout


def test_an_answer_that_will_not_do_and_later_questions_are_told(store, run):
    run("ask", "set", 2, "answered", "--why", "they wrote")
    run("ask", "set", 2, "--adequate", "no", "--why", "it says nothing")
    question = ("--text", "When?", "--date", "2025-06-01", "--committee", "Committee on Harbours")
    run("ask", "hearing", 2, *question)
    later = a.reading(a.TEXT + "Again.", title="Again", letter_date=date(2026, 3, 9))
    by = {"who": "Ana", "now": a.NOW}
    source = a.new_source(a.TEXT + "Again.")
    store.letters.add(later, source.text, source, **by, confirmed=True)
    run("ask", "again", 2, "--letter", 2)

    text = run("letter", "follow-up", 1).stdout

    assert "asked again in a letter on March 9, 2026" in text
    assert "asked again at a hearing of the Committee on Harbours on June 1, 2025" in text
    assert "We have had a response, but it does not answer what we asked." in text
    assert "it says nothing" not in text


def test_word_and_mail_say_the_same(store, run, home):
    partly(store)
    run("letter", "follow-up", 1, "--output", "letter.docx")
    run("letter", "follow-up", 1, "--output", "letter.eml", "--to", "Bo <bo@example.gov>")

    written = paragraphs((home / "letter.docx").read_bytes())
    mail = email.message_from_bytes((home / "letter.eml").read_bytes(), policy=default)

    assert written[1] == "The Honorable Orla Finch\nSecretary of Distant Affairs"
    assert f"2. “{a.SEND_REPORT}”" in written
    assert f"“{PASSAGE}”" in written
    assert written[-1] == "\nAda Bright\nUnited States Senator"
    assert (mail["To"], mail["X-Unsent"]) == ("Bo <bo@example.gov>", "1")
    assert mail["Subject"] == "Follow-up to our letter of March 3, 2025: Harbour police of Norvania"
    assert f"2. “{a.SEND_REPORT}”" in mail.get_body().get_content()
    [attached] = mail.iter_attachments()
    assert paragraphs(attached.get_content()) == written


def test_no_title_becomes_a_header_or_markup(store, run, home):
    store.letters.edit(1, who="Ana", now=a.NOW, title="Harbours\r\nBcc: x@example.org <b>*1*")

    run("letter", "follow-up", 1, "--output", "letter.eml")

    mail = email.message_from_bytes((home / "letter.eml").read_bytes(), policy=default)
    assert (mail["Bcc"], mail["To"]) == (None, None)
    assert mail["Subject"].endswith("Harbours Bcc: x@example.org <b>*1*")
    assert r"Bcc: x@example.org \<b\>\*1\*" in run("letter", "follow-up", 1).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", "bo@example.gov"], "no e-mail: 'md': --to is for e-mail; say --format eml"),
        (["--format", "docx"], "a Word document is no text; name a file"),
        (["--output", "there.md"], "file not written: 'there.md': it exists already"),
    ],
)
def test_what_cannot_be_written_is_said(store, run, home, words, told):
    (home / "there.md").write_text("mine")

    assert told in run("letter", "follow-up", 1, *words, code=2).stderr
    assert (home / "there.md").read_text() == "mine"


def test_an_address_that_is_none_is_refused(store, run):
    words = ("--format", "eml", "--to", "bo@example.gov\nBcc: x@example.org")

    assert "no mail address" in run("letter", "follow-up", 1, *words, code=1).stderr


def test_who_no_longer_serves_does_not_sign(store, run):
    [member] = store.roster.all()
    gone = replace(member, terms=(replace(member.terms[0], end=date(2026, 1, 3)),))
    store.roster.replace([gone], a.NOW)

    told = run("letter", "follow-up", 1)

    assert "Ada Bright does not sign: no longer serving" in told.stderr
    assert "Ada Bright" not in told.stdout


def test_a_letter_that_says_little_is_followed_up_all_the_same(store, run):
    store.letters.edit(
        1,
        who="Ana",
        now=a.NOW,
        title="To Orla Finch, Jr.",
        addressees=[Addressee(name="Orla Finch, Jr.", office=None)],
        clear=["letter_date"],
    )
    run("ask", "strike", 1, "--why", "no ask")
    run("ask", "set", 2, "--due", "2026-12-01")

    text = run("letter", "follow-up", 1).stdout

    assert "**Re: Follow-up to our letter**" in text
    assert "Dear Orla Finch, Jr.:" in text
    assert "made one request. As far as our records show, it has not been answered" in text
    assert "Asked; an answer is due by December 1, 2026." in text
    run("letter", "edit", 1, "--clear", "addressees")
    assert "Dear Sir or Madam:" in run("letter", "follow-up", 1).stdout
