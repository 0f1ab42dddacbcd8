"""Pairing span by span, with the asks held ready in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import Store
from jobs.queue.pairing import FRESH, Pairer
from tests import builders as a
from tests.jobs.test_match import ANSWER, file_document


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


def take_in(store: Store, text: str = a.TEXT) -> None:
    source = a.new_source(text)
    store.letters.add(a.reading(text), text, source, who="Ana", now=a.NOW, confirmed=True)


def pair(store: Store, pairer: Pairer, text: str, now: object = a.NOW) -> int:
    file_document(store, text)
    found = 0
    for task in pairer.split():
        first, last = int(task.details["first"]), int(task.details["last"])
        found += pairer.some(first, last, now)  # type: ignore[arg-type]
    return found


def test_ask_that_came_or_went_counts_with_the_next_document(store: Store) -> None:
    pairer = Pairer(store, threshold=0.3)

    before = pair(store, pairer, ANSWER)
    take_in(store)
    with_letter = pair(store, pairer, ANSWER + " It said so in a statement.")
    held = pair(store, pairer, ANSWER + " It told the press so at noon.")
    for ask in store.asks.for_matching():
        store.asks.strike(ask.id, who="Ana", now=a.NOW, why="none")
    struck = pair(store, pairer, ANSWER + " It will be told again.")

    assert (before, struck) == (0, 0)
    assert with_letter > 0
    assert held > 0


def test_asks_are_read_again_after_a_while_though_nothing_seems_changed(store: Store) -> None:
    take_in(store)
    pairer = Pairer(store, threshold=0.3)
    pair(store, pairer, ANSWER)
    first = pairer._read

    pair(store, pairer, ANSWER + " It said so in a statement.", a.NOW + FRESH / 2)
    second = pairer._read
    pair(store, pairer, ANSWER + " It told the press.", a.NOW + FRESH + timedelta(seconds=1))

    assert first <= second < pairer._read
