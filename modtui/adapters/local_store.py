"""The embedded community: a small forum and chat in one file, and what its members do.

The file is read once and kept decoded while it does not change. Every change is made to a
copy and written at once when its block ends, under the file's lock, or not at all.
"""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from modtui.adapters.local_records import (
    Role,
    Showing,
    StoredAct,
    StoredCase,
    StoredFlag,
    StoredMessage,
    StoredPerson,
    StoredPlace,
    StoredPost,
    StoredSanction,
    StoredThread,
)
from modtui.adapters.local_snapshot import Editing, Snapshot, decode, store
from modtui.model import Kind
from modtui.state import StateError, StateFile
from modtui.words import _

if TYPE_CHECKING:
    pass


SLOW_PAUSE = timedelta(minutes=10)


class CommunityError(Exception):
    """A member may not do that, or it makes no sense. ``str()`` is a plain sentence."""


class Community:
    """The community in a file, as its members and its tests use it.

    The moderators' side is ``LocalAdapter``. Every method that changes something writes
    the file before it returns; inside ``with community.change():`` all of them together
    are one write. Raises StateError where the file cannot be used and CommunityError where
    a member may not do what was asked.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime]):
        self.file = StateFile(path, clock=clock)
        self.clock = clock
        self._snapshot: tuple[tuple[int, ...] | None, Snapshot] | None = None
        self._editing: Editing | None = None
        self._editor = 0

    @property
    def exists(self) -> bool:
        """Whether there is a file with a community in it."""
        return self.file.read() is not None

    @property
    def fresh(self) -> Snapshot | None:
        """The community as read last, where the file did not change since; waits for nobody."""
        if self._snapshot is not None and self.file.is_current(self._snapshot[0]):
            return self._snapshot[1]
        return None

    @property
    def now(self) -> Snapshot:
        """The community as it is now. Raises StateError."""
        if self._editing is not None and self._editor == threading.get_ident():
            return self._editing
        if (fresh := self.fresh) is not None:
            return fresh
        with self.file.steady() as (tables, stamp):
            if self.file.problem:
                raise StateError(self.file.problem)
            snapshot = Snapshot(decode(tables or {}))
            self._snapshot = (stamp, snapshot)
            return snapshot

    @contextlib.contextmanager
    def change(self) -> Iterator[Editing]:
        """A change, alone among all threads and processes; nothing when the block raises."""
        if self._editing is not None and self._editor == threading.get_ident():
            yield self._editing
            return
        with self.file.change() as database:
            if self.file.problem:
                raise StateError(self.file.problem)
            editing = Editing(decode(self.file.read() or {}))
            self._editor, self._editing = threading.get_ident(), editing
            try:
                yield editing
            finally:
                self._editing = None
            store(database, editing)

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        self.file.close()

    def add_person(
        self,
        name: str,
        *,
        id: str = "",
        language: str | None = None,
        since: datetime | None = None,
        role: str = Role.MEMBER,
        about: str = "",
        posts: int = 0,
        reports: int = 0,
    ) -> str:
        """A new account; its id. ``posts`` and ``reports`` are from before this file."""
        with self.change() as edit:
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            wanted = id or f"u-{slug}"
            if wanted in edit.all.people or wanted == "u-":
                if id:
                    raise CommunityError(_("There is already an account with that id."))
                wanted = edit.free_id(f"{wanted}-" if slug else "u", edit.all.people)
            edit.put(
                StoredPerson(
                    id=wanted,
                    name=name,
                    language=language,
                    since=since or self.clock(),
                    role=Role(role),
                    about=about,
                    earlier_posts=posts,
                    earlier_reports=reports,
                )
            )
            return wanted

    def add_place(self, name: str, *, id: str = "", chat: bool = False) -> str:
        """A part of the forum, or a chat channel; its id."""
        with self.change() as edit:
            wanted = id or edit.free_id("place", edit.all.places)
            edit.put(StoredPlace(wanted, name=name, chat=chat))
            return wanted

    def add_thread(self, place: str, title: str, *, id: str = "") -> str:
        """A thread without posts; its id."""
        with self.change() as edit:
            if place not in edit.all.places:
                raise CommunityError(_("There is no such place."))
            wanted = id or edit.free_id("t", edit.all.threads)
            edit.put(StoredThread(wanted, place=place, title=title))
            return wanted

    def add_post(
        self,
        thread: str,
        author: str,
        text: str,
        *,
        id: str = "",
        at: datetime | None = None,
        language: str | None = None,
        waiting: bool = False,
        attachments: tuple[tuple[str, str, int], ...] = (),
    ) -> str:
        """A post; its id. ``waiting``: it is held until a moderator approves it.

        Raises CommunityError where the author is banned or muted or the thread is locked.
        """
        when = at or self.clock()
        with self.change() as edit:
            where = edit.all.threads.get(thread)
            if where is None or author not in edit.all.people:
                raise CommunityError(_("There is no such thread or account."))
            if where.locked:
                raise CommunityError(_("The thread is locked."))
            if edit.holds(author, "ban", when) or edit.holds(author, "mute", when):
                raise CommunityError(_("This account may not post at present."))
            if where.slow and any(
                post.author == author and timedelta(0) <= when - post.at < SLOW_PAUSE
                for post in edit.posts_in.get(thread, ())
            ):
                raise CommunityError(_("The thread is slowed down: wait ten minutes."))
            wanted = id or edit.free_id("p", edit.all.posts)
            showing = Showing.WAITING if waiting else Showing.PUBLISHED
            edit.put(
                StoredPost(
                    id=wanted,
                    thread=thread,
                    author=author,
                    text=text,
                    at=when,
                    showing=showing,
                    language=language or edit.all.people[author].language,
                    attachments=attachments,
                )
            )
            if waiting:
                self._open(edit, Kind.HELD, wanted, when)
            return wanted

    def edit_post(self, post: str, text: str, *, at: datetime | None = None) -> None:
        """The author changes the text; the one before is kept."""
        with self.change() as edit:
            old = edit.all.posts.get(post)
            if old is None:
                raise CommunityError(_("There is no such post."))
            edit.put(
                msgspec.structs.replace(
                    old, text=text, earlier_text=old.text, edited=at or self.clock()
                )
            )

    def flag(
        self,
        subject: str,
        reporter: str,
        reason: str = "",
        *,
        category: str = "",
        at: datetime | None = None,
    ) -> str:
        """A member reports a post, or an account by its id; the flag's id.

        A flag on what was handled before opens the case again.
        """
        when = at or self.clock()
        with self.change() as edit:
            post = edit.all.posts.get(subject)
            person = edit.all.people.get(subject)
            author = post.author if post is not None else subject
            if (post is None and person is None) or reporter not in edit.all.people:
                raise CommunityError(_("There is no such post or account."))
            if author == reporter:
                raise CommunityError(_("Nobody can report themselves."))
            kind = Kind.ACCOUNT
            if post is not None:
                place = edit.all.places[edit.all.threads[post.thread].place]
                kind = Kind.MESSAGE if place.chat else Kind.POST
            case = self._open(edit, kind, subject, when)
            wanted = edit.free_id("f", edit.all.flags)
            edit.put(
                StoredFlag(
                    id=wanted,
                    case=case,
                    reporter=reporter,
                    at=when,
                    reason=reason,
                    category=category,
                )
            )
            return wanted

    def claim(self, case: str, by: str, *, until: datetime, at: datetime | None = None) -> None:
        """A moderator says to work on an open case, named ``kind/id``, until then."""
        with self.change() as edit:
            known = edit.all.cases.get(case)
            if known is None or known.handled is not None or by not in edit.all.people:
                raise CommunityError(_("There is no such open case or account."))
            edit.put(
                msgspec.structs.replace(
                    known, claimed_by=by, claimed_at=at or self.clock(), claimed_until=until
                )
            )

    def add_sanction(
        self,
        person: str,
        verb: str,
        *,
        by: str,
        at: datetime,
        until: datetime | None = None,
        reason: str = "",
    ) -> str:
        """Something that was done to a person earlier; its id."""
        with self.change() as edit:
            wanted = edit.free_id("s", edit.all.sanctions)
            edit.put(
                StoredSanction(
                    id=wanted, person=person, verb=verb, at=at, by=by, reason=reason, until=until
                )
            )
            return wanted

    def post(self, id: str) -> StoredPost | None:
        """A post, whatever its showing."""
        return self.now.all.posts.get(id)

    def person(self, id: str) -> StoredPerson | None:
        """An account."""
        return self.now.all.people.get(id)

    def thread(self, id: str) -> tuple[StoredPost, ...]:
        """What a member sees of a thread, oldest first: published posts only."""
        posts = self.now.posts_in.get(id, [])
        return tuple(post for post in posts if post.showing is Showing.PUBLISHED)

    def is_locked(self, thread: str) -> bool:
        """Whether nobody can post to the thread."""
        return self.now.all.threads[thread].locked

    def inbox(self, person: str) -> tuple[StoredMessage, ...]:
        """The private messages that a person got, oldest first."""
        return tuple(m for m in self.now.all.messages.values() if m.to == person)

    def is_banned(self, person: str, at: datetime | None = None) -> bool:
        """Whether the account is banned at that time (now, where none is given)."""
        return self.now.holds(person, "ban", at or self.clock())

    def is_muted(self, person: str, at: datetime | None = None) -> bool:
        """Whether the account is muted at that time (now, where none is given)."""
        return self.now.holds(person, "mute", at or self.clock())

    def sanctions(self, person: str) -> tuple[StoredSanction, ...]:
        """All that was ever done to the person, oldest first."""
        return tuple(self.now.sanctions_of.get(person, ()))

    def act_log(self) -> tuple[StoredAct, ...]:
        """The steps that moderators carried out, in order."""
        return tuple(self.now.all.acts.values())

    def _open(self, edit: Editing, kind: Kind, native: str, when: datetime) -> str:
        id = f"{kind}/{native}"
        known = edit.all.cases.get(id)
        if known is None or known.handled is not None:
            notes = known.notes if known is not None else ()
            edit.put(StoredCase(id, kind=kind, native=native, opened=when, notes=notes))
        return id
