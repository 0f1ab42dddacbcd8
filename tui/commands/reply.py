"""`askwatch reply`: answers that came by post, by e-mail or by somebody's hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say
from tui.commands.shared import (
    by_option,
    day_option,
    json_option,
    noun,
    pass_kit,
    published_option,
)

if TYPE_CHECKING:
    from jobs.given import Given
    from jobs.replies import Filed


@noun()
def command() -> None:
    """File replies that are published nowhere."""


@command.command()
@click.argument("names", metavar="FILE|URL ...", nargs=-1, required=True)
@click.option(
    "--letter", "letter_id", metavar="ID", type=int, required=True, help="The letter it answers."
)
@click.option("--public/--private", help="Whether it may be shown outside. [default: --private]")
@published_option
@day_option("--received", "The day on which it reached you, if that is known.")
@click.option("--again", is_flag=True, help="File it even if one of nearly the same words is held.")
@by_option
@json_option
@pass_kit
def add(
    kit: Kit,
    names: tuple[str, ...],
    letter_id: int,
    public: bool,
    published: date | None,
    received: date | None,
    again: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """File replies to a letter, and propose for each ask the passage that answers it.

    Its date is --published, else the one printed on it, else that of the mail. What
    was proposed waits in `askwatch review list`; no outcome is set by this.
    """
    from jobs.given import texts
    from jobs.replies import file_reply
    from tui.commands.each import each, end

    letter = kit.store.letters.get(letter_id)

    def file(given: Given) -> None:
        filed = file_reply(
            kit.store,
            kit.intake,
            given,
            letter,
            private=not public,
            who=kit.who(by),
            now=kit.now(),
            dated=published,
            received=received,
            again=again,
        )
        _tell(filed, letter.id, as_json)

    failures = each(texts(names, None, lambda: kit.fetcher), file)
    kit.match_pending()
    end(failures)


def _tell(filed: Filed, letter_id: int, as_json: bool) -> None:
    from tracker import wording
    from tui.commands import rows

    document = filed.document
    if as_json:
        more = {"letter": letter_id, "proposed": filed.proposed, "held": filed.held}
        emit(rows.document(document) | more | {"settled": filed.settled, "remarks": filed.remarks})
        return
    seen = "private" if document.private else "public"
    done = "held already" if filed.held else "filed"
    waits = f"{filed.proposed} to review" if filed.proposed or not filed.held else "nothing new"
    say(f"{done}: document {document.id} ({seen}): {document.title}; {waits}")
    for remark in filed.remarks:
        say(f"  {remark}")
    if filed.settled:
        asks = wording.plural(filed.settled, "ask")
        say(f"  {asks} settled already: nothing is proposed there")
