"""Connections to a PostgreSQL server that rest between two uses."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

REST = 1.0
"""Seconds without use after which a connection is looked at before it is used again."""


def look_after_rest(engine: Engine) -> None:
    """See that a connection which has rested still stands; else another is made in its place.

    One that was used a moment ago is believed: to ask each time would be one wait in four.
    """

    def rests(driver: Any, record: Any) -> None:
        record.info["rests since"] = time.monotonic()

    def looked_at(driver: Any, record: Any, _: object) -> None:
        if time.monotonic() - record.info.get("rests since", time.monotonic()) < REST:
            return
        try:
            driver.execute(b"")
        except psycopg.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", looked_at)
