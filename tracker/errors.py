"""Every expected error.

    AskwatchError                    something a person can act on; has an exit code
    ├── UsageError                   2  the command or its arguments are wrong
    ├── ConfigError                  2  config.toml is wrong
    ├── StoreError                   3  the database cannot be used
    │   ├── NotHeldError             1  no such letter, ask, document or candidate
    │   └── OutdatedError            3  a newer version has changed the database meanwhile
    ├── InputError                   1  a file or text cannot be read
    ├── FetchError                   1  an address did not answer as it should
    │   └── BlockedError             1  something answered in its place
    ├── LayoutError                  1  a page is not what its layout reads
    ├── UndatedLetterError           1  a due date needs a date and there is none
    ├── NotAllowedError              1  the ledger's rules forbid the change
    │   ├── OvertakenError           1  somebody else changed the ask in between
    │   └── ForbiddenError           1  this person may not do that
    ├── TooFewError                  1  too few decisions to learn from
    ├── CountsError                  1  a digest's numbers do not add up
    └── MailError                    1  a digest could not be sent

A message says: what went wrong: 'which thing': why; next step. The same words
stand in the log, on the dashboard and on the last line of a command.
"""

from __future__ import annotations

from datetime import timedelta


class AskwatchError(Exception):
    """Something went wrong that a person can understand and act on."""

    exit_code = 1

    def __init__(self, what: str, which: str | None = None, why: str = "", step: str = "") -> None:
        """Put the message together from its parts; empty parts are left out."""
        self.what, self.which, self.why, self.step = what, which, why, step
        message = what if which is None else f"{what}: '{which}'"
        if why:
            message += f": {why}"
        if step:
            message += f"; {step}"
        super().__init__(message)


class UsageError(AskwatchError):
    """The command or one of its arguments is wrong."""

    exit_code = 2


class ConfigError(AskwatchError):
    """A setting is unknown, missing or of the wrong kind."""

    exit_code = 2


class StoreError(AskwatchError):
    """The database cannot be opened, read or written."""

    exit_code = 3


class NotHeldError(StoreError):
    """The store holds no such letter, ask, document or candidate."""

    exit_code = 1


class OutdatedError(StoreError):
    """A newer version has brought the database up to date while it was open."""


class InputError(AskwatchError):
    """A file or a text cannot be read as what it should be."""


class FetchError(AskwatchError):
    """An address did not answer, or not as it should."""

    status: int | None = None
    """The HTTP status that came; None: none came, or it is not to blame."""
    retry_after: timedelta | None = None
    """How long the server asks us to stay away."""


class BlockedError(FetchError):
    """Something else answered in its place: a challenge, a notice, a wall."""


class LayoutError(AskwatchError):
    """A page is not what its layout reads."""


class UndatedLetterError(AskwatchError):
    """A due date needs a letter's date, and nothing gives one."""


class NotAllowedError(AskwatchError):
    """The rules of the ledger do not allow this change."""


class OvertakenError(NotAllowedError):
    """Somebody else changed the ask since it was last looked at."""

    newest: int = 0
    """The ask's newest event, of which the message tells."""


class ForbiddenError(NotAllowedError):
    """Who is signed in may not do this; others may."""


class TooFewError(AskwatchError):
    """People have decided too little for anything to be learnt from it."""


class CountsError(AskwatchError):
    """The numbers of a digest do not add up, so it is not sent."""


class MailError(AskwatchError):
    """A digest could not be handed to the mail server."""
