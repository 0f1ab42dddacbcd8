"""What was captured can be had again, exactly, with anybody's tools."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from jobs.archive import Archive
from tests.conftest import NOW
from tracker.errors import InputError
from tracker.types import Page

BODY = b"<rss>Norvania\r\n\r\nWARC/1.1</rss>"
DIGEST = hashlib.sha256(BODY).hexdigest()
URL = "https://releases.example.gov/feed"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def page(**more: object) -> Page:
    values: dict[str, object] = {
        "url": URL,
        "final_url": URL + "/",
        "status": 200,
        "media_type": "text/xml",
        "charset": None,
        "headers": (("Content-Encoding", "gzip"), ("ETag", '"a"'), ("X-Odd", "a\r\nB: c")),
        "body": BODY,
        "fetched": NOW,
    }
    return Page(**values | more)  # type: ignore[arg-type]


def kept(tmp_path: Path) -> list[Path]:
    return [file for file in (tmp_path / "archive").rglob("*") if file.is_file()]


def test_body_comes_back_byte_by_byte(archive: Archive) -> None:
    capture = archive.put(page())

    assert (capture.hash, capture.size, capture.at) == (DIGEST, len(BODY), NOW)
    assert archive.get(DIGEST) == BODY


def test_other_tools_can_read_it(archive: Archive, tmp_path: Path) -> None:
    archive.put(page())

    [file] = kept(tmp_path)
    with file.open("rb") as stream:
        [record] = ArchiveIterator(stream, check_digests="raise")
        record.content_stream().read()
    assert file.relative_to(tmp_path) == Path("archive", DIGEST[:2], f"{DIGEST}.warc.gz")
    assert (record.rec_type, record.format, record.rec_headers.protocol) == (
        "response",
        "warc",
        "WARC/1.1",
    )
    headers = record.http_headers
    assert record.rec_headers.get_header("WARC-Target-URI") == URL + "/"
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-21T12:00:00.000000Z"
    assert headers.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert headers.get_header("Content-Length") == str(len(BODY))
    assert headers.get_header("X-Odd") == "a B: c"


def test_same_bytes_are_kept_once(archive: Archive, tmp_path: Path) -> None:
    archive.put(page())
    first = kept(tmp_path)[0].stat().st_mtime_ns

    archive.put(page(status=799, url="https://other.example.gov/"))
    archive.put_file(BODY, url="file:reply.pdf", media_type="application/pdf", at=NOW)

    assert [file.stat().st_mtime_ns for file in kept(tmp_path)] == [first]


def test_odd_status_can_be_kept(archive: Archive) -> None:
    assert archive.get(archive.put(page(status=799, final_url="")).hash) == BODY


@pytest.mark.parametrize("media_type", ["application/pdf", ""])
def test_file_given_by_hand_is_kept_as_a_resource(archive: Archive, media_type: str) -> None:
    capture = archive.put_file(BODY, url="file:my reply.pdf", media_type=media_type, at=NOW)

    assert (capture.url, capture.media_type) == ("file:my reply.pdf", media_type)
    assert archive.get(capture.hash) == BODY
    assert archive.warc(capture.hash)[:2] == b"\x1f\x8b"


@pytest.mark.parametrize("damage", [b"", b"no archive", b"\x1f\x8b\x08broken"])
def test_damage_is_noticed(archive: Archive, tmp_path: Path, damage: bytes) -> None:
    archive.put(page())
    kept(tmp_path)[0].write_bytes(damage)

    with pytest.raises(InputError, match="archive damaged"):
        archive.get(DIGEST)


def test_damaged_file_is_written_again_when_its_bytes_come_again(
    archive: Archive, tmp_path: Path
) -> None:
    archive.put(page())
    kept(tmp_path)[0].write_bytes(b"")

    archive.put(page())

    assert archive.get(DIGEST) == BODY


def test_exchanged_body_is_noticed(archive: Archive, tmp_path: Path) -> None:
    archive.put(page())
    mine = kept(tmp_path)[0]
    other = archive.put(page(body=b"something else"))
    mine.write_bytes(archive.warc(other.hash))

    with pytest.raises(InputError, match="no longer fits its hash"):
        archive.get(DIGEST)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", ""])
def test_what_was_never_kept_is_said_not_to_be(archive: Archive, digest: str) -> None:
    with pytest.raises(InputError, match="not in the archive"):
        archive.get(digest)


def test_folder_that_cannot_be_written_leaves_nothing_behind(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "archive").write_text("a file stands in the way")

    with pytest.raises(InputError, match="could not archive"):
        archive.put(page())


def test_full_disk_leaves_no_half_file(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(InputError, match="No space left on device"):
        archive.put(page())
    assert kept(tmp_path) == []


def test_a_folder_of_two_machines_loses_nothing_when_both_write_at_once(tmp_path: Path) -> None:
    machines = [Archive(tmp_path / "archive") for _ in range(2)]
    bodies = [f"body {n}".encode() for n in range(20)] * 2

    def keep(job: tuple[int, bytes]) -> str:
        return machines[job[0] % 2].put(page(body=job[1])).hash

    with ThreadPoolExecutor(4) as threads:
        digests = list(threads.map(keep, enumerate(sorted(bodies))))

    assert len(kept(tmp_path)) == 20
    assert [machines[1].get(one) for one in digests] == sorted(bodies)


def test_what_another_machine_kept_stays_when_this_ones_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (Archive(tmp_path / "archive") for _ in range(2))

    def overtaken(part: Path, file: Path) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", os.rename)
            there.put(page())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", overtaken)
    with pytest.raises(InputError, match="No space left on device"):
        here.put(page())

    assert there.get(DIGEST) == BODY
    assert len(kept(tmp_path)) == 1
