"""How wide the dashboard is served, and the names it goes by."""

from __future__ import annotations

import pytest

from tracker.errors import UsageError
from tui.web.address import address


def test_this_machine_has_two_names():
    where = address("127.0.0.1", None, wide=False)

    assert not where.wide
    assert where.origins(8642) == ("http://127.0.0.1:8642", "http://localhost:8642")
    assert where.origins(80)[1] == "http://localhost"
    assert address("::1", None, wide=False).origins(9)[0] == "http://[::1]:9"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "desk.example"])
def test_what_others_can_reach_must_be_asked_for(host):
    with pytest.raises(UsageError, match="--wide"):
        address(host, "http://127.0.0.1", wide=False)


def test_wider_address_has_its_own_name_alone():
    assert address("192.0.2.7", None, wide=True).origins(8642) == ("http://192.0.2.7:8642",)


def test_every_address_at_once_needs_a_name():
    with pytest.raises(UsageError, match="--origin"):
        address("0.0.0.0", None, wide=True)

    where = address("0.0.0.0", "https://Desk.example:443/", wide=True)
    assert where.wide
    assert where.origins(8642) == ("https://desk.example",)


def test_proxy_on_this_machine_is_named_first():
    with pytest.raises(UsageError, match="--wide"):
        address("127.0.0.1", "https://desk.example", wide=False)

    where = address("127.0.0.1", "https://desk.example", wide=True)
    assert where.wide
    assert where.origins(1)[:2] == ("https://desk.example", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    "origin",
    [
        "desk.example",
        "ftp://desk.example",
        "https://",
        "https://a.example/b",
        "http://[",
        "http://u@a",
    ],
)
def test_origin_is_the_address_of_a_site(origin):
    with pytest.raises(UsageError, match="no address of a site"):
        address("127.0.0.1", origin, wide=True)
