"""What people decide, on its way into the store: beside the screen, and told when it is there.

A window in which something is asked stays until the store has the answer.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import work

from tracker import deeds, ledger
from tracker.errors import AskwatchError
from tracker.types import EventKind, Outcome
from tui.doing import Doing
from tui.going import GoingApp
from tui.messages import Done, Failed
from tui.screens.decide import DecideScreen, Decision
from tui.screens.window import LONG, Before, Window
from tui.widgets.header import Masthead

if TYPE_CHECKING:
    from db.store import Store
    from tui.app import Desk
    from tui.views import BoardLine

T = TypeVar("T")

_LASTING = {
    EventKind.LETTER_ADDED,
    EventKind.SOURCE_ADDED,
    EventKind.LETTER_MERGED,
    EventKind.LETTER_SPLIT,
}
"""What a command puts right, not a single key."""


class KeepingApp(GoingApp):
    """Asks, stores the answer, and says what is waited for."""

    desk: Desk

    def __init__(self) -> None:
        """Begin with nothing on its way."""
        super().__init__()
        self._waiting: list[Doing] = []
        """What waits for the store, in the order in which it began; several threads change it."""

    @property
    @abstractmethod
    def store(self) -> Store:
        """The store.

        Raises:
            StoreError: it cannot be used.
        """

    @property
    @abstractmethod
    def who(self) -> str:
        """The person who decides here."""

    def decide(self, line: BoardLine) -> None:
        """Let a person set the outcome of an ask, with a reason."""
        row = line.row
        before, choices = Before(row.state), ledger.choices(row.ask.kind, row.state)

        def act(decision: Decision[Outcome]) -> str:
            with before.told() as seen:
                self.store.ledger.append(
                    row.ask.id,
                    EventKind.OUTCOME_SET,
                    decision.outcome,
                    who=self.who,
                    now=self.desk.now(),
                    why=decision.why,
                    seen=seen,
                )
            return f"ask {row.ask.id}: {decision.outcome}"

        self.ask(DecideScreen(row.ask.summary, choices, row.state.outcome), act)

    def ask(
        self,
        window: Window[T],
        act: Callable[[T], str],
        then: Callable[[T | None], None] | None = None,
    ) -> None:
        """Open a window; what is answered there is carried out before it closes.

        Where the store refuses, the window stays, with all that was typed. `act` runs
        in a worker and returns what was done, in words.
        """
        window.keep = lambda answer: self.carry_out(partial(act, answer), window=window)
        self.push_screen(window, then)

    def action_undo(self) -> None:
        """Take back the last decision or correction of this person."""

        def undo() -> str:
            mine = [e for e in ledger.live(self.store.ledger.events()) if e.who == self.who]
            undoable = [e for e in mine if e.kind not in _LASTING]
            if not undoable:
                raise AskwatchError("nothing to undo", step="you have not decided anything yet")
            self.store.ledger.undo(undoable[-1].id, who=self.who, now=self.desk.now())
            return f"taken back: {deeds.deed(undoable[-1])}"

        self.carry_out(undo)

    @work(thread=True, group="decide")
    def carry_out(
        self,
        act: Callable[[], object],
        words: str | None = None,
        window: Window[Any] | None = None,
    ) -> None:
        """Do something to the store beside the screen, then say so and draw anew.

        Without words, what `act` returns is said. The window in which it was asked is
        closed, or told why not. What it changed in an ask is compared with the
        documents at once, and said where that brings anything.
        """
        try:
            with self.waiting("keeping it in the store"):
                done = act()
        except AskwatchError as error:
            self.call_later(self._refused, window, error)
            return
        if window:
            self.call_later(window.kept)
        self.post_message(Done(words or str(done)))
        try:
            if found := self.desk.match():
                self.post_message(Done(f"{found} to review that may answer what was changed"))
        except AskwatchError as error:
            self.post_message(Failed(str(error)))

    def _refused(self, window: Window[Any] | None, error: AskwatchError) -> None:
        """Say why something was not stored where it was asked, else at the edge."""
        if window is None or not window.refused(error):
            self.post_message(Failed(str(error)))

    @contextmanager
    def waiting(self, words: str) -> Iterator[None]:
        """Say at the top that a worker waits for the store, if it does so for long."""
        doing = Doing(words)
        self._waiting.append(doing)
        try:
            yield
        finally:
            self._waiting.remove(doing)

    def tell_waiting(self) -> None:
        """Write at the top for how long the store is waited for; work is told instead of it."""
        late = next((one for one in tuple(self._waiting) if one.seconds >= LONG), None)
        if self.doing is None:
            # At the end, no screen is left to tell it.
            for top in (top for one in self.screen_stack[-1:] for top in one.query(Masthead)):
                top.waits(late.words() if late else "")
