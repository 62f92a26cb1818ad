"""What the thin line leans on in Textual. When one of these fails after an update, look at
what changed there before anything else."""

import inspect
import os
from importlib.metadata import version

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip

from modtui.thinline.cells import piece
from modtui.thinline.pens import BOLD, Pen
from modtui.thinline.picture import SYNC_END, SYNC_START, Canvas, harmless
from tests.thinline.conftest import Pair, in_hands


def test_it_is_the_version_that_was_looked_at() -> None:
    assert version("textual").startswith("8.2.")


def test_a_strip_is_written_with_one_style_sequence_for_each_segment_and_a_reset() -> None:
    console = Console(color_system="truecolor", force_terminal=True)
    strip = Strip(
        [Segment("a", Style.parse("bold #010203 on #040506")), Segment("漢 "), Segment("z")]
    )
    data = strip.render(console)
    assert data == "\x1b[1;38;2;1;2;3;48;2;4;5;6ma\x1b[0m漢 z"
    found = piece(data)
    assert found is not None
    assert found.cells[0] == ("a", Pen(BOLD, "38;2;1;2;3", "48;2;4;5;6"))
    assert [cell[0] for cell in found.cells if cell] == ["a", "漢", "", " ", "z"]


def test_a_link_is_written_around_its_style() -> None:
    console = Console(color_system="truecolor", force_terminal=True)
    found = piece(Strip([Segment("a", Style(link="https://a.example"))]).render(console))
    assert found is not None and found.cells[0] is not None
    assert found.cells[0][1].link.endswith(";https://a.example")


async def test_everything_that_a_program_writes_is_a_frame_or_harmless() -> None:
    pair = Pair()
    written: list[str] = []
    take = pair.write
    pair.write = lambda data: (written.append(data), take(data))[1]  # type: ignore[method-assign]
    app: App[None] = App()
    in_hands(app, pair)

    async def person(pilot: object) -> None:
        app.bell()
        app.copy_to_clipboard("words")
        app.notify("a note")
        app._on_terminal_supports_synchronized_output(None)  # type: ignore[arg-type]
        app.refresh()
        await pilot.pause(0.1)  # type: ignore[attr-defined]
        app.exit()

    await app.run_async(headless=False, mouse=False, auto_pilot=person)
    assert SYNC_START in written and SYNC_END in written
    frames = [data for data in written if not harmless(data)]
    assert frames and pair.raw == []
    # Each ends with a move to where the cursor is to stay.
    assert all(data.rstrip("0123456789;H").endswith("\x1b[") for data in frames)


def test_the_canvas_takes_a_frame_as_textual_joins_it() -> None:
    canvas = Canvas(10, 3)
    assert canvas.take("\x1b[1;1Hone\n\x1b[2;1Htwo\x1b[3;4H")
    assert [row.cells[0] for row in canvas.picture().rows] == [("o", Pen()), ("t", Pen()), None]
    assert canvas.picture().cursor == (2, 3)


def test_the_driver_has_what_is_overridden() -> None:
    for name, arguments in {
        "write": ["data"],
        "send_message": ["message"],
        "process_message": ["message"],
        "start_application_mode": [],
        "stop_application_mode": [],
        "disable_input": [],
        "close": [],
        "run_input_thread": [],
    }.items():
        found = inspect.signature(getattr(LinuxDriver, name))
        assert list(found.parameters)[1:] == arguments, name
    assert list(inspect.signature(Driver.__init__).parameters)[1:] == [
        "app", "debug", "mouse", "size",
    ]  # fmt: skip
    # Where input ends, the thread that reads is waited for: it has to be woken first.
    assert "_key_thread.join()" in inspect.getsource(LinuxDriver.disable_input)
    # What is written before the program runs goes through ``write``, not past it.
    assert "self.write(" in inspect.getsource(LinuxDriver.start_application_mode)
    assert "driver_class" in inspect.signature(App.__init__).parameters


def test_keys_are_parsed_by_textual() -> None:
    parser = XTermParser()
    keys = [event.key for event in parser.feed("j\x1b[B\r\x1b[1;5D") if hasattr(event, "key")]
    assert keys == ["j", "down", "enter", "ctrl+left"]
    assert [type(event) for event in parser.feed("\x1b[200~x\x1b[201~k")] == [
        events.Paste,
        events.Key,
    ]
    assert int(os.environ.get("ESCDELAY", "100")) / 1000 == constants.ESCAPE_DELAY
    assert constants.DRIVER is None
