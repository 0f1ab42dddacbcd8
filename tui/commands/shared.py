"""What all commands have in common: two options, some they share, and the kit.

`--config` and `--database` are understood before and after the command's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from tui.commands.kit import Kit

_F = TypeVar("_F", bound=Callable[..., Any])

pass_kit = click.make_pass_decorator(Kit)
"""Give a command the kit it works at, as its first argument."""


def json_option(command: _F) -> _F:
    """Add `--json` to a command; it arrives as `as_json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Write JSON Lines: one object a line."
    )(command)


def by_option(command: _F) -> _F:
    """Add `--by` to a command that records who decided."""
    return click.option(
        "--by", metavar="NAME", help="Who decides. [default: dashboard.user, else your login name]"
    )(command)


def why_option(command: _F) -> _F:
    """Add `--why` to a command that changes something."""
    return click.option("--why", metavar="TEXT", help="The reason; it is kept with the change.")(
        command
    )


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> Any:
    """Return a day that was given as text; None where none was.

    Raises:
        click.BadParameter: it is no day.
    """
    from datetime import date

    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is no day; write it like 2026-11-21") from None


def day_option(name: str, help: str, *into: str) -> Callable[[_F], _F]:
    """Return what adds an option that takes a day; it arrives under its own name, or `into`."""
    return click.option(name, *into, metavar="DATE", callback=day, help=help)


published_option = day_option("--published", "The day on which it was published, like 2026-11-21.")


class Many(click.Option):
    """An option that may be given again, or take several values at once: `--from A B`."""

    def __init__(self, *args: Any, fits: Callable[[str], bool] = bool, **attrs: Any) -> None:
        super().__init__(*args, **attrs | {"multiple": True})
        self.fits = fits


def _spread(args: Sequence[str], params: Sequence[click.Parameter]) -> Iterator[str]:
    """Yield the arguments with an option's name before each of its values."""
    options = {name: p for p in params if isinstance(p, Many) for name in p.opts}
    current: str | None = None
    taken = 0
    for arg in args:
        if arg in options:
            current, taken = arg, 0
        elif arg.startswith("-"):
            current = None
        elif current is not None:
            if taken and not options[current].fits(arg):
                current = None
            elif taken:
                yield current
            taken += 1
        yield arg


def _keep(name: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def keep(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        kit = ctx.find_object(Kit)
        if value is not None and kit is not None:
            setattr(kit, name, value)

    return keep


def _shared_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--config"],
            metavar="FILE",
            expose_value=False,
            callback=_keep("config_file"),
            help="Settings to use. [ASKWATCH_CONFIG]",
        ),
        click.Option(
            ["--database"],
            metavar="URL|FILE",
            expose_value=False,
            callback=_keep("database"),
            help="The store to work on. [ASKWATCH_DATABASE]",
        ),
    ]


class Command(click.Command):
    """A command with the options that all commands share."""

    def __init__(self, *args: Any, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.params.extend(_shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, several values of one option included."""
        return super().parse_args(ctx, list(_spread(args, self.params)))


class Group(click.Group):
    """A group of commands with the options that all commands share."""

    command_class = Command

    def __init__(self, *args: Any, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.params.extend(_shared_options())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, several values of one option included."""
        return super().parse_args(ctx, list(_spread(args, self.params)))


def word(name: str | None = None, **attrs: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """Return what makes a function one of the program's commands."""
    return click.command(name, cls=Command, **attrs)


def noun(**attrs: Any) -> Callable[[Callable[..., Any]], click.Group]:
    """Return what makes a function one of the program's groups of commands."""
    return click.group(cls=Group, **attrs)
