"""A thin line to the terminal, for any Textual program.

Textual repaints regions; a terminal at the far end of a slow line needs only what
differs. :class:`ThinDriver` reads what Textual writes back into cells, remembers what the
terminal shows, and sends the difference. It also reads keys without polling::

    class MyApp(App[None]):
        def action_repaint(self) -> None:
            repaint(self)

    MyApp(driver_class=ThinDriver).run()

It imports nothing of the program that it serves.
"""

from modtui.thinline.driver import QuickDriver, ThinDriver, repaint

__all__ = ["QuickDriver", "ThinDriver", "repaint"]
