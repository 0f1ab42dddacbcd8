"""What the dashboard does the same way everywhere.

Keys by the settings, help, the palette, copying, exporting, opening a page, work
that takes a while, and a crash that leaves a report.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from textual import actions, events, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets._toast import Toast, ToastHolder
from textual.worker import WorkerFailed

from tracker.errors import AskwatchError
from tracker.text import clean, one_line
from tui import browser, keys, theme
from tui.doing import Doing
from tui.messages import Done, Failed
from tui.screens.base import ViewScreen
from tui.screens.form import Field, FormScreen
from tui.screens.help import HelpScreen, Keys
from tui.typed import TypedApp
from tui.views import today
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

    from tui.exporting import Target

_PLAIN = theme.Plain()
_WHERE = "On this screen", "Where the cursor is", "Everywhere"
TICK = 0.25
"""Seconds between two looks at how far work has come."""
DRAWING = 0.1
"""Seconds within which what a key asks for is drawn, if nothing else is computed."""


MANNERS = (
    Binding("y", "copy", "Copy"),
    Binding("e", "export", "Export"),
    Binding("ctrl+x", "cancel_work", "Call off", show=False),
)
"""Keys that work on every screen that shows something."""


class MannersApp(TypedApp):
    """The manners; `tui.app` has the places."""

    doing: Doing | None = None
    """The work that is under way, if any."""
    crash: Exception | None = None
    """What nobody expected and has ended the dashboard."""
    crash_place = ""
    _own_keys: Mapping[str, str] = MappingProxyType({})
    _pressed = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody pressed a key or moved the mouse."""
        if isinstance(event, events.InputEvent):
            self._pressed = monotonic()
        await super().on_event(event)

    def give_way(self) -> None:
        """Let what a key asked for be drawn; workers with much to do call it between steps."""
        while (left := self._pressed + DRAWING - monotonic()) > 0:
            sleep(left)

    @abstractmethod
    def places(self) -> dict[str, type[Screen[Any]]]:
        """Return the screens that keys lead to, by name."""

    def get_driver_class(self) -> type[Driver]:
        """Return what draws and reads: Textual's choice, but for a terminal our own."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found  # a browser, a test, another system
        from tui.terminal import Terminal

        return Terminal

    @abstractmethod
    def refusal(self, action: str) -> str:
        """Return why the person may not do what an action begins; "": she may."""

    async def run_action(
        self,
        action: str | actions.ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key stands for; say why not, where the person may not.

        On a screen that is still being read it is done a moment later.
        """
        target, name, _ = self._parse_action(action, default_namespace or self, namespaces)
        if why := self.refusal(name):
            self.notify(why, severity="warning", markup=False)
            return True
        screen = self.screen_stack[-1] if self.screen_stack else None
        here = isinstance(target, Grid) or target is screen
        if here and isinstance(screen, ViewScreen) and screen.waits(name):
            screen.keep(partial(self.run_action, action, default_namespace, namespaces))
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def set_manners(self, theme_name: str, own_keys: dict[str, str]) -> None:
        """Take on theme and keys of the settings.

        Raises:
            ConfigError: there is no such theme, key or name, or two keys clash.
        """
        for one in theme.THEMES:
            self.register_theme(one)
        self.theme = theme.known(theme_name)
        self._own_keys = own_keys
        if own_keys:
            works = {place: (Grid, *_own(kind), *_own(type(self))) for place, kind in _all(self)}
            self.set_keymap(keys.keymap(own_keys, works))

    def told(self, words: str) -> str:
        """Return words of ours that name keys, as `keys.told` does, by the settings."""
        return keys.told(words, self._own_keys)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what is done to each line that is drawn; NO_COLOR takes every colour away."""
        return [_PLAIN] if self.no_color else super().get_line_filters()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy, export and call off only where there is something."""
        screen = self.screen if self.screen_stack else None
        if action == "copy":
            return isinstance(screen, ViewScreen) and screen.copies()
        if action == "export":
            return isinstance(screen, ViewScreen) and screen.exports()
        return action != "cancel_work" or self.doing is not None

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer every action that has a key here, with its key, and the themes."""
        yield SystemCommand("Theme", "Other colours", self.action_change_theme)
        said = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            ours = binding.id and active.enabled and isinstance(active.node, Screen | App)
            if ours and binding.description not in said:
                said.add(binding.description)
                act = partial(self.run_action, binding.action, active.node)
                key = f"key {self.get_key_display(binding)}"
                yield SystemCommand(binding.description, key, act)
        yield from self._other_places(said)

    def _other_places(self, said: Collection[str]) -> Iterable[SystemCommand]:
        """Offer the places that no key leads to from here."""
        for place in self.places():
            if place.capitalize() not in said and place != "letter":
                act = partial(self.run_action, f"app.go('{place}')", self)
                yield SystemCommand(place.capitalize(), "Go there", act)

    def action_explain(self) -> None:
        """Explain the screen, the thing that has the focus, and their keys."""
        screen = self.screen
        if isinstance(screen, ViewScreen):
            words = "\n\n".join(filter(None, [_focus_help(screen), screen.HELP_TEXT]))
            self.push_screen(HelpScreen(self.told(words), self._keys()))

    def _keys(self) -> Keys:
        """Name the keys of the screen on top and of the app, each thing once."""
        found: dict[str, dict[str, list[str]]] = {words: {} for words in _WHERE}
        # Those of the footer first; what a screen has of its kind stands before its own.
        by_use = sorted(self.screen.active_bindings.values(), key=lambda a: not a.binding.show)
        for active in by_use:
            if active.binding.id:
                shown = self.get_key_display(active.binding)
                several = found[_where(active)].setdefault(active.binding.description, [])
                if shown not in several:
                    several.append(shown)
        return [
            (where, [(_joined(several), what) for what, several in keys.items()])
            for where, keys in found.items()
            if keys
        ]

    def action_copy(self) -> None:
        """Copy what the cursor stands on."""
        if isinstance(self.screen, ViewScreen):
            self._copy(self.screen)

    @work(thread=True, group="copy")
    def _copy(self, screen: ViewScreen[Any]) -> None:
        try:
            text = clean(screen.copied())
        except AskwatchError as error:
            self.post_message(Failed(str(error)))
            return
        if text:
            self.call_from_thread(self.copy_to_clipboard, text)
            self.post_message(Done(f"copied: {text[:60]}{'…' * (len(text) > 60)}", changed=False))

    def action_export(self) -> None:
        """Ask in which form and where to, then write what is shown."""
        screen = self.screen
        if not isinstance(screen, ViewScreen) or not screen.exports():
            return
        from tui.exporting import target

        app = screen.desk_app
        day = today(app.now(), app.zone)
        fields = (
            Field("form", "Format", "csv", "csv, md (Markdown) or json"),
            Field("file", "File", f"askwatch-{screen.export_name()}-{day}"),
            Field("replace", "Replace", "", "yes: write over a file that is there"),
        )
        self.push_screen(
            FormScreen("Export what is shown", fields, target),
            partial(self._export, screen),
        )

    def _export(self, screen: ViewScreen[Any], where: Target | None) -> None:
        if where is None:
            return
        from tui import exporting

        def act(doing: Doing) -> str:
            body = exporting.written(screen.exported(doing), where.form)
            if doing.stop():
                raise CancelledError
            return exporting.write(where, body)

        self.do(Doing("exporting"), act)

    def forget_done(self) -> None:
        """Leave of what was told as done the last only.

        Who decides fast would else have the window full of it.
        """
        told = [one for one in self._notifications if one.severity == "information"]
        # At the end, no screen is left on which it could stand.
        for toast in (one for top in self.screen_stack[-1:] for one in top.query(Toast)):
            holder = toast.parent
            if toast._notification in told[:-1] and isinstance(holder, ToastHolder):
                holder.remove()  # the toolkit leaves it: others would stand ever lower
        for old in told[:-1]:
            self._unnotify(old)

    def open_page(self, url: str) -> None:
        """Open a page in the browser; nothing but http and https is opened."""
        if urlsplit(url).scheme not in ("http", "https"):
            self.notify(f"not a page: {one_line(url)}", severity="warning", markup=False)
        elif self.is_web:
            self.open_url(url)  # the browser in which the dashboard is shown
        else:
            self._open_here(url)

    def _open_here(self, url: str) -> None:
        match browser.found():
            case browser.Browser.NONE:
                self.copy_to_clipboard(url)
                words = f"No browser here; copied, to open elsewhere: {one_line(url)}"
                self.notify(words, severity="warning", markup=False)
            case browser.Browser.TERMINAL:
                with self.suspend():
                    self.open_url(url)
            case browser.Browser.WINDOW:
                self.open_url(url)
                self.notify(f"opened in the browser: {one_line(url)}", markup=False)

    def do(self, doing: Doing, act: Callable[[Doing], str]) -> None:
        """Do something that takes a while beside the screen; one thing at a time."""
        if self.doing is not None:
            ending = self.told("{call-off:ctrl+x} calls it off.")
            words = f"Wait, still {one_line(self.doing.name)}; {ending}"
            self.notify(words, severity="warning", markup=False)
            return
        self.doing = doing
        self._tell_doing()
        self._do(doing, act)

    @work(thread=True, group="do")
    def _do(self, doing: Doing, act: Callable[[Doing], str]) -> None:
        try:
            message: Done | Failed = Done(act(doing))
        except AskwatchError as error:
            message = Failed(str(error))
        except CancelledError:
            message = Done(f"called off: {doing.name}")
        finally:
            self.doing = None
        self.post_message(message)

    @contextmanager
    def shown(self, doing: Doing) -> Iterator[None]:
        """Show work of a worker that a screen began by itself, if it takes longer than a moment.

        Where something else is under way, that stays on show.
        """
        if self.doing is None:
            self.doing = doing
            self.call_later(self.set_timer, TICK, self._tell_doing)
        try:
            yield
        finally:
            if self.doing is doing:
                self.doing = None
                self.call_later(self._tell_doing)

    def action_cancel_work(self) -> None:
        """Call off what is under way."""
        if self.doing is not None:
            self.doing.cancel()

    def _tell_doing(self) -> None:
        """Write at the top what is under way, until it is over."""
        # At the end, no screen is left to tell it.
        for screen in self.screen_stack[-1:]:
            self.tell_doing_on(screen)
        if self.doing is not None:
            self.set_timer(TICK, self._tell_doing)

    def tell_doing_on(self, screen: Screen[Any]) -> None:
        """Write at the top of a screen what is under way now."""
        for top in screen.query(Masthead):
            top.doing(self.doing.words() if self.doing else "")

    def _handle_exception(self, error: Exception) -> None:
        """End the dashboard without a picture of our variables; the report comes after."""
        if self.crash is None:
            self.crash = (
                getattr(error, "error", error) if isinstance(error, WorkerFailed) else error
            )
            self.crash_place = type(self.screen).__name__ if self.screen_stack else ""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def _joined(shown: list[str]) -> str:
    """Name several keys for one thing; a whole row of them by its ends."""
    return " ".join(shown) if len(shown) < 5 else f"{shown[0]} … {shown[-1]}"


def _where(active: ActiveBinding) -> str:
    """Return under which heading of the help a key stands."""
    here, moving, everywhere = _WHERE
    if active.binding.action.startswith("app.") or isinstance(active.node, App):
        return everywhere
    return here if isinstance(active.node, Screen) else moving


def _own(kind: type) -> list[type]:
    """Return the classes of ours that a screen is made of, the nearest first."""
    return [one for one in kind.__mro__ if one.__module__.startswith("tui.")]


def _all(app: MannersApp) -> Iterable[tuple[str, type]]:
    return app.places().items()


def _focus_help(screen: Screen[Any]) -> str:
    focused = screen.focused
    if focused is None:
        return ""
    parts = [node for node in focused.ancestors_with_self if getattr(node, "HELP", "")]
    return str(getattr(parts[0], "HELP", "")) if parts else ""
