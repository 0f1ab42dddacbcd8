"""Letters in PDF, in Word and in mails; and files that hold none."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from io import BytesIO

import docx
import pytest

from jobs.extract import text_of
from jobs.extract.pdf import MOST_PAGES
from tests.jobs.files import column, pdf
from tracker.errors import InputError

FIRST = column(
    "SENATE OF FABLE",
    "",
    "March 3, 2026",
    "",
    "The Honorable Ada Quill",
    "Minister of Harbours",
    "12 Example Street",
    "",
    "Dear Minister Quill:",
    "",
    "The Long Pier has been closed for nine months and the inter-",
    "national ferries land elsewhere. We ask for a re-",
    "view, with its well-",
    "known effects on",
    "",
    "Page 1",
)
SECOND = column(
    "Minister Quill",
    "March 3, 2026",
    "Page 2",
    "",
    "the towns of the coast.",
    "",
    "Sincerely,",
    "",
    "Ann Fable",
    "United States Senator",
    "",
    "2",
)


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Senate of Fable\nCommittee on Harbours"
    document.core_properties.title = "Pier letter"
    for text in paragraphs:
        style = "List Number" if text.startswith("#") else None
        document.add_paragraph(text.lstrip("#"), style=style)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ann Fable", "Bob Myth"
    return saved(document)


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def mail(body: str, *files: tuple[str, bytes], html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"] = "Harbour Service <desk@harbours.example.gov>"
    message["To"] = "ann@fable.example.org"
    message["Subject"] = "Your letter of March"
    message["Date"] = "Tue, 05 May 2026 10:00:00 -0400"
    message["MIME-Version"] = "1.0"
    message.set_content(body, subtype="html" if html else "plain")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def refusal(data: bytes, name: str = "letters/pier") -> str:
    with pytest.raises(InputError) as caught:
        text_of(data, name=name)
    return str(caught.value).removeprefix(f"could not read the letter: '{name}': ")


def test_pdf_keeps_lines_and_paragraphs_and_loses_headers_and_hyphens():
    found = text_of(pdf([FIRST, SECOND], title="Pier letter"), name="pier.pdf")

    assert found.text == (
        "SENATE OF FABLE\n\nMarch 3, 2026\n\n"
        "The Honorable Ada Quill\nMinister of Harbours\n12 Example Street\n\n"
        "Dear Minister Quill:\n\n"
        "The Long Pier has been closed for nine months and the international ferries land"
        " elsewhere. We ask for a review, with its well-known effects on"
        " the towns of the coast.\n\nSincerely,\n\nAnn Fable\nUnited States Senator"
    )
    assert found.title == "Pier letter"
    assert found.media_type == "application/pdf"


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without tesseract."""
    monkeypatch.setenv("PATH", "")


@pytest.mark.usefixtures("no_ocr")
def test_pages_say_where_they_stand_in_the_text():
    found = text_of(pdf([FIRST, [], SECOND]), name="pier.pdf")

    first, second, third = (page.span.of(found.text) for page in found.pages)
    assert first.startswith("SENATE")
    assert second == ""
    assert third.startswith("the towns")
    assert found.warnings == (
        "page 2 has no text; it seems to be a scan; install OCR with"
        " `pip install askwatch[ocr]` and `apt install tesseract-ocr`",
    )


def test_names_beside_each_other_and_items_below_are_no_prose():
    wide = f"Ann Fable{' ' * 90}Bob Myth"
    page = column(
        "The Long Pier has been closed for nine months, and the ferries that came every",
        "Day of the week land elsewhere. Please tell us:",
        "1. Why was the Long Pier closed for such a long time without any warning to",
        "Anybody?",
        "2. When does it open?",
        wide,
        "United States Senator, who wrote this letter",
    )

    lines = text_of(pdf([page]), name="pier.pdf").text.splitlines()

    assert [line[:6] for line in lines] == ["The Lo", "1. Why", "2. Whe", "Ann Fa", "United"]


def test_line_on_the_edge_of_most_pages_is_said_once():
    pages = [
        column("HARBOUR SERVICE, ROOM 7", "", f"Matter number {word} is told here.", "", str(at))
        for at, word in enumerate(("one", "two", "three", "four"), 1)
    ]

    found = text_of(pdf(pages), name="pier.pdf")

    assert found.text.count("HARBOUR SERVICE") == 1
    assert "three is told here." in found.text
    assert "\n4" not in found.text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf([FIRST], encrypted=True), "the PDF is encrypted; open it with its password"),
        (pdf([FIRST])[:300], "the PDF is damaged or breaks off; get the file again"),
        (pdf([]), "the PDF has no pages; get the file again"),
        (
            pdf([[], [], []]),
            "no text on any of 3 pages; install OCR with `pip install askwatch[ocr]`"
            " and `apt install tesseract-ocr`",
        ),
        (pdf([[]]), "no text on its only page; install OCR with"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "it is a picture; install OCR with"),
        (pdf([[]] * (MOST_PAGES + 1)), "the PDF has 501 pages, more than 500"),
    ],
    ids=["encrypted", "cut", "no pages", "scan", "one-page scan", "picture", "too long"],
)
@pytest.mark.usefixtures("no_ocr")
def test_pdf_that_cannot_be_read_says_why(data: bytes, why: str):
    assert refusal(data).startswith(why)


