"""A program to sit at: says which keys came, and shows a list that scrolls."""

import sys
from collections import Counter

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from modtui.thinline import QuickDriver, ThinDriver, repaint


class Program(App[None]):
    """``q`` counts like any key; ctrl+q leaves."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: list[BindingType] = [("ctrl+l", "repaint"), ("ctrl+z", "suspend_process")]

    def compose(self) -> ComposeResult:
        self.said = Static("ready", markup=False)
        self.seen: Counter[str] = Counter()
        self.last: list[str] = []
        yield self.said

    def on_key(self, event: events.Key) -> None:
        self.seen[event.key] += 1
        self.last = [*self.last[-5:], event.key]
        self.say()

    def on_paste(self, event: events.Paste) -> None:
        self.last = [f"pasted {len(event.text)} {event.text[:20]!r}"]
        self.say()

    def say(self) -> None:
        keys = " ".join(f"{key}:{count}" for key, count in sorted(self.seen.items()))
        self.said.update(f"{self.seen.total()} keys, {keys}\nlast {' '.join(self.last)}.")

    def action_repaint(self) -> None:
        repaint(self)


if __name__ == "__main__":
    Program(driver_class=QuickDriver if "quick" in sys.argv else ThinDriver).run()
