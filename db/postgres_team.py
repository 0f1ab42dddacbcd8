"""People in PostgreSQL: database users, the groups they are in, and what each group may do.

Groups and grants are made by who owns the tables. Everything else goes through
functions of the store that run with the owner's rights and look at who asks: so a
manager needs no rights on the server, and nobody can change her own role. Statements
whose name ends in a number belong to the migration of that number and never change.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from tracker.types import Role

GROUPS = {role: f"askwatch_{role}" for role in Role}
"""The group of each role; a server has them once, for all its stores."""

_DEFINED = "SECURITY DEFINER SET search_path FROM CURRENT"
_REFUSE = "USING ERRCODE = 'AW001', HINT = "
_ALL_GROUPS = ", ".join(GROUPS.values())


def _act(name: str, given: str, body: str, declared: str = "") -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {name}({given}) RETURNS void LANGUAGE plpgsql {_DEFINED} "
        f"AS $f$ {declared} BEGIN {body} END $f$",
        f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC",
    )


_MAY = f"""
IF askwatch_owns() THEN
    RETURN;
ELSIF person = session_user::text THEN
    RAISE EXCEPTION 'nobody changes her own role' {_REFUSE}'ask another manager';
ELSIF askwatch_role() IS DISTINCT FROM 'manager' THEN
    RAISE EXCEPTION 'only a manager may' {_REFUSE}'`askwatch team list` names them';
ELSIF its IS DISTINCT FROM askwatch_mine() THEN
    RAISE EXCEPTION 'a manager has a say in her own organisation alone'
        {_REFUSE}'ask who owns the database';
ELSIF becomes = 'service' THEN
    RAISE EXCEPTION 'the service works for all organisations' {_REFUSE}'ask who owns the database';
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
_LEAVE = f"""
IF EXISTS (SELECT FROM pg_roles WHERE rolname = person) THEN
    EXECUTE format('REVOKE {_ALL_GROUPS} FROM %I', person);
END IF;
"""
# What was private before there were any organisations is the first one's.
ADOPT = """
IF becomes <> 'service' AND NOT EXISTS (SELECT FROM people WHERE role <> 'service') THEN
    PERFORM set_config('askwatch.everything', 'on', true);
    UPDATE documents SET organisation = its WHERE private AND organisation IS NULL;
    UPDATE revisions SET only_for = its WHERE only_for = '';
    UPDATE candidates SET only_for = its WHERE only_for = '';
    UPDATE echoes SET only_for = its WHERE only_for = '';
    UPDATE evidence SET only_for = its WHERE only_for = '';
    UPDATE events SET only_for = its, organisation = its WHERE only_for = '';
    UPDATE revisions_words_own SET only_for = its WHERE only_for = '';
    UPDATE notes_words_own SET only_for = its WHERE only_for = '';
    PERFORM set_config('askwatch.everything', '', true);
END IF;
"""
_ADD = f"""
PERFORM askwatch_may_manage(person, its, becomes);
IF EXISTS (SELECT FROM people WHERE name = person) THEN
    RAISE EXCEPTION '% is in the team already', person
        {_REFUSE}'`askwatch team role` changes what she may do';
ELSIF EXISTS (SELECT FROM pg_roles WHERE rolname = person AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'no rule of the store binds this database user'
        {_REFUSE}'name another, who is no superuser';
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
{_LEAVE}
"""
TEAM_FUNCTIONS_11 = (
    *_act("askwatch_may_manage", "person text, its text, becomes text", _MAY),
    *_act("askwatch_add", "person text, its text, becomes text, secret text", _ADD),
    *_act(
        "askwatch_become",
        "person text, becomes text",
        f"{_FIND} {_JOIN} UPDATE people SET role = becomes WHERE name = person; "
        "DELETE FROM standings_of;",
        "DECLARE its text;",
    ),
    *_act(
        "askwatch_remove",
        "person text",
        f"{_FIND} IF EXISTS (SELECT FROM pg_roles WHERE rolname = person) THEN EXECUTE "
        "format('REVOKE CONNECT ON DATABASE %I FROM %I', current_database(), person); END IF; "
        "DELETE FROM people WHERE name = person;",
        "DECLARE its text; becomes text := 'reader';",
    ),
)

