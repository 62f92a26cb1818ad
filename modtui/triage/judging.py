"""What the rules find in cases: matched off the event loop where that takes long, remembered."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from modtui.model import Case, Hit
from modtui.rules.conditions import Asked, answer, questions
from modtui.rules.ruleset import Ruleset
from modtui.triage.hitcache import HitCache

if TYPE_CHECKING:
    from modtui.rules.matcher import Matcher

IN_THREAD = 20_000
"""Characters from which matching leaves the event loop; below, a thread costs more."""


class Judge:
    """One ruleset, and what it found so far. Another ruleset is another judge."""

    def __init__(self, ruleset: Ruleset, hits: HitCache) -> None:
        self.ruleset = ruleset
        self._known = hits
        self._matcher: Matcher | None = None
        self._questions: tuple[Asked, ...] | None = None

    def successor(self, ruleset: Ruleset) -> "Judge":
        """A judge by another ruleset, whose hits take the place of this one's on the disk."""
        return Judge(ruleset, self._known.renewed(ruleset.hash))

    async def hits(self, cases: Sequence[Case]) -> list[tuple[Hit, ...]]:
        """What each of the cases hits."""
        keys = [self._key(case) for case in cases]
        new = {
            key: case for key, case in zip(keys, cases, strict=True) if self._known.get(key) is None
        }
        made: dict[str, tuple[Hit, ...]] = {}
        if new:
            size = sum(len(case.subject.text) for case in new.values())
            if size > IN_THREAD:
                found = await asyncio.to_thread(self.find, new.values())
            else:
                found = self.find(new.values())
            for key, hits in zip(new, found, strict=True):
                made[key] = hits
                self._known.put(key, hits)
        return [made[key] if key in made else self._known.get(key) or () for key in keys]

    def save(self) -> None:
        """Remember what was found for the next start."""
        self._known.save()

    def _key(self, case: Case) -> str:
        """What the hits of a case depend on: its text, and how it answers what is asked.

        Not how old the author is, say, but whether that is under the seven days that a rule
        names: hits are found anew when an answer changes, and only then.
        """
        if self._questions is None:
            self._questions = questions(self.ruleset)
        revision = case.subject.revision
        if not self._questions:
            return revision
        said = (answer(question, case) for question in self._questions)
        return f"{revision} {''.join('?' if yes is None else 'ny'[yes] for yes in said)}"

    def find(self, cases: Iterable[Case]) -> list[tuple[Hit, ...]]:
        """What each of the cases hits, matched now and not remembered."""
        if self._matcher is None:
            # Only now: where every text is known, no matching engine is loaded.
            from modtui.rules.matcher import Matcher

            self._matcher = Matcher(self.ruleset)
        return [self._matcher.match_case(case) for case in cases]
