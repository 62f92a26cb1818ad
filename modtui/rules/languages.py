"""Which language a short text is written in, from its script, small words and letters.

Offline and without a model: posts are short, a ruleset speaks a handful of languages, and
a wrong guess costs a keystroke. Where two languages are about even, the answer is "not
known", and the ruleset's first language serves.
"""

import functools
import re
from collections.abc import Iterable

LOOKED_AT = 2000
"""How many characters of a text are looked at."""

# ISO 15924 name of a language's script, where it is not Latin.
SCRIPTS = {
    "ar": "Arab", "fa": "Arab", "ur": "Arab", "ps": "Arab", "ckb": "Arab", "ug": "Arab",
    "zh": "Hani", "yue": "Hani", "ja": "Kana", "ko": "Hang",
    "ru": "Cyrl", "uk": "Cyrl", "be": "Cyrl", "bg": "Cyrl", "mk": "Cyrl", "sr": "Cyrl",
    "kk": "Cyrl", "ky": "Cyrl", "mn": "Cyrl", "tg": "Cyrl",
    "el": "Grek", "he": "Hebr", "yi": "Hebr", "hy": "Armn", "ka": "Geor",
    "hi": "Deva", "mr": "Deva", "ne": "Deva", "bn": "Beng", "as": "Beng", "pa": "Guru",
    "gu": "Gujr", "ta": "Taml", "te": "Telu", "kn": "Knda", "ml": "Mlym", "si": "Sinh",
    "th": "Thai", "lo": "Laoo", "my": "Mymr", "km": "Khmr", "am": "Ethi", "ti": "Ethi",
}  # fmt: skip
_RANGES = (
    (0x41, 0x24F, "Latn"), (0x370, 0x3FF, "Grek"), (0x400, 0x52F, "Cyrl"),
    (0x530, 0x58F, "Armn"), (0x590, 0x5FF, "Hebr"), (0x600, 0x77F, "Arab"),
    (0x8A0, 0x8FF, "Arab"), (0x900, 0x97F, "Deva"), (0x980, 0x9FF, "Beng"),
    (0xA00, 0xA7F, "Guru"), (0xA80, 0xAFF, "Gujr"), (0xB80, 0xBFF, "Taml"),
    (0xC00, 0xC7F, "Telu"), (0xC80, 0xCFF, "Knda"), (0xD00, 0xD7F, "Mlym"),
    (0xD80, 0xDFF, "Sinh"), (0xE00, 0xE7F, "Thai"), (0xE80, 0xEFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"), (0x3040, 0x30FF, "Kana"), (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFC, "Arab"),
    (0x20000, 0x323AF, "Hani"),
)  # fmt: skip

# Small words: those that come up whatever one talks about, forum and chat included.
_WORDS = {
    "en": """the of and to in is that it you for was on are with as they be at have this from or
        had by but what some we can out other were all there when up use your how each she
        which do their if will about many then them these so would like her him into has more
        could did been who its now my made over only little very after just where most know me
        our under don't i'm it's you're can't i've doesn't isn't he his not any here nobody
        anyone someone please thanks hello why should than because people think want got get
        yes an am i""",
    "fr": """le la les un une des du de et est en que qui dans pour pas sur avec ce cette ces il
        elle on nous vous ils elles je tu ne se sa son ses mon ma mes ton ta tes notre votre
        leur leurs mais ou où donc au aux par plus sans très bien tout tous toute toutes fait
        faire être avoir suis es sont était ai as avez ont avons c'est n'est j'ai qu'il qu'on
        quel quelle comme si aussi même quand alors rien jamais toujours encore moi toi lui ça
        cela peut merci bonjour oui non déjà ici chez après avant parce pourquoi comment
        quelqu'un faut veux peux espèce""",
    "es": """el la los las un una unos unas de del y e que en es por con para no se su sus lo le
        les mi mis tu tus me te nos al como más pero o ya este esta esto estos estas ese esa
        eso muy sin sobre también hasta hay donde quien desde todo todos toda todas nada nadie
        cuando porque qué cómo está están estoy eres soy son fue era ser tiene tengo puede
        puedo hacer gracias hola sí yo tú él ella ellos usted ustedes nosotros aquí ahora
        siempre nunca bien alguien algo vez solo mucho mucha muchos así si quiero creo""",
    "de": """der die das und ist nicht ein eine einen einem einer zu den dem des mit sich auf für
        von im in an als auch es ich du er sie wir ihr mich dich mir dir uns euch man so aber
        oder wenn wie was wer wo warum noch nur schon nach bei aus um über unter vor durch
        sind bin bist war waren hat haben habe hast wird werden kann kannst könnte mein meine
        dein deine sein seine ihre kein keine mehr sehr hier da dann doch mal bitte danke
        hallo ja nein alle alles nichts immer jemand weil dass zum zur am vom gibt muss will
        diese dieser dieses""",
    "it": """il lo la i gli le un uno una di del della dei delle degli dello e è che in non per con
        si su da dal dalla nel nella al alla ai sono sei ho hai ha abbiamo hanno mi ti ci vi
        se ma o come più anche questo questa questi queste quello quella molto tutto tutti
        tutte bene io tu lui lei noi voi loro mio mia tuo tua suo sua cosa chi dove quando
        perché perche già ancora sempre mai niente grazie ciao sì no solo fare fatto essere
        stato era così qui poi sul sulla qualcuno nessuno quindi però può puoi""",
    "pt": """o a os as um uma uns umas de do da dos das e é que em no na nos nas por para com não
        se seu sua seus suas ao aos à às como mais mas ou já este esta isto esse essa isso
        aquele muito sem sobre também até há onde quem desde tudo todos toda todas nada
        ninguém quando porque pelo pela você vocês eu tu ele ela eles elas nós me te lhe meu
        minha está estão estou são foi era ser tem tenho pode posso fazer obrigado obrigada
        olá sim aqui agora sempre nunca bem alguém algo só assim então num numa ter vai""",
    "nl": """de het een en van ik te dat die in je is niet op aan met voor er maar om hem dan zou
        of wat mijn men dit zo door over ze zich bij ook tot mij uit der daar haar naar heb
        hoe heeft hebben deze want nog zal me zij nu ge geen omdat iets worden toch al waren
        veel meer doen toen moet ben zonder kan hun dus alles onder ja nee eens hier wie werd
        altijd wordt kunnen ons zelf tegen na reeds wil kon niets uw iemand geweest andere jij
        jullie wij we u bent zijn was als waarom waar graag hallo dank""",
    "pl": """w i na z do się że nie jest to o jak ale po co tak za od go już jego jej czy przez dla
        tym tego ten ta te są być był była było ja ty on ona my wy oni mnie mi cię ci nas was
        ich im sobie tylko może bardzo jeszcze kiedy gdzie kto dlaczego nic wszystko wszyscy
        bez pod nad przed przy więc lub albo oraz który która które jestem jesteś mam masz ma
        mamy proszę dziękuję cześć dobrze tutaj teraz zawsze nigdy ktoś coś żeby będzie można
        jeśli""",
    "tr": """bir ve bu da de için ne ile ben sen o biz siz onlar çok daha var yok mi mı mu mü değil
        gibi ama ki kadar sonra olarak olan her şey şu bana sana ona beni seni onu bizim sizin
        benim senin nasıl neden niye kim nerede evet hayır teşekkürler merhaba lütfen şimdi
        burada hiç en ya veya hep bile biri bütün diye göre önce artık çünkü zaman oldu olur
        olduğu ederim iyi""",
    "sv": """och i att det som en på är av för med till den har de inte om ett han men var jag sig
        från vi så kan när år under också efter eller nu sin där vid mot ska skulle kommer ut
        får finns vara hade alla andra mycket än här då sedan över bara in blir upp vad vill
        du mig dig honom henne oss er ni min din mitt ditt hur varför vem någon något ingen
        inget tack hej ja nej mer man mina detta denna dessa måste""",
    "ro": """și în de la cu pe nu este un o care că să din pentru mai ce a fost sunt se au fi ca
        dar am ai are eu tu el ea noi voi ei ele mă te îl îi lui lor mi ți ne vă acest această
        aceasta acesta foarte bine dacă când unde cine cum sau toate tot nimic mulțumesc bună
        da până după fără doar aici acum asta asa așa cineva niște pot poate trebuie le al ale""",
    "cs": """a je v na se že to s z do o i ve jako za po od pro ale by k si tak co jak už jsem jsi
        jsme jste jsou byl byla bylo být mi mě tě ti ho mu nás vás jim ten ta tento tato tohle
        není nebo když kde kdo proč také jen jenom velmi ještě než bez pod nad před při která
        který které děkuji prosím ahoj dobře tady teď vždy nikdy někdo něco nic všechno
        všichni mám máš má můžu může aby protože""",
    "ru": """и в не на я что он с как это а но то по из у за к о же бы так вы мы ты она они от для
        его её мне меня мой тебя тебе вас нас уже еще ещё только когда если или ну до вот был
        была было есть быть нет да очень там здесь где кто почему все всё всех чем при этот
        эта эти нужно надо можно может спасибо привет пожалуйста кто-то ничего никто чтобы
        сейчас""",
    "uk": """і й в у не на я що він з як це а але то по із за до о ж би так ви ми ти вона вони від
        для його її мені мене мій тебе тобі вас нас вже ще тільки коли якщо або був була було
        є бути немає ні дуже там тут де хто чому всі все чим при цей ця ці треба можна може
        дякую привіт будь ласка хтось нічого ніхто щоб зараз""",
    "bg": """и в не на аз че той с като това а но то по от у за към о ще така вие ние ти тя те до
        неговия нея ми мен мой теб вас нас вече още само кога ако или беше има няма да много
        там тук къде кой защо всички всичко при този тази тези трябва може благодаря здравей
        моля някой нищо никой за сега се са е съм си ли""",
    "ar": """في من على أن إلى هذا هذه التي الذي ما لا هو هي عن مع كان كل أو ثم لم قد بعد قبل كيف
        أين متى لماذا نحن أنا أنت هم هل لكن حتى إذا شيء يا ليس كانت بين غير ذلك تلك عند شكرا
        مرحبا""",
    "fa": """در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد می های ها من تو او ما شما
        آنها چه چرا کجا هست نیست اگر یا اما ولی همه هیچ خیلی باید بود دارد ندارد ممنون سلام""",
    "ur": """کے میں کی ہے اور سے کا کو اس نے پر ہیں یہ وہ کہ بھی تو ہو کر نہیں ایک تھا ہم آپ تم کیا
        کیوں جو لیے گیا تھے کچھ بہت شکریہ سلام ہوں""",
}  # fmt: skip

# Letters and endings that one of these languages has and most others do not.
_SIGNS = {
    "en": "wh ght ough tion$ ing$ n't$ ^th 'll$ 've$ ould$ ly$ ness$ ck",
    "fr": "œ ç ê è ù eux$ aux$ ^qu ^l' ^d' ^j' ^n' ^c' ^s' ^qu' ^m' ^t' oi$ ais$ ait$ ez$ ée$ ment$"
    " eur$ eau eille oux$ ir$ ique$",
    "es": "ñ ¿ ¡ ción$ ciones$ ando$ iendo$ dad$ rr lla ll ió$ ía$ idad$ ito$ ita$ ados$ adas$ ez$"
    " ue",
    "de": "ß ü ö ä sch ung$ keit$ lich$ isch$ ^ge ^ver ^be en$ ei ie ch tz pf heit$ st$",
    "it": "ò ì zione$ zioni$ gli ^dell' ^un' ^l' ^c' are$ ere$ ire$ ggi cch zz tto$ tta$ tti$"
    " mente$ ssimo$ issim ato$ ando$ endo$",
    "pt": "ã õ ç ção$ ções$ ão$ ões$ lh nh ando$ endo$ ei$ ou$ inho$ inha$ dade$ ência$ ê ô",
    "nl": "ij oe aa ee oo uu sch ^ge ^ver lijk$ heid$ en$ tje$ eeu cht gt$ dt$",
    "pl": "ł ą ę ś ź ż ń ć sz cz rz ^prz ów$ ego$ ych$ nie$ ść$ dz ać$ ię",
    "tr": "ş ğ ı ç ü ö lar$ ler$ dır$ dir$ yor$ yorum$ ım$ mek$ mak$ dan$ den$ ın$ lık$ sın$",
    "sv": "å ä ö ^sk ^själv ningen$ arna$ orna$ ade$ igt$ ligt$ ck ^hj ^fö tt$ rna$ het$",
    "ro": "ă ț ș â î ul$ ului$ ilor$ ește$ ească$ eau$ uri$ ie$",
    "cs": "ě ř ů š č ž ý ch ou$ ní$ ých$ ého$ ost$ ^při ^ne ím$ ám$ ení$",
    "ru": "ы э ё ъ ться$ ть$ ого$ ый$ ий$ ая$ ой$ ов$ ет$ ешь$ щ",
    "uk": "і ї є ґ ти$ ться$ ий$ ого$ ення$ ння$ ати$ ють$",
    "bg": "ъ ят$ та$ то$ ът$ ия$ щ ите$ ане$ ва$",
    "ar": "ة ى ^ال ^وال ^بال ي ك ً ون$ ات$",
    "fa": "پ چ ژ گ ی ک ^می های$ ند$ ‌",
    "ur": "ٹ ڈ ڑ ں ے ہ ھ گ چ ی ک",
}  # fmt: skip
KNOWN = tuple(_WORDS)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-\u200c][^\W\d_]+)*")
_AROUND = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|`[^`]*`|\{\{[^}]*\}\}")
_WHOLE, _SIGN = 1.0, 0.35
_ENOUGH, _AHEAD, _NEAR = 0.7, 1.05, 1.6
_LONGEST = 7
"""Characters of a sign, with the marks of its ends."""
_SHARED = ("Hani", "Hebr", "Deva", "Beng", "Ethi")
"""Scripts of several languages that are not told apart here."""


@functools.cache
def _tables() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """For each word, and each sign, how much it says for which language."""
    tables = []
    for source, weight in ((_WORDS, _WHOLE), (_SIGNS, _SIGN)):
        table: dict[str, dict[str, float]] = {}
        for language, listed in source.items():
            for entry in set(listed.split()):
                table.setdefault(entry, {})[language] = weight
        for shared in table.values():
            for language in shared:
                shared[language] /= len(shared) ** 0.5
        tables.append(table)
    return tables[0], tables[1]


def script_of(text: str) -> str:
    """The script of most letters at the start of a text (ISO 15924), or an empty string."""
    counts: dict[str, int] = {}
    for character in text[:LOOKED_AT]:
        if not character.isalpha():
            continue
        code = ord(character)
        for first, last, script in _RANGES:
            if first <= code <= last:
                counts[script] = counts.get(script, 0) + 1
                break
    if counts.get("Kana") and counts.get("Hani"):
        counts["Kana"] += counts.pop("Hani")  # Japanese is written in both
    # An ideograph says as much as a few letters.
    weighed = {name: n * 3 if name in ("Hani", "Kana") else n for name, n in counts.items()}
    return max(weighed, key=lambda name: (weighed[name], name)) if weighed else ""


def detect(text: str, among: Iterable[str] = ()) -> str:
    """The language of a text (ISO 639, without region), or an empty string: not known.

    ``among`` are those that the answer is wanted for: where one of them is clearly the best
    of them and about as likely as any other, it is the answer. Another language is still
    told where it is clear, because then none of them is right.
    """
    script = script_of(text)
    alone = [one for one, other in SCRIPTS.items() if other == script]
    if not script or len(alone) == 1:
        return alone[0] if alone else ""
    wanted = frozenset(among)
    if script in _SHARED:
        return next((one for one in alone if one in wanted), alone[0])
    scores = _scores(text, frozenset(one for one in KNOWN if SCRIPTS.get(one, "Latn") == script))
    best, _score = _ahead(scores)
    if best in wanted or not scores:
        return best
    near, score = _ahead({one: n for one, n in scores.items() if one in wanted})
    return near if near and score * _NEAR >= max(scores.values()) else best


def _ahead(scores: dict[str, float]) -> tuple[str, float]:
    """The language with the highest score and that score, if it is clearly the highest."""
    ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
    if not ranked or ranked[0][1] < _ENOUGH:
        return "", 0.0
    if len(ranked) > 1 and ranked[0][1] < _AHEAD * ranked[1][1]:
        return "", 0.0
    return ranked[0]


def _scores(text: str, languages: frozenset[str]) -> dict[str, float]:
    words, signs = _tables()
    text = _AROUND.sub(" ", text[:LOOKED_AT].replace("’", "'")).casefold()
    scores: dict[str, float] = {}

    def add(found: dict[str, float]) -> None:
        for language, weight in found.items():
            if language in languages:
                scores[language] = scores.get(language, 0.0) + weight

    for mark in "¿¡":
        if mark in text:
            add(signs[mark])
    for match in _WORD.finditer(text):
        word = match[0][:40]
        known = words.get(word)
        if known:
            add(known)
        marked = f"^{word}$"
        parts = {
            marked[at : at + length]
            for length in range(1, _LONGEST + 1)
            for at in range(len(marked) - length + 1)
        }
        for part in sorted(parts & signs.keys()):
            add(signs[part])
    return scores
