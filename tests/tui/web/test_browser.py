"""`askwatch serve` in a real browser, from the refusal to a stored decision."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from db.store import Store
from tests.tui.conftest import fill
from tracker.types import Outcome
from tui.web.guard import NO_LOGIN

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """The link that a server over a filled store prints."""
    database = str(tmp_path / "askwatch.db")
    with Store.open(database) as store:
        fill(store)
    settings = tmp_path / "settings.toml"
    settings.write_text('[dashboard]\nuser = "Ana"\n', "utf-8")
    words = ["--config", str(settings), "--database", database, "serve", "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-m", "tui", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"HOME": str(tmp_path)},
    ) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()


class Seen:
    """The words that a page was sent through its websocket; they are drawn on a canvas."""

    def __init__(self, page: Page) -> None:
        self._sent, self._more = "", asyncio.Event()
        page.on("websocket", lambda line: line.on("framereceived", self._add))

    def _add(self, frame: str | bytes) -> None:
        words = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        self._sent += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", words)
        self._more.set()

    async def until(self, words: str) -> None:
        """Wait until some words are drawn; what is drawn afterwards is new."""
        async with asyncio.timeout(30):
            while words not in self._sent:
                self._more.clear()
                await self._more.wait()
        self._sent = self._sent.rpartition(words)[2]


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here: apt install chromium")
async def test_answer_accepted_in_a_browser_is_stored_and_strangers_are_refused(link, tmp_path):
    async with async_playwright() as driver:
        # Containers and root have no sandbox; all that is opened is ours.
        browser = await driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1400, "height": 800})
        seen = Seen(page)
        await page.goto(link.partition("?")[0])
        assert NO_LOGIN in await page.inner_text("body")

        await page.goto(link)
        await seen.until("Freeze the assets")
        await page.keyboard.press("Enter")
        await seen.until("Milo Reed")
        await page.keyboard.press("r")
        await seen.until("Candidate 1 of 1")
        await page.keyboard.press("a")
        await seen.until("What became of")
        with Store.open(str(tmp_path / "askwatch.db")) as store:
            async with asyncio.timeout(60):
                # The outcome, then the reason; each may still be on its way to the screen.
                while store.asks.row(1).state.outcome is Outcome.NO_RESPONSE:
                    await page.keyboard.press("Enter")
                    await asyncio.sleep(0.5)
            assert store.ledger.events(ask_id=1)[-1].who == "Ana"
        await browser.close()
