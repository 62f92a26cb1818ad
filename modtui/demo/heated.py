"""English threads where people got angry, or were said to have."""

from modtui.demo.shapes import Flag, Say, Talk

BOLLARDS = Talk(
    "street",
    "Mill Lane: bollards went in overnight",
    (
        Say(
            "rowan",
            "Six new bollards on Mill Lane this morning. My kid rode to school on the "
            "road for the first time. I may have cried a bit.",
        ),
        Say("dana", "Lovely! Anyone know whether the bakery van can still get round the back?"),
        Say(
            "theo",
            "Nobody asked the people who live there. I now drive 900 metres to get out of "
            "my own street. Brilliant planning, as ever.",
        ),
        Say("priya", "There were two evenings of consultation, <<theo>>. I brought biscuits."),
        Say(
            "theo",
            "Two evenings, both at six, when people with actual jobs are at work. You would have "
            "to be a moron to call that a consultation, and I see we have plenty here.",
            (
                Flag("dana", "Calls everybody in the thread morons.", "abuse"),
                Flag("finn", "insult", "abuse"),
            ),
        ),
        Say("olu", "Could we stick to the bollards? I measured: the detour is 640 m, not 900."),
        Say(
            "theo",
            "Go and measure something else, you smug idiot.",
            (
                Flag("olu", "Personal insult, and all I did was measure a road.", "abuse"),
                Flag("rowan", "He was warned about this in September.", "abuse"),
                Flag("maud", "Please. We have to drink tea with each other on Saturday.", "abuse"),
            ),
        ),
        Say(
            "gwen",
            "For the record: being called a “smug idiot” for owning a tape measure is the best "
            "thing that happened to me by proxy this week.",
            (Flag("walter", "Uses the word idiot", "abuse"),),
        ),
        Say(
            "feud",
            "<<theo>> only complains because his illegal parking spot is gone. Everybody knows "
            "what he is like. Ask his neighbours. Ask his ex.",
            (Flag("theo", "Leave my private life out of this", "harassment"),),
        ),
        Say("rowan", "That's out of line, <<feud>>. Streets, please, not people."),
        Say(
            "theo",
            "Fine. I was rude yesterday, <<olu>>, and I'm sorry. I am still angry about the "
            "bollards, and I would like a turning circle at the north end.",
            (Flag("feud", "lies, he's never sorry", "abuse"),),
        ),
        Say("olu", "Accepted. And a turning circle is a good idea, I'd sign that."),
    ),
    began=41,
    pace=55,
)

HELMETS = Talk(
    "street",
    "Helmets, again, because it is November",
    (
        Say(
            "kit",
            "Is there a rule about helmets on the Sunday rides? Asking because I forgot mine.",
        ),
        Say("finn", "No rule. Wear one if you like. Here we go, though."),
        Say(
            "colin",
            "Anyone who rides without one is an idiot and deserves what they get.",
            (
                Flag("kit", "I only asked a question.", "abuse"),
                Flag("finn", "Here we go indeed", "abuse"),
            ),
        ),
        Say("maud", "Nobody deserves a cracked skull, <<colin>>, with or without a helmet."),
        Say(
            "colin",
            "Oh look, the toaster lady has opinions. Stick to crumbs, Grandma.",
            (
                Flag("gwen", "Nasty, and aimed at our kindest volunteer.", "abuse"),
                Flag("olu", "", "abuse"),
                Flag("nell", "ageist and rude", "abuse"),
            ),
        ),
        Say("maud", "I have mended four of your toasters' cousins, dear. I shall survive."),
        Say(
            "colin",
            "Report me, go on, the mods here are cowards and <<maud>> is their little mascot.",
            (
                Flag(
                    "gwen",
                    "third one today, same person as in the bollard mess last month",
                    "abuse",
                ),
            ),
        ),
        Say(
            "rowan",
            "To be clear about what the study says: it compares emergency visits, it does not say "
            "that helmets cause accidents. You can read it as you like, but not into the opposite.",
            (Flag("colin", "fake news", "misinformation"),),
        ),
        Say(
            "walter",
            "I should like it noted that the word 'skull' was used in a family forum.",
        ),
    ),
    began=26,
    pace=34,
)

