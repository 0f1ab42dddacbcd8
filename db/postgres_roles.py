r"""Who may do what in PostgreSQL, held by the server itself, for everybody and every program.

Each person signs in as a database user of her own, and what she may do are grants: see
`db.postgres_team`. What is private is closed to other organisations by row-level
security: a row with `only_for` is that organisation's alone, '' being those who have
no team. Whose a row is follows, by triggers, from the document that it quotes. Words
of private texts stand apart, for the index of the others must stay in use.

Who signed in is `session_user`, which no statement can change. Functions look
names up in the store's schema alone, whatever search path or temporary tables
their caller has. Statements whose name ends in a number belong to the migration
of that number and never change.
"""

from __future__ import annotations

_DEFINED = "SECURITY DEFINER SET search_path FROM CURRENT"
_HIS = "only_for IS NULL OR only_for = (SELECT askwatch_mine()) OR (SELECT askwatch_all())"


def _asks(name: str, given: str, kind: str, query: str) -> str:
    return (
        f"CREATE FUNCTION {name}({given}) RETURNS {kind} LANGUAGE sql STABLE {_DEFINED} "
        f"AS $f$ {query} $f$"
    )


def _does(name: str, body: str, declared: str = "") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_DEFINED} "
        f"AS $f$ {declared} BEGIN {body} END $f$"
    )


_REFUSE = "USING ERRCODE = 'AW001', HINT = "
_WHO = (
    # What follows is looked up here alone.
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    _asks(
        "askwatch_role", "", "text", "SELECT role::text FROM people WHERE name = session_user::text"
    ),
    _asks(
        "askwatch_mine",
        "",
        "text",
        "SELECT coalesce((SELECT organisation::text FROM people "
        "WHERE name = session_user::text), '')",
    ),
    _asks(
        "askwatch_owns",
        "",
        "boolean",
        "SELECT pg_has_role(session_user, relowner, 'member') FROM pg_class "
        "WHERE oid = 'people'::regclass",
    ),
    # Asked for by a transaction that pairs, copies or backs up; the others do not get it.
    _asks(
        "askwatch_all",
        "",
        "boolean",
        "SELECT coalesce(current_setting('askwatch.everything', true), '') = 'on' "
        "AND (askwatch_owns() OR coalesce(askwatch_role() = 'service', false))",
    ),
    _asks(
        "askwatch_viewer",
        "",
        "text",
        "SELECT coalesce((SELECT organisation || CASE role WHEN 'reader' THEN chr(10) || name "
        "ELSE '' END FROM people WHERE name = session_user::text), '') "
        "|| CASE WHEN askwatch_all() THEN chr(10) || '*' ELSE '' END",
    ),
    _asks(
        "askwatch_signs",
        "who text",
        "boolean",
        "SELECT CASE WHEN askwatch_role() IS NOT NULL THEN who = session_user::text "
        "ELSE askwatch_owns() OR NOT EXISTS (SELECT FROM people) END",
    ),
    _asks(
        "askwatch_polls",
        "",
        "boolean",
        "SELECT coalesce(askwatch_role() IN ('manager', 'service'), true)",
    ),
    _asks(
        "askwatch_by_hand",
        "document integer",
        "boolean",
        "SELECT EXISTS (SELECT FROM documents d JOIN sources s ON s.id = d.source_id "
        "WHERE d.id = document AND s.name = 'by hand')",
    ),
)
_COLUMNS = (
    'ALTER TABLE documents ADD COLUMN only_for text COLLATE "C" '
    "GENERATED ALWAYS AS (CASE WHEN private THEN coalesce(organisation, '') END) STORED",
    *(
        f'ALTER TABLE {table} ADD COLUMN only_for text COLLATE "C"'
        for table in ("revisions", "candidates", "echoes", "evidence", "events")
    ),
    # Kept as they are, but for whose they are.
    "DROP TRIGGER events_no_update ON events",
    "DROP TRIGGER evidence_no_update ON evidence",
    "CREATE TRIGGER events_no_update BEFORE UPDATE OF id, at, who, kind, letter_id, ask_id, "
    "before, after, why, evidence_id, candidate_id, undoes, campaign_id, version ON events "
    "FOR EACH ROW EXECUTE FUNCTION kept_as_they_are()",
    "CREATE TRIGGER evidence_no_update BEFORE UPDATE OF id, ask_id, revision_id, start, "
    '"end", quote, url, title, published, first_seen, raw_hash, text_hash, how, private '
    "ON evidence FOR EACH ROW EXECUTE FUNCTION kept_as_they_are()",
)


