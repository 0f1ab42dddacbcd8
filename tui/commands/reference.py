"""docs/commands.md, made from the program itself.

    python -m tui.commands.reference > docs/commands.md

A test holds that the page says what the program does.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

_INTRO = """\
# Commands

Made from the program by `python -m tui.commands.reference`; a test keeps both in step.

`askwatch COMMAND`, or `python -m tui COMMAND`. Data goes to stdout, talk and progress to
stderr. With `--json` data is JSON Lines: one object a line, UTF-8, keys in snake_case, days
as `2026-11-21`, times in UTC with their offset. Nothing is cut short silently.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | it ran, and something in it failed; each such thing is named on stderr |
| 2 | wrong usage or settings |
| 3 | the database cannot be used |
| 130 | interrupted |

Every command takes `--config FILE` (else `ASKWATCH_CONFIG`, `./config.toml`, your
configuration folder, the example that comes with the program) and `--database URL|FILE`
(else `ASKWATCH_DATABASE`, `database.url` of the settings, your data folder), before or
after its name. `--help` explains any of them.

An error is one line on stderr: `askwatch: what went wrong: 'which thing': why; next step`.
What nobody expected leaves a report in your state folder, and the line says where.
"""
_SHARED = ("--config", "--database", "--help")


def reference() -> str:
    """Return the reference of all commands as Markdown."""
    from tui.cli import cli

    top = click.Context(cli, info_name="askwatch")
    parts = [_INTRO, "## askwatch", "", *_described(cli, top)]
    for name in cli.list_commands(top):
        parts += _commands(_known(cli, top, name), name, top)
    return "\n".join(parts).rstrip() + "\n"


def _known(group: click.Group, ctx: click.Context, name: str) -> click.Command:
    command = group.get_command(ctx, name)
    assert command is not None, name
    return command


def _commands(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    ctx = click.Context(command, info_name=name, parent=parent)
    if not isinstance(command, click.Group):
        yield f"## {_usage(command, ctx)}\n"
        yield from _described(command, ctx)
        return
    yield f"## {ctx.command_path}\n"
    yield from _described(command, ctx)
    for inner in command.list_commands(ctx):
        child = _known(command, ctx, inner)
        inside = click.Context(child, info_name=inner, parent=ctx)
        yield f"### {_usage(child, inside)}\n"
        yield from _described(child, inside)


def _usage(command: click.Command, ctx: click.Context) -> str:
    words = [p.make_metavar(ctx) for p in command.params if isinstance(p, click.Argument)]
    return " ".join([ctx.command_path, *words])


def _described(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        yield f"{' '.join(paragraph.split())}\n"
    rows = [_option(p, ctx) for p in command.params if isinstance(p, click.Option)]
    shown = [row for row in rows if row and not row.startswith(tuple(f"- `{s}" for s in _SHARED))]
    if shown:
        yield "\n".join(shown) + "\n"


def _option(option: click.Option, ctx: click.Context) -> str | None:
    record = option.get_help_record(ctx)
    if record is None:
        return None
    names, words = record
    return f"- `{names}`{': ' if words else ''}{words}"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
