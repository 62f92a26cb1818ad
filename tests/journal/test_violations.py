from modtui.journal import Journal
from modtui.journal.index import Index
from tests.journal.making import ANA, MARIE, OMAR, Hands, decided, returned, sending, taken_back


def violated(index: Index, person: str = ANA) -> list[str]:
    index.catch_up()
    return [violation.decision for violation in index.violations(person)]


def test_violations_are_decisions_that_did_something_to_the_author(
    journal: Journal, index: Index
) -> None:
    for number, verb in enumerate(
        ("keep", "close", "note", "escalate", "reply", "remove", "warn", "native:silence", "unban")
    ):
        journal.append(decided(f"d{number}", verb))
    journal.append(decided("d9", "ban", author="somebody else"))
    journal.append(decided("d10", "keep", "warn"))
    assert violated(index) == ["d5", "d6", "d7", "d10"]


def test_a_violation_says_rule_time_verbs_and_moderator(
    journal: Journal, index: Index, clock: Hands
) -> None:
    journal.append(decided("d1", "remove", "warn", rules=("spam", "insult")))
    journal.append(decided("d2", "remove", rules=(), by=OMAR))
    index.catch_up()
    spam, insult, none = index.violations(ANA)
    assert (spam.rule, insult.rule, none.rule) == ("spam", "insult", "")
    assert (spam.verbs, spam.by, spam.at) == (("remove", "warn"), "Marie", clock.now)
    assert none.by == "Omar"
    assert index.violations(ANA, frozenset({"insult"})) == (insult,)


def test_what_was_taken_back_undone_or_never_sent_is_no_violation(
    journal: Journal, index: Index
) -> None:
    for number in range(1, 7):
        journal.append(decided(f"d{number}", "ban"))
    journal.append(taken_back("d1"))
    journal.append(decided("u2", "unban", undoes="d2"))
    journal.append(returned("d3"))
    journal.append(sending("d4", preparing=True))
    journal.append(returned("d4"))
    journal.append(returned("d5"))
    journal.append(sending("d5"))
    assert violated(index) == ["d5", "d6"]


def test_undoing_that_was_itself_taken_back_undoes_nothing(journal: Journal, index: Index) -> None:
    journal.append(decided("d1", "ban"))
    journal.append(decided("u1", "unban", undoes="d1"))
    assert violated(index) == []
    journal.append(taken_back("u1"))
    assert violated(index) == ["d1"]
    journal.append(decided("u2", "unban", undoes="d1"))
    assert violated(index) == []
    journal.append(decided("u3", "ban", undoes="u2"))
    assert violated(index) == ["d1"]


def test_erased_decisions_still_count(journal: Journal, index: Index) -> None:
    journal.append(decided("d1", "ban"))
    journal.erase(1)
    index.catch_up()
    (violation,) = index.violations(ANA)
    assert violation.by == journal.pseudonym(MARIE.id)
    assert violation.verbs == ("ban",)
