"""The mail as a reader and as a mail program see it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import html5lib
import pytest
from lxml import html

from jobs import render
from tracker import alerts
from tracker.config import Organisation
from tracker.errors import MailError
from tracker.standing import Standing
from tracker.types import Digest, DigestLine, Point

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DESK = Organisation(name="Harbour Watch", contact="desk@ngo.example")
HEAPS = {Standing.ANSWERED: 2, Standing.OVERDUE: 3}
COUNTS = (*((heap.value, HEAPS.get(heap, 0)) for heap in Standing), ("total", 5))


def content(**lines: tuple[DigestLine, ...]) -> Digest:
    parts = ("answers", "to_review", "newly_overdue", "due_soon", "new_letters", "troubles")
    return Digest(
        week="2026-W47",
        since=datetime(2026, 11, 16, 5, 0, tzinfo=UTC),
        until=NOW,
        counts=COUNTS,
        coverage="no public response found in 9 sources",
        **{part: lines.get(part, ()) for part in parts},
    )


def line(words: str, **more: str) -> DigestLine:
    return DigestLine(words=words, **more)


def made(digest: Digest) -> render.Rendered:
    return render.render(digest, DESK, NOW)


def mail(digest: Digest, recipient: str = "Ana Lee <ana@ngo.example>") -> EmailMessage:
    message = render.message(made(digest), "desk@ngo.example", recipient, DESK, NOW)
    return message_from_bytes(message.as_bytes(), policy=default)


def test_a_mail_has_both_bodies_and_the_headers_of_a_machine():
    read = mail(content(answers=(line("They answered: ask 1"),)))

    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert read["From"] == "Askwatch <desk@ngo.example>"
    assert read["To"] == "Ana Lee <ana@ngo.example>"
    assert read["Subject"] == "Askwatch 2026-W47: 1 decision"
    assert read["Date"].datetime == NOW
    assert read["Auto-Submitted"] == "auto-generated"
    assert "They answered: ask 1" in read.get_body(("plain",)).get_content()


def test_the_message_id_is_the_same_for_the_same_recipient_and_week():
    ana, again, ben = (
        mail(content(), to)["Message-ID"]
        for to in ("ana@ngo.example", "Ana <ana@ngo.example>", "ben@ngo.example")
    )

    assert ana == again != ben
    assert ana.endswith("@ngo.example>")


def test_an_empty_week_says_so():
    assert mail(content())["Subject"] == "Askwatch 2026-W47: nothing happened"


def test_the_counts_in_both_bodies_add_up():
    told = made(content())

    numbers = [int(row.split()[0]) for row in told.text.splitlines() if row[:6].strip().isdigit()]
    assert numbers == [2, 3, 5]
    right = html.fromstring(told.html).cssselect('td[style*="text-align:right"]')
    cells = [cell.text_content() for cell in right]
    assert cells == ["2", "3", "5"]


def test_times_stand_in_the_organisations_zone():
    assert "16 Nov 2026 00:00 to 21 Nov 2026 07:00 (America/New_York)" in made(content()).text


def test_every_line_brings_its_quote_its_link_and_its_command():
    told = made(
        content(
            to_review=(
                line(
                    "A statement may answer ask 1",
                    quote="Officials were named.",
                    url="https://news.example/1",
                    command="askwatch review list --ask 1",
                ),
            )
        )
    )

    for words in ("“Officials were named.”", "    https://news.example/1", "    $ askwatch review"):
        assert words in told.text
    tree = html.fromstring(told.html)
    assert tree.cssselect("blockquote")[0].text_content() == "Officials were named."
    assert tree.cssselect("a")[0].get("href") == "https://news.example/1"


def test_a_long_section_is_cut_and_the_rest_counted():
    told = made(content(due_soon=tuple(line(f"ask {n}") for n in range(57))))

    assert "DUE WITHIN 14 DAYS (57)" in told.text
    assert "- and 37 more\n    $ askwatch ask list --outstanding" in told.text
    assert "and 37 more" in told.html


def test_hostile_words_stay_words():
    told = made(
        content(
            troubles=(line("<script>alert(1)</script>", url="javascript:alert(1)"),),
            answers=(line("{{ 7 * 7 }}", quote='"><img src=x onerror=y>'),),
        )
    )

    tree = html.fromstring(told.html)
    assert not tree.cssselect("script, img, a")
    assert "<script>alert(1)</script>" in told.text
    assert "{{ 7 * 7 }}" in told.html


def test_a_new_line_in_a_name_makes_no_header():
    read = mail(content(), "Ana\r\nBcc: all <ana@ngo.example>")

    assert read["Bcc"] is None
    assert [one.addr_spec for one in read["To"].addresses] == ["ana@ngo.example"]


def test_a_quoted_name_is_a_name():
    assert render.address('"Lee, Ana" <ana@ngo.example>') == ("Lee, Ana", "ana@ngo.example")


def test_accents_in_a_name_survive_the_way():
    assert mail(content(), "Ána Łee <ana@ngo.example>")["To"] == "Ána Łee <ana@ngo.example>"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ana",
        "ana@",
        "a@b@c d",
        "ána@ngo.example",
        "a,b@ngo.example",
        "<>",
        "a@b.example <c@d.example>",
    ],
)
def test_what_is_no_address_is_named(given):
    with pytest.raises(MailError, match=r"no mail address: '.*'; write it like"):
        render.address(given)


def test_the_html_is_small_dark_where_wanted_and_names_every_heap():
    told = made(content(due_soon=tuple(line("words " * 60) for _ in range(400))))

    assert len(told.html.encode()) < 100_000
    assert "prefers-color-scheme: dark" in told.html
    assert set(render._COLOURS) == {heap.value for heap in Standing}


def test_a_store_without_asks_has_no_bar_to_divide_by_nought():
    empty = Digest(
        week="2026-W47",
        since=NOW,
        until=NOW,
        answers=(),
        to_review=(),
        newly_overdue=(),
        due_soon=(),
        new_letters=(),
        troubles=(),
        counts=(("total", 0),),
    )

    assert "     0  in all" in made(empty).text


def test_last_weeks_numbers_stand_beside_todays_in_both_bodies():
    before = tuple((name, 4 if name == "overdue" else 0) for name, _ in COUNTS[:-1])
    trend = tuple(Point(day=date(2026, 11, n), answered=n, overdue=9, total=30) for n in (14, 21))
    read = mail(replace(content(), before=(*before, ("total", 4)), trend=trend, scope="Courts"))

    text, page = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "     3       4      -1  overdue" in text
    assert "answered        14      21" in text
    assert "     2       0      +2  answered" in text
    assert "14 Nov 2026: 14 answered, 9 overdue, 30 in all" in page
    assert read["Subject"] == "Askwatch 2026-W47, Courts: nothing happened"


def test_the_page_is_faultless_html_of_a_size_that_mail_programs_show():
    hostile = line(
        "<script>alert(1)</script>" + "ü" * 5000, quote="<b>" * 900, url="https://x.example/\"'<>"
    )
    made_ = made(content(**dict.fromkeys(("answers", "to_review", "due_soon"), (hostile,) * 60)))

    html5lib.HTMLParser(strict=True).parse(made_.html)
    assert not re.search(r"<t\w+[^>]* (?:width|height|v?align|cell\w+|border|bgcolor)=", made_.html)
    assert len(made_.html.encode()) <= render.LARGEST
    assert "<script>" not in made_.html
    assert "more: <code" in made_.html
    widest = max(len(one) for one in made_.text.splitlines() if "ü" not in one and "<b>" not in one)
    assert widest <= 78


def test_mails_of_the_same_campaigns_are_one_thread_and_others_are_not():
    courts, again, other = (
        mail(replace(content(), scope=scope)) for scope in ("Courts", "Courts", "Ports")
    )

    assert courts["References"] == again["References"] == courts["In-Reply-To"]
    assert courts["References"] != other["References"]


@pytest.mark.parametrize("scheme", ["https", "mailto"])
def test_who_wants_off_the_list_is_one_click_away(scheme):
    url = f"{scheme}:{'//ngo.example/' if scheme == 'https' else 'desk@ngo.example'}?u={{address}}"
    message = render.message(
        made(content()), "desk@ngo.example", "a+b@ngo.example", DESK, NOW, unsubscribe=url
    )

    assert message["List-Unsubscribe"].endswith("u=a%2Bb%40ngo.example>")
    assert (message["List-Unsubscribe-Post"] is not None) == (scheme == "https")


def test_days_are_written_as_the_reader_has_them():
    shown = [render.render(content(), DESK, NOW, dates=d).text for d in ("en-GB", "en-US", "iso")]

    for text, day in zip(shown, ("16 Nov 2026", "Nov 16, 2026", "2026-11-16"), strict=True):
        assert day in text


def test_a_single_alert_says_in_its_subject_what_it_is():
    assert alerts.headline([line("Overdue: ask 1")]) == "Overdue: ask 1"
