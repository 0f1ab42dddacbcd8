"""Whatever a server sends, a layout reads it or says why not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.extract import text_of
from jobs.sources import LAYOUTS, read_page
from tests.sources.pages import page_of
from tracker.errors import BlockedError, InputError, LayoutError

PAGES = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("[!_]*/page*"))]
SCRAPS = [b"<", b"</div>", b"<a href='", b"&#1;", b"\x00", b"\xff", b"<![CDATA[", b"Feb 30", b"{"]

cuts = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 300), st.sampled_from([b"", *SCRAPS])),
    max_size=8,
)


def mutated(page: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for start, length, scrap in changes:
        page = page[:start] + scrap + page[start + length :]
    return page


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PAGES), cuts)
def test_broken_page_is_read_or_refused_with_a_reason(page: bytes, changes):
    body = mutated(page, changes)

    for layout in (None, *LAYOUTS.values()):
        with suppress(LayoutError, BlockedError):
            _, items = read_page(page_of(body), layout)
            assert all(item.title == " ".join(item.title.split()) for item in items)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PAGES), cuts)
def test_broken_file_is_read_or_refused_with_a_reason(page: bytes, changes):
    body = mutated(page, changes)

    with suppress(InputError):
        found = text_of(body, name="broken")
        spans = [sheet.span for sheet in found.pages]
        assert all(0 <= span.start <= span.end <= len(found.text) for span in spans)
