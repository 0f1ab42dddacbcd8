"""Rules of a team that were made closer, after each role had tried to get around them.

They take the place of functions in `db.postgres_roles` and `db.postgres_team`. What they
look up they look up for who asks, also where a superuser owns the tables, whom no
policy binds. All of it belongs to migration 13 and never changes.
"""

from __future__ import annotations

from db.postgres_team import ADOPT
from tracker.types import Role

NOBODY = "\n"
"""The organisation of those who see what is everybody's, and no more; no name can be this."""

_DEFINED = "SECURITY DEFINER SET search_path FROM CURRENT"
_REFUSE = "USING ERRCODE = 'AW001', HINT = "
_SEEN = "(only_for IS NULL OR only_for = askwatch_mine() OR askwatch_all())"
_MISSED = f"RAISE EXCEPTION 'there is no such row' {_REFUSE}'look at what is held';"


def _trigger(name: str, body: str, declared: str = "") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_DEFINED} "
        f"AS $f$ {declared} BEGIN {body} END $f$"
    )


def _asks(name: str, given: str, kind: str, query: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}({given}) RETURNS {kind} LANGUAGE sql STABLE {_DEFINED} "
        f"AS $f$ {query} $f$"
    )


def _act(name: str, given: str, body: str, declared: str = "") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}({given}) RETURNS void LANGUAGE plpgsql {_DEFINED} "
        f"AS $f$ {declared} BEGIN {body} END $f$"
    )


# A transaction may look with the eyes of others: the service with any organisation's, whose
# readers it writes to; everybody with nobody's.
_AS = "coalesce(current_setting('askwatch.seeing_as', true), '')"
_OWN = "SELECT organisation::text FROM people WHERE name = session_user::text"
_EYES = (
    _asks(
        "askwatch_mine",
        "",
        "text",
        f"SELECT CASE WHEN {_AS} <> '' AND ({_AS} = chr(10) OR askwatch_owns() "
        f"OR coalesce(askwatch_role() = 'service', false)) THEN {_AS} "
        f"ELSE coalesce(({_OWN}), '') END",
    ),
    _asks(
        "askwatch_viewer",
        "",
        "text",
        f"SELECT CASE WHEN {_AS} = '' THEN coalesce((SELECT organisation || CASE role "
        "WHEN 'reader' THEN chr(10) || name ELSE '' END FROM people "
        "WHERE name = session_user::text), '') "
        # What she works out for herself nobody else reads.
        "ELSE askwatch_mine() || CASE WHEN askwatch_owns() OR coalesce(askwatch_role() = 'service',"
        " false) THEN '' ELSE chr(10) || session_user::text END END "
        "|| CASE WHEN askwatch_all() THEN chr(10) || '*' ELSE '' END",
    ),
    _asks(
        "askwatch_by_hand",
        "document integer",
        "boolean",
        "SELECT EXISTS (SELECT FROM documents d JOIN sources s ON s.id = d.source_id "
        f"WHERE d.id = document AND s.name = 'by hand' AND {_SEEN})",
    ),
)
# The name under which a private document is held says whose it is. Else who tries a name
# learns whether another organisation holds it.
_SUFFIX = "' (' || {0} || ')'"
_DOCUMENT = f"""
IF new.private AND new.organisation IS NULL AND NOT askwatch_all() THEN
    new.organisation := nullif(askwatch_mine(), '');
END IF;
IF NOT new.private THEN
    new.organisation := NULL;
END IF;
IF TG_OP = 'UPDATE' AND new.private <> old.private AND askwatch_role() IS NOT NULL THEN
    IF askwatch_role() = 'service' THEN
        RAISE EXCEPTION 'jobs open and close nothing' {_REFUSE}'a person does';
    ELSIF new.private AND new.host <> 'by hand' THEN
        RAISE EXCEPTION 'document % was published', old.id {_REFUSE}'it stays open to everybody';
    ELSIF new.private AND askwatch_role() = 'editor' THEN
        RAISE EXCEPTION 'others may have read it: document % is held openly', old.id
            {_REFUSE}'ask a manager to close it';
    END IF;
END IF;
IF new.host = 'by hand' THEN
    IF askwatch_role() IS NOT NULL AND EXISTS (SELECT FROM people
            WHERE organisation IS DISTINCT FROM coalesce(new.organisation, askwatch_mine())
            AND right(new.identity, length(organisation) + 3) = {_SUFFIX.format("organisation")})
            AND NOT askwatch_all() THEN
        RAISE EXCEPTION 'by that name another organisation may hold something'
            {_REFUSE}'give it another name';
    END IF;
    suffix := {_SUFFIX.format("new.organisation")};
    -- A copy keeps the names that it has.
    IF new.organisation IS NOT NULL AND (TG_OP = 'UPDATE' OR NOT askwatch_all())
            AND right(new.identity, length(suffix)) <> suffix THEN
        new.identity := new.identity || suffix;
    END IF;
END IF;
RETURN new;
"""
_OF_DOCUMENT = "substring({0} from '^document ([0-9]{{1,9}})')::integer"
_RESTING = f"""
    evidence_id IN (SELECT e.id FROM evidence e JOIN revisions r ON r.id = e.revision_id
        WHERE r.document_id = new.id)
    OR candidate_id IN (SELECT id FROM candidates WHERE document_id = new.id)
    OR kind = 'reply added' AND {_OF_DOCUMENT.format('"after"')} = new.id
"""
_OPEN = "(only_for IS NULL OR only_for = new.only_for)"


