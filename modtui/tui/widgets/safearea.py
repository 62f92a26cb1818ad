"""A text to write: what is typed or pasted goes in as text, and as nothing else."""

from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message import Message
from textual.widgets import TextArea

from modtui.text import Safe, safe
from modtui.tui.pieces import part_seen

LONGEST = 20_000
"""Characters that a message may have while it is written."""


def written(text: str) -> str:
    """Text from outside as it may be edited: safe, its lines ended in one way only."""
    # A paste's lines end as the Enter key does in many terminals.
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return safe(text, 20 * LONGEST)


class SafeArea(TextArea):
    """Textual's text area shows what is typed or pasted into it as it is; this one lets
    only safe text in. Its cursor does not blink: that would be bytes on the line for nothing."""

    DEFAULT_CSS = """
    SafeArea { border: none; padding: 0 1; height: 1fr; scrollbar-size-vertical: 0; }
    SafeArea:focus { border: none; }
    """

    @property
    def where(self) -> Safe:
        """Which lines are seen, in words; empty where all are."""
        total = self.wrapped_document.height
        last = min(self.scroll_offset.y + self.size.height, total)
        return part_seen(last, total, self.size.height)

    class Full(Message):
        """There was no room for all of what was put in."""

    def on_mount(self) -> None:
        self.cursor_blink = False

    def edit(self, edit: Edit) -> EditResult:
        text = written(edit.text)
        room = LONGEST - len(self.text) + len(self.get_text_range(edit.top, edit.bottom))
        if len(text) > max(room, 0) or len(edit.text) > LONGEST:
            text = text[: max(room, 0)]
            self.post_message(self.Full())
        edit.text = text
        return super().edit(edit)

    def on_paste(self, event: events.Paste) -> None:
        # Else the screen below hears of it too, and says that nothing came of it.
        event.stop()
