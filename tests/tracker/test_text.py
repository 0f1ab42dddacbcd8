"""Words on one line, however long they are."""

from __future__ import annotations

import pytest

from tests.work import seconds_of_work
from tracker.text import TITLE, one_line, short


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("one\n  two", None, "one two"),
        ("one two", 7, "one two"),
        ("one two", 6, "one t…"),
        ("one" + " " * 5000 + "two", 20, "one…"),
    ],
)
def test_a_line_is_cut_with_an_ellipsis_where_words_are_left_out(text, width, line):
    assert one_line(text, width) == line


def test_of_a_text_without_end_a_line_takes_no_longer_than_of_a_short_one():
    long = "Word\u200b " * 1_000_000

    with seconds_of_work(1):
        lines = {one_line(long, 80) for _ in range(100)}

    assert [len(line) for line in lines] == [80]


def test_a_title_is_kept_unless_it_is_longer_than_titles_are():
    assert short("a  title") == "a  title"
    assert len(short("word " * 1000)) <= TITLE