_MAKE = "".join(
    f"IF to_regrole('{group}') IS NULL THEN BEGIN CREATE ROLE {group} NOLOGIN; "
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END; END IF; "
    for group in GROUPS.values()
)
_NEST = "".join(
    f"IF NOT pg_has_role('askwatch_{upper}', 'askwatch_{lower}', 'member') THEN "
    # Another store of the server may do the same at this moment.
    f"BEGIN GRANT askwatch_{lower} TO askwatch_{upper}; "
    "EXCEPTION WHEN unique_violation OR internal_error THEN NULL; END; END IF; "
    for upper, lower in (("editor", "reader"), ("manager", "editor"), ("service", "reader"))
)
_LETTERS = "letters, letter_sources, campaigns, links, asks"
_PARTS = "addressees, signatories, saved_filters, echoes"
_WORK = (
    "sources, visits, captures, health_changes, runs, leases, members, terms, outbox, addresses, "
    "documents, revisions"
)
_GRANTS = (
    f"REVOKE ALL ON ALL TABLES IN SCHEMA {{0}} FROM {_ALL_GROUPS}",
    f"GRANT USAGE ON SCHEMA {{0}} TO {GROUPS[Role.READER]}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO askwatch_reader",
    # Behind views of the same; a table that comes with a later migration is closed by that.
    "DO $$ DECLARE closed text; BEGIN FOR closed IN SELECT quote_ident(relname) FROM pg_class "
    "WHERE relnamespace = current_schema()::regnamespace "
    "AND relname IN ('standings_of', 'tallies_of', "
    "'revisions_words_open', 'revisions_words_own', 'notes_words_open', 'notes_words_own') "
    "LOOP EXECUTE 'REVOKE ALL ON ' || closed || ' FROM askwatch_reader'; END LOOP; END $$",
    "GRANT DELETE ON standings TO askwatch_reader",
    "GRANT INSERT, UPDATE ON last_looks TO askwatch_reader",
    f"GRANT INSERT, UPDATE ON {_LETTERS}, candidates, documents TO askwatch_editor",
    "GRANT INSERT ON events, evidence, revisions TO askwatch_editor",
    f"GRANT INSERT, UPDATE, DELETE ON {_PARTS} TO askwatch_editor",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {0} TO askwatch_editor, askwatch_service",
    f"GRANT INSERT, UPDATE ON {_WORK} TO askwatch_manager, askwatch_service",
    "GRANT DELETE ON runs, leases, members, terms TO askwatch_manager, askwatch_service",
    "GRANT INSERT ON calibrations TO askwatch_manager",
    "GRANT EXECUTE ON FUNCTION askwatch_may_manage, askwatch_add, askwatch_become, "
    "askwatch_remove TO askwatch_manager",
    "GRANT INSERT, UPDATE ON candidates TO askwatch_service",
    "GRANT INSERT, UPDATE, DELETE ON echoes TO askwatch_service",
    "GRANT INSERT, UPDATE, DELETE ON alerts TO askwatch_service",
    # A manager who could name an address would learn from a refusal that another one has it.
    "GRANT INSERT, UPDATE ON recipients TO askwatch_service",
    "GRANT UPDATE (pending) ON asks TO askwatch_service",
)
_QUEUE = (
    "GRANT USAGE ON SCHEMA {0}_queue TO askwatch_reader",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {0}_queue TO askwatch_reader",
    # Who fetches a page keeps to the pauses of its host.
    "GRANT INSERT, UPDATE ON {0}_queue.hosts TO askwatch_editor",
    "GRANT ALL ON ALL TABLES IN SCHEMA {0}_queue TO askwatch_manager, askwatch_service",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {0}_queue TO askwatch_manager, askwatch_service",
)
# Whoever has no part in a store shall not come near it, nor lay anything beside its tables.
_CLOSE = (
    "REVOKE CREATE ON SCHEMA {0} FROM PUBLIC",
    "REVOKE CONNECT, TEMPORARY ON DATABASE {1} FROM PUBLIC",
)