DROPPED = Talk(
    "rides",
    "Sunday ride: pace, and who got dropped",
    (
        Say(
            "nell",
            "I was dropped at the reservoir and rode home alone, 31 km, no signal. The post "
            "said “no one left behind”. I'm not cross, I'd like to understand.",
        ),
        Say(
            "finn",
            "That's on me, <<nell>>. I was sweeping and took a puncture, and nobody noticed "
            "there was no sweep any more. Sorry.",
        ),
        Say(
            "feud",
            "Or you could train. It's a ride, not a nursery.",
            (Flag("nell", "mean for no reason", "abuse"),),
        ),
        Say("gwen", "“No one left behind” is the whole point of Sunday. Thursday is for racing."),
        Say(
            "feud",
            "<<nell>> was slow in spring, slow in summer and will be slow at her own funeral. "
            "Someone had to say it.",
            (
                Flag("gwen", "He follows her from thread to thread with this.", "harassment"),
                Flag("finn", "Not the first time he goes after <<nell>>", "harassment"),
            ),
        ),
        Say("nell", "Okay. I think I'll sit the next few out."),
        Say(
            "feud",
            "See? Quitter. I'll be at the café on Saturday, we can talk about it face to face. "
            "I know which door you come in by. Watch your back.",
            (
                Flag("nell", "This scares me. Can somebody please do something?", "threat"),
                Flag("priya", "That is a threat in my book.", "threat"),
                Flag("rowan", "", "threat"),
            ),
        ),
        Say("priya", "<<nell>>, I have written to you. You won't be walking in alone."),
    ),
    began=19,
    pace=48,
)

BRAKES = Talk(
    "repair",
    "Disc brake squeal: sand, bake or bin?",
    (
        Say(
            "jess",
            "Hello! My rear disc screams like a goose. Read that you can bake the pads in the "
            "oven?? Is that real?",
        ),
        Say(
            "priya",
            "It's real and it stinks. Sand them first (120 grit, figure of eight), clean the "
            "rotor with alcohol, then bed them in: twenty stops from a trot.",
        ),
        Say(
            "dana",
            "Kill it with fire. By which I mean: ten minutes at 180 °C, window open.",
            (Flag("walter", "“Kill it with fire” is incitement to violence", "threat"),),
        ),
        Say(
            "theo",
            "Bleed the caliper while you're at it. If the pads are soaked you can bang on about "
            "baking all day, the seal is shot and it will shoot fluid again.",
            (Flag("walter", "weapons language (shot, shoot, bang)", "threat"),),
        ),
        Say(
            "jess",
            "Update: sanded, cleaned, twenty stops. The goose is dead. Thank you so much!",
            (Flag("walter", "animal cruelty", "other"),),
        ),
        Say(
            "kit",
            "Whoever designed this caliper bolt is an idiot and I include myself, I own three.",
            (Flag("walter", "Insult (idiot)", "abuse"),),
        ),
        Say("walter", "I have reported several posts above. This used to be a serious forum."),
    ),
    began=52,
    pace=90,
)

CAFE = Talk(
    "cafe",
    "Saturday 14th: who is bringing what",
    (
        Say(
            "maud",
            "Doors at ten. We have eleven bookings: four lamps, three toasters, two jackets, a "
            "radio and something the owner calls “the machine”.",
        ),
        Say(
            "olu",
            "I'll bring the bench supply and the good screwdrivers. Not lending them this time.",
        ),
        Say(
            "gwen",
            "Somebody please bring a fire extinguisher that works; last time <<finn>> nearly "
            "burned down the vicar.",
            (Flag("new1", "who burned a vicar??", "threat"),),
        ),
        Say("finn", "The vicar's *lamp*. And it was smoke, not fire."),
        Say(
            "nell",
            "My gran's message for the board: “You lot fixed my radio and I danced. Come round for "
            "cake, 3 pm, bring the young man with the ears.”",
            (Flag("walter", "remarks on a person's body", "harassment"),),
        ),
        Say("dana", "The young man with the ears is <<olu>>, and he is blushing."),
        Say(
            "feud",
            "Volunteers who can't solder shouldn't be near mains voltage. Three of you should be "
            "ashamed, and you know exactly who you are.",
            (Flag("dana", "Just unkind. We're all learning.", "abuse"),),
        ),
        Say(
            "priya",
            "Anyone who opens a mains device does it with me next to them. That's the rule, "
            "and it's the reason we have had no accident in six years.",
        ),
    ),
    began=70,
    pace=80,
)

TALKS = (BOLLARDS, HELMETS, DROPPED, BRAKES, CAFE)
