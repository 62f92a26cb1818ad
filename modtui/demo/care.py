"""Cases that want care before speed: a person in danger, an address made public.

Written so that a moderator has something true to life to decide, and no more detail than
that takes. Telephone numbers are from the range reserved for fiction.
"""

from modtui.demo.shapes import Flag, Say, Talk

NIGHT = Talk(
    "lounge",
    "#lounge",
    (
        Say("olu", "Anyone else awake? Truing a wheel at 2 am like a monk."),
        Say("lonely", "awake. as usual."),
        Say("olu", "Rough week?"),
        Say(
            "lonely",
            "rough year. some nights I want to die and then it gets light and I go to work. "
            "please don't make a fuss, I just wanted to say it once to someone",
            (
                Flag(
                    "olu",
                    "I'm writing with them, but please, somebody who knows what to do. "
                    "I don't think it should be deleted.",
                    "self-harm",
                ),
                Flag(
                    "maud", "Worried about this person. Can the safety team reach out?", "self-harm"
                ),
            ),
        ),
        Say(
            "olu",
            "I'm glad you said it, and I'm not going anywhere. Can I ring you? Or is there "
            "someone near you tonight?",
        ),
        Say("lonely", "my sister is in town. maybe I'll text her."),
        Say(
            "wei",
            "骑车去死吧（开玩笑的，这坡真的要命）",
            (Flag("walter", "machine translation says “go die by bike”", "self-harm"),),
        ),
        Say(
            "kit",
            "this climb makes me want to die and I want it on my gravestone that the gears "
            "were <<finn>>'s idea",
            (Flag("new2", "talks about dying, just in case", "self-harm"),),
        ),
        Say("finn", "11-28 is a perfectly reasonable cassette. For a descent."),
    ),
    began=9,
    pace=12,
)

ADDRESS = Talk(
    "street",
    "Who keeps parking on the Canal Street cycle path?",
    (
        Say("gwen", "Same silver van, third day. I've sent photos to the council's form."),
        Say("dana", "Same here. The form works, it just takes a week."),
        Say(
            "colin",
            "I found him. His real name is Peter Quill, 14 Quince Lane, second floor, works at "
            "the tile shop until five, phone 01632 960 144. Do with that what you will.",
            (
                Flag(
                    "gwen",
                    "He posted a stranger's home and phone. Please take it down fast.",
                    "privacy",
                ),
                Flag("rowan", "doxxing", "privacy"),
                Flag("finn", "It isn't even the right van.", "privacy"),
            ),
        ),
        Say(
            "theo",
            "<<colin>>, that's a person's home. Delete it.",
        ),
        Say(
            "feud",
            "Here is his address again, in case it gets “lost”: 14 Quince Lane, second floor.",
            (Flag("theo", "repeats the address on purpose", "privacy"),),
        ),
        Say(
            "gwen",
            "The van belongs to the gas works, it says so on the side. You two have just sent "
            "a mob to somebody who sells tiles.",
        ),
        Say(
            "maud",
            "The café's own address, since three people asked: 2 Chapel Yard, the blue door. "
            "Ring twice.",
            (Flag("walter", "publishes an address", "privacy"),),
        ),
    ),
    began=7,
    pace=18,
)

EDITED = Talk(
    "rides",
    "Photos from the frost ride",
    (
        Say(
            "amelie",
            "Frost on the spokes, sun on the lake. Forty photos, take what you like.",
            language="en",
        ),
        Say(
            "bastien",
            "Nice light. Good composition on the third one.",
            (Flag("amelie", "Really hurtful what he wrote about me there.", "abuse"),),
            language="en",
            was="Nice light. Pity about the idiot in the third one who can't ride in a straight "
            "line and dresses like a tent.",
        ),
        Say("noemie", "I saw what it said before. Not okay.", language="en"),
        Say(
            "colin",
            "whoever reported me is a coward and a moron. see you all at the AGM",
            (Flag("noemie", "He changes it each time someone answers", "abuse"),),
            was="great pictures",
        ),
        Say(
            "amelie",
            "Thank you, <<noemie>>. The tent is very warm, for what it's worth.",
            language="en",
        ),
    ),
    began=22,
    pace=63,
)

TALKS = (NIGHT, ADDRESS, EDITED)
