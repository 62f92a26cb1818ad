"""The respect check finds what hurts, says how to say it, and leaves good messages alone."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.model import Severity, Verb
from modtui.rules.phrases import Phrases, variants, words
from modtui.rules.respect import Advice, check, check_ruleset
from modtui.rules.ruleset import Response, Rule, Ruleset
from modtui.rules.wordings import WordingError, languages, wording

RULE = Rule(
    id="respect",
    key="1",
    title=(("en", "Respect each other"), ("fr", "Respectez-vous")),
    text=(("en", "x"),),
    severity=Severity.MEDIUM,
)
RULES = Ruleset(
    name="Garden of NASA fans",
    hash="0",
    languages=("en", "fr"),
    appeal=(("en", "Write to the board."), ("fr", "Écrivez au bureau.")),
    rules=(RULE,),
)
GOOD = {
    "en": "Hello Ana,\n\nyour post attacks a person: “you are an idiot”. Our rule “Respect each "
    "other” asks to argue about what was said. Please write it again that way.\n\n"
    "If you think we got this wrong, answer this message.\nThe team",
    "fr": "Bonjour Ana,\n\nvotre message s’en prend à quelqu’un : « espèce d’idiot ». Notre règle "
    "« Respectez-vous » demande de s’en tenir aux propos. Merci de le reformuler.\n\n"
    "Si vous pensez que nous nous trompons, répondez à ce message.\nL’équipe",
}


def found(message: str, language: str = "en", **more: object) -> list[tuple[str, str]]:
    """(kind, the words it is about) of all advice."""
    advice = check(message, language, **more)  # type: ignore[arg-type]
    return [(one.kind, message[one.start : one.end]) for one in advice]


@pytest.mark.parametrize("language", GOOD)
def test_a_good_message_gets_no_advice(language: str) -> None:
    assert check(GOOD[language], language, ruleset=RULES, rule=RULE, verb=Verb.WARN) == ()


@pytest.mark.parametrize(
    ("message", "language", "kind", "place"),
    [
        ("We think you are a troll.", "en", "person", "you are a troll"),
        ("You’re such an arrogant person", "en", "person", "You’re such an"),
        ("You are so rude.", "en", "person", "You are so rude"),
        ("We have had enough of people like you.", "en", "person", "people like you"),
        ("You always do this.", "en", "person", "You always"),
        ("Tu es vraiment un boulet", "fr", "person", "Tu es vraiment un boulet"),
        ("Vous êtes très impoli.", "fr", "person", "Vous êtes très impoli"),
        ("Espèce d’imbécile", "fr", "person", "Espèce d’imbécile"),
        ("les gens comme vous", "fr", "person", "les gens comme vous"),
        ("Please STOP that.", "en", "shouting", "STOP"),
        ("this is your LAST WARNING", "en", "shouting", "LAST WARNING"),
        ("Lisez les RÈGLES", "fr", "shouting", "RÈGLES"),
        ("ПРЕКРАТИТЕ ЭТО", "ru", "shouting", "ПРЕКРАТИТЕ ЭТО"),
        ("Enough!!!", "en", "shouting", "!!!"),
        ("Ah bon ?!", "fr", "shouting", "?!"),
        ("Nice try, we saw it.", "en", "sarcasm", "Nice try"),
        ("as you know ;-)", "en", "sarcasm", ";-)"),
        ("как умно 🙄", "ru", "sarcasm", "🙄"),
        ("quel génie", "fr", "sarcasm", "quel génie"),
        ("Good riddance.", "en", "bitter", "Good riddance"),
        ("You are no longer welcome here.", "en", "bitter", "no longer welcome"),
        ("Bon débarras !", "fr", "bitter", "Bon débarras"),
        ("Vous l’avez bien cherché.", "fr", "bitter", "Vous l’avez bien cherché"),
        ("Your post was inappropriate.", "en", "vague", "inappropriate"),
        ("Votre message est inacceptable.", "fr", "vague", "inacceptable"),
        ("This breaks our rules.", "en", "vague", "breaks our rules"),
    ],
)
def test_what_hurts_is_found_at_its_place(
    message: str, language: str, kind: str, place: str
) -> None:
    assert (kind, place) in found(message, language)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("You are a member of this group.", "en"),
        ("You are welcome to post it again.", "en"),
        ("You are able to write after that.", "en"),
        ("You can always ask us.", "en"),
        ("You called Ana an idiot, please take that back.", "en"),
        ("The word moron is in your second line.", "en"),
        ("You wrote “shut up, you are a moron!!!” to Ana.", "en"),
        ("> YOU ARE ALL IDIOTS\nThis line of yours is the reason.", "en"),
        ("The FAQ and the HTML page of NASA explain it.", "en"),
        ("Congratulations on your first post!", "en"),
        ("It is inappropriate because it shows a wound.", "en"),
        ("Vous êtes un membre de longue date.", "fr"),
        ("Vous êtes les bienvenus.", "fr"),
        ("Vous pouvez toujours nous écrire.", "fr"),
        ("Vous avez traité Ana d’idiote.", "fr"),
        ("Félicitations pour votre premier message !", "fr"),
        ("C’est inacceptable, car on y voit une adresse.", "fr"),
        ("La SNCF et l’ONU sont citées.", "fr"),
        ("您发布的内容针对了个人。", "zh"),
    ],
)
def test_what_only_looks_like_it_is_left_alone(message: str, language: str) -> None:
    assert found(message, language) == []


def test_a_quoted_text_is_never_held_against_the_message() -> None:
    excerpt = 'he said "you are a LIAR" and left!!!'
    message = f"Your post: {excerpt} – please change it."
    assert found(message) != []
    assert found(message, quoted=[excerpt]) == []


def test_a_measure_has_to_say_why_what_next_and_how_to_appeal() -> None:
    kinds = [kind for kind, _place in found("Your post is gone.", verb=Verb.BAN)]
    assert kinds == ["rule", "next", "appeal", "parting"]
    kinds = [kind for kind, _place in found("Votre message a été retiré.", "fr", verb=Verb.REMOVE)]
    assert kinds == ["rule", "next", "appeal"]
    for verb in (Verb.REPLY, Verb.NOTE, ""):
        assert found("Thank you for your mail.", verb=verb) == []


def test_the_rule_has_to_be_the_one_at_hand() -> None:
    message = "It goes against our rule “No spam”. You can post it again. Ask us if you disagree."
    (advice,) = check(message, "en", rule=RULE, verb=Verb.WARN)
    assert advice.kind == "rule"
    assert "Respect each other" in advice.better
    assert (
        check(message.replace("No spam", "respect  each other"), "en", rule=RULE, verb="warn") == ()
    )


def test_what_is_better_can_be_taken_as_it_is() -> None:
    (advice,) = check("Please STOP IT.", "en")
    assert advice.better == "stop it"
    (advice,) = check("LISEZ LES RÈGLES.", "fr")
    assert advice.better == "Lisez les règles"
    told = check("You can post again.", "fr", ruleset=RULES, verb=Verb.WARN)
    assert [one.better for one in told if one.kind == "appeal"] == ["Écrivez au bureau."]


@pytest.mark.parametrize("language", languages())
def test_its_own_proposals_pass(language: str) -> None:
    known = wording(language)
    assert known is not None
    whole = " ".join(known[part].better for part in ("rule", "next", "appeal", "parting"))
    assert check(whole.replace("{rule}", "{{rule}}"), language, verb=Verb.BAN) == ()


def test_it_only_advises_unless_the_ruleset_says_so() -> None:
    message = "STOP IT, you are a troll. Your post was inappropriate."
    assert not any(one.blocks for one in check(message, "en", ruleset=RULES, verb=Verb.WARN))
    strict = Ruleset(name="x", hash="0", languages=("en",), strict=True)
    blocking = {one.kind for one in check(message, "en", ruleset=strict, verb="warn") if one.blocks}
    assert blocking == {"person", "shouting", "rule", "appeal"}


def test_names_that_the_community_writes_in_capitals_are_no_shouting() -> None:
    rules = Ruleset(name="MODERATORS OF THE WORLD", hash="0", languages=("en",))
    assert found("Ask the MODERATORS here.", ruleset=rules) == []
    assert found("Ask the MODERATORS here.") == [("shouting", "MODERATORS")]


def test_all_responses_of_a_ruleset_are_checked_with_their_place() -> None:
    response = Response("gone", (("en", "You are a spammer."), ("fr", "{{rule}}")), ("ban",))
    rules = Ruleset(name="x", hash="0", languages=("en", "fr"), responses=(response,))
    findings = check_ruleset(rules)
    first = findings[0]
    assert first.where == ("responses", "gone", "text", "en")
    assert first.text[first.advice.start : first.advice.end] == "You are a spammer"
    french = [one.advice.kind for one in findings if one.language == "fr"]
    assert french == ["next", "appeal", "parting"]


def test_a_response_that_goes_with_several_verbs_needs_no_farewell() -> None:
    text = "{{rule}} {{appeal}} You can post again."
    both = Response("x", (("en", text),), ("ban", "remove"))
    ban = Response("y", (("en", "{{rule}} {{appeal}} {{until}}"),), ("ban",))
    rules = Ruleset(name="x", hash="0", languages=("en",), responses=(both, ban))
    assert [(one.where[1], one.advice.kind) for one in check_ruleset(rules)] == [("y", "parting")]


def test_a_community_can_add_a_language(tmp_path: Path) -> None:
    assert found("Du bist ein Troll", "de") == []
    (tmp_path / "de.toml").write_text(
        '[person]\nfind = ["du bist (ein|eine)"]\nbetter = "in deinem Beitrag steht …"\n', "utf-8"
    )
    (advice,) = check("Du bist ein Troll", "de-AT", folder=tmp_path)
    assert (advice.kind, advice.better) == ("person", "in deinem Beitrag steht …")


@pytest.mark.parametrize(
    "content",
    ["[person", "[persons]\n", "[person]\nfind = 3\n", "[person]\nwhy = []\n", "person = 1\n",
     '[person]\nfind = ["' + "(a|b)" * 20 + '"]\n'],
)  # fmt: skip
def test_a_broken_wording_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "en.toml").write_text(content, "utf-8")
    with pytest.raises(WordingError, match=re.escape("en.toml")):
        check("x", "en", folder=tmp_path)


@pytest.mark.parametrize("language", ["../en", "", "e/n", "x" * 300, "EN", "en_GB", "tlh"])
def test_any_language_code_can_be_asked_for(language: str) -> None:
    assert isinstance(check("STOP IT", language), tuple)


def test_phrases_take_choices_gaps_and_apostrophes() -> None:
    assert variants("you (are|) a") == ("you are a", "you a")
    phrases = Phrases({"you are _ bad": 1, "d'(eau|air)": 2, "you": 3})
    tokens = words("You  ARE\nvery bad. Verre d’eau, you")
    assert [value for _start, _end, value in phrases.find(tokens)] == [1, 2, 3]


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "«",
        "»",
        ">",
        "\n",
        "you are a ",
        "STOP ",
        "!!",
        "{{",
        "}}",
        "’",
        "d'",
        "🙄",
        "é",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from(["en", "fr", "de"]))
def test_places_lie_inside_any_message(text: str, language: str) -> None:
    advice = check(text, language, verb=Verb.BAN, ruleset=RULES, rule=RULE)
    assert all(0 <= one.start <= one.end <= len(text) for one in advice)
    assert all(isinstance(one, Advice) and one.message for one in advice)


@pytest.mark.parametrize("piece", ["“", '"', "you are ", "A!", "{{", "> ", "’", "d'", "( ) "])
def test_a_hostile_text_does_not_take_long_to_read(piece: str) -> None:
    """Work is counted in words looked at, which grow with the length alone."""
    one, four = (len(words(piece * n)) for n in (1_000, 4_000))
    assert four <= 4 * one + 4
    check(piece * 100_000, "en", verb=Verb.BAN)
