"""`askwatch jobs`: what runs by itself, night after night."""

from __future__ import annotations

from tui.commands.shared import noun


@noun()
def command() -> None:
    """Run the nightly jobs, or see when each runs next."""
