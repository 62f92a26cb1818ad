"""A terminal that reads slowly, not at all, or goes away."""

import os
import pty
import select
import threading
import tty
from collections.abc import Callable, Iterator

import pytest

from modtui.thinline.output import QUESTION, UNDERWAY, Output
from tests.thinline.conftest import XTERM, Glass


class Line:
    """A pseudo-terminal with an output on it. Reads when it is told to."""

    def __init__(self) -> None:
        self.ours, self.its = pty.openpty()
        tty.setraw(self.its)
        self.glass = Glass(80, 24)
        self.got = ""
        self.answers = False
        self.failed = threading.Event()
        self.output = Output(self.its, "utf-8", XTERM, lambda: (80, 24), self.failed.set)

    def read(self, until: Callable[[], bool]) -> None:
        """Reads until something is so. Raises TimeoutError when nothing more comes."""
        while not until():
            if not select.select([self.ours], [], [], 10)[0]:
                raise TimeoutError(f"not seen; the end of what came: {self.got[-300:]!r}")
            data = os.read(self.ours, 65536).decode(errors="replace")
            self.got += data
            self.glass.feed(data.replace(QUESTION, ""))
            if self.answers and QUESTION in data:
                self.output.answered()

    def shows(self, *words: str) -> None:
        self.read(lambda: all(any(word in line for line in self.glass.text) for word in words))

    def waiting(self) -> int:
        """Bytes that lie in the line, now that nothing more is put there."""
        count = 0
        while select.select([self.ours], [], [], 0.2)[0]:
            count += len(os.read(self.ours, 65536))
        return count


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    os.close(line.ours)
    line.output.close()
    os.close(line.its)


def frame(number: int) -> str:
    """A screen that shares nothing with the one before."""
    rows = (f"{number:5}" + chr(97 + (number + y) % 26) * 70 for y in range(24))
    return "\n".join(f"\x1b[{y + 1};1H\x1b[31m{row}\x1b[0m" for y, row in enumerate(rows))


def test_frames_that_nobody_could_read_are_dropped(line: Line) -> None:
    for number in range(500):
        # Would stand still for ever if it waited for the line.
        line.output.write(frame(number))
    line.shows("  499")
    assert len(line.got) < 60_000 < len(frame(0)) * 500
    assert all(row.startswith("  499") for row in line.glass.text)


def test_little_is_on_its_way_to_a_terminal_that_answers(line: Line) -> None:
    line.answers = True
    line.output.write(frame(0))
    line.read(lambda: QUESTION in line.got)
    for number in range(1, 200):
        line.output.write(frame(number))
    assert line.waiting() < UNDERWAY + 2 * len(frame(0))
    line.output.answered()
    line.shows("  199")


def test_a_terminal_that_does_not_answer_is_asked_once_and_not_waited_for(line: Line) -> None:
    for number in range(50):
        line.output.write(frame(number))
        line.shows(f"{number:5}")
    assert line.got.count(QUESTION) == 1


def test_leaving_sends_no_picture_into_the_shell(line: Line) -> None:
    line.output.write(frame(0))
    line.shows("    0")
    line.output.leave()
    line.output.write(frame(1))
    line.output.write("\x1b[?1049l")
    line.read(lambda: line.got.endswith("\x1b[?1049l"))
    assert line.got.endswith("\x1b[m\x1b[?1049l")
    assert "    1" not in line.got


def test_what_is_no_frame_goes_through_in_its_place(line: Line) -> None:
    line.output.write(frame(0))
    line.output.write("\x1b[2J\x1b[5;5Hnot a frame")
    line.output.write(frame(1))
    line.shows("    1")
    assert line.got.index("    0") < line.got.index("not a frame") < line.got.index("    1")
    assert all(row.startswith("    1") for row in line.glass.text)


def test_bells_titles_and_modes_go_through(line: Line) -> None:
    for data in ("\x07", "\x1b]52;c;YQ==\x07", "\x1b]22;default\x07", "\x1b[?2004h", "\x1b[>1u"):
        line.output.write(data)
        line.read(lambda data=data: line.got.endswith(data))  # type: ignore[misc]


def test_synchronised_frames_are_made_only_of_large_ones(line: Line) -> None:
    for part in ("\x1b[?2026h", frame(0), "\x1b[?2026l"):
        line.output.write(part)
    line.shows("    0")
    line.read(lambda: "\x1b[?2026l" in line.got)
    before = len(line.got)
    for part in ("\x1b[?2026h", "\x1b[3;3Hsmall", "\x1b[?2026l"):
        line.output.write(part)
    line.shows("small")
    assert "2026" not in line.got[before:]


def test_a_mistake_in_painting_brings_back_the_whole_frames(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: object, *rest: object) -> str:
        raise IndexError("no such line")

    monkeypatch.setattr("modtui.thinline.painter.Painter.paint", fails)
    line.output.write(frame(0))
    assert line.failed.wait(10)
    line.output.write(frame(1))
    line.shows("    1")
    assert isinstance(line.output.failure, IndexError)


def test_a_terminal_that_goes_away_holds_up_nothing() -> None:
    line = Line()
    line.output.write(frame(0))
    line.shows("    0")
    os.close(line.ours)
    for number in range(100):
        line.output.write(frame(number))
    line.output.leave()
    line.output.close()
    os.close(line.its)
