"""The demo's members and places, and the names that members are given."""

from modtui.demo.shapes import Flag, Member, Past

PLACES: tuple[tuple[str, str, bool], ...] = (
    ("street", "Streets & politics", False),
    ("repair", "Repair bench", False),
    ("rides", "Rides & routes", False),
    ("market", "Buy, sell, give", False),
    ("cafe", "Repair café", False),
    ("welcome", "Say hello", False),
    ("francais", "En français", False),
    ("espanol", "En español", False),
    ("deutsch", "Auf Deutsch", False),
    ("arabic", "بالعربية", False),
    ("chinese", "中文角", False),
    ("workshop", "#workshop", True),
    ("lounge", "#lounge", True),
)
"""Id, name, and whether it is a chat channel."""

NAMES: dict[str, tuple[str, ...]] = {
    "en-f": (
        *("Rowan", "Priya", "Maud", "Gwen", "Dana", "Nell", "Jess", "Tamsin", "Sadie", "Bex"),
        *("Harriet", "Una", "Odile", "Winnie", "Ngozi", "Peg", "Isla", "Dot"),
    ),
    "en-m": (
        *("Theo", "Finn", "Olu", "Kit", "Walter", "Colin", "Ravi", "Bryn", "Errol", "Iain"),
        *("Moss", "Leroy", "Desmond", "Alun", "Piotr", "Gus", "Cyril", "Femi", "Hamish", "Stan"),
    ),
    "fr-f": ("Amélie", "Chantal", "Noémie", "Solène", "Margaux", "Océane", "Hélène"),
    "fr-m": ("Bastien", "Yann", "Didier", "Gaëtan", "Thibault"),
    "es-f": ("Lucía", "Rosa", "Inés", "Nuria", "Pilar", "Begoña"),
    "es-m": ("Mateo", "Álvaro", "Joaquín", "Íñigo", "Ramiro", "Andrés"),
    "de-f": ("Frauke", "Heike", "Anneliese", "Kerstin", "Käthe"),
    "de-m": ("Jonas", "Ulli", "Sven", "Jörg", "Götz", "Bülent"),
    "ar-f": ("سلمى", "هدى", "ليلى", "منى", "رانيا"),
    "ar-m": ("كريم", "نبيل", "طارق", "يوسف"),
    "zh-f": ("陈美", "赵敏", "孙悦", "林晓", "何静"),
    "zh-m": ("王伟", "张磊", "刘洋", "周杰"),
    "spam-m": (
        *("BestDeals4U", "Marcus_Invests", "lucky.linda77", "WellnessNow", "fast-cash-Tom"),
        *("PharmaDirect", "CryptoQueen88", "win_win_winnie", "dealz.daily", "ProfitPeter"),
        *("meds-express", "Top1Coach"),
    ),
}
"""Names by language and by how the texts speak of the person (she, he)."""

MODERATORS: tuple[tuple[str, str, str], ...] = (
    ("you", "you", "moderator"),
    ("marie", "marie", "admin"),
    ("u-admins", "Admins", "admin"),
    ("u-safety", "Safety team", "admin"),
)
"""Id, name, role. The first is who sits at the desk."""

_OFFENDER = (
    Past("warn", 160, "insults: called a volunteer an idiot"),
    Past("mute", 121, "insults: same thread, after the warning", hours=24),
    Past("warn", 48, "off-topic pile-on in the helmet thread"),
    Past("mute", 20, "insults, third time", hours=72, by="you"),
)

