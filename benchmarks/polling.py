"""Poll a feed on the loopback that has something new at each look, again and again.

    python benchmarks/polling.py FILE FOLDER

FILE is a store of benchmarks/big_store.py. The settings are written into FOLDER, where the
captured bytes go, too; then their file is named on stdout. From the first line of stdin on
`askwatch poll --all` runs, each time in a process of its own, with a second between: it looks
at the feed, keeps a new statement and pairs it with the store's asks, of which it answers one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from big_store import LETTERS, quote

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
SETTINGS = """
[fetch]
min_delay = 0
[match]
threshold = 0.1
[[sources]]
name = "ministry"
layout = "rss"
url = "http://127.0.0.1:{port}/"
"""
LISTED = 10
"""How many statements the feed lists."""
OTHER = (
    "weather garden music winter travel museum photograph anniversary speech stadium award "
    "orchestra lecture library student festival painting recipe football theatre market holiday"
).split()
"""Words of which no ask has any, as most of what a ministry says has none."""


def main() -> None:
    """Serve the feed; poll it as soon as a line comes in."""
    file, folder = sys.argv[1], Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    Thread(target=server.serve_forever, daemon=True).start()
    settings = folder / "config.toml"
    settings.write_text(SETTINGS.format(port=server.server_port))
    print(settings, flush=True)
    own = {"ASKWATCH_DATABASE": file, "ASKWATCH_CONFIG": str(settings)}
    own["XDG_DATA_HOME"] = str(folder)
    sys.stdin.readline()
    while True:
        command = [sys.executable, "-m", "tui", "poll", "--all"]
        subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.DEVNULL)
        time.sleep(1)


class _Feed(BaseHTTPRequestHandler):
    newest = 0

    def do_GET(self) -> None:
        """List the newest statements, of which one is new; there is no robots.txt."""
        wanted = self.path == "/"
        _Feed.newest += wanted
        body = _feed(_Feed.newest) if wanted else b""
        self.send_response(200 if wanted else 404)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _feed(newest: int) -> bytes:
    items = "".join(_item(number) for number in range(newest, max(0, newest - LISTED), -1))
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>x</title>"
    return f"{head}<link>http://x</link>{items}</channel></rss>".encode()


def _item(number: int) -> str:
    dice = random.Random(number)
    wanted = quote(dice.randrange(1, LETTERS + 1), 0).removeprefix("We urge you to ")
    around = " ".join(dice.choices(OTHER, k=60))
    text = f"{around}. As we were asked, we will {wanted} {around}."
    return (
        f"<item><title>Statement {number}</title><link>http://example.gov/{number}</link>"
        f"<guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>{format_datetime(BEGIN + timedelta(minutes=number))}</pubDate>"
        f"<description>{text}</description></item>"
    )


if __name__ == "__main__":
    main()
