"""What is told before the next question: what came of decisions, what is new, what is wrong."""

from collections.abc import Callable, Iterator

from modtui.model import Decision
from modtui.text import Safe, safe_line
from modtui.triage.desk import Desk
from modtui.triage.saying import standing_word, summary
from modtui.triage.views import Pending, Standing
from modtui.words import _, plural

QUIET = frozenset({Standing.HELD_BACK, Standing.SENDING})
"""What is on its way as it should be."""


class News:
    """What changed since it was last told. Nothing is told in the middle of a typed line."""

    def __init__(self, desk: Desk, short: Callable[[str], str]) -> None:
        self._desk = desk
        self._short = short
        self._followed: dict[str, tuple[Decision, str]] = {}
        """Decisions whose end was not told yet, with what was told of them."""
        self._trouble = ""
        self._arrived = 0
        self._ruleset = desk.ruleset.hash
        self._broken = 0

    def follow(self, decision: Decision) -> None:
        """Tell what comes of a decision."""
        self._followed[decision.id] = (decision, "")

    def forget(self, decision: str) -> None:
        """It was taken back: nothing is to be told of it."""
        self._followed.pop(decision, None)

    def take(self) -> Iterator[str]:
        """The news, each once."""
        yield from self._outbox()
        trouble = safe_line(self._desk.line.trouble, 300)
        if trouble != self._trouble:
            yield _("Trouble: {what}").format(what=trouble) if trouble else _("Trouble is over.")
        self._trouble = trouble
        yield from self._rules()
        arrived = self._desk.arrivals
        if arrived.new > self._arrived:
            words = plural("{count} new case waits", "{count} new cases wait", arrived.new)
            if arrived.urgent:
                words += ", " + plural("{count} urgent", "{count} urgent", arrived.urgent)
            yield words + _(": {g} lets them in.").format(g=self._short("let-in"))
        self._arrived = arrived.new

    def _outbox(self) -> Iterator[str]:
        now = {pending.decision.id: pending for pending in self._desk.pending()}
        for pending in now.values():
            # From before, or from another process.
            if pending.standing not in QUIET:
                self._followed.setdefault(pending.decision.id, (pending.decision, ""))
        for name, (decision, told) in list(self._followed.items()):
            found = now.get(name)
            if found is None:
                del self._followed[name]
                yield _("Sent: {what}.").format(what=within(self.summary(decision)))
                continue
            words = "" if found.standing in QUIET else self.standing(found)
            if words and words != told:
                yield words
            self._followed[name] = (decision, words)

    def standing(self, pending: Pending) -> str:
        """How a decision on its way stands, in a sentence."""
        what = within(self.summary(pending.decision))
        if pending.standing is Standing.DOUBT:
            told = _("In doubt: {what}. Did it happen? {u} asks you.")
            return told.format(what=what, u=self._short("outbox"))
        word = standing_word(pending.standing)
        detail = safe_line(pending.detail, 200)
        why = f" {detail}." if detail else ""
        shows = _("{u} shows it.").format(u=self._short("outbox"))
        return f"{word[:1].upper()}{word[1:]}: {what}.{why} {shows}"

    def _rules(self) -> Iterator[str]:
        broken = len(self._desk.rule_problems)
        if broken and broken != self._broken:
            yield plural(
                "The edited ruleset has {count} problem: the old one is in force.",
                "The edited ruleset has {count} problems: the old one is in force.",
                broken,
            )
        self._broken = broken
        if self._desk.ruleset.hash != self._ruleset:
            yield plural(
                "The ruleset was read again: {count} rule is in force.",
                "The ruleset was read again: {count} rules are in force.",
                len(self._desk.ruleset.rules),
            )
        self._ruleset = self._desk.ruleset.hash

    def summary(self, decision: Decision) -> Safe:
        """A decision in a few words, with whose case it is about."""
        row = self._desk.row(decision.case)
        touched = next((step.person for step in decision.steps if step.person), None)
        return summary(decision, row.author if row is not None and row.author else touched or "")


def within(words: str) -> str:
    """The words of a summary inside a sentence."""
    return words[:1].lower() + words[1:]