def _parted(noun: str) -> tuple[str, ...]:
    """Let the words of what is private stand in a table of their own, behind one view."""
    own = f"{noun}_words_own"
    return (
        f"ALTER TABLE {noun}_words RENAME TO {noun}_words_open",
        f"CREATE TABLE {own} (rowid integer PRIMARY KEY, words tsvector NOT NULL, "
        'only_for text COLLATE "C" NOT NULL)',
        f"CREATE VIEW {noun}_words_mine WITH (security_barrier) AS SELECT rowid, words FROM {own} "
        "WHERE only_for = (SELECT askwatch_mine()) OR (SELECT askwatch_all())",
        f"CREATE VIEW {noun}_words AS SELECT rowid, words FROM {noun}_words_open "
        f"UNION ALL SELECT rowid, words FROM {noun}_words_mine",
    )


def _keep(noun: str, title: str, body: str) -> str:
    into = f"INSERT INTO {noun}_words_"
    return (
        f"IF new.only_for IS NULL THEN {into}open VALUES (new.id, askwatch_words({title}, {body}))"
        " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words; ELSE "
        f"{into}own VALUES (new.id, askwatch_words({title}, {body}), new.only_for) "
        "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words; END IF;"
    )


def _move(noun: str, ids: str) -> str:
    """Take words of what has become private from the open ones."""
    return (
        f"WITH gone AS (DELETE FROM {noun}_words_open WHERE rowid IN ({ids}) RETURNING *) "
        f"INSERT INTO {noun}_words_own SELECT rowid, words, new.only_for FROM gone;"
    )


_SAID = (
    "btrim(CASE WHEN {0}kind IN ('note added', 'tag added') THEN coalesce({0}\"after\", '') "
    "ELSE '' END || chr(10) || coalesce({0}why, ''), chr(10))"
)
_WORDS = (
    *_parted("revisions"),
    *_parted("notes"),
    f"CREATE OR REPLACE VIEW notes WITH (security_barrier) AS SELECT id, {_SAID.format('')} "
    f"AS text FROM events WHERE {_HIS}",
    _does("letters_words_keep", "INSERT INTO letters_words VALUES (new.id, "
          "askwatch_words(new.title, new.text)) ON CONFLICT (rowid) DO UPDATE "
          "SET words = excluded.words; RETURN NULL;"),
    _does("revisions_words_keep", f"{_keep('revisions', 'new.title', 'new.text')} RETURN NULL;"),
    _does("notes_words_keep", f"IF {_SAID.format('new.')} <> '' THEN "
          f"{_keep('notes', repr(''), _SAID.format('new.'))} END IF; RETURN NULL;"),
)  # fmt: skip
_MISSED = f"RAISE EXCEPTION 'there is no such row' {_REFUSE}'look at what is held';"
_OWN_OF_REVISION = (
    "SELECT only_for INTO new.only_for FROM revisions WHERE id = new.revision_id; "
    f"IF NOT FOUND THEN {_MISSED} END IF; RETURN new;"
)
_DOCUMENT = "substring({0} from '^document ([0-9]{{1,9}})')::integer"
_TOUCHED = (
    "SELECT FROM events WHERE ask_id = new.ask_id AND only_for = askwatch_mine() "
    "AND (evidence_id IS NOT NULL OR candidate_id IS NOT NULL)"
)


def _of(table: str, key: str) -> str:
    """Take over whose the row is that an event names."""
    return (
        f"IF {key} IS NOT NULL THEN SELECT only_for INTO own FROM {table} WHERE id = {key}; "
        f"IF NOT FOUND THEN {_MISSED} END IF; "
        "new.only_for := coalesce(new.only_for, own); END IF;"
    )


_EVENT = f"""
new.only_for := new.organisation;
IF new.undoes IS NOT NULL THEN
    SELECT only_for, who INTO own, theirs FROM events WHERE id = new.undoes;
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
        {_of("documents", _DOCUMENT.format("new.after"))}
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
_CLOSE = f"""
UPDATE revisions SET only_for = new.only_for WHERE document_id = new.id;
UPDATE candidates SET only_for = new.only_for WHERE document_id = new.id;
UPDATE echoes SET only_for = new.only_for WHERE document_id = new.id;
UPDATE evidence SET only_for = new.only_for
    WHERE revision_id IN (SELECT id FROM revisions WHERE document_id = new.id);
