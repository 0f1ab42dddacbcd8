"""The catalog, and how config.toml completes it."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from jobs.sources import LAYOUTS, catalog, configured
from tracker.config import SourceSetting, WaySetting
from tracker.errors import ConfigError


def test_every_source_of_the_catalog_can_be_asked_and_read():
    sources = catalog()

    assert len(sources) >= 30
    for name, source in sources.items():
        assert name == source.name == name.lower().replace(" ", "-")
        assert source.title
        assert source.every >= timedelta(hours=1)
        for way in source.ways:
            assert way.layout in LAYOUTS
            assert urlsplit(way.url).scheme == "https"


def test_every_source_of_the_catalog_says_how_it_is_to_be_watched():
    for source in catalog().values():
        over = source.valid_from and (source.valid_to or source.every >= timedelta(weeks=4))
        assert source.expects or over, source.name
        assert source.delay is not None
        assert source.delay >= 5
        assert not source.valid_to or (source.valid_from and source.valid_from < source.valid_to)


def test_where_a_first_way_may_be_blocked_there_is_another():
    ways = {name: len(source.ways) for name, source in catalog().items()}

    assert ways["state-press-releases"] == ways["state-briefings"] == ways["hfac-majority"] == 2
    assert ways["federal-register-state"] == ways["state-archive-2021-2025"] == 2


def test_source_named_from_the_catalog_needs_nothing_else():
    [source] = configured([SourceSetting(name="state-press-releases")])

    assert source == catalog()["state-press-releases"]


def test_what_config_says_goes_before_the_catalog():
    setting = SourceSetting(
        name="sfrc-chair",
        url="https://mirror.example.org/chair",
        every="1d",
        expects="3w",
        enabled=False,
        title="The chair",
        valid_from=date(2025, 1, 3),
        fallback=WaySetting(layout="rss", url="https://mirror.example.org/feed"),
    )

    [source] = configured([setting])

    assert [(way.layout, way.url) for way in source.ways] == [
        ("list", "https://mirror.example.org/chair"),
        ("rss", "https://mirror.example.org/feed"),
    ]
    assert source.every == timedelta(days=1)
    assert source.expects == timedelta(weeks=3)
    assert source.title == "The chair"
    assert source.valid_from == date(2025, 1, 3)
    assert not source.enabled


def test_source_of_ones_own_is_polled_hourly():
    setting = SourceSetting(name="ours", layout="rss", url="https://ours.example.org/feed")

    [source] = configured([setting])

    assert source.every == timedelta(hours=1)
    assert source.proven


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            SourceSetting(name="sfrc-chiar"),
            "unknown source: 'sfrc-chiar': the catalog has none of that name;"
            " did you mean 'sfrc-chair'?",
        ),
        (
            SourceSetting(name="qqqq"),
            "unknown source: 'qqqq': the catalog has none of that name; give its layout and url",
        ),
        (
            SourceSetting(name="ours", url="https://ours.example.org/"),
            "bad setting: 'sources.ours': it has no layout; `askwatch source add URL` finds it",
        ),
        (
            SourceSetting(name="ours", layout="rrs", url="https://ours.example.org/"),
            "unknown layout: 'rrs': nothing reads it; did you mean 'rss'?",
        ),
    ],
)
def test_source_that_cannot_be_completed_says_what_is_missing(setting, message):
    with pytest.raises(ConfigError) as caught:
        configured([setting])

    assert str(caught.value) == message
