"""Senders that are killed: nobody gets a digest twice, and nobody is forgotten."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mails import kill
from benchmarks.mailserver import STEPS


def test_a_sender_that_is_killed_at_any_step_sends_nothing_twice(tmp_path: Path) -> None:
    found = kill(tmp_path, len(STEPS), 20, tls=True)

    assert found.kills == dict.fromkeys(STEPS, 1)
    assert (found.most, found.lost) == (1, 0)
    assert found.unknown >= found.arrived >= 1, "killed after the server had it"
    assert (found.fewest, found.most_after) == (1, 1), "after a person said what arrived"