def _move(noun: str, ids: str) -> str:
    return (
        f"WITH gone AS (DELETE FROM {noun}_words_open WHERE rowid IN ({ids}) RETURNING *) "
        f"INSERT INTO {noun}_words_own SELECT rowid, words, new.only_for FROM gone;"
    )


_CLOSE = f"""
IF EXISTS (SELECT FROM events JOIN people ON people.name = events.who
        WHERE people.organisation <> new.only_for AND ({_RESTING})) THEN
    RAISE EXCEPTION 'another organisation works with document %', new.id
        {_REFUSE}'it stays open to everybody';
END IF;
UPDATE revisions SET only_for = new.only_for WHERE document_id = new.id;
UPDATE candidates SET only_for = new.only_for WHERE document_id = new.id;
UPDATE echoes SET only_for = new.only_for WHERE document_id = new.id;
UPDATE evidence SET only_for = new.only_for
    WHERE revision_id IN (SELECT id FROM revisions WHERE document_id = new.id);
WITH RECURSIVE touched AS (
    SELECT id FROM events WHERE {_RESTING}
    UNION SELECT events.id FROM events JOIN touched ON events.undoes = touched.id)
UPDATE events SET only_for = new.only_for, organisation = nullif(new.only_for, '')
    WHERE id IN (SELECT id FROM touched) AND {_OPEN};
{_move("revisions", "SELECT id FROM revisions WHERE document_id = new.id")}
{_move("notes", "SELECT id FROM events WHERE only_for IS NOT NULL")}
DELETE FROM standings_of;
RETURN NULL;
"""
_TOUCHED = (
    "SELECT FROM events WHERE ask_id = new.ask_id AND only_for = askwatch_mine() "
    "AND (evidence_id IS NOT NULL OR candidate_id IS NOT NULL)"
)


def _of(table: str, key: str) -> str:
    return (
        f"IF {key} IS NOT NULL THEN SELECT only_for INTO own FROM {table} "
        f"WHERE id = {key} AND {_SEEN}; IF NOT FOUND THEN {_MISSED} END IF; "
        "new.only_for := coalesce(new.only_for, own); END IF;"
    )


