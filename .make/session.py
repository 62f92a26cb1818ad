"""Records docs/images/session.svg: a short session on the demo, as one animated SVG.

Each frame is a screen of the program; its title says what was pressed. Frames are switched by
CSS alone, twice through, and then one stays: the same one for who prefers no motion.
"""

import asyncio
import re
from typing import NamedTuple

from sitting import IMAGES, Sitting, sitting

SIZE = (80, 24)
ROUNDS = 2
STAYS = 3
"""The frame that is shown where nothing moves."""


class Frame(NamedTuple):
    """What is done, told in the title, and how long (seconds) it is shown."""

    title: str
    seconds: float
    keys: tuple[str, ...] = ()
    to: str = ""
    sends: bool = False


STORY = (
    Frame("what was reported, the most urgent first", 3.5),
    Frame("j: down", 1.5, to="Two evenings"),
    Frame("Enter: open the case, with the rule it hits and what is around it", 5, ("enter",)),
    Frame("r: remove – first what will be done, who gets to know, the message", 6, ("r",)),
    Frame("y: yes – it is held back for ten seconds", 3.5, ("y",)),
    Frame("u: undo – nothing was sent", 3.5, ("u",)),
    Frame("a wave of spam: +7 are like this one", 3, ("q",), to="Cheap meds"),
    Frame("*: all like this one, with what differs", 5, ("*",)),
    Frame("r: remove them all – one preview", 5, ("r",)),
    Frame("y: yes, all of them", 3.5, ("y",)),
    Frame("L: what was decided, by whom, and what came of it", 5, ("L",), sends=True),
)

TERMINAL = re.compile(r"terminal-\d+-")
STYLES = re.compile(r"^\s*\.\S+-r\d+ \{.*?\}", re.M)
CLIPPED = re.compile(r' clip-path="url\(#terminal-\d+-line-\d+\)"')
LINE_CLIP = re.compile(r'\s*<clipPath id="[^"]*-line-\d+">.*?</clipPath>', re.S)


async def record() -> list[str]:
    """The SVG of each frame."""
    async with sitting(SIZE) as person:
        return [await _shoot(person, frame) for frame in STORY]


async def _shoot(person: Sitting, frame: Frame) -> str:
    await person.press(*frame.keys[: len(frame.keys) - frame.sends])
    if frame.sends:
        await person.send()
        await person.press(*frame.keys)
    if frame.to:
        await person.to(frame.to)
    return person.picture(frame.title)


def film(pictures: list[str]) -> str:
    """One SVG that shows them one after the other."""
    head = pictures[0][: pictures[0].index("<style>")]
    styles, frames, begun = [], [], 0.0
    total = sum(frame.seconds for frame in STORY)
    for number, (picture, frame) in enumerate(zip(pictures, STORY, strict=True)):
        body = picture[picture.index("</style>") + len("</style>") : picture.rindex("</svg>")]
        body = LINE_CLIP.sub("", CLIPPED.sub("", body))
        prefix = f"f{number}-"
        styles += [TERMINAL.sub(prefix, found).strip() for found in STYLES.findall(picture)]
        frames.append(f'<g class="frame" id="f{number}">{TERMINAL.sub(prefix, body)}</g>')
        shown, hidden = (100 * at / total for at in (begun, begun + frame.seconds))
        begun += frame.seconds
        styles.append(_moves(number, shown, hidden, total))
    return (
        head
        + "<style>\n"
        + LOOK
        + "\n".join(styles)
        + "\n</style>\n"
        + "\n".join(frames)
        + "\n</svg>\n"
    )


LOOK = f"""\
[class$="-matrix"] {{ font-family: Fira Code, monospace; font-size: 20px; line-height: 24.4px; }}
[class$="-title"] {{ font-size: 18px; font-weight: bold; font-family: arial, sans-serif; }}
.frame {{ visibility: hidden; }}
#f{STAYS} {{ visibility: visible; }}
"""


def _moves(number: int, shown: float, hidden: float, total: float) -> str:
    steps = f"0% {{ visibility: {'visible' if not shown else 'hidden'}; }} "
    if shown:
        steps += f"{shown:.3f}% {{ visibility: visible; }} "
    if hidden < 99.999:
        steps += f"{hidden:.3f}% {{ visibility: hidden; }} "
    return (
        f"@keyframes k{number} {{ {steps}}}\n"
        "@media (prefers-reduced-motion: no-preference) "
        f"{{ #f{number} {{ animation: k{number} {total:g}s step-end {ROUNDS}; }} }}"
    )


if __name__ == "__main__":
    path = IMAGES / "session.svg"
    path.write_text(film(asyncio.run(record())), encoding="utf-8")
    print(f"docs/images/{path.name}, {path.stat().st_size // 1000} kB")
