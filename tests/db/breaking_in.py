"""What people of a team try by statements of their own, and must not get through with."""

_OUTCOME = (
    "INSERT INTO events (at, who, kind, letter_id, ask_id, after, why) "
    "VALUES (now(), {who}, 'outcome set', 1, 1, 'answered', 'so it is')"
)
_DOCUMENT = (
    "INSERT INTO documents (source_id, host, identity, url, title, first_seen, last_seen, private, "
    "revisions, text_hash) SELECT id, 'h', 'i', 'u', 't', now(), now(), {private}, 1, 'x' "
    "FROM sources WHERE name = '{source}'"
)
EVERYBODY = (
    _OUTCOME.format(who="'Ghost'"),
    "UPDATE events SET who = session_user::text",
    "UPDATE events SET organisation = NULL, only_for = NULL",
    "DELETE FROM events",
    "TRUNCATE events CASCADE",
    "UPDATE evidence SET quote = 'No.'",
    "DELETE FROM evidence",
    "UPDATE revisions SET text = 'No.'",
    "DELETE FROM documents",
    "UPDATE people SET role = 'manager' WHERE name = session_user::text",
    "UPDATE people SET organisation = 'North'",
    "INSERT INTO people VALUES ('ghost', 'North', 'manager', now())",
    "DELETE FROM people",
    "SELECT askwatch_become(session_user::text, 'manager')",
    "SELECT askwatch_become(session_user::text, 'service')",
    "SELECT askwatch_add('askwatch', 'North', 'editor', NULL)",
    "SELECT askwatch_add('ghost', 'North', 'service', NULL)",
    "SELECT askwatch_add('{owner}', 'North', 'reader', NULL)",
    "SELECT askwatch_add('askwatch_service', 'North', 'manager', NULL)",
    "SELECT askwatch_add('pg_monitor', 'South', 'manager', NULL)",
    "UPDATE documents SET private = true WHERE host <> 'by hand'",
    "GRANT askwatch_manager, askwatch_service TO CURRENT_USER",
    "GRANT ALL ON ALL TABLES IN SCHEMA public TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "ALTER TABLE documents DISABLE ROW LEVEL SECURITY",
    "DROP POLICY his ON documents",
    "DROP TRIGGER events_own ON events",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION askwatch_mine() RETURNS text LANGUAGE sql AS 'SELECT ''North'''",
    "CREATE TABLE people_of_mine (name text)",
    "CREATE TEMPORARY TABLE people (name text, organisation text, role text)",
    "CREATE FUNCTION pg_temp.seen(t text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "COPY events TO '/tmp/askwatch-stolen'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM standings_of",
    "SELECT * FROM tallies_of",
    "UPDATE tallies SET number = 0",
    "DELETE FROM tallies",
    "INSERT INTO standings_by_due SELECT * FROM standings",
    "DELETE FROM standings_by_due",
    "UPDATE standings_waits SET waits = 0",
    "DELETE FROM standings_waits",
    "SELECT * FROM revisions_words_own",
    "SELECT * FROM notes_words_own",
    "INSERT INTO last_looks VALUES ('Ghost', now())",
    'INSERT INTO candidates (ask_id, revision_id, document_id, score, start, "end", quote, '
    "reasons, verdict, proposed_at) VALUES (2, 1, 1, 1, 0, 1, 'A', '[]', 'accepted', now())",
)
NO_POLLING = (
    "UPDATE sources SET enabled = false",
    "INSERT INTO runs (job, started, outcome, counts, by) VALUES ('x', now(), 'done', '{}', 'x')",
    "DELETE FROM members",
    "INSERT INTO recipients (address, added) VALUES ('g@example.org', now())",
    "INSERT INTO calibrations (at, who, accepted, rejected) "
    "VALUES (now(), session_user::text, 1, 1)",
    _DOCUMENT.format(source="releases", private="false"),
)
_FILTER = "INSERT INTO saved_filters (name, key, words, saved{0}) VALUES ('m', 'm', 'm', now(){1})"
NO_ADDRESSES = (
    "SELECT * FROM recipients",
    "SELECT * FROM outbox",
    "UPDATE outbox SET state = 'sent'",
    "UPDATE recipients SET organisation = 'South'",
)
NO_PEOPLE = (
    "SELECT askwatch_add('ghost', 'North', 'reader', NULL)",
    "SELECT askwatch_remove((SELECT min(name) FROM people WHERE name <> session_user::text))",
    "SELECT askwatch_may_manage('x', 'North', 'reader')",
    "SELECT * FROM alerts",
)
NO_CHANGES = (
    _OUTCOME.format(who="session_user::text"),
    "UPDATE letters SET title = 'Mine'",
    "UPDATE letters SET text = 'Mine'",
    "UPDATE asks SET struck = true",
    "DELETE FROM signatories",
    "INSERT INTO campaigns (name, added, removed) VALUES ('Mine', now(), false)",
    'INSERT INTO evidence (ask_id, revision_id, start, "end", quote, url, title, first_seen, '
    "text_hash, how, private) VALUES (1, 1, 0, 1, 'A', 'u', 't', now(), 'x', 'x', false)",
    _FILTER.format("", ""),
    "DELETE FROM saved_filters",
    "UPDATE candidates SET verdict = 'accepted' WHERE verdict = 'new'",
    "UPDATE candidates SET verdict = 'rejected' WHERE verdict = 'new'",
)
FORBIDDEN = {
    "rita": (
        *EVERYBODY,
        *NO_POLLING,
        *NO_PEOPLE,
        *NO_ADDRESSES,
        *NO_CHANGES,
        "UPDATE candidates SET score = 0",
    ),
    "ede": (
        *EVERYBODY,
        *NO_ADDRESSES,
        _FILTER.format(", organisation", ", 'South'"),
        "UPDATE saved_filters SET organisation = 'South'",
        *NO_POLLING,
        *NO_PEOPLE,
        "UPDATE documents SET private = true WHERE NOT private",
        "INSERT INTO revisions (document_id, number, title, url, text, text_hash, seen, pending) "
        "SELECT d.id, 9, 't', 'u', 'Forged.', 'x', now(), false FROM documents d "
        "JOIN sources s ON s.id = d.source_id WHERE s.name = 'releases'",
        "INSERT INTO events (at, who, kind, letter_id, undoes) "
        "VALUES (now(), session_user::text, 'undone', 1, 1)",
    ),
    "mona": (*EVERYBODY, "SELECT * FROM alerts", *NO_ADDRESSES[3:], *NO_POLLING[3:4]),
    "max": (
        *EVERYBODY,
        *NO_ADDRESSES[3:],
        *NO_POLLING[3:4],
        "INSERT INTO recipients (address, added) VALUES ('cousin@example.org', now())",
        "SELECT * FROM outbox WHERE message_id <> '<sue@example.org>'",
        "UPDATE outbox SET recipient_id = (SELECT 1) WHERE week = '2026-W46'",
        "SELECT * FROM saved_filters",
        "DELETE FROM saved_filters",
        _FILTER.format(", organisation", ", 'North'"),
        "SELECT * FROM alerts WHERE line LIKE '%'",
        "SELECT askwatch_add('ghost', 'North', 'editor', NULL)",
        "SELECT askwatch_become('{ede}', 'reader')",
        "SELECT askwatch_remove('{ede}')",
        _OUTCOME.format(who="session_user::text").replace("organisation", "").replace(
            "why)", "why, organisation)"
        ).replace("'so it is')", "'so it is', 'North')"),
    ),
    "svc": (
        *EVERYBODY,
        *NO_CHANGES,
        *NO_PEOPLE[:3],
        "UPDATE asks SET quote = 'Mine'",
        "SET askwatch.everything = 'on'; UPDATE documents SET private = false WHERE private",
        "UPDATE documents SET private = true WHERE host = 'by hand' AND NOT private",
    ),
}  # fmt: skip