def test_word_file_gives_letterhead_lists_and_tables_in_order():
    data = word("March 3, 2026", "Dear Minister Quill:", "#Open the pier.", "#Say why.", "Yours,")

    found = text_of(data, name="pier.docx")

    assert found.text == (
        "Senate of Fable\nCommittee on Harbours\n\nMarch 3, 2026\n\nDear Minister Quill:\n\n"
        "• Open the pier.\n• Say why.\n\nYours,\n\nAnn Fable Bob Myth"
    )
    assert found.title == "Pier letter"


def test_word_file_is_known_by_its_bytes_and_not_by_its_name():
    assert "Quill" in text_of(word("Dear Minister Quill:"), name="pier.pdf").text


def archive(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (archive(readme=b"no letter"), "it is an archive, not a Word file"),
        (archive(**{"word__document.xml": b"<w/>"}), "the Word file is damaged"),
        (
            archive(**{"word__document.xml": b" " * 61_000_000}),
            "the Word file unpacks to more than 60 MB",
        ),
        (word("Dear Minister:")[:900], "the file is damaged or breaks off"),
        (saved(docx.Document()), "there is no text in it"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "it is an old or an encrypted Word file"),
        (b"{\\rtf1 hello}", "it is an RTF file"),
        (b"GIF89a" + b"x" * 99, "it is a picture in GIF; save it as .png"),
        (b"<?xml version='1.0'?><rss></rss>", "it is a feed or other XML, not a letter"),
        (b"x" * 20_000_001, "it is larger than 20 MB; give only the pages with the letter"),
    ],
    ids=["zip", "no word", "bomb", "cut", "blank", "old", "rtf", "picture", "feed", "large"],
)
def test_file_that_is_no_letter_says_what_it_is(data: bytes, why: str):
    assert refusal(data).startswith(why)


def test_mail_without_attachment_is_its_own_text():
    found = text_of(mail("We got your letter.\n\nThe Harbour Service"), name="reply.eml")

    assert found.text == "We got your letter.\n\nThe Harbour Service"
    assert found.title == "Your letter of March"
    assert str(found.published) == "2026-05-05"


def test_longest_attachment_that_can_be_read_is_the_letter():
    data = mail(
        "<p>Please see the <b>letter</b>.</p>",
        ("logo.png", b"\x89PNG\r\n\x1a\nxxxx"),
        ("note.txt", b"Sent from a boat."),
        ("reply.pdf", pdf([FIRST, SECOND])),
        html=True,
    )

    found = text_of(data, name="reply.eml")

    assert found.text.startswith("SENATE OF FABLE")
    assert found.title == "Your letter of March"
    assert found.warnings == (
        "attachment 'logo.png' was left out: it is a picture",
        "attachment 'note.txt' was left out: 'reply.pdf' is likelier the letter",
        "read from attachment 'reply.pdf'",
    )


def test_a_paper_in_a_mail_goes_before_longer_tables_and_notes():
    data = mail(
        "See the letter.",
        ("lamps.csv", b"lamp,dark\n" * 900),
        ("thread.txt", b"We talked about this on the quay. " * 200),
        ("letter.pdf", pdf([FIRST, SECOND])),
    )

    found = text_of(data, name="letter.eml")

    assert found.text.startswith("SENATE OF FABLE")
    assert found.warnings == (
        "attachment 'lamps.csv' was left out: it is a table or a card, not a letter",
        "attachment 'thread.txt' was left out: 'letter.pdf' is likelier the letter",
        "read from attachment 'letter.pdf'",
    )


def test_mail_with_a_mere_card_attached_is_the_letter_itself():
    found = text_of(mail("Dear Minister:\n\nOpen it.", ("card.txt", b"Ann Fable")), name="x.eml")

    assert found.text.startswith("Dear Minister:")
    assert found.warnings == ("attachment 'card.txt' was left out: it has hardly any text",)


def test_mail_with_a_wrong_charset_and_date_is_read_all_the_same():
    data = (
        b"Received: from boat\r\nSubject: =?utf-8?q?R=C3=A9ponse?=\r\nDate: some day\r\n"
        b"Content-Type: text/plain; charset=no-such-set\r\n\r\nCaf\xe9 at noon, said the desk.\r\n"
    )

    found = text_of(data, name="saved")

    assert found.title == "Réponse"
    assert found.text.endswith("at noon, said the desk.")
    assert found.published is None


def test_mail_without_any_text_is_refused():
    assert refusal(mail("  "), "reply.eml").startswith("there is no text in it")


def test_mail_nested_without_end_is_refused_or_read_but_never_crashes():
    head = b"MIME-Version: 1.0\n"
    body = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(5000)
    )

    assert refusal(head + body, "reply.eml")
