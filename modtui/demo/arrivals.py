"""What may come in while somebody moderates: one post and its report at a time."""

from modtui.demo.shapes import Flag, Say

ARRIVALS: tuple[tuple[str, Say], ...] = (
    (
        "Mill Lane: bollards went in overnight",
        Say(
            "dana",
            "A van has just bumped bollard number three. Bollard three won.",
            (Flag("walter", "glorifies accidents", "other"),),
        ),
    ),
    (
        "Mill Lane: bollards went in overnight",
        Say(
            "theo",
            "Who painted a smiley on the north bollard? Childish idiot.",
            (Flag("gwen", "It was a six-year-old. Please.", "abuse"),),
        ),
    ),
    (
        "Helmets, again, because it is November",
        Say(
            "colin",
            "Still waiting for one of you morons to show me the study.",
            (Flag("rowan", "I linked it twice, and there's the tone", "abuse"),),
        ),
    ),
    (
        "Sunday ride: pace, and who got dropped",
        Say(
            "finn",
            "New sweep rota is up. I promise to look behind me.",
            (Flag("feud", "passive-aggressive", "abuse"),),
        ),
    ),
    (
        "For sale and wanted: November",
        Say(
            "spam2",
            "Cheap meds for cyclists, no prescription http://pills4less.example/?a=99",
            (Flag("finn", "spam", "spam"),),
        ),
    ),
    (
        "For sale and wanted: November",
        Say(
            "spam4",
            "Double your crypto, 100% profit, see https://sp0ke-solder.example/invest",
            (Flag("gwen", "and another", "spam"), Flag("olu", "", "spam")),
        ),
    ),
    (
        "Atelier du jeudi : le tour de rôle des outils",
        Say(
            "yann",
            "L'ardoise est accrochée. Il manque déjà la craie.",
            (Flag("bastien", "il se moque", "abuse"),),
            language="fr",
        ),
    ),
    (
        "Atelier du jeudi : le tour de rôle des outils",
        Say(
            "bastien",
            "Quel connard a pris la craie ?",
            (Flag("noemie", "encore lui", "abuse"),),
            language="fr",
        ),
    ),
    (
        "¿Quién se lleva las cámaras usadas?",
        Say(
            "mateo",
            "El cinturón me queda pequeño, imbécil el que lo midió. Fui yo.",
            (Flag("alvaro", "insulta a alguien", "abuse"),),
            language="es",
        ),
    ),
    (
        "Lastenrad: Stellplatz im Hinterhof",
        Say(
            "ulli",
            "Heute wieder quer. Welcher Idiot ist es diesmal?",
            (Flag("frauke", "Zum dritten Mal in einer Woche", "abuse"),),
            language="de",
        ),
    ),
    (
        "ورشة يوم السبت: من يصلح الدراجات الصغيرة؟",
        Say(
            "karim",
            "من أخذ مفتاحي؟ غبي من يظن أنني لن أعرف.",
            (Flag("salma", "عاد إلى الشتائم", "abuse"),),
            language="ar",
        ),
    ),
    (
        "周末修车：谁有多余的内胎？",
        Say(
            "wei",
            "白痴们，打气筒又坏了。",
            (Flag("lin", "又骂人", "abuse"),),
            language="zh",
        ),
    ),
    (
        "#workshop",
        Say("olu", "found it: biscuit tin", (Flag("walter", "off topic", "off-topic"),)),
    ),
    (
        "#lounge",
        Say(
            "lonely",
            "texted my sister. she's coming over. thank you, night people",
            (Flag("maud", "Good news, but I'd like the safety team to know.", "self-harm"),),
        ),
    ),
)
"""The title of a thread, and what is said there."""
