"""Hand a short text to a service beyond mail: a chat, a pager, whatever apprise knows.

Optional: `pip install askwatch[alerts]`. Where a service stands is a secret, for who
knows the address can write there; it is an argument and appears in no message.
"""

from __future__ import annotations

import logging

from tracker.errors import MailError


def post(name: str, address: str | None, title: str, text: str) -> None:
    """Hand a text to the service at an address; `name` is what the settings call it.

    Raises:
        MailError: nobody says where it is, apprise is not installed or does not know
            such a service, or the service does not take it.
    """
    what = "alert not posted"
    if not address:
        raise MailError(what, name, "it is not set in the environment", f"set {name}")
    try:
        import apprise
    except ImportError:
        step = "install it with `pip install askwatch[alerts]`"
        raise MailError(what, name, "it needs apprise", step) from None
    # It writes addresses, which are secrets, to whatever log there is.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    desk = apprise.Apprise()
    if not desk.add(address):
        raise MailError(what, name, "apprise knows no such service", f"look at {name}")
    if not desk.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT):
        raise MailError(what, name, "the service did not take it", f"look at {name}")
