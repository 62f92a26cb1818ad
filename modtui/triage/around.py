"""What the texts around cases hit, so that what a rule covers is covered there too."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence

from modtui.model import Case, Hit, Kind, Person, Subject
from modtui.text import revision
from modtui.triage.views import CaseView

MOST = 4000
"""Texts whose hits are remembered."""

Match = Callable[[Sequence[Case]], Awaitable[list[tuple[Hit, ...]]]]


class Around:
    """The hits of posts in threads and of earlier wordings, once each was judged."""

    def __init__(self, match: Match) -> None:
        self._match = match
        self._hits: OrderedDict[str, tuple[Hit, ...]] = OrderedDict()

    def hits(self, text: str) -> tuple[Hit, ...] | None:
        """What a text hits by itself; None where it was not judged yet."""
        return self._hits.get(text)

    def forget(self) -> None:
        """Another ruleset is in force: all texts have to be judged again."""
        self._hits.clear()

    async def judge(self, view: CaseView) -> None:
        """Judge all texts that are shown beside a case."""
        told = dict(_texts(view))
        new = [_as_case(view.case, text, by) for text, by in told.items() if text not in self._hits]
        for case, hits in zip(new, await self._match(new) if new else (), strict=True):
            self._hits[case.subject.text] = hits
        for text in told:
            if text in self._hits:
                self._hits.move_to_end(text)
        while len(self._hits) > MOST:
            self._hits.popitem(last=False)


def _texts(view: CaseView) -> Iterable[tuple[str, Person | None]]:
    author = view.case.subject.author
    for text in (view.case.subject.text, view.case.subject.earlier_text):
        if text:
            yield text, author
    if view.returned is not None:
        yield from ((text, author) for text in (view.returned.then, view.returned.now) if text)
    if (context := view.context) is not None:
        for post in (*context.before, *context.after, *(context.recent or ())):
            if post.text:
                yield post.text, post.author


def _as_case(case: Case, text: str, author: Person | None) -> Case:
    """A text by itself, as rules see it: nobody reported it."""
    subject = Subject(Kind.POST, "", author, text, revision(text), place=case.subject.place)
    return Case(case.key, subject)