# A program that somebody left open shall not keep what it changed from others for ever. She can
# lift that, as every such bound: it is for the forgetful.
_LET_GO = """
DO $$ BEGIN
    IF pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'member')
    THEN EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = %L',
        current_database(), '10min');
    END IF;
END $$
"""

# On older servers everybody may lay things into `public`, which its owner alone can end.
_OPEN_TO_ALL = """
SELECT EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) AS given
WHERE nspname = current_schema() AND given.grantee = 0 AND given.privilege_type = 'CREATE')
"""


def settle(connection: Connection) -> None:
    """Make the groups, and give each what it may do; for who owns the tables.

    Done anew for the first person, and after each migration: tables may have come.
    """
    run = connection.exec_driver_sql
    run(f"DO $$ BEGIN {_MAKE} {_NEST} END $$")
    names = "SELECT quote_ident(current_schema()), quote_ident(current_database())"
    schema, database = run(names).one()
    queue = connection.execute(text("SELECT to_regnamespace(:name)"), {"name": f"{schema}_queue"})
    parts = (*_GRANTS, *_CLOSE, *(_QUEUE if queue.scalar() else ()))
    for statement in parts:
        run(statement.format(schema, database))
    run(_LET_GO.replace("%", "%%"))


def admit(connection: Connection) -> tuple[str, ...]:
    """Give groups and people their rights; return the people whom the server does not know."""
    settle(connection)
    query = (
        "SELECT name, quote_ident(name) AS quoted, role, quote_ident(current_database()) AS store, "
        "EXISTS (SELECT FROM pg_roles WHERE rolname = name) AS known FROM people ORDER BY name"
    )
    people = connection.execute(text(query)).all()
    for one in people:
        if one.known:
            group = GROUPS[Role(one.role)]
            has = "SELECT pg_has_role(%(n)s, %(g)s, 'member')"
            if not connection.exec_driver_sql(has, {"n": one.name, "g": group}).scalar():
                connection.exec_driver_sql(f"GRANT {group} TO {one.quoted}")
            connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {one.store} TO {one.quoted}")
    return tuple(one.name for one in people if not one.known)


def see_closed(connection: Connection) -> None:
    """Pass if nobody may lay anything beside the store's tables.

    Raises:
        ProgrammingError: everybody may; the server's administrator must end it.
    """
    if connection.exec_driver_sql(_OPEN_TO_ALL).scalar():
        connection.exec_driver_sql("DO $$ BEGIN RAISE insufficient_privilege; END $$")


def settled(connection: Connection) -> bool:
    """Say whether there is a team."""
    return connection.execute(text("SELECT 1 FROM people LIMIT 1")).first() is not None


def commands(connection: Connection, name: str, role: Role | None) -> tuple[str, ...]:
    """Return what the server's administrator runs for a person, where the owner may not.

    None: she leaves.
    """
    query = "SELECT quote_ident(:name), quote_ident(current_database())"
    person, database = connection.execute(text(query), {"name": name}).one()
    if role is None:
        return (
            f"REVOKE {_ALL_GROUPS} FROM {person};",
            f"REVOKE CONNECT ON DATABASE {database} FROM {person};",
        )
    held = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar()
    is_open = connection.execute(text(_OPEN_TO_ALL)).scalar()
    return (
        *((f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;",) if is_open else ()),
        *(f"CREATE ROLE {group} NOLOGIN;" for group in GROUPS.values() if group not in held),
        *(
            (f"CREATE ROLE {person} LOGIN;  -- and \\password {person}",)
            if name not in held
            else ()
        ),
        f"REVOKE {_ALL_GROUPS} FROM {person};",
        f"GRANT {GROUPS[role]} TO {person};",
        f"GRANT CONNECT ON DATABASE {database} TO {person};",
    )
