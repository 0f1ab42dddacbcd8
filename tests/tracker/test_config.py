"""Settings: what is wrong is named, with the nearest right thing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tracker.config import Config, parse, period
from tracker.errors import ConfigError
from tracker.types import Source, Way

DAY = timedelta(days=1)
WAYS = (Way(layout="rss", url="https://example.gov/feed"),)
ONE = {"name": "harbour", "layout": "rss", "url": "https://example.gov/feed"}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("15min", timedelta(minutes=15)),
        (" 6 h ", timedelta(hours=6)),
        ("1.5d", timedelta(hours=36)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_periods_are_written_as_people_write_them(text, length):
    assert period(text) == length


@pytest.mark.parametrize("text", ["", "soon", "5", "0h", "-1h", "1y", "53w", "9" * 40 + "w"])
def test_what_is_no_period_is_refused_with_an_example(text):
    with pytest.raises(ConfigError, match="write it like '15min', '6h' or '1d'"):
        period(text)


def test_nothing_set_is_the_default():
    assert parse({}) == Config()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"fetch": {"timout": 3}},
            "bad setting: 'fetch.timout': no such setting; did you mean 'timeout'?",
        ),
        ({"zzz": 1}, "bad setting: 'zzz': no such setting; there are: database, organisation"),
        ({"smtp": {"password": "x"}}, "secrets come from the environment"),
        ({"log": {"format": "xml"}}, "'log.format': unknown; write 'auto', 'plain' or 'json'"),
        ({"log": {"level": "loud"}}, "'log.level': unknown; write 'debug', 'info', 'warning' or"),
        ({"disk": {"backup": 9**9, "poll": 1}}, "polling must stop before backups do; make it"),
        ({"jobs": {"backup_at": "24:00"}}, "no time of day '24:00'; write it: '03:30'"),
        ({"jobs": {"limits": {"poll": "soon"}}}, "bad period: 'soon'"),
        ({"sources": [ONE | {"evry": "1h"}]}, "'sources.evry': no such setting"),
        ({"fetch": {"timeout": "long"}}, "'fetch.timeout': expected `float`, got `str`"),
        ({"digest": 3}, "bad setting: 'digest': expected `object`, got `int`"),
        (
            {"organisation": {"time_zone": "America/New_Yrok"}},
            "no time zone 'America/New_Yrok'; did you mean 'America/New_York'?",
        ),
        ({"organisation": {"time_zone": "??"}}, "write it like 'America/New_York'"),
        ({"digest": {"weekday": "moonday"}}, "'digest.weekday': no day 'moonday'"),
        ({"digest": {"hour": 24}}, "'digest.hour': not between 0 and 23"),
        ({"match": {"threshold": 1.5}}, "'match.threshold': not between 0 and 1"),
        ({"smtp": {"security": "ssl"}}, "write 'starttls', 'tls' or 'none'"),
        ({"fetch": {"min_delay": -1}}, "'fetch.min_delay': less than nought"),
        ({"fetch": {"at_once": 0}}, "'fetch.at_once': must be more than nought"),
        ({"jobs": {"poll_every": "often"}}, "bad period: 'often'"),
        ({"sources": [ONE | {"name": "x" * 201}]}, "has 201 characters, more than 200; choose"),
        ({"sources": [ONE | {"name": "a\nb"}]}, "'sources.name': a name is one line of words"),
        ({"sources": [ONE | {"name": ""}]}, "'sources.name': a name is one line of words"),
        ({"sources": [ONE, ONE]}, "two sources are called 'harbour'"),
        ({"sources": [ONE | {"expects": "often"}]}, "bad period: 'often'"),
        ({"sources": [ONE | {"delay": -1}]}, "'sources.harbour.delay': less than nought"),
        (
            {"sources": [ONE | {"url": "ftp://example.gov/feed"}]},
            "'sources.harbour.url': 'ftp://example.gov/feed' is no web address; write it like",
        ),
        ({"sources": [ONE | {"url": "http://[::1"}]}, "'http://[::1' is no web address"),
        (
            {"sources": [ONE | {"fallback": {"layout": "rss", "url": "feed"}}]},
            "'sources.harbour.url': 'feed' is no web address",
        ),
        (
            {"sources": [ONE | {"url": "https://api.example.gov/v3?API_KEY=s3cret"}]},
            "'sources.harbour.url': a key stands in it; name its variable under [fetch.keys]",
        ),
        (
            {"fetch": {"keys": {"api.example.gov": "s3cret"}}},
            "'fetch.keys.api.example.gov': no name of a variable; put the key into the environment",
        ),
    ],
)
def test_each_wrong_setting_is_named(data, words):
    with pytest.raises(ConfigError) as caught:
        parse(data)

    assert words in str(caught.value)


def test_a_fallback_is_the_second_way_into_a_source():
    way = {"layout": "list", "url": "https://example.gov/news"}

    [setting] = parse({"sources": [ONE | {"fallback": way, "expects": "2w"}]}).sources
    source = setting.source()

    assert [one.layout for one in source.ways] == ["rss", "list"]
    assert source.expects == timedelta(weeks=2)


def test_a_source_may_say_how_patient_one_must_be_with_it():
    [patient, as_ever] = parse({"sources": [ONE | {"delay": 0}, {"name": "two"}]}).sources

    assert patient.source(Source(name="x", ways=WAYS, every=DAY, delay=5.0)).delay == 0.0
    assert as_ever.source(Source(name="x", ways=WAYS, every=DAY, delay=5.0)).delay == 5.0
