"""One decision on many cases: from a verb to a draft for each of them.

Each case gets its own steps, its own message and its own place on the ladder. What is done
to a person is done once, however many of the cases are theirs.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from modtui.journal.entries import Record
from modtui.model import SENDS_TEXT, TOUCHES_PERSON, Capability, Case, CaseKey, Step
from modtui.triage import deciding
from modtui.triage.choices import Choices
from modtui.triage.drafter import Drafter
from modtui.triage.fates import Fates
from modtui.triage.views import Bulk, CaseView, Draft, LeftOut, Standing
from modtui.triage.working import Work
from modtui.words import _

if TYPE_CHECKING:
    from modtui.journal.index import Violation

DECIDABLE = frozenset({Standing.OPEN, Standing.RETURNED, Standing.FAILED, Standing.ESCALATED})
"""Where a case may stand to be decided along with others: what is held back stays as it is."""


async def draft_all(
    drafter: Drafter,
    view: Callable[[CaseKey], CaseView],
    keys: Sequence[CaseKey],
    choices: Choices,
    work: Work,
) -> Bulk:
    """A draft for each case; those that cannot be decided this way are told, with why.

    ``view`` raises KeyError for a case that cannot be read.
    """
    drafts: list[Draft] = []
    left_out: list[LeftOut] = []
    known: dict[str, tuple[Violation, ...]] = {}
    for key in dict.fromkeys(keys):
        try:
            seen = view(key)
        except KeyError:
            left_out.append(LeftOut(key, key.native, _("This case cannot be read.")))
        else:
            if seen.standing in DECIDABLE:
                draft = await drafter.draft(seen, choices, known)
                why = " ".join(draft.problems)
            else:
                draft, why = None, _("It is decided already.")
            if draft is None or why:
                left_out.append(LeftOut(key, whose(seen), why))
            else:
                drafts.append(draft)
        if not await work.step():
            break
    kept: list[Draft] = []
    for draft in once_each(drafts):
        if any(not step.preparing for step in draft.steps):
            kept.append(draft)
        else:
            why = _("All of it is done to this person with another case.")
            left_out.append(LeftOut(draft.view.case.key, whose(draft.view), why))
    return Bulk(choices.verb, tuple(kept), tuple(left_out), stopped=work.stopped)


def inverse_all(
    records: Iterable[Record],
    undone: Callable[[str], bool],
    case: Callable[[CaseKey], Case | None],
    capabilities: Mapping[str, Capability],
) -> Bulk:
    """Drafts that reverse the decisions in ``records``, as far as they were carried out."""
    fates = Fates(recent=sys.maxsize)
    for record in records:
        fates.apply(record)
    drafts: list[Draft] = []
    left_out: list[LeftOut] = []
    for fate in fates.newest_first():
        id, key = fate.decision.id, fate.decision.case
        if fate.taken_back or undone(id):
            continue
        draft = deciding.inverse(fate, case(key), capabilities)
        if draft is not None:
            drafts.append(draft)
        elif any(step.done for step in fate.steps):
            person = next((step.person for step in fate.decision.steps if step.person), None)
            left_out.append(LeftOut(key, person or key.native, _("It cannot be reversed.")))
    drafts.reverse()
    return Bulk(drafts[0].verb if drafts else "", tuple(drafts), tuple(left_out))


def whose(view: CaseView) -> str:
    """The author of a case as the backend names them, or its id."""
    author = view.case.subject.author
    return author.shown if author is not None else view.case.key.native


def once_each(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, in which nobody is told the same, or muted or banned in one place, twice."""
    met: set[tuple[str, str, str]] = set()
    for draft in drafts:
        steps = tuple(step for step in draft.steps if not _again(step, met))
        if len(steps) < len(draft.steps):
            speaks = any(step.verb in SENDS_TEXT for step in steps)
            draft = msgspec.structs.replace(
                draft,
                steps=steps,
                effects=tuple(found for found in draft.effects if found.step in steps),
                message=draft.message if speaks else "",
            )
        yield draft


def _again(step: Step, met: set[tuple[str, str, str]]) -> bool:
    """Whether this was met before; from here on it was."""
    if step.preparing or step.person is None or step.verb not in TOUCHES_PERSON:
        return False
    # Where one is shut out may be one room of many; what one is told is told.
    where = "" if step.verb in SENDS_TEXT else step.place or ""
    what = (step.person, step.verb, where)
    if what in met:
        return True
    met.add(what)
    return False


def kinds(drafts: Iterable[Draft]) -> tuple[tuple[Draft, int], ...]:
    """One draft for each way in which they differ in what is done, with how many there are;
    the most frequent first. What is only left out because it is done once does not count."""
    counts: dict[tuple[object, ...], tuple[Draft, int]] = {}
    for draft in drafts:
        acts = tuple((s.verb, s.seconds) for s in draft.steps if not s.preparing)
        first, count = counts.get(acts, (draft, 0))
        counts[acts] = (first, count + 1)
    return tuple(sorted(counts.values(), key=lambda found: -found[1]))


def people(drafts: Iterable[Draft]) -> int:
    """How many people something is done or said to."""
    touched = {
        step.person
        for draft in drafts
        for step in draft.steps
        if step.person and step.verb in TOUCHES_PERSON
    }
    return len(touched)


def messages(drafts: Iterable[Draft]) -> int:
    """How many messages are sent."""
    return sum(step.verb in SENDS_TEXT for draft in drafts for step in draft.steps)
