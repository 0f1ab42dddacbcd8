"""Candidates, one after another: the ask, the passage that may answer it, and why."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from tracker import ledger, wording
from tracker.text import clean, one_line
from tracker.types import Candidate, Outcome, Span, Verdict
from tui import copying, views
from tui.screens.base import BACK, ViewScreen
from tui.screens.decide import DecideScreen, Decision, Holds
from tui.screens.window import Before
from tui.widgets.footer import Footer
from tui.widgets.header import Masthead
from tui.widgets.table import line

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

NOTHING = (
    "Nothing waits for review.\n\n"
    "When a poll brings a document that may answer an ask, it stands here with the passage "
    "and the reasons. `askwatch poll` looks now, as does {poll-now:g} on the screen of sources "
    "({sources:s})."
)


class ReviewScreen(ViewScreen[views.ReviewView]):
    """One candidate at a time; one key each for accept, reject, later and next."""

    BINDINGS = [  # noqa: RUF012
        Binding("a", "accept", "Accept"),
        Binding("x", "judge('rejected')", "Reject"),
        Binding("z", "judge('later')", "Later"),
        Binding("n,right,j", "step(1)", "Next"),
        Binding("p,left,k", "step(-1)", "Previous", show=False),
        Binding("o", "open", "Page"),
        BACK,
    ]
    PLACE = "review"
    HELP_TEXT = (
        "On the left stands the ask, on the right the passage in its surroundings; words "
        "that both share are marked. Below stand the reasons. Accept asks you for the "
        "outcome: press its figure, then enter. Reject is remembered; later keeps it in the "
        "list; the next candidate comes by itself. Where evidence has changed at its source, you "
        "say whether the decision still holds. {undo:u} takes a decision back."
    )

    def __init__(self) -> None:
        """Start with the first candidate."""
        super().__init__()
        self._view = views.ReviewView(ids=(), at=0, items={})
        self._at = 0
        self._drawn = Text()
        self._decided: list[int] = []

    def compose(self) -> ComposeResult:
        """Lay out ask, passage and reasons."""
        yield Masthead("Review")
        yield Static(id="review-place", markup=False)
        with Horizontal(id="review"):
            with VerticalScroll(id="review-ask", classes="pane"):
                yield Static(id="ask", markup=False)
            with VerticalScroll(id="review-passage", classes="pane"):
                yield Static(id="passage", markup=False)
        yield Static(id="reasons", markup=False)
        yield Footer()

    def view(self) -> views.ReviewView:
        """Read what waits, and the candidates near the one that is looked at."""
        app, ids, at = self.desk_app, self._view.ids, self._at
        around = ids[at] if ids else 0
        return views.review(app.store, app.rules, app.now(), app.zone, around=around, at=at)

    def draw(self, view: views.ReviewView) -> None:
        """Draw the current candidate; stay on it if it still waits."""
        here = self._view.ids[self._at] if self._view.ids else 0
        back = self._decided[-1] if self._decided else 0
        if back in view.ids and back not in self._view.ids:
            here = self._decided.pop()  # taken back: it is to be decided anew
        self._view = view
        self._at = view.ids.index(here) if here in view.ids else view.at
        self._show()

    @property
    def _item(self) -> views.ReviewItem | None:
        """The candidate that is looked at; None: there is none, or it is not read yet."""
        ids = self._view.ids
        return self._view.items.get(ids[self._at]) if ids else None

    def waits(self, action: str) -> bool:
        """Say whether the candidate on which one decides has still to be read."""
        decides = action in ("accept", "judge", "open")
        return super().waits(action) or (decides and bool(self._view.ids) and self._item is None)

    def _show(self) -> None:
        place, ask, passage, reasons = (
            self.query_one(f"#{name}", Static)
            for name in ("review-place", "ask", "passage", "reasons")
        )
        self.query_one("#review").display = bool(self._view.ids)
        if not self._view.ids:
            place.update(self.desk_app.told(NOTHING))
            reasons.update("")
            reasons.display = False
            return
        reasons.display = True
        if (item := self._item) is None:
            return
        place.update(one_line(self._place(item), max(40, self.size.width - 2)))
        ask.update(_ask(item))
        text, quoted = _passage(item)
        passage.update(text)
        reasons.update(_reasons(item))
        self._drawn = text
        self.call_after_refresh(self.if_here, self._show_quoted, text, quoted)

    def _place(self, item: views.ReviewItem) -> str:
        """Say which candidate this is and of which document, which may be scrolled out of sight."""
        candidate = item.candidate
        told = f"Candidate {self._at + 1:,} of {len(self._view.ids):,}"
        put_off = " · put off earlier" if candidate.verdict is Verdict.LATER else ""
        return f"{told}{put_off} · {_day(candidate)} · {candidate.title}"

    def on_resize(self) -> None:
        """Keep what is quoted in sight in a window of another size."""
        if self._item:  # before the first is read, nothing can be said
            self._show()

    def _show_quoted(self, text: Text, quoted: Span, tries: int = 40) -> None:
        """Scroll just so far that what is quoted can be seen; from its beginning if it is long.

        Until the pane is laid out it cannot be scrolled; then it is tried again.
        """
        if text is not self._drawn:
            return
        pane = self.query_one("#review-passage", VerticalScroll)
        width, height = pane.scrollable_content_region.size
        above, down_to = (
            len(text[:at].wrap(self.app.console, width or 1)) for at in (quoted.start, quoted.end)
        )
        wanted = min(above - 1, max(0, down_to - height))
        pane.scroll_to(y=wanted, animate=False)
        if pane.max_scroll_y < wanted and tries:
            again = partial(self._show_quoted, text, quoted, tries - 1)
            self.set_timer(0.05, partial(self.if_here, again))

    def action_step(self, by: int) -> None:
        """Go to the next candidate, or back; round at the ends."""
        if self._view.ids:
            self._at = (self._at + by) % len(self._view.ids)
            self._show()
            self.reload()

    def action_judge(self, verdict: str) -> None:
        """Reject the candidate, or put it off."""
        if (item := self._item) is None:
            return
        words = {"rejected": "rejected", "later": "put off"}[verdict]
        if item.candidate.evidence_id is not None and verdict == "rejected":
            words = "judged: the evidence no longer holds"
        before, decision = Before(item.line.row.state), Decision(Verdict(verdict), None)
        self._go_on(item, decision)  # at once: it is judged beside the screen
        self.desk_app.carry_out(
            lambda: self._store_verdict(item, decision.outcome, before),
            f"candidate {item.candidate.id} {words}",
        )

    def _store_verdict(
        self, item: views.ReviewItem, verdict: Verdict, before: Before, why: str | None = None
    ) -> None:
        app = self.desk_app
        with before.told() as seen:
            app.store.candidates.judge(
                item.candidate.id, verdict, who=app.who, now=app.now(), why=why, seen=seen
            )

    def _go_on(self, item: views.ReviewItem, decision: Decision[Any] | None) -> None:
        """Show the next candidate, if one was decided on, and still stands here."""
        if decision is None:
            return
        self._decided.append(item.candidate.id)
        if len(self._view.ids) > 1 and self._item == item:
            self._at = (self._at + 1) % len(self._view.ids)
            self._show()

    def action_accept(self) -> None:
        """Accept the candidate: ask for the outcome, then set both at once."""
        if (item := self._item) is None:
            return
        row = item.line.row
        if item.candidate.evidence_id is not None:
            self._ask_whether_it_holds(item)
            return
        choices = ledger.choices(row.ask.kind, row.state)
        if row.state.outcome is not Outcome.NO_RESPONSE:
            choices = (row.state.outcome, *choices)  # more evidence for what stands
        app, candidate, before = self.desk_app, item.candidate, Before(row.state)

        def act(decision: Decision[Outcome]) -> str:
            with before.told() as seen:
                app.store.candidates.accept(
                    candidate.id,
                    decision.outcome,
                    who=app.who,
                    now=app.now(),
                    why=decision.why,
                    seen=seen,
                )
            return f"ask {candidate.ask_id}: {decision.outcome}"

        screen = DecideScreen(row.ask.summary, choices, row.state.outcome, evidence=candidate.quote)
        app.ask(screen, act, partial(self._go_on, item))

    def _ask_whether_it_holds(self, item: views.ReviewItem) -> None:
        """Ask of changed evidence whether the decision that rests on it still holds."""
        row, before = item.line.row, Before(item.line.row.state)

        def act(decision: Decision[Holds]) -> str:
            still = decision.outcome is Holds.STILL
            verdict = Verdict.ACCEPTED if still else Verdict.REJECTED
            self._store_verdict(item, verdict, before, decision.why)
            lost = "" if still else "; look at the outcome again"
            return f"judged: the decision {decision.outcome}{lost}"

        screen = DecideScreen(
            row.ask.summary,
            tuple(Holds),
            row.state.outcome,
            evidence=item.candidate.quote,
            question="Its evidence has changed. Does the decision still hold for",
        )
        self.desk_app.ask(screen, act, partial(self._go_on, item))

    def copied(self) -> str:
        """Return the passage with its document."""
        return copying.candidate(item.candidate) if (item := self._item) else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return all candidates that wait, without private ones."""
        from tui import exporting
        from tui.commands import rows

        store = self.desk_app.store
        hidden = store.ledger.private().candidates
        waiting = store.candidates.list(verdicts=views.WAITING)
        shown = [one for one in waiting if not one.private and one.id not in hidden]
        return exporting.Sheet(
            title="Possible answers",
            rows=[rows.candidate(one) for one in shown],
            bullet=exporting.bullet("passage", "title", "url", "published", "ask"),
        )

    def action_open(self) -> None:
        """Open the document's page in the browser."""
        if item := self._item:
            self.desk_app.open_page(item.candidate.url)


