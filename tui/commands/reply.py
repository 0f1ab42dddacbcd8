"""`askwatch reply`: answers that came by post, by e-mail or by somebody's hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say
from tui.commands.shared import by_option, json_option, noun, pass_kit, published_option

if TYPE_CHECKING:
    from jobs.given import Given


@noun()
def command() -> None:
    """File replies that are published nowhere."""


@command.command()
@click.argument("names", metavar="FILE|URL ...", nargs=-1, required=True)
@click.option(
    "--letter", "letter_id", metavar="ID", type=int, required=True, help="The letter it answers."
)
@click.option("--public", is_flag=True, help="It may be shown outside. [default: private]")
@published_option
@by_option
@json_option
@pass_kit
def add(
    kit: Kit,
    names: tuple[str, ...],
    letter_id: int,
    public: bool,
    published: date | None,
    by: str | None,
    as_json: bool,
) -> None:
    """File replies to a letter, and propose for each ask the passage that answers it.

    What was proposed waits in `askwatch review list`; no outcome is set by this.
    """
    from jobs.given import texts
    from tui.commands import rows
    from tui.commands.each import each, end

    letter = kit.store.letters.get(letter_id)

    def file(given: Given) -> None:
        who, now = kit.who(by), kit.now()
        document, proposed = kit.intake.file_reply(
            given, letter, private=not public, who=who, now=now
        )
        if as_json:
            emit(rows.document(document) | {"letter": letter.id, "proposed": proposed})
        else:
            say(f"filed: document {document.id}: {document.title}; {proposed} to review")

    failures = each(texts(names, None, lambda: kit.fetcher, published=published), file)
    kit.match_pending()
    end(failures)