WITH RECURSIVE touched AS (
    SELECT id FROM events WHERE evidence_id IN
            (SELECT e.id FROM evidence e JOIN revisions r ON r.id = e.revision_id
             WHERE r.document_id = new.id)
        OR candidate_id IN (SELECT id FROM candidates WHERE document_id = new.id)
        OR kind = 'reply added' AND {_DOCUMENT.format('"after"')} = new.id
    UNION SELECT events.id FROM events JOIN touched ON events.undoes = touched.id)
UPDATE events SET only_for = new.only_for, organisation = nullif(new.only_for, '')
    WHERE id IN (SELECT id FROM touched);
{_move("revisions", "SELECT id FROM revisions WHERE document_id = new.id")}
{_move("notes", "SELECT id FROM events WHERE only_for IS NOT NULL")}
DELETE FROM standings_of;
RETURN NULL;
"""
_VERDICT = f"""
IF TG_OP = 'INSERT' THEN
    IF askwatch_role() IS NOT NULL AND new.verdict <> 'new' THEN
        RAISE EXCEPTION 'what is found is new' {_REFUSE}'a person judges it afterwards';
    END IF;
ELSIF askwatch_role() = 'service' AND (old.verdict NOT IN ('new', 'later')
        OR new.verdict NOT IN (old.verdict, 'new')) THEN
    RAISE EXCEPTION 'jobs judge nothing' {_REFUSE}'a person does';
