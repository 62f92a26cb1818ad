"""Threads in French, Spanish and German."""

from modtui.demo.shapes import Flag, Say, Talk

FRENCH = Talk(
    "francais",
    "Atelier du jeudi : le tour de rôle des outils",
    (
        Say(
            "chantal",
            "Petit rappel : l'arrache-manivelle se rend le soir même. Il a dormi chez "
            "quelqu'un trois semaines.",
        ),
        Say("amelie", "C'était moi, et je m'en excuse. Je l'ai rapporté propre, au moins."),
        Say(
            "bastien",
            "Faut vraiment être un imbécile pour garder l'outil de tout le monde trois semaines.",
            (Flag("chantal", "Insulte. Elle s'était déjà excusée.", "abuse"),),
        ),
        Say("yann", "Elle a dit pardon, on peut passer à autre chose ?"),
        Say(
            "bastien",
            "Toi le nouveau tu te tais, connard.",
            (
                Flag("yann", "Il m'insulte alors que je calme le jeu.", "abuse"),
                Flag("noemie", "insulte directe", "abuse"),
            ),
        ),
        Say(
            "noemie",
            "Traiter quelqu'un de « connard » parce qu'il demande du calme, c'est donc le niveau ? "
            "Je cite, pour que ce soit clair que ce n'est pas acceptable.",
            (Flag("bastien", "gros mot !", "abuse"),),
        ),
        Say(
            "chantal",
            "Je propose une ardoise près de la porte : qui, quoi, jusqu'à quand. Et un gâteau "
            "d'amende par semaine de retard.",
            (Flag("bastien", "racket", "other"),),
        ),
        Say("amelie", "Trois gâteaux, donc. Citron, ça va à tout le monde ?"),
    ),
    began=33,
    pace=47,
)

FRENCH_THEFT = Talk(
    "francais",
    "Vélo volé devant la médiathèque",
    (
        Say(
            "noemie",
            "On m'a volé mon hollandais bordeaux hier vers 18 h. Panier en osier, sonnette "
            "cassée. Si vous le voyez, écrivez-moi.",
        ),
        Say(
            "yann",
            "J'ai vu un vélo comme ça sur le marché en ligne. Le vendeur s'appelle Loïc Morvan, "
            "12 rue des Tanneurs. Voici son numéro : 01 99 00 12 34.",
            (
                Flag(
                    "chantal", "Nom, adresse et numéro d'un inconnu, sans aucune preuve.", "privacy"
                ),
            ),
        ),
        Say("chantal", "Pas ici, <<yann>>. À la police, oui, avec l'annonce."),
        Say(
            "spam2",
            "Retrouvez tout objet volé grâce au voyant Maître Koba, paiement après résultat, "
            "écrivez-moi sur telegram, 100% profit de bonheur",
            (Flag("noemie", "spam, et de mauvais goût", "spam"),),
            language="fr",
        ),
        Say(
            "noemie",
            "Retrouvé ! Attaché deux rues plus loin, par moi-même, la veille. Je vais me "
            "cacher quelques jours.",
        ),
    ),
    began=29,
    pace=120,
)

SPANISH = Talk(
    "espanol",
    "¿Quién se lleva las cámaras usadas?",
    (
        Say("rosa", "Tengo cuarenta cámaras pinchadas. Con ellas se hacen cinturones preciosos."),
        Say("lucia", "¡Yo! Para el taller del colegio. Los niños se vuelven locos."),
        Say(
            "mateo",
            "Otra vez la maestra acaparando. Eres una aprovechada y además imbécil.",
            (
                Flag("rosa", "Insulto sin venir a cuento", "abuse"),
                Flag("lucia", "No entiendo qué le he hecho.", "abuse"),
            ),
        ),
        Say("lucia", "Son para veinte niños, <<mateo>>. Te guardo un cinturón si quieres."),
        Say(
            "mateo",
            "Tienes razón, me he pasado. Perdón. Y quiero el cinturón.",
            (Flag("alvaro", "es el que insultó", "other"),),
        ),
        Say(
            "rosa",
            "Me muero de risa, os mato a los dos si no me mandáis fotos.",
            (Flag("walter", "“os mato”: death threat (translated)", "threat"),),
        ),
        Say(
            "alvaro",
            "¿Y las bombas de los inflables? Tengo dos bombas en casa y no sé qué hacer con ellas.",
            (Flag("walter", "says he has two bombs at home", "threat"),),
        ),
        Say("lucia", "Bombas *de aire*, para quien lea esto con un traductor."),
    ),
    began=38,
    pace=64,
)

