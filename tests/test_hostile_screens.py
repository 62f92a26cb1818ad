"""Every screen of the desk on a real pseudo-terminal, in a community where every text is an
attack: nothing of theirs may come out, and no line may be pushed out of its place."""

import base64
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from wcwidth import wcwidth

from benchmarks.terminal import Terminal
from modtui.adapters.local_store import Community
from modtui.demo.names import ROUTES, YOU
from modtui.state import StateFile
from modtui.text import safe
from modtui.triage.savedviews import TABLE
from tests.attacks import ATTACKS, BIDI, CORPUS, HIDDEN, WRITABLE
from tests.test_real_terminal import OWN, environment

WIDE = (200, 50)
FORBIDDEN = (
    *(
        character.encode()
        for character in BIDI + HIDDEN + "\u200d\u202b\u180e\u3164\ufffe\U0010ffff"
    ),
    *(bytes((0xC2, code)) for code in range(0x80, 0xA0)),
    *(b"\x07", b"\x08", b"\x7f", b"\x0e", b"\x0f", b"\x0b", b"\x0c", b"\x00", b"\x1b\x1b"),
    *(b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x1bc", b"\x1b(0"),
    *(b"\x1b[31;103m", b"\x1b[3J", b"\x1b[2T", b"\x1b[5;9r", b"\x1b[?2004lcanary"),
    *(b"\x1b[?1049lcanary", b"\x1b[?1000hcanary", b"\x1b[6ncanary"),
)
COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""What the desk itself hands to the clipboard, when it is told to."""
PASTED = "".join(
    attack[:40].replace("\x1b[201~", "") for attacks in CORPUS.values() for attack in attacks[:1]
    if not re.search("[\n\r\ud800-\udfff]", attack[:40])
)  # fmt: skip


@pytest.fixture
def community(tmp_path: Path) -> Path:
    """For each attack a person, a place, a thread and a case that begin with it."""
    file = tmp_path / "hostile.json"
    community = Community(file, clock=lambda: datetime.now(UTC))
    now = datetime.now(UTC)
    with community.change():
        community.add_person("You", id=YOU, role="moderator")
        for contact, id in ROUTES:
            community.add_person(contact, id=id, role="admin")
        for number, attack in enumerate(WRITABLE):
            short = attack[:300]
            person = community.add_person(f"{short} author{number}", about=short)
            reporter = community.add_person(f"{short} reporter{number}")
            thread = community.add_thread(community.add_place(short), short)
            community.add_post(thread, reporter, f"{attack[:5000]} before")
            link = f"https://canary.example/{short.split()[0] if short.split() else ''}"
            post = community.add_post(
                thread,
                person,
                f"{attack} subject{number}: you idiot, buy cheap pills in my shop now {link} "
                f"and https://paypal.com@canary.example/",
                attachments=((short, "image/png", 7),),
            )
            community.flag(post, reporter, short, category=short[:100])
            community.add_sanction(person, "warn", by=short[:100], at=now, reason=short)
            if number % 3 == 0:
                community.claim(f"post/{post}", reporter, until=now + timedelta(hours=1))
    community.close()
    state = StateFile(file.with_suffix(".modtui") / "state.json", clock=lambda: now)
    state.path.parent.mkdir(mode=0o700)
    with state.change() as tables:
        for pane in ("queue", "audit"):
            for attack in WRITABLE:
                row = {"pane": pane, "name": attack[:200], "filter": f"subject {attack[:200]}"}
                tables.table(TABLE).insert(row)
    state.close()
    return file


@pytest.fixture
def desk(community: Path, tmp_path: Path) -> Iterator[Terminal]:
    command = [
        sys.executable, "-m", "modtui", "demo", "--still", "--hold", "600",
        "--file", str(community),
    ]  # fmt: skip
    terminal = Terminal(command, environment(tmp_path / "home"), WIDE)
    yield terminal
    terminal.close()


def in_place(desk: Terminal) -> None:
    """No wide character is cut by what stands beside it, and panes stand below each other."""
    screen = desk._screen
    rows = [[screen.buffer[y][x].data for x in range(screen.columns)] for y in range(screen.lines)]
    for row in rows:
        for cell, after in zip(row, [*row[1:], "|"], strict=True):
            # Terminals dispute the width of flags: they are written cell by cell.
            wide = wcwidth(cell[:1]) == 2 and not "\U0001f1e6" <= cell[0] <= "\U0001f1ff"
            assert not wide or after == "", "".join(row)
    # Panes are told by the lines between them; other lines have none.
    panes = [tuple(x for x, cell in enumerate(row) if cell == "│") for row in rows]
    most = max(panes, key=len)
    broken = [
        ascii("".join(row)) for row, at in zip(rows, panes, strict=True) if at not in ((), most)
    ]
    assert not broken, (most, broken)


def does(desk: Terminal, *keys: str, sees: str = "") -> None:
    for key in keys:
        desk.press(key)
        desk.settle(0.04)
    if sees:
        desk.wait_for(sees, 8)
    desk.settle(0.06)
    in_place(desk)


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def leaks(desk: Terminal) -> list[tuple[bytes, bytes]]:
    """What must not have come out, each with what stands around it."""
    written = bytes(desk.written).replace(OWN, b"")
    for copied in COPIED.findall(written):
        text = base64.b64decode(copied).decode()
        assert safe(text, 10_000) == text and "\n" not in text
    written = COPIED.sub(b"", written)
    return [
        (code, written[max(at - 60, 0) : at + 60])
        for code in FORBIDDEN
        if (at := written.find(code)) >= 0
    ]


def test_there_are_attacks_of_every_kind() -> None:
    assert len(CORPUS) >= 15 and len(set(ATTACKS)) >= 60


def test_what_is_made_safe_has_no_leaks() -> None:
    for attack in ATTACKS:
        shown = safe(attack).encode()
        assert [code for code in FORBIDDEN if code in shown] == [], ascii(attack[:100])


def test_every_row_and_pane_of_a_wide_desk_keeps_its_place(desk: Terminal) -> None:
    desk.wait_for(f"/{len(WRITABLE)}")
    desk.settle()
    in_place(desk)
    for _row in WRITABLE:
        desk.press("j")
        desk.settle(0.05)
        in_place(desk)
    desk.resize(120, 30)
    does(desk, "\x1b[H", *(" " * 4))
    desk.resize(60, 18)
    does(desk, "\x1b[H", *(" " * 6))
    assert leaks(desk) == []
    assert "canary" in bytes(desk.written).decode(errors="replace")


ENTER, ESCAPE, TAB, PAGE = "\r", "\x1b", "\t", "\x1b[6~"


@pytest.mark.parametrize("size", [(80, 24)])
def test_nothing_of_theirs_comes_out_of_any_screen(desk: Terminal, size: tuple[int, int]) -> None:
    desk.wait_for(f"/{len(WRITABLE)}")
    desk.resize(*size)
    desk.settle(0.4)
    for walk in (a_case, links, composer, lists, command_line, many, audit):
        walk(desk)
        for _screen in range(6):
            if "Enter open" not in desk.screen:
                does(desk, "q")
                desk.settle(0.4)
        assert "Enter open" in desk.screen, desk.screen
        assert leaks(desk) == [], walk.__name__
    desk.press("q")


def a_case(desk: Terminal) -> None:
    does(desk, "j", "t", PAGE, "i", PAGE, "N", paste(PASTED), ENTER)
    does(desk, "=", "q", "V", PAGE, "q", "R", PAGE, "q", "q")
    does(desk, "i", "N", sees="Enter: done")
    does(desk, paste(PASTED), ENTER, "q")


def links(desk: Terminal) -> None:
    does(desk, "j", "o", sees="Which link?")
    does(desk, ENTER, sees="A link to")
    does(desk, "y", sees="Copied")
    does(desk, "q")


def composer(desk: Terminal) -> None:
    does(desk, "j", ENTER)
    desk.settle(0.4)
    does(desk, "r", sees="yes, do it")
    does(desk, "n", paste(PASTED), ENTER)
    does(desk, "p", sees="Which response?")
    does(desk, "\x1b[B", PAGE, TAB, paste(PASTED), "\x07")
    does(desk, "c", paste(PASTED), "\x14", PAGE, "\x14", "\x13", sees="yes, do it")
    does(desk, PAGE, PAGE, "q")
    desk.settle(0.4)
    does(desk, "r", sees="is back")
    does(desk, PAGE, PAGE)
    desk.settle(0.4)
    does(desk, "y", sees="sends in")
    does(desk, "U", ENTER, PAGE, PAGE)


def lists(desk: Terminal) -> None:
    for field in ("author", "place", "reporter", "by"):
        does(desk, "/", f"{field}:", TAB, sees="1/")
        does(desk, *(TAB * 12), "\x1b[Z", ENTER)
        does(desk, "/", ESCAPE)
        desk.settle(0.2)
        does(desk, ESCAPE)
    does(desk, "/", paste(PASTED), ENTER, ESCAPE)
    desk.settle(0.2)
    does(desk, "v", sees="Views of the queue")
    does(desk, PAGE, PAGE, PAGE, "x", "j", ENTER)
    does(desk, "/", ESCAPE)
    desk.settle(0.2)
    does(desk, "/", "author:ana", ENTER, "v", "s", paste(PASTED), ENTER, PAGE, "q", ESCAPE)
    desk.settle(0.2)


def command_line(desk: Terminal) -> None:
    does(desk, ":", TAB, TAB, paste(PASTED), ENTER)
    does(desk, ":", "remove ", TAB, TAB, TAB, paste(PASTED), ENTER)
    does(desk, ":", "filter-queue ", paste(PASTED), ENTER, ESCAPE)
    desk.settle(0.2)
    does(desk, "\x10", paste(PASTED), ESCAPE)
    desk.settle(0.2)


def many(desk: Terminal) -> None:
    does(desk, *("j" * 5), "x", "x", "x")
    desk.settle(0.4)
    does(desk, "w", sees="yes, all of them")
    does(desk, "n", paste(PASTED), ENTER, sees="yes, all of them")
    does(desk, "c", paste(PASTED), "\x13", PAGE, "q")
    does(desk, "*", sees="say this")
    does(desk, *(PAGE for _ in range(6)), TAB, TAB)
    desk.settle(0.4)
    does(desk, "r", sees="yes, all of them")
    does(desk, *(PAGE for _ in range(6)))
    desk.settle(0.4)
    does(desk, "y", sees="takes all")
    does(desk, "U", PAGE, "G", ENTER, PAGE, PAGE, ENTER, PAGE)


def audit(desk: Terminal) -> None:
    does(desk, "L", PAGE, PAGE, "/", "author:", TAB, sees="1/")
    does(desk, *(TAB * 12), ENTER, ENTER, PAGE, "q")
    does(desk, "v", PAGE, PAGE, "j", ENTER, "/", "\x07", "?", PAGE, "q")