END IF;
RETURN new;
"""
_TRIGGERS = (
    _does(
        "documents_own",
        "IF new.private AND new.organisation IS NULL AND NOT askwatch_all() THEN "
        "new.organisation := nullif(askwatch_mine(), ''); END IF; "
        "IF NOT new.private THEN new.organisation := NULL; END IF; "
        "IF TG_OP = 'UPDATE' AND new.private AND NOT old.private AND askwatch_role() = 'editor' "
        "THEN RAISE EXCEPTION 'others may have read it: document % is held openly', old.id "
        f"{_REFUSE}'ask a manager to close it'; END IF; RETURN new;",
    ),
    "CREATE TRIGGER documents_own BEFORE INSERT OR UPDATE OF private, organisation ON documents "
    "FOR EACH ROW EXECUTE FUNCTION documents_own()",
    _does("documents_close", _CLOSE),
    "CREATE TRIGGER documents_close AFTER UPDATE OF private ON documents FOR EACH ROW "
    "WHEN (new.private AND NOT old.private) EXECUTE FUNCTION documents_close()",
    _does(
        "revisions_own",
        "SELECT only_for INTO new.only_for FROM documents WHERE id = new.document_id; "
        f"IF NOT FOUND THEN {_MISSED} END IF; RETURN new;",
    ),
    "CREATE TRIGGER revisions_own BEFORE INSERT ON revisions "
    "FOR EACH ROW EXECUTE FUNCTION revisions_own()",
    _does("own_of_revision", _OWN_OF_REVISION),
    *(
        f"CREATE TRIGGER {table}_own BEFORE INSERT OR UPDATE OF revision_id ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION own_of_revision()"
        for table in ("candidates", "echoes")
    ),
    "CREATE TRIGGER evidence_own BEFORE INSERT ON evidence "
    "FOR EACH ROW EXECUTE FUNCTION own_of_revision()",
    _does("candidates_verdict", _VERDICT),
    "CREATE TRIGGER candidates_verdict BEFORE INSERT OR UPDATE ON candidates "
    "FOR EACH ROW EXECUTE FUNCTION candidates_verdict()",
    _does("events_own", _EVENT, "DECLARE own text; theirs text;"),
    "CREATE TRIGGER events_own BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_own()",
)
_BOARDS = (
    # How asks stand differs by what one may see: each organisation has its own.
    "ALTER TABLE standings RENAME TO standings_of",
    "ALTER TABLE standings_of ADD COLUMN viewer text NOT NULL DEFAULT askwatch_viewer()",
    "ALTER TABLE standings_of DROP CONSTRAINT pk_standings, "
    "ADD CONSTRAINT pk_standings PRIMARY KEY (ask_id, rules, viewer)",
    "DROP INDEX ix_standings_rules_due",
    "CREATE INDEX ix_standings_rules_due ON standings_of "
    "(viewer, rules, outstanding, stopped, day, ask_id)",
    "CREATE VIEW standings WITH (security_barrier) AS SELECT ask_id, rules, letter_id, number, "
    'heap, outstanding, stopped, day, until, asked, addressees, "to", owner, words '
    "FROM standings_of WHERE viewer = (SELECT askwatch_viewer())",
    _does(
        "standings_forget",
        "IF new.kind IN ('letter merged', 'letter split', 'undone') THEN DELETE FROM standings_of; "
        "ELSE DELETE FROM standings_of WHERE letter_id = coalesce(new.letter_id, "
        "(SELECT letter_id FROM asks WHERE id = new.ask_id)); END IF; RETURN NULL;",
    ),
    "CREATE TRIGGER standings_forget AFTER INSERT ON events "
    "FOR EACH ROW EXECUTE FUNCTION standings_forget()",
)
_PRIVATE = ("documents", "revisions", "candidates", "echoes", "evidence", "events")
_FILED = "(SELECT askwatch_polls()) OR source_id = (SELECT id FROM sources WHERE name = 'by hand')"
_POLICIES = (
    *(f"CREATE POLICY his ON {table} USING ({_HIS})" for table in _PRIVATE),
    "CREATE POLICY own ON last_looks USING (askwatch_signs(who))",
    "CREATE POLICY all_of_it ON calibrations USING (true)",
    # Their lines quote what those to whom they go are trusted with.
    "CREATE POLICY mailed ON alerts USING ((SELECT coalesce(askwatch_role() = 'service', true)))",
    *(
        f"CREATE POLICY signed ON {table} AS RESTRICTIVE FOR INSERT "
        "WITH CHECK (askwatch_signs(who))"
        for table in ("events", "calibrations")
    ),
    f"CREATE POLICY filed ON documents AS RESTRICTIVE FOR INSERT WITH CHECK ({_FILED})",
    f"CREATE POLICY changed ON documents AS RESTRICTIVE FOR UPDATE USING ({_FILED})",
    "CREATE POLICY filed ON revisions AS RESTRICTIVE FOR INSERT "
    "WITH CHECK ((SELECT askwatch_polls()) OR askwatch_by_hand(document_id))",
    *(
        f"ALTER TABLE {table} {act} ROW LEVEL SECURITY"
        for table in (*_PRIVATE, "last_looks", "calibrations", "alerts")
        for act in ("ENABLE", "FORCE")
    ),
)
_HIDDEN = "SELECT id FROM revisions WHERE only_for IS NOT NULL"
# What was private already belongs to those who have no team, until there is one.
_BEFORE = (
    "UPDATE revisions SET only_for = '' "
    "WHERE document_id IN (SELECT id FROM documents WHERE private)",
    *(
        f"UPDATE {table} SET only_for = '' WHERE revision_id IN ({_HIDDEN})"
        for table in ("candidates", "echoes", "evidence")
    ),
    f"""WITH RECURSIVE touched AS (
        SELECT id, ask_id FROM events WHERE evidence_id IN
                (SELECT id FROM evidence WHERE only_for IS NOT NULL)
            OR candidate_id IN (SELECT id FROM candidates WHERE only_for IS NOT NULL)
            OR kind = 'reply added' AND {_DOCUMENT.format('"after"')} IN
                (SELECT id FROM documents WHERE private)
        UNION SELECT events.id, events.ask_id FROM events JOIN touched
            ON events.undoes = touched.id
            OR events.ask_id = touched.ask_id AND events.id > touched.id AND undoes IS NULL)
    UPDATE events SET only_for = '' WHERE id IN (SELECT id FROM touched)""",
    *(
        f"WITH gone AS (DELETE FROM {noun}_words_open WHERE rowid IN "
        f"(SELECT id FROM {table} WHERE only_for IS NOT NULL) RETURNING *) "
        f"INSERT INTO {noun}_words_own SELECT rowid, words, '' FROM gone"
        for noun, table in (("revisions", "revisions"), ("notes", "events"))
    ),
)

TEAM_11 = (*_WHO, *_COLUMNS, *_WORDS, *_BEFORE, *_TRIGGERS, *_BOARDS, *_POLICIES)

BOARD_15 = (
    "CREATE INDEX ix_asks_struck ON asks (id) WHERE struck",
    "DROP INDEX ix_standings_rules_due",
    "CREATE INDEX ix_standings_due ON standings_of "
    "(viewer, rules, outstanding, stopped, day, letter_id, number, ask_id)",
    "CREATE INDEX ix_standings_heap ON standings_of "
    "(viewer, rules, heap, stopped, day, ask_id, letter_id)",
    "CREATE INDEX ix_standings_until ON standings_of (viewer, rules, until) "
    "WHERE until IS NOT NULL",
    # With whose each is, so that its policy is seen to without its row.
    "CREATE INDEX ix_candidates_open ON candidates "
    "(ask_id, verdict, score, proposed_at, id, only_for) WHERE verdict IN ('new', 'later')",
)
