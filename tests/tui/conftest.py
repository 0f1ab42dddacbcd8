"""A desk with a letter of two asks, a source that was visited, and one candidate."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.store import Store
from jobs.digest import Office, prepare, previews
from tests import builders
from tests.builders import NOW
from tracker.config import Config, Deadlines, DigestSettings, Organisation
from tracker.duties import duties
from tracker.overview import overview
from tracker.types import Pairing, Reason, Span
from tui import app as dashboard
from tui.app import AskwatchApp, Desk

PASSAGE = "The department froze the assets of the harbour police of Norvania today."
RELEASE = f"At noon the spokesperson read a statement. {PASSAGE} She took no questions."


OFFICE = Office(
    organisation=Organisation(name="Friends of Norvania", contact="ana@norvania.example"),
    settings=DigestSettings(),
    rules=Deadlines(),
)


@pytest.fixture(scope="session")
def filled(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a filled store; made once, each test has a copy."""
    file = Path(shutil.copy(empty, tmp_path_factory.mktemp("filled") / "askwatch.db"))
    with Store.open(str(file)) as store:
        fill(store)
    return file


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Iterator[Store]:
    """A store on disk, filled."""
    with Store.open(str(shutil.copy(filled, tmp_path / "askwatch.db"))) as store:
        yield store


def fill(store: Store) -> None:
    """Put the letter, the source and the candidate in."""
    letter = store.letters.add(
        builders.reading(),
        builders.TEXT,
        builders.new_source(),
        who="Ana",
        now=NOW,
        confirmed=False,
    )
    store.sources.sync([builders.source()])
    store.sources.record_visit(
        builders.visit(), [builders.change(title="Assets frozen", text=RELEASE)], capture=None
    )
    propose(store, letter.asks[0].id)


def propose(store: Store, ask_id: int) -> None:
    """Pair the release with an ask."""
    [revision] = store.documents.latest()
    start = RELEASE.index(PASSAGE)
    pairing = Pairing(
        ask_id=ask_id,
        document_id=revision.id,
        score=0.82,
        proposed=True,
        passage=Span(start, start + len(PASSAGE)),
        reasons=(Reason("says that assets were frozen"), Reason("29 days after the letter")),
    )
    store.candidates.record([pairing], revisions_done=[revision.id], asks_done=[], now=NOW)


@pytest.fixture(autouse=True)
def _nothing_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let screens be made as they are asked for; `test_places` holds that they can be before."""
    monkeypatch.setattr(dashboard, "AHEAD_SECONDS", 3600)


@pytest.fixture
def desk(store: Store) -> Desk:
    """The desk over that store, at a fixed time."""
    return Desk(
        open=lambda: store,
        rules=Deadlines(),
        zone=ZoneInfo("America/New_York"),
        who="Ana",
        organisation="Friends of Norvania",
        theme="askwatch-dark",
        now=lambda: NOW,
        poll=lambda name: f"{name}: unchanged",
        match=lambda: 0,
        digests=lambda stop: previews(
            prepare(store, OFFICE, NOW, stop=stop), OFFICE.organisation.zone, NOW
        ),
        plan=lambda: duties(Config()),
        settings=lambda: overview({"organisation": {"name": "Friends of Norvania"}}, "mine.toml"),
    )


@pytest.fixture
def app(desk: Desk) -> AskwatchApp:
    """The dashboard over that desk."""
    return AskwatchApp(desk)


@pytest.fixture
def app_with(desk: Desk) -> Callable[..., AskwatchApp]:
    """Make a dashboard over that desk with some things changed."""
    return lambda **changes: AskwatchApp(replace(desk, **changes))