SPANISH_RIDE = Talk(
    "espanol",
    "Ruta nocturna del viernes",
    (
        Say("lucia", "Salimos a las nueve de la plaza. Luces obligatorias, prisa ninguna."),
        Say(
            "mateo",
            "El que lleve bici eléctrica que no venga, que son unos vagos y unos idiotas.",
            (Flag("rosa", "Voy con eléctrica porque tengo la rodilla operada.", "abuse"),),
        ),
        Say("rosa", "Yo llevaré la eléctrica, y los bocadillos. Tú verás."),
        Say(
            "spam3",
            "Casino bonus para ciclistas!! 200% en tu primer ingreso, entra ya "
            "http://lucky-spin.example/es",
            (Flag("alvaro", "publicidad", "spam"),),
            language="es",
        ),
        Say("mateo", "Retiro lo dicho. ¿De qué son los bocadillos?"),
    ),
    began=17,
    pace=35,
)

GERMAN = Talk(
    "deutsch",
    "Lastenrad: Stellplatz im Hinterhof",
    (
        Say(
            "frauke",
            "Die Hausverwaltung erlaubt zwei Stellplätze. Wir sind drei Lastenräder. Wie "
            "habt ihr das gelöst?",
        ),
        Say("jonas", "Wochenplan an der Tür. Funktioniert, solange alle lesen können."),
        Say(
            "ulli",
            "Bei uns stellt so ein Vollidiot sein Rad immer quer. Ja, <<jonas>>, dich meine ich.",
            (
                Flag("jonas", "Beleidigung, mit Namen", "abuse"),
                Flag("frauke", "Schon wieder. Er war doch gerade erst gesperrt.", "abuse"),
            ),
        ),
        Say("jonas", "Mein Rad ist seit Montag bei der Reparatur. Quer steht ein anderes."),
        Say(
            "ulli",
            "Dann eben nicht du. Ein Idiot ist er trotzdem, wer immer es ist.",
            (Flag("heike", "muss das sein?", "abuse"),),
        ),
        Say(
            "frauke",
            "Ich habe „Vollidiot“ gerade dem Hund vorgelesen. Er fühlt sich auch nicht gemeint.",
            (Flag("ulli", "Sie beleidigt mich (Vollidiot)", "abuse"),),
        ),
        Say(
            "heike",
            "Wir haben den Fahrradkeller entrümpelt, da passten dann vier rein. Es lagen dort "
            "elf Räder, die niemandem gehörten.",
        ),
    ),
    began=45,
    pace=71,
)

GERMAN_BENCH = Talk(
    "deutsch",
    "Netzteil repariert, jetzt brummt es",
    (
        Say(
            "heike",
            "Das Netzteil vom Radio läuft wieder, brummt aber. Elko getauscht, Sicherung neu.",
        ),
        Say(
            "jonas",
            "Wenn du da ohne Trenntrafo dran fummelst, bringt dich das um. Im Ernst, lass es bis "
            "Samstag liegen.",
            (Flag("walter", "“bringt dich um”: threat", "threat"),),
        ),
        Say("frauke", "Er hat recht. Komm Samstag, wir messen das zusammen."),
        Say(
            "spam4",
            "Schnell Geld verdienen, 100% profit, kein Risiko, DM me on telegram @geld-jetzt",
            (
                Flag("frauke", "Werbung", "spam"),
                Flag("jonas", "", "spam"),
            ),
            language="de",
        ),
        Say(
            "ulli",
            "Strom ist eben nichts für Hausfrauen.",
            (
                Flag("heike", "Herablassend. Ich bin Elektrikerin.", "abuse"),
                Flag("frauke", "sexistisch", "abuse"),
            ),
        ),
        Say(
            "heike",
            "Masseschleife. Gefunden, behoben, und zwar von der „Hausfrau“ mit Gesellenbrief.",
        ),
    ),
    began=12,
    pace=28,
)

TALKS = (FRENCH, FRENCH_THEFT, SPANISH, SPANISH_RIDE, GERMAN, GERMAN_BENCH)
