"""A small window in which a person chooses an outcome and says why."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracker.text import one_line
from tracker.types import Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided."""

    outcome: Outcome
    why: str | None


class DecideScreen(ModalScreen[Decision | None]):
    """Outcome first, then the reason; nothing is stored before the second enter."""

    BINDINGS = [Binding("escape", "cancel", "Cancel")]  # noqa: RUF012

    def __init__(
        self,
        summary: str,
        choices: tuple[Outcome, ...],
        now: Outcome,
        *,
        evidence: str | None = None,
    ) -> None:
        """Offer the outcomes that may follow; with evidence the reason may stay empty."""
        super().__init__()
        self._summary = summary
        self._choices = choices
        self._now = now
        self._evidence = evidence

    def compose(self) -> ComposeResult:
        """Lay out the ask, the choices and the line for the reason."""
        with Vertical(id="decide"):
            yield Static(f"What became of: {one_line(self._summary)}", markup=False)
            yield Static(f"Now: {self._now}", markup=False, classes="quiet")
            yield OptionList(*(Option(str(o), id=o.name) for o in self._choices))
            need = "optional, the passage is kept as evidence" if self._evidence else "needed"
            yield Input(placeholder=f"why ({need}), then enter", id="why")
            yield Static("enter chooses, escape leaves all as it is", classes="quiet")

    def on_mount(self) -> None:
        """Begin with the choice."""
        choices = self.query_one(OptionList)
        for likely in (Outcome.ANSWERED, Outcome.CLAIMED_DONE):
            if likely in self._choices:
                choices.highlighted = self._choices.index(likely)
        choices.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _said(self, event: Input.Submitted) -> None:
        why = event.value.strip() or None
        at = self.query_one(OptionList).highlighted
        if at is None:
            return
        if why is None and self._evidence is None:
            self.notify("Say why: in a year nobody will remember.", severity="warning")
            return
        self.dismiss(Decision(self._choices[at], why))

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