REGULARS: tuple[Member, ...] = (
    Member("rowan", "en", 2100, 1840, woman=True),
    Member(
        "priya",
        "en",
        1900,
        3120,
        woman=True,
        about="Bench mechanic. I answer brake questions at 6 am.",
    ),
    Member("theo", "en", 610, 402, reports=6, past=(Past("warn", 75, "insults"),)),
    Member(
        "maud", "en", 2400, 960, woman=True, about="I make the tea at the café and mend toasters."
    ),
    Member("finn", "en", 830, 512),
    Member("gwen", "en", 700, 288, woman=True),
    Member("olu", "en", 1210, 731),
    Member("kit", "en", 95, 41),
    Member("dana", "en", 320, 150, woman=True),
    Member("walter", "en", 1500, 77, reports=2, about="Somebody has to keep standards."),
    Member("colin", "en", 900, 655, reports=19, past=_OFFENDER),
    Member("jess", "en", 2, 1, woman=True),
    Member("nell", "en", 260, 64, woman=True),
    Member("ravi", "en", 1, 0),
    Member("amelie", "fr", 1330, 870, woman=True),
    Member("bastien", "fr", 540, 233, reports=4, past=(Past("warn", 33, "insultes"),)),
    Member("chantal", "fr", 1800, 1204, woman=True),
    Member("yann", "fr", 77, 19),
    Member("noemie", "fr", 410, 96, woman=True),
    Member("lucia", "es", 990, 640, woman=True),
    Member("mateo", "es", 300, 121, reports=3),
    Member("rosa", "es", 1450, 512, woman=True),
    Member("alvaro", "es", 14, 6),
    Member("jonas", "de", 760, 430),
    Member("frauke", "de", 2050, 1377, woman=True),
    Member("ulli", "de", 390, 205, reports=5, past=(Past("mute", 60, "Beleidigung", hours=48),)),
    Member("heike", "de", 21, 9, woman=True),
    Member("salma", "ar", 880, 310, woman=True),
    Member("karim", "ar", 150, 58, reports=2),
    Member("huda", "ar", 35, 12, woman=True),
    Member("lin", "zh", 1010, 455, woman=True),
    Member("wei", "zh", 205, 83, reports=1),
    Member("mei", "zh", 12, 4, woman=True),
    Member("lonely", "en", 450, 37),
    Member("feud", "en", 280, 190, reports=8),
    Member("seller", "en", 3, 2, name="Bargain Bikes Direct"),
)

SPAMMERS: tuple[Member, ...] = (
    *(Member(f"spam{number}", "spam", days=0.2 + number / 10) for number in range(1, 7)),
    Member(
        "profile1",
        "spam",
        days=1,
        about="Private wealth coach. 100% profit guaranteed, DM me on telegram: @w1n-coach",
        flags=(
            Flag("olu", "The whole profile is an advert, and he sends everybody messages.", "spam"),
            Flag("gwen", "got the same DM twice today", "spam"),
        ),
    ),
    Member(
        "profile2",
        "en",
        days=6,
        posts=3,
        name="<<priya>>_Bench_Official",
        about="Bench mechanic. I answer brake questions at 6 am. Send me your account to verify.",
        flags=(Flag("priya", "This is not me! Copied my picture and my text.", "impersonation"),),
    ),
    Member(
        "profile3",
        "en",
        days=700,
        posts=210,
        about="Retired. Tandem. Opinions are my own and usually wrong.",
        flags=(Flag("walter", "unserious profile, lowers the tone", "other"),),
    ),
)

NEWCOMERS: tuple[Member, ...] = (
    *(
        Member(f"new{number}", "en", days=0.1 * number, woman=number % 2 == 1)
        for number in range(1, 6)
    ),
    Member("new6", "fr", days=0.3, woman=True),
    Member("new7", "es", days=0.5),
    Member("new8", "de", days=0.4),
    Member("new9", "ar", days=0.2),
    Member("new10", "zh", days=0.6, woman=True),
    Member("newspam1", "spam", days=0.05),
    Member("newspam2", "spam", days=0.08),
)

STRANGE: tuple[Member, ...] = (
    Member("escapes", "en", days=9, posts=5, name="\x1b[5;31mAdmin\x1b[0m"),
    Member("bidi", "en", days=11, posts=8, name="\u202enimdA"),
    Member("formula", "en", days=40, posts=22, name="=1+1|'Sheet'!A1"),
    Member("markup", "en", days=4, posts=3, name="[b]Bo[/] [@click=app.quit]x[/]"),
    Member("marks", "en", days=130, posts=60, name="Z\u0351\u0343\u033b\u0338a\u0322\u0316lgo"),
)
"""Members whose very names are hostile to a careless program."""
