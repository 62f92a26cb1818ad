"""Rules find what they look for, through evasions, at the right place, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.model import Span
from modtui.rules.folding import fold, plain
from modtui.rules.matcher import Matcher
from tests.rules.rulefile import ruleset_with


def found(match: str, text: str) -> list[str] | None:
    """The marked parts of the text, or None where the rule did not match."""
    hits = Matcher(ruleset_with(match)).match(text)
    if not hits:
        return None
    assert not hits[0].undecided
    return [text[span.start : span.end] for span in hits[0].spans]


@pytest.mark.parametrize(
    ("keyword", "text", "marked"),
    [
        ("idiot", "You IDIOT!", "IDIOT"),
        ("idiot", "l'idiot", "idiot"),
        ("idiot", "_idiot_", "idiot"),
        ("idiot", "ｉｄｉｏｔ", "ｉｄｉｏｔ"),
        ("idiot", "i\u200bd\u00adi\u2060ot x", "i\u200bd\u00adi\u2060ot"),
        ("idiot", "id\U000e0041iot", "id\U000e0041iot"),
        ("idiot", "𝐢𝐝𝐢𝐨𝐭", "𝐢𝐝𝐢𝐨𝐭"),
        ("idiot", "\u202eidiot\u202c", "idiot"),
        ("free spins", "free \u00a0\n  spins", "free \u00a0\n  spins"),
        ("free  spins", "free spins", "free spins"),
        ("imbécile", "IMBE\u0301CILE", "IMBE\u0301CILE"),
        ("imbe\u0301cile", "imbécile", "imbécile"),
        ("strasse", "Die Straße dort", "Straße"),
        ("straße", "STRASSE", "STRASSE"),
        ("fin", "ﬁn.", "ﬁn"),
        ("istanbul", "İSTANBUL", "İSTANBUL"),
        ("σας", "ΣΑΣ", "ΣΑΣ"),
        ("غبي", "أنت غَبِـيّ", "غَبِـيّ"),
        ("白痴", "你这个白痴啊", "白痴"),
        ("傻b", "大傻B了", "傻B"),
        ("바보", "바보야", "바보"),
        ("C++", "I write C++ daily", "C++"),
        ("🖕", "so 🖕 there", "🖕"),
        ("không", "KHÔNG được", "KHÔNG"),
        ("bệnh", "be\u0302\u0323nh", "be\u0302\u0323nh"),
    ],
)
def test_a_keyword_is_found_as_people_write_it(keyword: str, text: str, marked: str | None) -> None:
    assert found(f"{{keywords: [{keyword}]}}", text) == ([marked] if marked else None)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("cunt", "I live in Scunthorpe"),
        ("sex", "Essex"),
        ("ano", "el año pasado"),
        ("año", "el ano pasado"),
        ("ano", "an\u0303o nuevo: an\u0303o"),
        ("con", "éconômie, çcon"),
        ("idiot", "idiots"),
        ("idiot", "idiot2"),
        ("idiot", "idiotе"),  # with a Cyrillic letter at its end
        ("e", "e\u0301"),
        ("ı", "i"),
    ],
)
def test_other_words_are_left_alone(keyword: str, text: str) -> None:
    assert found(f"{{keywords: [{keyword}]}}", text) is None


def test_anywhere_finds_inside_words_but_never_splits_a_letter() -> None:
    assert found("{keywords: [sex], words: anywhere}", "Essex") == ["sex"]
    assert found("{keywords: [ne], words: anywhere}", "une\u0301") is None


def test_spans_are_in_the_original_after_characters_that_grow_and_vanish() -> None:
    text = "ﬃ\u200b\u200bßẞ½ e\u0301e\u0301 İ   你  idiot\u200b, IDIOT"
    assert found("{keywords: [idiot]}", text) == ["idiot", "IDIOT"]


def test_overlapping_and_touching_matches_are_one_span() -> None:
    hits = Matcher(ruleset_with("{keywords: [free spins, spins now, 白痴]}")).match(
        "free spins now 白痴白痴"
    )
    assert hits[0].spans == (Span(0, 14), Span(15, 19))


@pytest.mark.parametrize(
    ("pattern", "text", "marked"),
    [
        (r"\d+ ?% profit", "Earn 100 % PROFIT", ["100 % PROFIT"]),
        (r"\d+ ?% profit", "é: １００％ ｐｒｏｆｉｔ", ["１００％ ｐｒｏｆｉｔ"]),
        (r"sp\w+m", "spééém", ["spééém"]),
        (r"\bété\b", "L'ÉTÉ, étéx", ["ÉTÉ"]),
        (r"\bcon\b", "éconômie con", ["con"]),
        (r"\bcon\b", "econ con", ["con"]),
        (r"été", "e\u0301te\u0301 !", ["e\u0301te\u0301"]),
        (r"tele\Wgram", "tele-gram", ["tele-gram"]),
        (r"spam", "x\U0001f600y s\u200bpam", ["s\u200bpam"]),
        (r"加(?:微信|vx)", "请加VX好友", ["加VX"]),
        (r"(?-i:ABC)", "abc ABC", ["ABC"]),
        (r"a(?=b)", "ac ab", ["a"]),
        (r"(.)\1{5}", "no aaaaaa é", ["aaaaaa"]),
        (r"[\w.]+@x", "é.é@x", ["é.é@x"]),
        (r"\\b", r"a\b", [r"\b"]),
    ],
)
def test_a_regex_is_found_at_its_place(pattern: str, text: str, marked: list[str]) -> None:
    assert found(f"{{regexes: ['{pattern}']}}", text) == marked


def test_a_pattern_that_runs_out_of_time_leaves_it_to_a_person() -> None:
    matcher = Matcher(ruleset_with(r"{regexes: ['(?=x)x(?:a|a|aa)+$']}"))
    (hit,) = matcher.match("x" + "a" * 5000 + "b")
    assert hit.undecided
    assert hit.spans == ()


def test_a_definite_match_stands_although_another_pattern_ran_out_of_time() -> None:
    matcher = Matcher(ruleset_with(r"{keywords: [idiot], regexes: ['(?=x)x(?:a|a|aa)+$']}"))
    (hit,) = matcher.match("idiot x" + "a" * 5000 + "b")
    assert not hit.undecided
    assert hit.spans == (Span(0, 5),)


def test_hits_come_by_severity_and_then_as_in_the_ruleset() -> None:
    more = "".join(
        f"- {{id: {id}, key: {key}, title: t, text: t, severity: {severity}, "
        "match: {keywords: [bad], regexes: ['ba+d']}}\n"
        for id, key, severity in (
            ("low", 2, "low"),
            ("worst", 3, "severe"),
            ("other", 4, "medium"),
            ("high", 5, "high"),
        )
    )
    matcher = Matcher(ruleset_with("{keywords: [bad]}", more))
    assert [hit.rule for hit in matcher.match("bad")] == ["worst", "high", "r", "other", "low"]
    assert [hit.rule for hit in matcher.match("baad")] == ["worst", "high", "other", "low"]


def test_a_rule_without_patterns_never_matches() -> None:
    assert found("{}", "anything") is None


def test_a_text_full_of_matches_keeps_a_bounded_number_of_spans() -> None:
    (hit,) = Matcher(ruleset_with("{keywords: [a]}")).match("a b " * 50_000)
    assert len(hit.spans) == 1000


def test_runs_of_marks_do_not_hide_what_stands_beside_them() -> None:
    zalgo = "z" + "\u0301\u0327" * 50_000
    assert found("{keywords: [idiot]}", f"{zalgo} idiot {zalgo}") == ["idiot"]


EVASIVE = st.text(
    alphabet=st.one_of(
        st.sampled_from("aeinoßﬁİ \u0301\u0303\u0327\u200b\u00ad\u1100\u1161\u11a8각你é\ud800\t\n"),
        st.characters(),
    ),
    max_size=60,
)
MATCHER = Matcher(
    ruleset_with(
        "{keywords: [a, e, ss, fi, 가, 你, o n], regexes: ['n+', '\\w\\b', '(?=i)i', '[^x]'], "
        "words: anywhere}"
    )
)


@given(EVASIVE)
def test_spans_lie_inside_the_text_in_order_and_apart(text: str) -> None:
    for hit in MATCHER.match(text):
        ends = -1
        for span in hit.spans:
            assert ends < span.start < span.end <= len(text)
            ends = span.end


@given(EVASIVE, EVASIVE)
def test_a_word_between_blanks_is_found_whatever_stands_around_it(left: str, right: str) -> None:
    matcher = Matcher(ruleset_with("{keywords: [moron]}"))
    text = f"{left} moron {right}"
    (hit,) = matcher.match(text)
    assert Span(len(left) + 1, len(left) + 6) in hit.spans


@given(EVASIVE)
def test_a_folded_text_leads_back_to_the_whole_original(text: str) -> None:
    for folded in (fold(text), plain(text)):
        ends = 0
        for at in range(len(folded.text)):
            span = folded.back(at, at + 1)
            assert 0 <= span.start < span.end <= len(text)
            assert span.end >= ends
            ends = span.end


@given(EVASIVE)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(fold(text).text).text
    assert fold(once).text == once
