"""First posts, most of which wait for approval, and the workshop's chat."""

from modtui.demo.shapes import Flag, Say, Talk

HELLO = Talk(
    "welcome",
    "Introduce yourself",
    (
        Say("maud", "Welcome! Tell us what you ride, what you broke, and how you take your tea."),
        Say(
            "new1",
            "Hi, I'm new in town and ride a folding bike that folds when it wants to. Is the "
            "café open to beginners?",
            waiting=True,
        ),
        Say(
            "new2",
            "hello all. I repair cameras and could teach a small class. nobody ever asks a camera "
            "person anything so here I am",
            waiting=True,
        ),
        Say(
            "newspam1",
            "Hello friends nice forum! I found casino bonus with 200% for members here "
            "http://lucky-spin.example/r/hello",
            waiting=True,
        ),
        Say(
            "new3",
            "My grandad left me a 1962 racer and a note that says “don't let anyone respray it”. "
            "Someone has resprayed it. Where do I start?",
            waiting=True,
            attachments=(("racer.jpg", "image/jpeg", 2_411_006),),
        ),
        Say(
            "new4",
            "First time posting! The council's survey about the river path closes on Friday, "
            "here's the link: https://council.example/river-path",
            waiting=True,
        ),
        Say(
            "newspam2",
            "Cheap meds for knee pain from cycling, no prescription, DM me on telegram",
            waiting=True,
        ),
        Say("new5", "is it ok to ask about scooters here or will I be shouted at", waiting=True),
        Say(
            "new6",
            "Bonjour, je cherche un atelier où apprendre à rayonner une roue. Je suis patiente "
            "et j'apporte le café.",
            waiting=True,
        ),
        Say(
            "new7",
            "Hola, acabo de llegar y mi bici hace un ruido como de grillo. ¿Es grave?",
            waiting=True,
        ),
        Say(
            "new8",
            "Hallo, ich suche Mitstreiter für eine Ausleihe von Lastenrädern im Viertel.",
            waiting=True,
        ),
        Say("new9", "مرحباً، انتقلت حديثاً وأبحث عن مكان آمن لركن دراجتي قرب المحطة.", waiting=True),
        Say("new10", "大家好，我刚搬来，想找人一起通勤，早上七点半从北门出发。", waiting=True),
        Say(
            "ravi",
            "Hello from a total beginner. I was told to be brave and post, so: what is a "
            "derailleur and why does mine hate me?",
            (Flag("walter", "basic question, use the search", "off-topic"),),
        ),
        Say("priya", "<<ravi>>, it hates everybody. Bring it on Saturday, we'll make peace."),
    ),
    began=16,
    pace=52,
)

WORKSHOP = Talk(
    "workshop",
    "#workshop",
    (
        Say("olu", "who has the 15 mm cone spanner"),
        Say("finn", "define “has”"),
        Say(
            "theo",
            "put things back you morons",
            (Flag("finn", "I mean, he's right, but still", "abuse"),),
        ),
        Say("maud", "It is in the biscuit tin. It is always in the biscuit tin."),
        Say(
            "spam1",
            "casino bonus casino bonus casino bonus http://lucky-spin.example/chat",
            (Flag("finn", "bot in the chat", "spam"), Flag("olu", "", "spam")),
        ),
        Say(
            "kit",
            "lol who put googly eyes on the drill press",
            (Flag("walter", "vandalism", "other"),),
        ),
        Say("gwen", "the drill press has never looked better"),
        Say(
            "alvaro",
            "for sale: two sets of bike lights, pick up today, sorry if wrong channel",
            (Flag("gwen", "belongs in the market, he's new, please be kind", "off-topic"),),
            language="en",
        ),
        Say(
            "colin",
            "typical. unpaid clowns playing shop. idiot magnets, the lot of you",
            (
                Flag("gwen", "and he doesn't even come to the workshop", "abuse"),
                Flag("maud", "Enough now, I think.", "abuse"),
            ),
        ),
        Say(
            "dana",
            "the new compressor is a BEAST, nearly blew my head off 😂 wear the goggles people",
            (Flag("new3", "someone hurt??", "self-harm"),),
        ),
        Say(
            "nell",
            "reminder that the door code changes on Monday, ask me in person, I won't write it "
            "here",
        ),
        Say(
            "kit",
            "it's 4471 right?",
            (Flag("nell", "He wrote the door code in the open chat.", "privacy"),),
        ),
    ),
    began=6,
    pace=14,
)

TALKS = (HELLO, WORKSHOP)
