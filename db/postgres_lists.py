"""Whose in a team saved filters are, and who sees to whom digests go.

A filter is its organisation's: what people search for tells what they know. An address
is seen by who mails, and by managers of the organisation with whose eyes its digest is
made. All of it belongs to migration 16 and never changes.
"""

from __future__ import annotations

_DEFINED = "SECURITY DEFINER SET search_path FROM CURRENT"
_TEAM = "SELECT FROM people WHERE role <> 'service'"
# Who has no role owns the tables, or there is no team.
_MAILS = "(SELECT coalesce(askwatch_role() = 'service', true))"
_MANAGES = "(SELECT askwatch_role() = 'manager')"

_FILTERS = (
    "ALTER TABLE saved_filters ALTER COLUMN organisation SET DEFAULT askwatch_mine()",
    # Until now they were everybody's: each organisation keeps them.
    "INSERT INTO saved_filters (name, key, words, saved, organisation) "
    "SELECT f.name, f.key, f.words, f.saved, o.organisation FROM saved_filters f "
    "CROSS JOIN (SELECT DISTINCT organisation FROM people WHERE role <> 'service') o",
    f"DELETE FROM saved_filters WHERE organisation = '' AND EXISTS ({_TEAM})",
    "CREATE POLICY his ON saved_filters "
    "USING (organisation = (SELECT askwatch_mine()) OR (SELECT askwatch_all()))",
)
_ADOPT = f"""
IF NOT EXISTS ({_TEAM} AND name <> new.name) THEN
    PERFORM set_config('askwatch.everything', 'on', true);
    UPDATE saved_filters f SET organisation = new.organisation WHERE organisation = ''
        AND NOT EXISTS (SELECT FROM saved_filters o
            WHERE o.organisation = new.organisation AND o.key = f.key);
    PERFORM set_config('askwatch.everything', before, true);
END IF;
RETURN NULL;
"""
# What was kept before there was a team is the first one's.
_FIRST = (
    f"CREATE FUNCTION saved_filters_adopt() RETURNS trigger LANGUAGE plpgsql {_DEFINED} AS $f$ "
    "DECLARE before text := coalesce(current_setting('askwatch.everything', true), ''); "
    f"BEGIN {_ADOPT} END $f$",
    "CREATE TRIGGER saved_filters_adopt AFTER INSERT ON people FOR EACH ROW "
    "WHEN (new.role <> 'service') EXECUTE FUNCTION saved_filters_adopt()",
)
_ADDRESSES = (
    # Where there is but one organisation, all addresses are its.
    "UPDATE recipients SET organisation = (SELECT min(organisation) FROM people "
    "WHERE role <> 'service') WHERE 1 = (SELECT count(DISTINCT p.organisation) "
    "FROM people p WHERE p.role <> 'service')",
    f"CREATE POLICY mailed ON recipients USING ({_MAILS} "
    f"OR {_MANAGES} AND organisation = (SELECT askwatch_mine()))",
    f"CREATE POLICY mailed ON outbox USING ({_MAILS} "
    "OR EXISTS (SELECT FROM recipients r WHERE r.id = recipient_id))",
)

LISTS_16 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    *_FILTERS,
    *_FIRST,
    *_ADDRESSES,
    *(
        f"ALTER TABLE {table} {act} ROW LEVEL SECURITY"
        for table in ("saved_filters", "recipients", "outbox")
        for act in ("ENABLE", "FORCE")
    ),
)
