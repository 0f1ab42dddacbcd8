"""Every setting with its value and where that comes from; nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tracker import overview, wording
from tracker.overview import DEFAULT, NOWHERE, in_words
from tracker.text import one_line
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from tracker.overview import Setting
    from tui.doing import Doing
    from tui.exporting import Sheet


class SettingsScreen(ViewScreen["Sequence[Setting]"]):
    """One row a setting."""

    BINDINGS = [Binding("slash", "filter", "Filter", key_display="/"), BACK, *READS]  # noqa: RUF012
    PLACE = "settings"
    HELP_TEXT = (
        "Each row is one setting, the value that is in force, and where it comes from: the "
        "default, a file, the environment or the command line. Passwords and keys are never "
        "shown, only whether there are any. To change a setting, edit the file named on top "
        "and start Askwatch again; `askwatch settings` prints the same."
    )

    def __init__(self) -> None:
        """Start without settings."""
        super().__init__()
        self._settings: dict[str, Setting] = {}

    def compose(self) -> ComposeResult:
        """Lay out the file's name, the table and the words of the setting under the cursor."""
        yield Masthead("Settings")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Setting", 31),
            Column("Value", 22, grows=3),
            Column("From", 18, grows=1),
            id="settings",
            empty="No settings to show.",
        )
        yield FilterBar()
        yield Vertical(Static(id="detail", markup=False), id="detail-pane")
        yield Footer()

    def view(self) -> Sequence[Setting]:
        """Read the settings and where they come from."""
        return self.desk_app.desk.settings()

    def draw(self, view: Sequence[Setting]) -> None:
        """Draw the settings."""
        self._settings = {f"{n} {one.key}": one for n, one in enumerate(view)}
        default = sum(one.origin in (DEFAULT, NOWHERE) for one in view)
        words = f"{wording.plural(len(view), 'setting')}: {len(view) - default} set, "
        words += f"{default} as by default"
        if wrong := sum(bool(one.wrong) for one in view):
            words += f"\n! {wording.plural(wrong, 'key')} that is no setting: see the end"
        self.query_one("#counts", Static).update(words)
        self.query_one(Table).fill({key: _cells(one) for key, one in self._settings.items()})
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = self._settings.get(self.query_one(Table).current)
        self.query_one("#detail", Static).update(_explained(found) if found else "")

    def copied(self) -> str:
        """Return the setting under the cursor with its value, and where that comes from."""
        found = self._settings.get(self.query_one(Table).current)
        return _explained(found) if found else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return the settings that are shown, as `askwatch settings` tells of them."""
        from tui import exporting

        shown = (self._settings[key] for key in self.query_one(Table).shown)
        return exporting.Sheet(
            title="Settings",
            rows=[overview.row(one) for one in shown],
            bullet=exporting.bullet("key", "value", "origin", "wrong"),
        )

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(one: Setting) -> tuple[str, str, str]:
    # Of a file its name is enough here; where it lies is said below.
    origin = PurePath(one.origin).name if "/" in one.origin else one.origin
    return one.key, f"! {one.wrong}" if one.wrong else one_line(one.words), origin


def _explained(one: Setting) -> str:
    lines = [f"{one.key}: {one_line(one.wrong or one.words)}", f"From: {one_line(one.origin)}"]
    if one.origin != DEFAULT and one.default is not None and one.default != one.value:
        lines.append(f"By default: {one_line(in_words(one.default))}")
    return "\n".join(lines)
