"""`askwatch team`: who may sign in to a store on a server, and what she may do there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import json_option, noun, pass_kit

if TYPE_CHECKING:
    from tracker.types import Person

HEAD = ("organisation", "name", "role", "since")
_ROLES = ("reader", "editor", "manager", "service")
role_option = click.option(
    "--role",
    type=click.Choice(_ROLES),
    required=True,
    help="A reader looks; an editor adds and decides; a manager also polls and lets people in; "
    "a service works for all and decides nothing.",
)


@noun()
def command() -> None:
    """Say who may do what in a store on a PostgreSQL server.

    Each person signs in with a database user of her own, by which she signs what she
    does. What an organisation holds in private no other one sees. See docs/team.md.
    """


@command.command()
@click.argument("name")
@role_option
@click.option("--organisation", metavar="NAME", help="[default: your own]")
@click.option("--password", is_flag=True, help="Ask for a password for a new database user.")
@pass_kit
def add(kit: Kit, name: str, role: str, organisation: str | None, password: bool) -> None:
    """Let somebody in; a database user of that NAME is made where there is none.

    Without a password she signs in as the server's pg_hba.conf has it. Where you have
    no right to make users, the commands for the server's administrator are written.
    """
    from tracker.errors import UsageError
    from tracker.types import Role

    store = kit.store
    if organisation is None:
        if store.me is None:
            raise UsageError("whose?", name, "", "name her organisation with --organisation")
        organisation = store.me.organisation
    first = not store.team.all()
    secret = _password() if password else None
    if kit.has_queue:
        kit.broker.install()
    with _commands_shown():
        store.team.add(name, organisation=organisation, role=Role(role), password=secret)
    say(f"added: {name}, {role} of {organisation}")
    if first and role != "service":
        talk(f"what was private until now belongs to {organisation}")


@command.command("list")
@json_option
@pass_kit
def list_(kit: Kit, as_json: bool) -> None:
    """List everybody, by organisation."""
    people = kit.store.team.all()
    if as_json:
        for one in people:
            emit(one)
    elif people:
        table(HEAD, (_row(kit, one) for one in people))
    elif kit.store.file is not None:
        say("a file is one organisation's: whoever may read it may do everything")
    else:
        say("nobody yet: whoever may connect may do everything; add yourself: askwatch team add")


@command.command()
@click.argument("name")
@role_option
@pass_kit
def role(kit: Kit, name: str, role: str) -> None:
    """Let somebody do more, or less, from now on."""
    from tracker.types import Role

    with _commands_shown():
        kit.store.team.change(name, Role(role))
    say(f"changed: {name} is {role} now")


@command.command()
@click.argument("name")
@pass_kit
def remove(kit: Kit, name: str) -> None:
    """Let somebody in no more. What she did stays, and so does her database user."""
    with _commands_shown():
        kit.store.team.remove(name)
    say(f"removed: {name}")


@command.command()
@pass_kit
def password(kit: Kit) -> None:
    """Give yourself another password on the server; it does not go there in clear."""
    kit.store.team.set_password(_password())
    say("changed; see to ~/.pgpass, too")


def _row(kit: Kit, one: Person) -> tuple[str, ...]:
    from tracker import wording

    mark = " (you)" if kit.store.me == one else ""
    since = wording.day(one.added.astimezone(kit.zone).date())
    return one.organisation, one.name + mark, one.role.value, since


def _password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@contextmanager
def _commands_shown() -> Iterator[None]:
    """Write the commands for the server's administrator, where somebody lacks the right."""
    from tracker.errors import ForbiddenError

    try:
        yield
    except ForbiddenError as error:
        for line in getattr(error, "__notes__", ()):
            say(line)
        raise
