"""No way out for what is private: every command that writes for others is tried."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

CANARY = "Zanzibarine"
REPLY = f"""April 2, 2025

Dear Senator Bright:

The {CANARY} desk froze the assets of the harbour police of Norvania last week. The report on
Norvania's courts will reach you by the first of June.

Sincerely,

Orla Finch
"""


@pytest.fixture
def kept(store, run, rows, home):
    """A private reply, decisions that rest on it, and words that repeat it."""
    (home / f"{CANARY}.txt").write_text(REPLY, "utf-8")
    run("reply", "add", home / f"{CANARY}.txt", "--letter", 1)
    private = next(c for c in rows("review", "list", "--ask", 2) if c["private"])
    secret = ("--why", f"the {CANARY} desk says so")
    run("review", "accept", private["id"], "--outcome", "partly answered", *secret)
    run("ask", "set", 2, "--adequate", "no", *secret)
    run("ask", "set", 2, "--note", f"ask the {CANARY} desk", "--tag", CANARY)
    run("ask", "promise", 2, "2025-06-01", "--evidence", private["document"], *secret)
    run("ask", "pause", 2, *secret)
    note = rows("ask", "show", 2)[0]["events"][-4]["id"]
    run("undo", note, *secret)
    assert CANARY in run("ask", "show", 2).stdout
    return private


@pytest.mark.parametrize(
    "words",
    [
        ("digest", "--dry-run", "out"),
        ("export", "out"),
        ("export", "out", "--format", "json"),
        ("export", "out", "--format", "md"),
        ("calendar", "out.ics", "--all"),
        ("letter", "follow-up", "1", "--output", "out.md"),
        ("letter", "follow-up", "1", "--format", "eml", "--output", "out.eml"),
    ],
    ids=" ".join,
)
def test_nothing_private_leaves_by_any_command_that_writes_for_others(kept, run, home, words):
    run(*words)

    written = [f for f in home.rglob("*") if f.is_file() and "out" in str(f.relative_to(home))]
    assert written
    for file in written:
        assert CANARY not in "".join(contents(file.name, file.read_bytes()))


def contents(name: str, body: bytes) -> Iterator[str]:
    """Give the text of a file, and of what is packed into it."""
    yield body.decode("utf-8", "replace")
    if name.endswith(".eml"):
        for part in message_from_bytes(body, policy=policy.default).walk():
            if not part.is_multipart():
                data = part.get_payload(decode=True)
                assert isinstance(data, bytes)
                yield from contents(part.get_filename() or "", data)
    if name.endswith(".docx"):
        with ZipFile(BytesIO(body)) as packed:
            for member in packed.namelist():
                yield packed.read(member).decode("utf-8", "replace")


def test_the_search_for_private_words_finds_them(tmp_path):
    with ZipFile(tmp_path / "a.docx", "w") as packed:
        packed.writestr("word.xml", CANARY)
    mail = EmailMessage()
    mail.set_content("plain")
    mail.add_attachment(
        (tmp_path / "a.docx").read_bytes(), maintype="x", subtype="y", filename="a.docx"
    )

    assert CANARY in "".join(contents("out.eml", mail.as_bytes()))
