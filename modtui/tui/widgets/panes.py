"""Two things on one screen: beside each other where there is room, else one below the other."""

from textual.widget import Widget

WIDE = 100
"""Columns from which they stand beside each other."""


class Panes(Widget):
    """What is worked on, a bar that is seen where it stands above the other thing, and that."""

    DEFAULT_CSS = """
    Panes { height: 1fr; layout: vertical; }
    Panes.wide { layout: horizontal; }
    Panes.wide Bar { display: none; }
    """

    @property
    def wide(self) -> bool:
        """Whether they stand beside each other."""
        return self.has_class("wide")

    def fit(self, width: int) -> bool:
        """Arranges them for a screen of so many columns; whether they are side by side."""
        wide = width >= WIDE
        self.set_class(wide, "wide")
        return wide
