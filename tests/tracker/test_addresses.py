"""What a page says of the words that were quoted from it, and where copies may stand."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tracker import addresses
from tracker.types import AddressState

SEEN = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_words_stand_whatever_their_spaces_capitals_and_signs():
    page = "The\nMinister’s  ASSETS — all of them — were  frozen."

    assert addresses.judge(page, ["minister's assets", "WERE FROZEN."]) == (
        AddressState.STANDS,
        "",
    )


def test_words_that_are_no_longer_there_are_named():
    state, why = addresses.judge("The assets were counted.", ["The assets", "were frozen"])

    assert (state, why) == (AddressState.ALTERED, "no longer there: “were frozen”")


@pytest.mark.parametrize(
    ("status", "gone"), [(404, True), (410, True), (500, False), (None, False)]
)
def test_only_two_statuses_mean_that_a_page_is_gone(status, gone):
    assert addresses.is_gone(status) is gone


@pytest.mark.parametrize(
    ("answered", "front"),
    [("https://x.example/", True), ("https://x.example", True), ("https://x.example/b", False)],
)
def test_who_is_sent_to_the_front_page_did_not_get_the_page(answered, front):
    assert addresses.is_front_page("https://x.example/a", answered) is front
    assert not addresses.is_front_page("https://x.example/", answered)


def test_a_publishers_archives_are_asked_newest_first():
    found = addresses.archive_hosts("https://www.state.gov/frozen/?a=1#b")

    assert found[0] == "https://2021-2025.state.gov/frozen/?a=1"
    assert len(found) == 3
    assert addresses.archive_hosts("https://other.example/frozen") == ()


def test_the_wayback_machine_is_asked_for_the_copy_of_that_time():
    assert addresses.wayback_question("https://x.example/?a=1", SEEN) == (
        "https://archive.org/wayback/available"
        "?url=https%3A%2F%2Fx.example%2F%3Fa%3D1&timestamp=20261121120000"
    )


def answer(url: object, status: object = "200") -> bytes:
    return json.dumps({"archived_snapshots": {"closest": {"url": url, "status": status}}}).encode()


def test_a_copy_of_the_machines_own_is_believed():
    copy = addresses.wayback_copy(answer("http://web.archive.org/web/2026/https://x.example/"))

    assert copy == "https://web.archive.org/web/2026/https://x.example/"


def test_a_copy_on_this_machine_keeps_its_scheme():
    url = "http://127.0.0.1:80/copy"

    assert addresses.wayback_copy(answer(url), "http://127.0.0.1:80/") == url


@pytest.mark.parametrize(
    "said",
    [
        b"no JSON",
        b"[]",
        b"{}",
        b'{"archived_snapshots": {}}',
        answer("http://web.archive.org/x", "404"),
        answer("http://evil.example/archive.org"),
        answer("file://web.archive.org/etc/passwd"),
        answer(None),
        b"[" * 100_000,
    ],
)
def test_what_else_an_answer_says_is_not_believed(said):
    assert addresses.wayback_copy(said) is None
