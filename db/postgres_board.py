"""What PostgreSQL keeps beside how asks stand, so that a board need not count them anew.

Triggers keep, of each ask and for each who looks, how many candidates wait that she may
see, and so on which pile it lies; and of each pile, by day, how many asks lie there and how
many candidates wait for them. So a count tells nobody of what is hidden from her: beside a
row stands whose candidates were counted. Statements whose name ends in a number belong to
that migration and never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

_DEFINED = "SECURITY DEFINER SET search_path FROM CURRENT"
_SHOWN = (
    "ask_id, rules, letter_id, number, heap, outstanding, stopped, day, until, asked, addressees, "
    '"to", owner, words, waits, pile'
)
_MINE = "viewer = (SELECT askwatch_viewer())"
# Where the pile is known, the day decides nothing.
_PLACE = (
    "viewer, rules, coalesce(pile, ''), pile IS NULL AND stopped, "
    "CASE WHEN pile IS NULL THEN coalesce(day, '9999-12-31') ELSE '9999-12-31' END"
)


# Who asks is looked up once, and not for each row.
_PUT = f"""
CREATE FUNCTION standings_put(given json) RETURNS void LANGUAGE plpgsql {_DEFINED} AS $f$
DECLARE
    eyes text := askwatch_viewer();
    its text := askwatch_mine();
    -- Whom no policy binds sees all, too.
    every boolean := askwatch_all() OR EXISTS (SELECT FROM pg_roles
        WHERE rolname = session_user::text AND (rolsuper OR rolbypassrls));
BEGIN
    IF NOT has_table_privilege(session_user, 'standings', 'delete') THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO standings_of ({_SHOWN}, viewer, whose, whole)
    SELECT {_SHOWN}, eyes, its, every FROM json_populate_recordset(NULL::standings, given);
END $f$
"""


def put_standings(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    """Keep how some asks stand, for who asks."""
    given = msgspec.json.encode(values).decode()
    connection.exec_driver_sql("SELECT standings_put(%s::json)", (given,))


def _trigger(name: str, body: str, more: str = "") -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_DEFINED} {more} "
        f"AS $f$ BEGIN {body} RETURN NULL; END $f$"
    )


def _after(name: str, table: str, act: str) -> str:
    new = " NEW TABLE AS come" if act != "DELETE" else ""
    old = " OLD TABLE AS gone" if act != "INSERT" else ""
    return (
        f"CREATE TRIGGER {name}_{act.lower()} AFTER {act} ON {table} REFERENCING{old}{new} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


_COUNTED = f"SELECT {_PLACE}, count(*) AS number FROM {{0}} GROUP BY 1, 2, 3, 4, 5"
_TALLY = f"""
IF TG_OP <> 'INSERT' THEN
    UPDATE tallies_of t SET number = t.number - g.number
    FROM ({_COUNTED.format("gone")}) AS g (viewer, rules, pile, stopped, day, number)
    WHERE (t.viewer, t.rules, t.pile, t.stopped, t.day)
        = (g.viewer, g.rules, g.pile, g.stopped, g.day);
END IF;
IF TG_OP <> 'DELETE' THEN
    INSERT INTO tallies_of AS t (viewer, rules, pile, stopped, day, number)
    {_COUNTED.format("come")}
    ON CONFLICT (viewer, rules, pile, stopped, day)
    DO UPDATE SET number = t.number + excluded.number;
