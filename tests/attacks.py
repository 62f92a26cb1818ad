"""What members may write to harm a terminal, a screen or a file: by class, each a string."""

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = "\u200b\u2060\ufeff\u00ad\U000e0041"
ST = "\x1b\\"

CORPUS: dict[str, tuple[str, ...]] = {
    "operating system commands": (
        "\x1b]52;c;Y2FuYXJ5\x07",
        f"\x1b]52;p;Y2FuYXJ5{ST}",
        "\x1b]52;c;?\x07",
        "\x1b]0;canary-title\x07",
        f"\x1b]2;canary{ST}",
        f"\x1b]8;;http://canary.example{ST}here\x1b]8;;{ST}",
        "\x1b]1337;File=inline=1:AAAA\x07",
        "\x1b]9;canary\x07",
        "\x1b]10;?\x07\x1b]4;1;rgb:ff/00/00\x07",
    ),
    "control sequences": (
        "\x1b[31;103mcanary",
        "\x1b[5;5Hcanary\x1b[3J",
        "\x1b[?1049lcanary\x1b[?25h",
        "\x1b[6ncanary\x1b[c",
        "\x1b[?1000hcanary\x1b[?2004l",
        "\x1b[5;9rcanary\x1b[2T",
        "\x1bc canary \x1b(0 lqk",
        "\x1b[201~ canary",
        "\x1b" * 50,
    ),
    "c1": ("\x9b31mcanary", "\x9d0;canary\x9c", "\x90q\x9c", "\x85\x84\x8d", "\x98canary\x9c"),
    "strings to devices": (
        f"\x1bPq#0;2;0;0;0canary{ST}",
        f"\x1b_Gf=32;canary{ST}",
        f"\x1b^canary{ST}",
        f"\x1bXcanary{ST}",
        "\x1bPtmux;\x1b\x1b]52;c;Y2FuYXJ5\x07\x1b\\",
    ),
    "bells and backspaces": (
        "\x07" * 20,
        "idiot\x08\x08\x08\x08\x08angel",
        "\x7f\x7f\x7f",
        "\x0e\x0f",
    ),
    "markup": (
        "[@click=app.quit]canary[/]",
        "[/] [/bold] canary",
        "[bold red]x[/][link=http://canary.example]",
        "[on red]\\[ canary \\",
        "$surface $[ {canary} {{author}} %(name)s {0}",
    ),
    "bidi": (f"canary{BIDI}txt.exe", "\u202egpj.canary", "\u2067\u2066\u2067 canary", "\u200f!"),
    "hidden": (
        f"can{HIDDEN}ary",
        "a\u200b\u200c\u200d\u2060b",
        "c\ufe0fa\ufe0en\U000e0100ary",
        "\U000e0001\U000e0063\U000e0061\U000e007f",
        "\u115f\u3164\u2800\uffa0",
        "\u180e\u034f\u17b4",
    ),
    "zalgo": (
        "c" + "\u0301\u0323" * 200 + "anary",
        "\u0301\u0301\u0301 canary",
        "\u0e01" + "\u0e49" * 60,
        "\u20dd" * 30,
    ),
    "long": ("canary " + "x" * 200_000, "Ｗ" * 5_000, "\t" * 3_000 + "canary"),
    "lines": (
        "\n" * 3_000 + "canary",
        "canary\rnot this",
        "one\x0btwo\x0cthree\x85four\u2028five\u2029six",
        "canary\r\n\r\n \r",
    ),
    "no characters": ("\ufffe\uffff\U0010ffff", "\ue000\U000f0000", "\ufdd0\u0378", "\x00\x01\x1f"),
    "surrogates": ("\ud800canary", "\udc00\ud800"),
    "wide": (
        "漢字" * 30,
        "👩\u200d👩\u200d👧\u200d👦 family",
        "🏳\ufe0f\u200d🌈 🇩🇪 🇩 👍🏽",
        "ｶﾅﾘﾔ ＡＢＣ ±§×÷",
        "☠\ufe0f ❤\ufe0f ☺\ufe0e ⌚ ⚡",
        "\U0001f9d1\u200d\U0001f680" * 9,
    ),
    "right to left": ("مرحبا canary 123", "שלום [x] עולם", "canary ‫no", "ﷺ ﷽ canary"),
    "formulas and paths": (
        '=HYPERLINK("http://canary.example";"x")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "../../../../etc/passwd",
        "C:\\canary\\..\\con",
        "~/.ssh/authorized_keys; rm -rf $HOME `id` | canary",
        "-rf --canary",
        ".canary\x00.png",
    ),
}
ATTACKS = tuple(attack for attacks in CORPUS.values() for attack in attacks)
WRITABLE = tuple(attack for attack in ATTACKS if not any("\ud800" <= c <= "\udfff" for c in attack))
"""Those that can stand in a file."""
