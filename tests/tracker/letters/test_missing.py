from __future__ import annotations

from tracker.letters.missing import missing


def test_each_thing_that_is_not_there_is_said():
    assert missing(None, (), ()) == (
        "no date was found on the letter",
        "no addressee was found",
        "no signatory was found",
    )
