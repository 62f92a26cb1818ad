"""The least that a Textual program with a list can be: one line-API ScrollView."""

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Lines(ScrollView):
    """A hundred lines."""

    def on_mount(self) -> None:
        self.virtual_size = Size(80, 100)

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(f"line {self.scroll_offset.y + y} of the bare list")])


class BareList(App[None]):
    """Nothing else."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Lines()


if __name__ == "__main__":
    BareList().run()