_EVENT = f"""
new.only_for := new.organisation;
IF new.undoes IS NOT NULL THEN
    SELECT only_for, who INTO own, theirs FROM events WHERE id = new.undoes AND {_SEEN};
    IF NOT FOUND THEN {_MISSED} END IF;
    new.only_for := coalesce(new.only_for, own);
    IF askwatch_role() = 'editor' AND theirs <> session_user::text THEN
        RAISE EXCEPTION 'it was done by %', theirs
            {_REFUSE}'only a manager takes back what others did';
    END IF;
ELSE
    {_of("evidence", "new.evidence_id")}
    {_of("candidates", "new.candidate_id")}
    IF new.kind = 'reply added' THEN
        {_of("documents", _OF_DOCUMENT.format("new.after"))}
    END IF;
    -- What is decided after private evidence may repeat it.
    IF new.only_for IS NULL AND new.ask_id IS NOT NULL AND NOT askwatch_all()
            AND EXISTS ({_TOUCHED}) THEN
        new.only_for := askwatch_mine();
    END IF;
END IF;
new.organisation := nullif(new.only_for, '');
RETURN new;
"""
_ROWS = (
    _trigger("documents_own", _DOCUMENT, "DECLARE suffix text;"),
    "DROP TRIGGER documents_own ON documents",
    "CREATE TRIGGER documents_own BEFORE INSERT OR UPDATE OF private, organisation, identity, host "
    "ON documents FOR EACH ROW EXECUTE FUNCTION documents_own()",
    _trigger("documents_close", _CLOSE),
    _trigger(
        "revisions_own",
        "SELECT only_for INTO new.only_for FROM documents "
        f"WHERE id = new.document_id AND {_SEEN}; IF NOT FOUND THEN {_MISSED} END IF; RETURN new;",
    ),
    _trigger(
        "own_of_revision",
        "SELECT only_for INTO new.only_for FROM revisions "
        f"WHERE id = new.revision_id AND {_SEEN}; IF NOT FOUND THEN {_MISSED} END IF; RETURN new;",
    ),
    _trigger("events_own", _EVENT, "DECLARE own text; theirs text;"),
)
# What was held by a name that says nothing of whose it is.
_NAMES = (
    "SELECT set_config('askwatch.everything', 'on', true)",
    "UPDATE documents d SET identity = identity WHERE host = 'by hand' "
    "AND organisation IS NOT NULL AND NOT EXISTS (SELECT FROM documents o WHERE o.host = d.host "
    f"AND o.identity = d.identity || {_SUFFIX.format('d.organisation')})",
    "SELECT set_config('askwatch.everything', '', true)",
)
# Groups are the server's, for all its stores: somebody may be a manager of another one.
_WRITES = _trigger(
    "askwatch_writes",
    "IF NOT coalesce(askwatch_role() = ANY (TG_ARGV), askwatch_owns() "
    "OR NOT EXISTS (SELECT FROM people)) THEN RAISE EXCEPTION 'this role may not write here' "
    "USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NULL;",
)
_WRITTEN = {
    "'editor', 'manager'": "letters letter_sources campaigns links addressees signatories "
    "saved_filters evidence events",
    "'editor', 'manager', 'service'": "asks candidates echoes",
}
_ROLES_HERE = (
    _WRITES,
    *(
        f"CREATE TRIGGER {table}_written BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION askwatch_writes({roles})"
        for roles, tables in _WRITTEN.items()
        for table in tables.split()
    ),
)

