"""The line at the top: what this is, whose it is, which screen."""

from __future__ import annotations

from textual.widgets import Static

from tracker.text import one_line


class Masthead(Static):
    """Name of the program, of the organisation and of the screen."""

    def __init__(self, place: str = "Outstanding asks") -> None:
        """Name the screen that stands below."""
        super().__init__(markup=False)
        self._place = place
        self._line, self._waits = "", False

    def on_mount(self) -> None:
        """Write the line; the app's sub-title is the organisation."""
        self.doing("")

    def doing(self, words: str) -> None:
        """Say what is under way; a click on the line then calls it off."""
        ends = getattr(self.app, "told", str)("{call-off:ctrl+x} calls it off")
        self._say(f"{one_line(words)} ({ends})" if words else "")

    def waits(self, words: str) -> None:
        """Say for what the store is waited for; nobody can call that off."""
        if words or self._waits:
            self._say(words)
        self._waits = bool(words)

    def _say(self, words: str) -> None:
        whose = f" · {self.app.sub_title}" if self.app.sub_title else ""
        work = f"   ⟳ {words}" if words else ""
        line = f"◉ Askwatch{whose} — {self._place}{work}"
        if line != self._line:
            self._line = line
            self.set_class(bool(words), "-doing")
            self.update(line, layout=False)

    async def on_click(self) -> None:
        """Call off what is under way; where nothing is, go back to the screen below."""
        if getattr(self.app, "doing", None):
            await self.run_action("app.cancel_work")
        elif len(self.app.screen_stack) > 2:  # the board lies on Textual's own
            await self.run_action("screen.back")
