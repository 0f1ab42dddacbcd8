"""Who gets the mail: what may be set, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from tracker import config
from tracker.duties import duties
from tracker.errors import ConfigError, MailError
from tracker.recipients import DigestSettings, Recipient, eyes
from tracker.timetable import At
from tracker.types import Person, Role


def parsed(**entry) -> DigestSettings:
    return config.parse({"digest": {"recipients": [{"to": "ana@ngo.example", **entry}]}}).digest


def test_each_has_a_day_and_an_hour_of_their_own_or_those_of_all():
    settings = config.parse(
        {
            "digest": {
                "to": ["ben@ngo.example"],
                "hour": 6,
                "recipients": [{"to": "ana@ngo.example", "weekday": "tuesday", "campaigns": ["C"]}],
            }
        }
    )

    ben, ana = settings.digest.everybody
    [digest] = [duty for duty in duties(settings) if duty.name == "digest"]

    assert (ben.at, ana.at) == (At(6, 0, 0), At(6, 0, 1))
    assert (ben.has_all, ana.has_all, ana.empty) == (True, False, False)
    assert digest.when == "every Monday at 06:00 and Tuesday at 06:00"
    assert digest.patience.days == 8


def test_alerts_are_a_job_where_somebody_wants_them():
    wanted = config.parse(
        {"digest": {"recipients": [{"to": "a@ngo.example", "alerts": ["overdue"]}]}}
    )

    assert "alerts" in {duty.name for duty in duties(wanted)}
    assert parsed(services=["TEAM_URL", "PAGER_KEY"]).recipients[0].services[1] == "PAGER_KEY"
    assert "alerts" not in {duty.name for duty in duties(config.parse({}))}


@pytest.mark.parametrize(
    ("quiet", "at", "silent"),
    [
        ("20:00-07:00", time(23, 0), True),
        ("20:00-07:00", time(7, 0), False),
        ("12:00-13:00", time(12, 30), True),
        ("12:00-13:00", time(14, 0), False),
        ("", time(3, 0), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(quiet, at, silent):
    assert Recipient(to="a@ngo.example", quiet=quiet).is_quiet(at) is silent


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"weekday": "moonday"}, "no day 'moonday'"),
        ({"hour": 24}, "not between 0 and 23"),
        ({"dates": "de"}, "'de' is unknown: there are: en-GB, en-US, iso"),
        ({"dates": "de"}, "digest.recipients.ana@ngo.example.dates"),
        ({"alerts": ["rain"]}, "'rain' is unknown"),
        ({"quiet": "8-9"}, "write '20:00-07:00'"),
        ({"services": ["slack://x"]}, "put the address into the environment"),
        ({"campains": []}, "did you mean 'campaigns'"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_name(entry, says):
    with pytest.raises(ConfigError) as refused:
        parsed(**entry)

    assert says.replace(": there", "; there") in str(refused.value)


def test_an_address_has_one_entry():
    twice = {"to": ["Ana <ana@ngo.example>"], "recipients": [{"to": "ANA@ngo.example"}]}

    with pytest.raises(ConfigError, match=r"'ana@ngo\.example' stands twice"):
        config.parse({"digest": twice})


@pytest.mark.parametrize("url", ["http://x.example", "https://", "mailto:a b", "https://x/{who}"])
def test_an_address_for_unsubscribing_cannot_break_a_header(url):
    with pytest.raises(ConfigError, match="unsubscribe"):
        config.parse({"digest": {"unsubscribe": url}})


@pytest.mark.parametrize("url", ["", "mailto:desk@ngo.example", "https://x.example/?a={address}"])
def test_web_and_mail_addresses_serve_for_unsubscribing(url):
    assert config.parse({"digest": {"unsubscribe": url}}).digest.unsubscribe == url


def person(name: str, organisation: str, role: Role = Role.EDITOR) -> Person:
    added = datetime(2026, 11, 21, tzinfo=UTC)
    return Person(name=name, organisation=organisation, role=role, added=added)


ANA, BEN = person("ana", "North"), person("ben", "South")
JOBS = person("jobs", "Coalition", Role.SERVICE)


@pytest.mark.parametrize(
    ("team", "entry", "seen"),
    [
        ((), {"private": True}, ""),
        ((ANA, JOBS), {"private": True}, "North"),
        ((JOBS,), {"private": True}, "Coalition"),
        ((ANA, BEN, JOBS), {"private": True, "organisation": "South"}, "South"),
        ((ANA, BEN, JOBS), {}, None),
    ],
)
def test_a_reader_sees_with_the_eyes_of_her_organisation_or_of_nobody(team, entry, seen):
    who = Recipient(to="x@ngo.example", **entry)

    assert eyes(who, team, JOBS) == eyes(who, team, None) == seen


@pytest.mark.parametrize(
    ("team", "entry", "me", "why"),
    [
        ((), {"organisation": "North"}, None, "there is no organisation 'North'.*leave it out"),
        ((ANA, BEN), {"organisation": "Noth"}, JOBS, "'Noth' in the team; there are: North, South"),
        ((ANA, BEN), {"private": True}, JOBS, "which only one's own organisation may see; say"),
        ((ANA, BEN), {"organisation": "South"}, ANA, "you may not see what South sees"),
        ((ANA,), {}, BEN, "you may not see what North sees"),
    ],
)
def test_with_no_other_organisations_eyes_a_digest_is_made(team, entry, me, why):
    with pytest.raises(MailError, match=why):
        eyes(Recipient(to="x@ngo.example", **entry), team, me)
