"""The list of settings: complete, harmless, and without secrets."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.overview import DEFAULT, in_words, overview

FILE = "mine.toml"


def found(data: dict[str, object]) -> dict[str, object]:
    return {one.key: one for one in overview(data, FILE)}


def test_every_setting_is_told_and_where_it_comes_from():
    told = found({"fetch": {"timeout": 12}})

    assert (told["fetch.timeout"].value, told["fetch.timeout"].origin) == (12, FILE)
    assert told["fetch.timeout"].default == 30
    assert (told["fetch.retries"].value, told["fetch.retries"].origin) == (2, DEFAULT)
    assert "dashboard.theme" in told


def test_what_is_no_setting_is_named_and_its_value_is_not_shown():
    wrong = found({"smtp": {"password": "hunter2"}, "pol": {"a": 1}})

    assert "ASKWATCH_SMTP_PASSWORD" in wrong["smtp.password"].wrong
    assert "no such setting" in wrong["pol"].wrong
    assert "hunter2" not in str(wrong)


def test_passwords_and_keys_are_hidden_wherever_they_stand():
    source = {"name": "a", "url": "https://me:hunter2@a.example/?key=hunter2", "token": "hunter2"}
    told = found(
        {
            "database": {"url": "postgresql://me:hunter2@host/x"},
            "fetch": {"keys": {"a.example": "hunter2", "b.example": "B_API_KEY"}},
            "sources": [source, 7],
            "digest": {"recipients": [{"to": "a@x.example", "services": ["A_URL", "hunter2"]}]},
        }
    )

    assert "hunter2" not in str(told)
    assert told["database.url"].value == "postgresql://<hidden>@host/x"
    assert told["fetch.keys"].value == {"a.example": "<hidden>", "b.example": "B_API_KEY"}
    assert "services A_URL; <hidden>" in told["digest.recipients"].words
    assert told["sources.2"].words == "as in the catalog"


def test_a_section_that_is_none_leaves_the_defaults():
    assert found({"fetch": 3})["fetch.timeout"].origin == DEFAULT


def test_escapes_in_a_value_are_taken_out():
    assert found({"organisation": {"name": "a\x1b[2Jb"}})["organisation.name"].words == "a[2Jb"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not set"),
        ("", "not set"),
        (True, "yes"),
        (False, "no"),
        (20_000_000, "20,000,000"),
        (0.5, "0.5"),
        ([], "none"),
        (["a", "b"], "a; b"),
        ({}, "none"),
        ({"poll": "1h"}, "poll 1h"),
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_values_are_said_in_words(value, words):
    assert in_words(value) == words
