"""What network errors, statuses and a server's wish to wait mean."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore


def said(error: BaseException, timeout: float) -> tuple[str, bool]:
    """Return why a request failed, and whether it is worth another attempt."""
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid ({cause.verify_message})", False
        if isinstance(cause, ssl.SSLError):
            return "no secure connection could be made", False
        if isinstance(cause, socket.gaierror):
            return "no such host, or no internet", True
        if isinstance(cause, ConnectionRefusedError):
            return "the connection was refused", True
    if isinstance(error, httpcore.ConnectTimeout):
        return "no connection could be made in time", True
    if isinstance(error, httpcore.TimeoutException):
        return f"no whole answer within {timeout:g} s", False
    if isinstance(error, httpcore.NetworkError | httpcore.RemoteProtocolError):
        return "the connection broke off", True
    return "the address or the answer is not valid HTTP", False


def status_words(code: int) -> str:
    """Return an HTTP status with its name, if it has one."""
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Return how long a Retry-After asks us to stay away; None if it says nothing."""
    value = value.strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:12]), 10**9))
    try:
        return parsedate_to_datetime(value) - now
    except (ValueError, TypeError):
        return None


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
