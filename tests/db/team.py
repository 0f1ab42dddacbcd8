"""A team on the tests' server: North and South, each with private evidence of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.store import Store
from tests import builders as a
from tests import cluster
from tracker.types import Document, EventKind, Letter, Outcome, Pairing, Reason, Role, Span

PEOPLE = {
    "rita": ("North", Role.READER),
    "ede": ("North", Role.EDITOR),
    "mona": ("North", Role.MANAGER),
    "rob": ("South", Role.READER),
    "sue": ("South", Role.EDITOR),
    "max": ("South", Role.MANAGER),
    "svc": ("North", Role.SERVICE),
}
SECRET = "The ferryman's cousin opened the archive"
"""Words that stand in what is North's alone, and nowhere else."""
REPLY = f"Dear Senator: {SECRET}, and the assets are frozen since the ninth of May."
NOTE = "the ferryman must not be named"
ADDRESSES = {"cousin@example.org": "North", "sue@example.org": "South"}
"""To whom digests go, and with whose eyes they are made."""
EARLIER = "A reply of the ferryman that was filed before there was a team."

_AT = "'2026-11-21 12:00:00Z'"
BEFORE = (
    "INSERT INTO sources (name, host, title, ways, every, enabled, proven, failures, documents, "
    "gaps, listing) VALUES ('by hand', 'by hand', '', '[]', 0, false, false, 0, 0, 0, '[]')",
    "INSERT INTO documents (source_id, host, identity, url, title, first_seen, last_seen, "
    "private, revisions, text_hash) "
    f"VALUES (1, 'by hand', 'x', 'u', 't', {_AT}, {_AT}, true, 1, 'x')",
    "INSERT INTO revisions (document_id, number, title, url, text, text_hash, seen, pending) "
    f"VALUES (1, 1, 't', 'u', 'The ferryman wrote.', 'x', {_AT}, false)",
    "INSERT INTO letters (title, kind, text, warnings, recorded) "
    f"VALUES ('Harbours', 'letter', 'Tell us.', '[]', {_AT})",
    'INSERT INTO asks (letter_id, number, quote, start, "end", kind, summary, confidence, struck, '
    "pending) VALUES (1, 1, 'Tell us.', 0, 8, 'information', 'Tell us.', 1, false, false)",
    'INSERT INTO evidence (ask_id, revision_id, start, "end", quote, url, title, first_seen, '
    f"text_hash, how, private) VALUES (1, 1, 0, 3, 'The', 'u', 't', {_AT}, 'x', 'x', true)",
    "INSERT INTO events (at, who, kind, letter_id, after) "
    f"VALUES ({_AT}, 'Ana', 'reply added', 1, 'document 1')",
    "INSERT INTO events (at, who, kind, letter_id, ask_id, after, evidence_id) "
    f"VALUES ({_AT}, 'Ana', 'outcome set', 1, 1, 'answered', 1)",
    "INSERT INTO events (at, who, kind, letter_id, ask_id, after) "
    f"VALUES ({_AT}, 'Ana', 'note added', 1, 1, 'so said the ferryman')",
)
"""What a store of the version before had: a private reply, a decision by it, a note after."""


@dataclass(frozen=True)
class Team:
    """A store with people."""

    place: Path
    database: str

    def name(self, person: str) -> str:
        """A database user's name; one server has the users of all processes of a run."""
        return f"{person}_{os.getpid()}"

    def address(self, person: str) -> str:
        """Where somebody finds the store."""
        name = self.name(person)
        return f"postgresql+psycopg://{name}@/{self.database}?host={self.place}"

    @contextmanager
    def signed_in(self, person: str) -> Iterator[Store]:
        """The store as somebody sees it."""
        with Store.open(self.address(person)) as store:
            yield store

    @contextmanager
    def raw(self, person: str) -> Iterator[Any]:
        """A plain connection of somebody's own."""
        import psycopg

        name = self.name(person)
        with psycopg.connect(host=str(self.place), user=name, dbname=self.database) as connection:
            connection.autocommit = True
            yield connection

    def by(self, person: str) -> dict[str, Any]:
        """Who acts, and when."""
        return {"who": self.name(person), "now": a.NOW}


@contextmanager
def made(place: Path, owner: str = "own") -> Iterator[Team]:
    """Make a store with people, and throw it away; the owner is no superuser."""
    team = Team(place, f"{owner}_team_{os.getpid()}")
    who = team.name(owner)
    cluster.do(place, "postgres", f"CREATE ROLE {who} LOGIN CREATEROLE")
    cluster.do(place, "postgres", f"CREATE DATABASE {team.database} OWNER {who} TEMPLATE template0")
    with team.signed_in(owner) as store:
        letter = store.letters.add(
            a.reading(), a.TEXT, a.new_source(), confirmed=True, **team.by(owner)
        )
        filed(store, letter, EARLIER, team.by(owner))
        for person, (organisation, role) in PEOPLE.items():
            store.team.add(team.name(person), organisation=organisation, role=role)
    yield team
    cluster.do(place, "postgres", f"DROP DATABASE {team.database} WITH (FORCE)")


def filed(store: Store, letter: Letter, text: str, by: dict[str, Any], **more: Any) -> Document:
    """File a private reply, with a passage that may answer the letter's first ask."""
    values = {"identity": "by-mail", "url": "mailto:a@example.org", "title": text[:30], **more}
    document = store.documents.add_by_hand(
        **{"published": a.NOW, "raw_hash": "raw", "private": True, "text": text, **values}, **by
    )
    store.letters.add_reply(letter.id, document.id, dated=None, received=None, **by)
    revision = store.documents.revisions(document.id)[-1]
    reason = Reason(words="filed as a reply", weight=1.0)
    pairing = Pairing(
        ask_id=str(letter.asks[0].id),
        document_id=str(revision.id),
        score=0.9,
        proposed=True,
        passage=Span(0, len(text)),
        reasons=(reason,),
    )
    store.candidates.record([pairing], revisions_done=(), asks_done=(), now=by["now"])
    return document


def filled(team: Team) -> Letter:
    """Let North and South file, decide and note."""
    with team.signed_in("ede") as store:
        [letter] = store.letters.all()
        document = filed(store, letter, REPLY, team.by("ede"), identity="by-hand")
        [mine] = [c for c in store.candidates.list() if c.document_id == document.id]
        store.candidates.accept(mine.id, Outcome.CLAIMED_DONE, why="they did", **team.by("ede"))
        store.ledger.append(
            letter.asks[1].id, EventKind.NOTE_ADDED, NOTE, only_ours=True, **team.by("ede")
        )
        store.ledger.append(letter.asks[0].id, EventKind.TAG_ADDED, "ferryman", **team.by("ede"))
        store.saved.save("whom it is about", "ferryman", now=a.NOW)
    with team.signed_in("svc") as store:
        wanted = [(one, "2026-W46", a.NOW, a.NOW, f"<{one}>") for one in ADDRESSES]
        store.digests.prepare(wanted, now=a.NOW, eyes=ADDRESSES)
    with team.signed_in("sue") as store:
        filed(store, letter, "South has a reply of its own.", team.by("sue"), identity="by-hand")
    return letter
