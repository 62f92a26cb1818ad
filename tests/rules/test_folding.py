"""What a rule chose is folded, nothing else; and every fold leads back to what was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import evasions
from modtui.rules.folding import Forms
from modtui.rules.matcher import Matcher
from modtui.rules.ruleset import FOLDING, Folding
from tests.rules.rulefile import ruleset_with

EVERY = frozenset(Folding)


def found(keyword: str, folding: str, text: str, kind: str = "keywords") -> list[str] | None:
    """The marked parts of the text, or None where the rule did not match."""
    matcher = Matcher(ruleset_with(f"{{{kind}: ['{keyword}'], folding: [{folding}]}}"))
    hits = matcher.match(text)
    return [text[span.start : span.end] for span in hits[0].spans] if hits else None


@pytest.mark.parametrize(
    ("keyword", "folding", "text", "marked"),
    [
        ("idiot", "case", "IDIOT", "IDIOT"),
        ("idiot", "width", "ｉｄｉｏｔ", "ｉｄｉｏｔ"),
        ("idiot", "invisibles", "id\u200biot", "id\u200biot"),
        ("idiot", "confusables", "іdіоt", "іdіоt"),
        ("привет", "confusables", "пpивeт", "пpивeт"),
        ("idiot", "case, confusables", "ΙDΙΟΤ", "ΙDΙΟΤ"),
        ("idiot", "confusables", "ıdɪøt", "ıdɪøt"),
        ("año", "marks", "el ano", "ano"),
        ("hut", "marks", "h\u0336u\u0336t\u0336!", "h\u0336u\u0336t\u0336"),
        ("idiot", "leet", "1d10t", "1d10t"),
        ("ass", "leet", "a$$!", "a$$"),
        ("idiot", "leet", "idiot!", "idiot"),
        ("spam", "spaced", "no s.p.a.m here", "s.p.a.m"),
        ("spam", "spaced", "no s p a m here", "s p a m"),
        ("spam", "spaced", "i s p a m you", "s p a m"),
        ("free spins", "spaced", "f r e e  s p i n s", "f r e e  s p i n s"),
        ("白痴", "spaced", "你这个 白.痴 啊", "白.痴"),
        ("spam", "leet, spaced", "$ p @ m", "$ p @ m"),
        ("straße", "case, spaced", "S T R A S S E", "S T R A S S E"),
    ],
)  # fmt: skip
def test_a_folding_finds_what_it_is_for(keyword: str, folding: str, text: str, marked: str) -> None:
    assert found(keyword, folding, text) == [marked]
    assert found(keyword, "", text) in (None, [marked] if keyword in text else None)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("ano", "año"),
        ("péché", "pêche"),
        ("peche", "péché"),
        ("cunt", "Scunthorpe"),
        ("sex", "Essex, Sussex, Middlesex"),
        ("ass", "a class assassin passes"),
        ("cock", "a cocktail for the peacock in Hancock"),
        ("rape", "grape, drapes, the rapeseed"),
        ("spam", "s p a m"),
        ("idiot", "1d10t"),
        ("idiot", "іdіоt"),
        ("the rapist", "therapist"),
        ("bot", "both"),
        ("мат", "математика"),
        ("con", "continue, éconduire"),
    ],
)
def test_the_default_folding_walks_into_no_trap(keyword: str, text: str) -> None:
    assert not Matcher(ruleset_with(f"{{keywords: ['{keyword}']}}")).match(text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("the rapist", "a therapist"),  # only letters that stood apart are put together
        ("cunt", "Scunthorpe"),
        ("ass", "a class"),
        ("spam", "a spa m"),
    ],
)
def test_words_stay_whole_through_all_foldings(keyword: str, text: str) -> None:
    assert found(keyword, ", ".join(Folding), text) is None


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("get free, spins!", ["free, spins"]),
        ("FREE-SPINS", ["FREE-SPINS"]),
        ("free\n\n… spins", ["free\n\n… spins"]),
        ("free the spins", None),
        ("freespins", None),
    ],
)
def test_a_phrase_is_found_whatever_stands_between_its_words(
    text: str, marked: list[str] | None
) -> None:
    assert found("free spins", "case", text, "phrases") == marked


def test_a_group_has_the_folding_of_the_one_around_it() -> None:
    inner = "{folding: [leet, case], any: [{keywords: [idiot]}, {keywords: [x], folding: [case]}]}"
    assert Matcher(ruleset_with(inner)).match("1d10t")


def test_case_matters_to_a_regex_where_it_is_not_folded() -> None:
    assert Matcher(ruleset_with("{regexes: ['[A-Z]{4}'], folding: [width]}")).match("ABCD")
    assert not Matcher(ruleset_with("{regexes: ['[A-Z]{4}'], folding: [width]}")).match("abcd")


def test_most_evasions_are_found_also_of_phrases_never_looked_at() -> None:
    scores = evasions.scores(tuple(Folding))
    for name, score in scores.items():
        assert score.unseen[0] >= evasions.AIM * score.unseen[1], (name, score)
        assert score.seen[0] >= evasions.AIM * score.seen[1], (name, score)
    assert evasions.wrongly_found() == 0


def test_the_default_folding_finds_what_makes_no_two_words_one() -> None:
    scores = evasions.scores(FOLDING)
    for name in ("case", "full width", "zero width", "soft hyphen"):
        found, tried = (sum(pair) for pair in zip(*scores[name], strict=True))
        assert found == tried, name


EVASIVE = st.text(
    alphabet=st.one_of(
        st.sampled_from("spam .-_$4@ß\u200b\u0301\u0336ｓрαм  éø白痴각\u094d\u093eक\ud800!"),
        st.characters(),
    ),
    max_size=60,
)


@given(EVASIVE, st.sets(st.sampled_from(list(Folding))), st.booleans())
def test_every_fold_leads_back_into_the_text_in_order(
    text: str, folding: set[Folding], phrase: bool
) -> None:
    forms = Forms(text)
    folded = (forms.phrased if phrase else forms.fold)(frozenset(folding))
    assert len(folded.text) == len(folded.edges)
    last = 0
    for at in range(len(folded.text)):
        span = folded.back(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert span.end >= last
        last = span.end


@given(EVASIVE, EVASIVE)
@settings(max_examples=60)
def test_a_word_between_lines_is_found_through_all_foldings(left: str, right: str) -> None:
    matcher = Matcher(ruleset_with(f"{{keywords: [moron], folding: [{', '.join(Folding)}]}}"))
    text = f"{left}\n“moron”\n{right}"
    (hit,) = matcher.match(text)
    assert any(span.start <= len(left) + 2 and len(left) + 7 <= span.end for span in hit.spans), (
        hit.spans
    )


def test_what_is_marked_is_what_was_hidden() -> None:
    matcher, rules = evasions.matcher(tuple(Folding))
    for one in evasions.tries():
        for hit in matcher.match(one.text):
            if hit.rule == rules[one.phrase]:
                start = one.text.index(one.hidden)
                assert hit.spans[0].start == start, one
                assert hit.spans[-1].end == start + len(one.hidden), one
