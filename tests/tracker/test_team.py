"""What each role of a team may do."""

from __future__ import annotations

import pytest

from tests.builders import NOW
from tracker.errors import UsageError
from tracker.types.people import Person, Role


def person(role: Role) -> Person:
    return Person(name="ana", organisation="Harbour Watch", role=role, added=NOW)


@pytest.mark.parametrize(
    ("role", "polls", "pairs"),
    [
        (Role.READER, False, False),
        (Role.EDITOR, False, False),
        (Role.MANAGER, True, False),
        (Role.SERVICE, True, True),
    ],
)
def test_only_the_service_sees_every_document_and_readers_and_editors_visit_nothing(
    role, polls, pairs
):
    assert (person(role).polls, person(role).pairs) == (polls, pairs)


def test_nobody_signs_in_anothers_name():
    assert {person(Role.EDITOR).signs(by) for by in (None, "ana")} == {"ana"}
    with pytest.raises(UsageError, match="'ben'"):
        person(Role.MANAGER).signs("ben")