_ROLES = ", ".join(f"'{role}'" for role in Role)
_GROUPS = [f"askwatch_{role}" for role in Role]
_LISTED = ", ".join(f"'{group}'" for group in _GROUPS)
_OWNS = (
    "SELECT FROM pg_class WHERE oid = 'people'::regclass AND pg_has_role({0}, relowner, 'member')"
)
_MAY = f"""
IF becomes IS NULL OR becomes NOT IN ({_ROLES}) THEN
    RAISE EXCEPTION 'there is no role %', becomes {_REFUSE}'see docs/team.md';
ELSIF askwatch_owns() THEN
    RETURN;
ELSIF person = session_user::text THEN
    RAISE EXCEPTION 'nobody changes her own role' {_REFUSE}'ask another manager';
ELSIF askwatch_role() IS DISTINCT FROM 'manager' THEN
    RAISE EXCEPTION 'only a manager may' {_REFUSE}'`askwatch team list` names them';
ELSIF its IS DISTINCT FROM (SELECT organisation FROM people WHERE name = session_user::text) THEN
    RAISE EXCEPTION 'a manager has a say in her own organisation alone'
        {_REFUSE}'ask who owns the database';
ELSIF becomes = 'service' THEN
    RAISE EXCEPTION 'the service works for all organisations' {_REFUSE}'ask who owns the database';
ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = person)
        AND EXISTS ({_OWNS.format("person")}) THEN
    RAISE EXCEPTION 'this one owns the tables' {_REFUSE}'name another';
END IF;
"""
_JOIN = """
IF NOT pg_has_role(person, 'askwatch_' || becomes, 'member') THEN
    EXECUTE format('GRANT %I TO %I', 'askwatch_' || becomes, person);
END IF;
IF NOT has_database_privilege(person, current_database(), 'connect') THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), person);
END IF;
"""
_ADD = f"""
PERFORM askwatch_may_manage(person, its, becomes);
IF EXISTS (SELECT FROM people WHERE name = person) THEN
    RAISE EXCEPTION '% is in the team already', person
        {_REFUSE}'`askwatch team role` changes what she may do';
ELSIF its <> btrim(its) OR its ~ '[[:cntrl:]]' OR its = '' THEN
    RAISE EXCEPTION 'an organisation has no such name' {_REFUSE}'write it in one line';
ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = person AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'no rule of the store binds this database user'
        {_REFUSE}'name another, who is no superuser';
ELSIF person ^@ 'pg_' OR person IN ({_LISTED})
        OR EXISTS (SELECT FROM pg_roles WHERE rolname = person AND NOT rolcanlogin) THEN
    RAISE EXCEPTION '% is a group, and nobody', person {_REFUSE}'name a user who may sign in';
ELSIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = person) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', person)
        || CASE WHEN secret IS NULL THEN '' ELSE format(' PASSWORD %L', secret) END;
END IF;
{_JOIN}
{ADOPT}
INSERT INTO people (name, organisation, role, added) VALUES (person, its, becomes, now());
"""
_FIND = f"""
SELECT organisation INTO its FROM people WHERE name = person;
IF NOT FOUND THEN
    RAISE EXCEPTION '% is not in the team', person {_REFUSE}'`askwatch team list` shows who is';
END IF;
PERFORM askwatch_may_manage(person, its, becomes);
IF EXISTS (SELECT FROM pg_roles WHERE rolname = person) THEN
    EXECUTE format('REVOKE {", ".join(_GROUPS)} FROM %I', person);
END IF;
IF EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
        JOIN pg_roles p ON p.oid = m.member
        WHERE p.rolname = person AND g.rolname IN ({_LISTED})) THEN
    RAISE EXCEPTION 'another one let her in' USING ERRCODE = 'insufficient_privilege';
END IF;
"""
_TEAM = (
    _act("askwatch_may_manage", "person text, its text, becomes text", _MAY),
    _act("askwatch_add", "person text, its text, becomes text, secret text", _ADD),
    _act(
        "askwatch_become",
        "person text, becomes text",
        f"{_FIND} {_JOIN} UPDATE people SET role = becomes WHERE name = person; "
        "DELETE FROM standings_of;",
        "DECLARE its text;",
    ),
    _act(
        "askwatch_remove",
        "person text",
        f"{_FIND} IF EXISTS (SELECT FROM pg_roles WHERE rolname = person) THEN EXECUTE "
        "format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), person); END IF; "
        "DELETE FROM people WHERE name = person;",
        "DECLARE its text; becomes text := 'reader';",
    ),
)

TEAM_13 = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    *_EYES,
    *_ROWS,
    *_NAMES,
    *_ROLES_HERE,
    *_TEAM,
)
