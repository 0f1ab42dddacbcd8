"""What a page's items are to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import NOW
from tracker.changes import Decision, decide, identities
from tracker.text import text_hash
from tracker.types import ChangeKind, Held, Item

HOUR = timedelta(hours=1)
NOTHING: dict[str, Any] = {"title": "", "url": "", "guid": None, "published": None}


def item(number: int, **more: Any) -> Item:
    """The release of an hour; higher numbers are newer."""
    values: dict[str, Any] = {
        "title": f"Release {number}",
        "url": f"https://www.example.gov/news/{number}/",
        "guid": f"https://www.example.gov/?page_id={number}",
        "published": datetime(2026, 11, 1, tzinfo=UTC) + number * HOUR,
        "text": f"Norvania said {number} things.",
    }
    return Item(**values | more)


def as_held(
    *items: Item, source: str = "releases", seen: datetime = NOW, **more: Any
) -> dict[str, Held]:
    """What the store says of items that it holds."""
    return {
        identities(one)[0]: Held(
            title=one.title,
            text_hash=text_hash(one.text),
            published=one.published,
            last_seen=seen,
            source=source,
            **more,
        )
        for one in items
    }


def decided(
    items: Sequence[Item],
    held: Mapping[str, Held] = {},
    last: Mapping[str, Held] = {},
    **more: Any,
) -> Decision:
    """Decide on a page of the source "releases", NOW."""
    return decide(items, held, last, **{"source": "releases", "now": NOW, **more})


def kinds(decision: Decision) -> list[str]:
    return [change.kind.value for change in decision.changes]


def test_first_page_is_all_new_and_no_gap() -> None:
    decision = decided([item(3), item(2)], first=True)

    assert (kinds(decision), decision.new, decision.gap) == (["new", "new"], 2, False)


def test_same_items_are_the_same() -> None:
    held = as_held(item(2), item(1))

    decision = decided([item(2), item(1)], held, held)

    assert kinds(decision) == ["same", "same"]
    assert (decision.gap, decision.stale, decision.vanished) == (False, False, ())


@pytest.mark.parametrize("edit", [{"text": "Norvania said nothing."}, {"title": "Release 1 bis"}])
def test_edited_text_or_title_is_a_revision(edit: dict[str, str]) -> None:
    held = as_held(item(2), item(1))

    decision = decided([item(2), item(1, **edit)], held, held)

    assert (kinds(decision), decision.revised) == (["same", "changed"], 1)


def test_other_blanks_and_quotes_are_no_revision() -> None:
    held = as_held(item(1, text='He said "yes".\n\nThen he left.'))

    decision = decided([item(1, text="He said “yes”. Then he left.")], held, held)

    assert kinds(decision) == ["same"]


def test_blanks_that_markup_leaves_beside_punctuation_are_no_revision() -> None:
    held = as_held(item(1, text="See example.org. (Pooled press.)"))

    assert kinds(decided([item(1, text="See example.org .\n(Pooled press.)")], held)) == ["same"]
    assert kinds(decided([item(1, text="See exam ple.org. (Pooled press.)")], held)) == ["changed"]


def test_list_of_titles_says_nothing_of_the_text() -> None:
    held = as_held(item(1))

    assert kinds(decided([item(1, text="")], held, held)) == ["same"]


def test_another_feed_of_the_host_does_not_revise_what_it_did_not_bring() -> None:
    held = as_held(item(1), source="briefings")

    [change] = decided([item(1, text="A summary.", title="Short")], held).changes

    assert (change.kind, change.item.title) == (ChangeKind.SAME, "Release 1")
    assert change.text_hash == text_hash(item(1).text)


def test_another_way_in_adds_but_does_not_revise() -> None:
    decision = decided([item(2), item(1, text="A summary.")], as_held(item(1)), revising=False)

    assert kinds(decision) == ["new", "same"]


def test_item_listed_twice_counts_once() -> None:
    assert decided([item(1), item(1)], first=True).new == 1


def test_page_that_joins_nothing_held_leaves_a_gap() -> None:
    last = as_held(item(2), item(1))

    assert decided([item(9), item(8)], {}, last).gap


def test_one_common_item_closes_the_gap() -> None:
    last = as_held(item(2), item(1))

    assert not decided([item(9), item(2)], as_held(item(2)), last).gap


def test_old_item_pinned_on_top_does_not_close_the_gap() -> None:
    last = as_held(item(7), item(6))

    assert decided([item(1), item(99), item(98)], as_held(item(1)), last).gap


def test_known_item_closes_the_gap_where_the_last_listing_cannot_be_compared() -> None:
    assert not decided([item(9), item(2)], as_held(item(2))).gap


def test_empty_page_is_no_gap() -> None:
    assert not decided([], {}, as_held(item(1))).gap


def test_older_copy_of_the_page_is_stale_not_news() -> None:
    last = as_held(item(9), item(8), item(7))
    page = [item(7, text="As it was before it was edited."), item(6)]

    decision = decided(page, last | as_held(item(6)), last)

    assert decision.stale
    assert (decision.changes, decision.gap, decision.vanished) == ((), False, ())


def test_unknown_item_on_an_older_copy_is_kept() -> None:
    last = as_held(item(9), item(8), item(7))

    decision = decided([item(7), item(5)], last, last)

    assert (decision.stale, kinds(decision)) == (True, ["new"])


def test_older_copy_is_believed_after_a_day() -> None:
    last = as_held(item(9), item(8), item(7), seen=NOW - timedelta(hours=25))

    decision = decided([item(7, text="Edited."), item(6)], last | as_held(item(6)), last)

    assert (decision.stale, decision.revised) == (False, 1)


def test_single_newest_item_that_was_withdrawn_does_not_make_a_page_stale() -> None:
    last = as_held(item(9), item(8))

    decision = decided([item(8), item(7)], last | as_held(item(7)), last)

    assert (decision.stale, decision.vanished) == (False, ())
    assert decision.awaited == identities(item(9))[:1]


def test_newest_item_that_was_withdrawn_has_vanished_once_a_newer_one_stands() -> None:
    last = as_held(item(8), item(7)) | as_held(item(9), missed=NOW - HOUR)

    decision = decided([item(10), item(8), item(7)], last, last)

    assert (decision.vanished, decision.awaited) == (identities(item(9))[:1], ())


@pytest.mark.parametrize(("hours", "gone"), [(23, False), (24, True)])
def test_newest_item_that_was_withdrawn_has_vanished_after_a_day(hours: int, gone: bool) -> None:
    last = as_held(item(8), item(7)) | as_held(item(9), missed=NOW - hours * HOUR)

    decision = decided([item(8), item(7)], last, last)

    assert (bool(decision.vanished), bool(decision.awaited)) == (gone, not gone)


def test_item_with_the_mark_of_the_last_listing_is_that_document_as_it_was() -> None:
    last = as_held(item(2), mark="m2") | as_held(item(1), mark="m1")
    page = [item(3, mark="m3"), *(Item(**NOTHING, mark=mark) for mark in ("m2", "m1"))]

    decision = decided(page, last, last)

    assert kinds(decision) == ["new", "same", "same"]
    assert [c.text_hash for c in decision.changes[1:]] == [one.text_hash for one in last.values()]
    assert decision.vanished == ()


def test_item_with_another_mark_and_the_same_words_is_the_same() -> None:
    last = as_held(item(1), mark="old")

    assert kinds(decided([item(1, mark="new")], last, last)) == ["same"]


def test_item_missing_between_its_neighbours_has_vanished() -> None:
    last = as_held(item(9), item(8), item(7))

    decision = decided([item(9), item(7), item(6)], last | as_held(item(6)), last)

    assert decision.vanished == identities(item(8))[:1]


def test_item_of_another_feed_has_not_vanished_when_it_leaves_this_one() -> None:
    last = as_held(item(9), item(7)) | as_held(item(8), source="briefings")

    assert decided([item(9), item(7)], last, last).vanished == ()


def test_item_that_scrolled_out_has_not_vanished() -> None:
    last = as_held(item(3), item(2), item(1))

    assert decided([item(4), item(3), item(2)], last, last).vanished == ()


def test_nothing_vanishes_from_a_page_that_shares_nothing_or_has_no_dates() -> None:
    last = as_held(item(3), item(2), item(1))
    undated = [item(3, published=None), item(1, published=None)]

    assert decided([item(9)], {}, last).vanished == ()
    assert decided(undated, last, as_held(*undated)).vanished == ()


def test_guid_is_the_identity_even_where_the_link_is_used_again() -> None:
    old, new = item(1), item(2, url=item(1).url)

    assert identities(old)[0] != identities(new)[0]
    assert identities(item(1, guid=" https://example.gov/?p=1&#038;x=2 "))[0] == (
        "https://example.gov/?p=1&x=2"
    )


def test_guid_that_moved_to_https_is_the_same_document() -> None:
    held = as_held(item(1, guid="http://www.example.gov/?page_id=1"))

    assert kinds(decided([item(1)], held, held)) == ["same"]


def test_release_under_two_addresses_of_a_host_is_one_document() -> None:
    slug = "a-word-on-norvania"
    one = item(1, guid=None, url=f"https://www.example.gov/press/rep/{slug}")
    two = item(1, guid=None, url=f"http://example.gov/press/chair/{slug}/?utm_source=mail#top")

    assert kinds(decided([two], as_held(one))) == ["same"]


def test_link_without_guid_is_another_document_a_year_later() -> None:
    one = item(1, guid=None)
    two = item(1, guid=None, published=datetime(2027, 11, 1, tzinfo=UTC))

    assert kinds(decided([two], as_held(one))) == ["new"]


def test_day_of_a_list_and_time_of_a_feed_may_be_a_day_apart() -> None:
    listed = item(1, guid=None, published=datetime(2026, 10, 31, tzinfo=UTC), day_only=True)

    assert kinds(decided([item(1)], as_held(listed))) == ["same"]


def test_neighbours_of_one_address_stay_apart() -> None:
    monday = item(1, guid=None, url="https://example.gov/briefing")
    tuesday = item(25, guid=None, url="https://example.gov/briefing")

    decision = decided([tuesday, monday], as_held(monday))

    assert kinds(decision) == ["new", "same"]


def test_item_of_the_query_string_is_told_by_it() -> None:
    one, two = (
        item(1, guid=None, url=f"https://example.gov/details-of-a-release?id={n}&fbclid=x")
        for n in (1, 2)
    )

    assert not set(identities(one)) & set(identities(two))


def test_undated_item_is_known_by_its_address_and_else_by_its_title() -> None:
    assert identities(item(1, guid=None, published=None))[0] == "example.gov/news/1"
    assert identities(item(1, guid=None, published=None, url=""))[0] == "Release 1"