def _ask(item: views.ReviewItem) -> str:
    row = item.line.row
    return "\n".join(
        [
            f"“{clean(row.ask.quote)}”",
            "",
            f"Ask {row.ask.id} of: {line(row.letter_title)}",
            f"To {wording.addressees(row.addressees)}",
            wording.status(row, item.line.due),
        ]
    )


def _passage(item: views.ReviewItem) -> tuple[Text, Span]:
    """Return the passage in its surroundings, and where the quoted part of it stands."""
    candidate = item.candidate
    text = Text()
    text.append(f"{line(candidate.title)}\n", "bold")
    text.append(f"{_day(candidate)} · {line(candidate.source)} · {line(candidate.url)}\n")
    for echo in candidate.echoes:
        text.append(f"also: {line(echo.source)} · {line(echo.url)}\n")
    text.append("\n")
    text.append(clean(item.before), "dim")
    start = len(text)
    text.append(clean(candidate.quote), "bold")
    for word in _shared(item.line.row.ask.quote, candidate.quote):
        for match in re.finditer(rf"\b{re.escape(word)}\b", text.plain[start:], re.IGNORECASE):
            text.stylize("underline", start + match.start(), start + match.end())
    quoted = Span(start, len(text))
    text.append(clean(item.after), "dim")
    return text, quoted


def _day(candidate: Candidate) -> str:
    return wording.day(candidate.published.date()) if candidate.published else "undated"


def _shared(ask: str, passage: str) -> set[str]:
    words = (set(re.findall(r"[^\W\d_]{4,}", text.lower())) for text in (ask, passage))
    return set.intersection(*words) - {"that", "with", "from", "this", "have", "their", "which"}


def _reasons(item: views.ReviewItem) -> str:
    reasons = "; ".join(line(reason.words) for reason in item.candidate.reasons)
    return f"{wording.proposal(item.candidate)}: {reasons}"
