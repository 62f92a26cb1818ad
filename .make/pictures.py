"""Draws the pictures of the documentation: the program's own screens, as SVG."""

import asyncio

from sitting import IMAGES, sitting

HEATED = "Two evenings"
# For each size: what is drawn, and the keys that lead there from the one before.
SCREENS = {
    (80, 24): (
        ("queue", ("j", "j")),
        ("case", ("enter",)),
        ("preview", ("r",)),
        ("audit", ("y", "q", "L")),
    ),
    (120, 40): (("wide", ()),),
}


async def draw() -> None:
    """Walk through the demo and write each screen."""
    for size, screens in SCREENS.items():
        async with sitting(size) as person:
            if size[0] >= 120:
                await person.to(HEATED)
            for name, keys in screens:
                await person.press(*keys)
                path = IMAGES / f"{name}.svg"
                path.write_text(person.picture("modtui") + "\n", encoding="utf-8")
                print(f"docs/images/{path.name}")


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw())
