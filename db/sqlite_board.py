"""What SQLite keeps beside how asks stand, so that a board need not count them anew.

Triggers keep, of each ask, how many candidates wait and so on which pile it lies, and of
each pile, by day, how many asks lie there and how many candidates wait for them. Statements
whose name ends in a number belong to that migration and never change.
"""

from __future__ import annotations

_OPEN = "{0}.verdict IN ('new', 'later')"
_EVER = "'9999-12-31'"
_COLUMNS = "rules, pile, stopped, day"
# Where the pile is known, the day decides nothing.
_PLACE = (
    "{0}.rules, coalesce({0}.pile, ''), {0}.pile IS NULL AND {0}.stopped, "
    f"CASE WHEN {{0}}.pile IS NULL THEN coalesce({{0}}.day, {_EVER}) ELSE {_EVER} END"
)
_PUT = (
    f"INSERT INTO tallies ({_COLUMNS}, number) VALUES ({_PLACE.format('new')}, 1) "
    "ON CONFLICT DO UPDATE SET number = number + 1;"
)
_TAKE = f"UPDATE tallies SET number = number - 1 WHERE ({_COLUMNS}) = ({_PLACE.format('old')});"


def _wait(of: str, more: int) -> str:
    return (
        f"UPDATE standings SET waits = waits + {more}, "
        f"pile = coalesce(heap, CASE WHEN waits + {more} > 0 THEN 'to review' END) "
        f"WHERE ask_id = {of}.ask_id AND {_OPEN.format(of)};"
    )


BOARD_17 = (
    "DELETE FROM standings",
    "DROP INDEX ix_standings_heap",
    "CREATE INDEX ix_standings_pile ON standings (rules, pile, stopped, day, ask_id, letter_id)",
    "CREATE VIEW standings_by_due AS SELECT * FROM standings",
    f"CREATE TRIGGER standings_come AFTER INSERT ON standings BEGIN {_PUT} END",
    f"CREATE TRIGGER standings_go AFTER DELETE ON standings BEGIN {_TAKE} END",
    "CREATE TRIGGER standings_move AFTER UPDATE OF pile ON standings "
    f"WHEN old.pile IS NOT new.pile BEGIN {_TAKE} {_PUT} END",
    "CREATE TRIGGER candidates_wait_come AFTER INSERT ON candidates "
    f"WHEN {_OPEN.format('new')} BEGIN {_wait('new', 1)} END",
    "CREATE TRIGGER candidates_wait_go AFTER DELETE ON candidates "
    f"WHEN {_OPEN.format('old')} BEGIN {_wait('old', -1)} END",
    "CREATE TRIGGER candidates_wait_change AFTER UPDATE OF verdict, ask_id ON candidates "
    f"BEGIN {_wait('old', -1)} {_wait('new', 1)} END",
)

_PUT_19 = (
    f"INSERT INTO tallies ({_COLUMNS}, number, waits) "
    f"VALUES ({_PLACE.format('new')}, 1, new.waits) "
    "ON CONFLICT DO UPDATE SET number = number + 1, waits = waits + excluded.waits;"
)
_TAKE_19 = (
    "UPDATE tallies SET number = number - 1, waits = waits - old.waits "
    f"WHERE ({_COLUMNS}) = ({_PLACE.format('old')});"
)
BOARD_19 = (
    *(f"DROP TRIGGER standings_{name}" for name in ("come", "go", "move")),
    "DELETE FROM standings",
    "DELETE FROM tallies",
    "ALTER TABLE tallies ADD COLUMN waits INTEGER DEFAULT 0 NOT NULL",
    f"CREATE TRIGGER standings_come AFTER INSERT ON standings BEGIN {_PUT_19} END",
    f"CREATE TRIGGER standings_go AFTER DELETE ON standings BEGIN {_TAKE_19} END",
    "CREATE TRIGGER standings_move AFTER UPDATE OF pile, waits ON standings "
    f"WHEN old.waits <> new.waits OR old.pile IS NOT new.pile BEGIN {_TAKE_19} {_PUT_19} END",
    "CREATE INDEX ix_candidates_changed ON candidates (ask_id) WHERE evidence_id IS NOT NULL",
)

BOARD_20 = ("CREATE VIEW standings_waits AS SELECT ask_id, waits FROM standings",)
