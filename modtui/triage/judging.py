"""What the rules find in a case, and how urgent that makes it."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from modtui import __version__
from modtui.goals import Goals
from modtui.model import Case, Hit
from modtui.rules.conditions import Asked, answer, questions
from modtui.rules.ruleset import Ruleset
from modtui.triage import priority
from modtui.triage.priority import Record, Score, unknown

if TYPE_CHECKING:
    from modtui.rules.matcher import Matcher


class Judge:
    """One ruleset with the response goals. Another ruleset is another judge."""

    def __init__(self, ruleset: Ruleset, goals: Goals, record: Record = unknown) -> None:
        self.ruleset = ruleset
        self.goals = goals
        self.record = record
        self.mark = _digest(f"{__version__}/{ruleset.hash}/{goals!r}")
        """Names this judge: what it judged stands, where the case did not change."""
        self._matcher: Matcher | None = None
        self._questions: tuple[Asked, ...] | None = None

    def successor(self, ruleset: Ruleset) -> "Judge":
        """A judge by another ruleset."""
        return Judge(ruleset, self.goals, self.record)

    def judged(self, case: Case) -> bytes:
        """What the hits of a case depend on: the rules, its text, how it answers what is asked.

        Not how old the author is, say, but whether that is under the seven days that a rule
        names: hits are found anew when an answer changes, and only then.
        """
        if self._questions is None:
            self._questions = questions(self.ruleset)
        said = (answer(question, case) for question in self._questions)
        answers = "".join("?" if yes is None else "ny"[yes] for yes in said)
        return _digest(f"{__version__}/{self.ruleset.hash} {case.subject.revision} {answers}")

    def find(self, cases: Iterable[Case]) -> list[tuple[Hit, ...]]:
        """What each of the cases hits."""
        if self._matcher is None:
            # Only now: where every text is known, no matching engine is loaded.
            from modtui.rules.matcher import Matcher

            self._matcher = Matcher(self.ruleset)
        return [self._matcher.match_case(case) for case in cases]

    def score(self, case: Case, hits: Sequence[Hit]) -> Score:
        """What the case's place in the queue is worked out from."""
        return priority.score(case, hits, self.ruleset, self.goals, self.record)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
