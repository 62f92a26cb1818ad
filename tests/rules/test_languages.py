"""The language of a post is told from the post, well enough to answer in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.rules.languages import KNOWN, detect, script_of

# Written after the tables were fixed, and never used to change them: what people post.
UNSEEN = {
    "en": [
        "Does anybody know why the build fails since yesterday?",
        "I lost my keys near the station, brown leather ring",
        "Stop posting the same link over and over",
        "that's a really nice photo, where did you take it",
        "My grandmother used to bake this bread every Sunday.",
        "Your opinion is worthless and so are you",
        "We moved to a bigger room next week",
        "lol nobody asked",
    ],
    "fr": [
        "Quelqu'un sait pourquoi la compilation échoue depuis hier ?",
        "J'ai perdu mes clés près de la gare",
        "Arrête de poster toujours le même lien",
        "très belle photo, vous l'avez prise où",
        "Ma grand-mère faisait ce pain chaque dimanche.",
        "Ton avis ne vaut rien et toi non plus",
        "La réunion est repoussée à mardi prochain",
        "t'es vraiment qu'un clown",
    ],
    "es": [
        "¿Alguien sabe por qué falla la compilación desde ayer?",
        "Perdí mis llaves cerca de la estación",
        "Deja de publicar siempre el mismo enlace",
        "qué foto tan bonita, dónde la hiciste",
        "Mi abuela hacía este pan cada domingo.",
        "Tu opinión no vale nada y tú tampoco",
        "La reunión se aplaza al martes",
        "nadie te preguntó, payaso",
    ],
    "de": [
        "Weiß jemand, warum der Build seit gestern fehlschlägt?",
        "Ich habe meine Schlüssel am Bahnhof verloren",
        "Hör auf, ständig denselben Link zu posten",
        "sehr schönes Foto, wo hast du das gemacht",
        "Meine Oma hat dieses Brot jeden Sonntag gebacken.",
        "Deine Meinung ist nichts wert und du auch nicht",
        "Das Treffen ist auf Dienstag verschoben",
        "dich hat keiner gefragt",
    ],
    "it": [
        "Qualcuno sa perché la compilazione fallisce da ieri?",
        "Ho perso le chiavi vicino alla stazione",
        "Smettila di pubblicare sempre lo stesso link",
        "che bella foto, dove l'hai fatta",
        "Mia nonna faceva questo pane ogni domenica.",
        "La tua opinione non vale niente",
        "La riunione è rimandata a martedì",
        "nessuno te l'ha chiesto",
    ],
    "pt": [
        "Alguém sabe por que a compilação falha desde ontem?",
        "Perdi as minhas chaves perto da estação",
        "Para de publicar sempre a mesma ligação",
        "que foto tão bonita, onde a tiraste",
        "A minha avó fazia este pão todos os domingos.",
        "A tua opinião não vale nada",
        "A reunião foi adiada para terça-feira",
        "ninguém te perguntou nada",
    ],
    "nl": [
        "Weet iemand waarom de build sinds gisteren mislukt?",
        "Ik ben mijn sleutels kwijt bij het station",
        "Hou op met steeds dezelfde link te plaatsen",
        "wat een mooie foto, waar heb je die gemaakt",
        "Mijn oma bakte dit brood elke zondag.",
        "Jouw mening is niets waard",
        "De vergadering is verzet naar dinsdag",
        "niemand heeft jou iets gevraagd",
    ],
    "pl": [
        "Czy ktoś wie, dlaczego kompilacja nie działa od wczoraj?",
        "Zgubiłem klucze koło dworca",
        "Przestań ciągle wklejać ten sam link",
        "jakie piękne zdjęcie, gdzie je zrobiłeś",
        "Moja babcia piekła ten chleb w każdą niedzielę.",
        "Twoja opinia nic nie znaczy",
        "Spotkanie przełożono na wtorek",
        "nikt cię nie pytał",
    ],
    "tr": [
        "Dünden beri derleme neden başarısız oluyor, bilen var mı?",
        "Anahtarlarımı istasyonun yanında kaybettim",
        "Sürekli aynı bağlantıyı paylaşmayı bırak",
        "çok güzel fotoğraf, nerede çektin",
        "Büyükannem bu ekmeği her pazar yapardı.",
        "Senin fikrinin hiçbir değeri yok",
        "Toplantı salıya ertelendi",
        "sana soran olmadı",
    ],
    "sv": [
        "Vet någon varför bygget misslyckas sedan igår?",
        "Jag tappade mina nycklar vid stationen",
        "Sluta lägga upp samma länk hela tiden",
        "vilken fin bild, var tog du den",
        "Min mormor bakade det här brödet varje söndag.",
        "Din åsikt är ingenting värd",
        "Mötet är flyttat till tisdag",
        "ingen frågade dig",
    ],
    "ru": [
        "Кто-нибудь знает, почему сборка падает со вчерашнего дня?",
        "Я потерял ключи возле вокзала",
        "Хватит постить одну и ту же ссылку",
        "какая красивая фотография, где это снято",
        "Моя бабушка пекла этот хлеб каждое воскресенье.",
        "Твоё мнение ничего не стоит",
        "Встречу перенесли на вторник",
        "тебя никто не спрашивал",
    ],
    "uk": [
        "Хтось знає, чому збірка не працює від учора?",
        "Я загубив ключі біля вокзалу",
        "Досить постити одне й те саме посилання",
        "яка гарна світлина, де це знято",
        "Моя бабуся пекла цей хліб щонеділі.",
        "Твоя думка нічого не варта",
        "Зустріч перенесли на вівторок",
        "тебе ніхто не питав",
    ],
    "ar": [
        "هل يعرف أحد لماذا يفشل البناء منذ أمس؟",
        "أضعت مفاتيحي قرب المحطة",
        "توقف عن نشر الرابط نفسه",
        "صورة جميلة جدا، أين التقطتها",
    ],
    "zh": ["有人知道为什么从昨天开始编译失败吗？", "我的钥匙在车站附近丢了", "没人问你"],
    "ja": ["昨日からビルドが失敗する理由を知っている人いますか", "誰も聞いていない"],
    "ko": ["어제부터 빌드가 왜 실패하는지 아시는 분", "아무도 안 물어봤어"],
    "el": ["Ξέρει κανείς γιατί αποτυγχάνει από χθες;"],
}
SETS = (("en", "fr"), ("en", "fr", "es", "de", "ar", "zh"), ("fr", "es", "pt", "it"))


def test_unseen_posts_are_told_apart() -> None:
    asked = [(language, text) for language, texts in UNSEEN.items() for text in texts]
    told = [(language, detect(text)) for language, text in asked]
    right = sum(one == other for one, other in told)
    wrong = [pair for pair, (one, other) in zip(asked, told, strict=True) if other not in ("", one)]
    assert right >= 0.8 * len(asked), f"{right} of {len(asked)}"
    assert len(wrong) <= 0.04 * len(asked), wrong


@pytest.mark.parametrize("among", SETS, ids="-".join)
def test_among_the_languages_of_a_ruleset_it_is_rarely_wrong(among: tuple[str, ...]) -> None:
    asked = [(language, text) for language in among for text in UNSEEN[language]]
    right = sum(detect(text, among) == language for language, text in asked)
    wrong = [text for language, text in asked if detect(text, among) not in ("", language)]
    assert right >= 0.85 * len(asked), f"{right} of {len(asked)}"
    assert len(wrong) <= 0.04 * len(asked), wrong


@pytest.mark.parametrize(
    "text", ["", "ok", "👋 12", "https://en.example/the/of/and", "@the_and_of", "hahaha"]
)
def test_what_says_nothing_is_not_guessed(text: str) -> None:
    assert detect(text) == ""


def test_a_clear_text_in_a_language_that_is_not_wanted_is_not_forced() -> None:
    assert detect("Ich habe meine Schlüssel am Bahnhof verloren", ("en", "fr")) == "de"


@given(st.text(), st.lists(st.sampled_from([*KNOWN, "zh", "ja", "tlh"])))
def test_any_text_has_an_answer(text: str, among: list[str]) -> None:
    assert isinstance(detect(text, among), str)
    assert isinstance(script_of(text), str)