END IF;
"""
_OPEN = "WHERE verdict IN ('new', 'later')"


def _wait(*moves: tuple[str, int]) -> str:
    each = (f"SELECT ask_id, only_for, {more} AS n FROM {rows} {_OPEN}" for rows, more in moves)
    moved = " UNION ALL ".join(each)
    return f"""
    UPDATE standings_of s SET waits = s.waits + m.n,
        pile = coalesce(s.heap, CASE WHEN s.waits + m.n > 0 THEN 'to review' END)
    FROM (
        SELECT o.ask_id, o.rules, o.viewer, sum(c.n) AS n
        FROM (SELECT ask_id, only_for, sum(n) AS n FROM ({moved}) AS one
            GROUP BY ask_id, only_for HAVING sum(n) <> 0) AS c
        JOIN standings_of o ON o.ask_id = c.ask_id
            AND (c.only_for IS NULL OR o.whole OR o.whose = c.only_for)
        GROUP BY o.ask_id, o.rules, o.viewer HAVING sum(c.n) <> 0
    ) AS m WHERE (s.ask_id, s.rules, s.viewer) = (m.ask_id, m.rules, m.viewer);
    """


_COME, _GONE = ("come", 1), ("gone", -1)
_WAITS = f"""
IF TG_OP = 'INSERT' THEN {_wait(_COME)}
ELSIF TG_OP = 'DELETE' THEN {_wait(_GONE)}
ELSE {_wait(_COME, _GONE)}
END IF;
"""

# What is undone is of the letter of what it undoes, for merged letters are split by an event.
BOARD_18 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    _trigger(
        "standings_forget",
        "IF new.kind IN ('letter merged', 'letter split') THEN DELETE FROM standings_of; "
        "ELSE DELETE FROM standings_of WHERE letter_id = coalesce(new.letter_id, "
        "(SELECT letter_id FROM asks WHERE id = new.ask_id)); END IF;",
    ).replace("CREATE", "CREATE OR REPLACE", 1),
)
BOARD_17 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    "DELETE FROM standings_of",
    "ALTER TABLE standings_of ADD COLUMN waits integer NOT NULL, "
    'ADD COLUMN pile varchar COLLATE "C", '
    "ADD COLUMN whose text NOT NULL, ADD COLUMN whole boolean NOT NULL, "
    "ALTER COLUMN viewer DROP DEFAULT",
    "DROP INDEX ix_standings_heap",
    "CREATE INDEX ix_standings_pile ON standings_of "
    "(viewer, rules, pile, stopped, day, ask_id, letter_id)",
    f"CREATE OR REPLACE VIEW standings WITH (security_barrier) AS SELECT {_SHOWN} "
    f"FROM standings_of WHERE {_MINE}",
    # Beneath a barrier an index gives its order only to an order that stands there, too.
    f"CREATE VIEW standings_by_due WITH (security_barrier) AS SELECT {_SHOWN} "
    f"FROM standings_of WHERE {_MINE} ORDER BY stopped, day, letter_id, number",
    "ALTER TABLE tallies RENAME TO tallies_of",
    "ALTER TABLE tallies_of ADD COLUMN viewer text NOT NULL",
    "ALTER TABLE tallies_of DROP CONSTRAINT pk_tallies, "
    "ADD CONSTRAINT pk_tallies PRIMARY KEY (viewer, rules, pile, stopped, day)",
    "CREATE VIEW tallies WITH (security_barrier) AS "
    f"SELECT rules, pile, stopped, day, number FROM tallies_of WHERE {_MINE}",
    _PUT,
    _trigger("standings_tally", _TALLY),
    *(_after("standings_tally", "standings_of", act) for act in ("INSERT", "UPDATE", "DELETE")),
    # By the index, however many candidates came when the plan was made.
    _trigger(
        "candidates_wait",
        _WAITS,
        "SET enable_seqscan TO off SET enable_hashjoin TO off SET enable_mergejoin TO off",
    ),
    *(_after("candidates_wait", "candidates", act) for act in ("INSERT", "UPDATE", "DELETE")),
)

_COUNTED_19 = (
    f"SELECT {_PLACE}, count(*) AS number, sum(waits) AS waits FROM {{0}} GROUP BY 1, 2, 3, 4, 5"
)
_TALLY_19 = f"""
IF TG_OP <> 'INSERT' THEN
    UPDATE tallies_of t SET number = t.number - g.number, waits = t.waits - g.waits
    FROM ({_COUNTED_19.format("gone")}) AS g (viewer, rules, pile, stopped, day, number, waits)
    WHERE (t.viewer, t.rules, t.pile, t.stopped, t.day)
        = (g.viewer, g.rules, g.pile, g.stopped, g.day);
END IF;
IF TG_OP <> 'DELETE' THEN
    INSERT INTO tallies_of AS t (viewer, rules, pile, stopped, day, number, waits)
    {_COUNTED_19.format("come")}
    ON CONFLICT (viewer, rules, pile, stopped, day)
    DO UPDATE SET number = t.number + excluded.number, waits = t.waits + excluded.waits;
END IF;
"""
BOARD_19 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    "DELETE FROM standings_of",
    "DELETE FROM tallies_of",
    "ALTER TABLE tallies_of ADD COLUMN waits integer NOT NULL",
    "CREATE OR REPLACE VIEW tallies WITH (security_barrier) AS "
    f"SELECT rules, pile, stopped, day, number, waits FROM tallies_of WHERE {_MINE}",
    # What is said beside an ask leaves it as it stands.
    _trigger(
        "standings_forget",
        "IF new.kind IN ('note added', 'tag added', 'tag removed', 'candidate put off') THEN "
        "RETURN NULL; ELSIF new.kind IN ('letter merged', 'letter split') THEN "
        "DELETE FROM standings_of; "
        "ELSE DELETE FROM standings_of WHERE letter_id = coalesce(new.letter_id, "
        "(SELECT letter_id FROM asks WHERE id = new.ask_id)); END IF;",
    ).replace("CREATE", "CREATE OR REPLACE", 1),
    _trigger("standings_tally", _TALLY_19).replace("CREATE", "CREATE OR REPLACE", 1),
    "CREATE INDEX ix_candidates_changed ON candidates (ask_id) WHERE evidence_id IS NOT NULL",
)

# By a viewer that no index can be asked for, each ask is found by its own: a server that
# does not know its tables yet would look through all of a viewer's for each one.
BOARD_20 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    "CREATE VIEW standings_waits WITH (security_barrier) AS SELECT ask_id, waits "
    "FROM standings_of WHERE viewer || '' = (SELECT askwatch_viewer())",
)
