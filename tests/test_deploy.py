"""What stands ready for servers knows every job."""

from __future__ import annotations

import re
from pathlib import Path

from tracker.config import Config
from tracker.duties import duties
from tracker.recipients import DigestSettings, Recipient

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_each_job_has_a_timer_and_a_line_for_cron() -> None:
    reader = Recipient(to="ana@ngo.example", alerts=("overdue",))
    jobs = {one.name for one in duties(Config(digest=DigestSettings(recipients=(reader,))))}
    told = (DEPLOY / "README.md").read_text("utf-8")
    [enabled] = re.findall(r"askwatch-\{(.+)\}\.timer", told)

    timers = {
        file.stem.removeprefix("askwatch-"): file.read_text("utf-8")
        for file in (DEPLOY / "systemd").glob("*.timer")
    }

    assert timers.keys() == jobs == set(enabled.split(","))
    assert jobs == set(re.findall(r"jobs once (\w+)", told))
    assert all(f"Unit=askwatch@{name}.service" in text for name, text in timers.items())
