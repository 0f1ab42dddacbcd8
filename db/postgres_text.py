r"""Full text in PostgreSQL: the same words found by the same queries as in SQLite.

The words of a noun stand in a table of their own, kept by triggers, so that a change
of other columns never touches their index. Texts are cut into words as FTS5 does it:
accents and capitals away, every sign a gap, endings by Porter's rules, and no word
left out as too common. Where a text is longer than the server indexes whole, phrases
are found in its first 16,383 words only, single words up to a megabyte of them.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.ext.compiler import compiles

from db import sql
from tracker.text import folded

LONGEST = 200
"""Characters of a word that are looked at."""

_SIGNS = "./@<&-_+\\:~\u2010\u2012\u2022\u00ab\u00bb"
"""Put between words: else the server would take addresses and numbers with signs for one."""
_CURLED = "‘’‚“”„–—‑\\u00a0"
_STRAIGHT = "\\'" * 3 + '"' * 3 + "--- "
_MARKS = "\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f"
"""Accents, once they stand apart from their letters."""
# As `tracker.text.folded` does it.
_FOLDED = f"""
CREATE FUNCTION folded(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $f$
BEGIN
    IF given ~ '^[\\x01-\\x7f]*$' THEN
        RETURN lower(given COLLATE "C");
    END IF;
    given := normalize(translate(given, E'{_CURLED}', E'{_STRAIGHT}'), NFKD);
    RETURN lower(regexp_replace(given, '[{_MARKS}]+', '', 'g') COLLATE "default");
END $f$
"""
_TOKENS = f"""
CREATE FUNCTION askwatch_tokens(given text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN
    RETURN to_tsvector('askwatch', translate(folded(given), '{_SIGNS}', '{" " * 20}'));
END $f$
"""
# The server's translate() takes longer than everything else.
TOKENS_12 = (
    """
CREATE OR REPLACE FUNCTION askwatch_tokens(given text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN
    RETURN to_tsvector('askwatch', regexp_replace(
        folded(given), '[-./@<&_+\\\\:~\\u2010\\u2012\\u2022\\u00ab\\u00bb]+', ' ', 'g'));
END $f$
""",
)
_WORDS = """
CREATE FUNCTION askwatch_words(title text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN
    RETURN setweight(askwatch_tokens(title), 'A') || askwatch_tokens(body);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN setweight(askwatch_tokens(left(title, 1000)), 'A')
        || askwatch_tokens(left(body, 100000));
END $f$
"""
_KINDS = (
    "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, "
    "hword_numpart, email, url, host, url_path, file, sfloat, float, int, uint, version"
)


def _index(noun: str) -> tuple[str, ...]:
    return (
        f"CREATE TABLE {noun}_words (rowid integer PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX ix_{noun}_words ON {noun}_words USING gin (words)",
    )


def _kept(noun: str, table: str, title: str, text: str) -> tuple[str, ...]:
    """Keep the words of a table's rows when they come or change."""
    return (
        f"CREATE FUNCTION {noun}_words_keep() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN "
        f"INSERT INTO {noun}_words VALUES (new.id, askwatch_words({title}, {text})) "
        "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words; RETURN NULL; END $f$",
        f"CREATE TRIGGER {noun}_words_add AFTER INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {noun}_words_keep()",
    )


SEARCH_1 = (
    _FOLDED,
    "CREATE TEXT SEARCH DICTIONARY askwatch_endings (TEMPLATE = snowball, LANGUAGE = porter)",
    'CREATE TEXT SEARCH CONFIGURATION askwatch (PARSER = "default")',
    f"ALTER TEXT SEARCH CONFIGURATION askwatch ADD MAPPING FOR {_KINDS} WITH askwatch_endings",
    _TOKENS,
    _WORDS,
    *_index("letters"),
    *_index("revisions"),
    *_kept("letters", "letters", "new.title", "new.text"),
    "CREATE TRIGGER letters_words_change AFTER UPDATE OF title, text ON letters "
    "FOR EACH ROW EXECUTE FUNCTION letters_words_keep()",
    *_kept("revisions", "revisions", "new.title", "new.text"),
    # A search without words gives the newest, and an order that says where empty comes.
    "CREATE INDEX ix_documents_newest ON documents (published DESC NULLS LAST, id DESC)",
)

# Of an event only what somebody wrote: not names of states, nor lists of people.
NOTES_9 = (
    "CREATE VIEW notes AS SELECT id, btrim(CASE WHEN kind IN ('note added', 'tag added') "
    "THEN coalesce(\"after\", '') ELSE '' END || chr(10) || coalesce(why, ''), "
    "chr(10)) AS text FROM events",
    *_index("notes"),
    "CREATE FUNCTION notes_words_keep() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN "
    "INSERT INTO notes_words SELECT id, askwatch_words('', text) FROM notes "
    "WHERE id = new.id AND text <> ''; RETURN NULL; END $f$",
    "CREATE TRIGGER notes_words_add AFTER INSERT ON events "
    "FOR EACH ROW EXECUTE FUNCTION notes_words_keep()",
    "INSERT INTO notes_words SELECT id, askwatch_words('', text) FROM notes WHERE text <> ''",
)


@compiles(sql.EachText, "postgresql")
def _each_text(element: sql.EachText, compiler: Any, **more: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS json))"


@compiles(sql.EachNumber, "postgresql")
def _each_number(element: sql.EachNumber, compiler: Any, **more: Any) -> str:
    listed = compiler.process(element.clauses, **more)
    # A cast may tell what it reads: as part of a condition it keeps an index from being used
    # before a row's policy was seen to, so that all rows are read. OFFSET sets it apart.
    return (
        "(SELECT CAST(value AS integer) AS value "
        f"FROM json_array_elements_text(CAST({listed} AS json)) OFFSET 0)"
    )


@compiles(sql.Unhurried, "postgresql")
def _unhurried(element: sql.Unhurried, compiler: Any, **more: Any) -> str:
    # From its statistics of a bare column the server knows better how many rows meet it.
    return str(compiler.process(element.clauses, **more))


@compiles(sql.Listed, "postgresql")
def _listed(element: sql.Listed, compiler: Any, **more: Any) -> str:
    return f"coalesce(CAST(json_agg({compiler.process(element.clauses, **more)}) AS text), '[]')"


@compiles(sql.EmptyLast, "postgresql")
def _empty_last(element: sql.EmptyLast, compiler: Any, **more: Any) -> str:
    return str(compiler.process(element.clauses, **more))


@compiles(sql.Replied, "postgresql")
def _replied(element: sql.Replied, compiler: Any, **more: Any) -> str:
    said = compiler.process(element.clauses, **more)
    return f"CAST(substring({said} from '^document ([0-9]{{1,9}})') AS integer)"


@compiles(sql.Matches, "postgresql")
def _matches(element: sql.Matches, compiler: Any, **more: Any) -> str:
    index, wanted = (compiler.process(one, **more) for one in element.clauses)
    return f"{index}.words @@ {_query(wanted)}"


@compiles(sql.Rank, "postgresql")
def _rank(element: sql.Rank, compiler: Any, **more: Any) -> str:
    index, wanted, *weights = (compiler.process(one, **more) for one in element.clauses)
    # A word counts for less in a long text; titles have the letter A, all else D.
    most, least = float(weights[0]), float(weights[-1])
    rest = least / most
    how = f"'{{{rest}, {rest}, {rest}, 1}}'"
    return f"-ts_rank_cd({how}, {index}.words, {_query(wanted)}, 1)"


@compiles(sql.Snippet, "postgresql")
def _snippet(element: sql.Snippet, compiler: Any, **more: Any) -> str:
    index, wanted, noun, _, length = (compiler.process(one, **more) for one in element.clauses)
    how = (
        f'StartSel="{sql.BEGIN}", StopSel="{sql.END}", MaxFragments=1, MaxWords={length}, '
        f"MinWords={int(length) // 2}, ShortWord=0"
    )
    return f"""(
        SELECT CASE WHEN starts_with(t.text, bare) THEN '' ELSE '…' END || shown
            || CASE WHEN right(t.text, length(bare)) = bare THEN '' ELSE '…' END
        FROM {noun} AS t,
        LATERAL (SELECT ts_headline('askwatch', t.text, {_query(wanted)}, '{how}') AS shown) AS h,
        LATERAL (SELECT translate(shown, '{sql.BEGIN}{sql.END}', '') AS bare) AS b
        WHERE t.id = {index}.rowid)"""


@compiles(sql.Among, "postgresql")
def _among(element: sql.Among, compiler: Any, **more: Any) -> str:
    index, ids = (compiler.process(one, **more) for one in element.clauses)
    return (
        f"{index}.rowid IN "
        "(SELECT CAST(value AS integer) "
        f"FROM json_array_elements_text(CAST({ids} AS json)) OFFSET 0)"
    )


def _query(wanted: str) -> str:
    return f"to_tsquery('askwatch', {wanted})"


def tsquery(wanted: sql.Sought) -> str:
    """Return what is looked for as a tsquery's text; a phrase's words follow each other."""
    terms = []
    for number, term in enumerate(wanted.terms, 1):
        words = [f"'{one[:LONGEST]}'" for one in re.findall(r"[^\W_]+", folded(term))]
        if wanted.begun and number == len(wanted.terms) and words:
            words[-1] += ":*"
        if words:
            terms.append(f"({' <-> '.join(words)})")
    return " & ".join(terms)


sql.SAID["postgresql"] = tsquery
