"""The adapter: the board's API in the words of modtui."""

from collections.abc import AsyncIterator

from modtui.adapters.base import (
    CLAIM,
    About,
    AdapterError,
    Order,
    Page,
    Setting,
    Settled,
    Trouble,
)
from modtui.adapters.http import Client, HttpError, path_of
from modtui.adapters.jsonwire import Undecodable, decode, decode_each
from modtui.model import (
    Audience,
    Canned,
    Capability,
    Case,
    CaseKey,
    Choice,
    Claim,
    Context,
    Handled,
    Kind,
    Moderator,
    Outcome,
    Parameter,
    Person,
    Place,
    Post,
    Report,
    Resend,
    Result,
    Step,
    Subject,
    Unreadable,
    Verb,
)
from modtui.text import revision
from modtui_corkboard import wire

MOVE = "native:move"
BOARDS = {"main": "Main board", "lost-and-found": "Lost and found", "attic": "Attic"}
ONLY_MODERATORS = "Only moderators of the board may do this."


class Corkboard:
    """One board, for one moderator: ``server:`` and a token in ``modtui.yaml``."""

    def __init__(self, setting: Setting) -> None:
        self._community = setting.community
        self._http = Client(
            setting.server, token=setting.token, read_refusal=wire.refusal, proxy=setting.proxy
        )
        self._me = wire.Person("", "")

    @staticmethod
    def about() -> About:
        return About("Corkboard", "https://corkboard.example/modtui", capabilities(""))

    async def open(self) -> Moderator:
        self._me = await self._http.get("/me", wire.Person)
        return Moderator(self._me.id, self._me.name, "backend")

    async def capabilities(self) -> tuple[Capability, ...]:
        return capabilities("" if self._me.moderator else ONLY_MODERATORS)

    async def close(self) -> None:
        await self._http.close()

    # Reading.

    async def queue(self) -> AsyncIterator[Page]:
        after: int | None = 0
        while after is not None:
            # "after" is a number of a note: what leaves meanwhile moves nothing.
            part = await self._http.get("/flagged", wire.Flagged, query={"after": after})
            cases: list[Case] = []
            unreadable: list[Unreadable] = []
            for raw, note in zip(part.notes, decode_each(part.notes, wire.Note), strict=True):
                if isinstance(note, Undecodable):
                    number = decode(bytes(raw), wire.NumberOnly).id
                    unreadable.append(Unreadable(self._key(number), str(note)))
                else:
                    cases.append(self._case(note))
            yield Page(tuple(cases), tuple(unreadable), part.total)
            after = part.next

    async def case(self, key: CaseKey) -> Case | None:
        note = await self._note(key)
        return None if note is None else self._case(note)

    async def context(self, case: Case) -> Context:
        author = case.subject.author
        if author is None:
            return Context(missing=("who wrote it",))
        notes = await self._http.get(path_of("people", author.id, "notes"), list[wire.Note])
        others = [note for note in notes if str(note.id) != case.subject.id]
        recent = tuple(
            Post(str(note.id), author, note.text, note.at, removed=note.taken_down is not None)
            for note in others[-10:]
        )
        return Context(author=author, recent=recent, missing=("what hangs around it",))

    async def preparation(self, case: Case, verbs: frozenset[str]) -> tuple[Step, ...]:
        return ()

    # Acting.

    async def perform(self, order: Order) -> Outcome:
        try:
            return await self._do(order)
        except HttpError as error:
            if error.status is not None and error.status < 500 and not error.code:
                if error.trouble in (Trouble.GONE, Trouble.REFUSED):
                    # Something in between answered: the board would have given a code.
                    raise AdapterError(Trouble.BROKEN, str(error)) from None
                raise
            if error.code in ("closed", "taken-down"):
                return Outcome(Result.ALREADY, detail=str(error))
            if error.code == "changed":
                return Outcome(Result.CONFLICT, detail=str(error))
            if error.trouble is Trouble.DENIED:
                return Outcome(Result.DENIED, detail=str(error))
            if error.trouble in (Trouble.GONE, Trouble.REFUSED):
                return Outcome(Result.FAILED, detail=str(error))
            raise

    async def _do(self, order: Order) -> Outcome:
        step, native = order.step, order.decision.case.native
        match step.verb:
            case Verb.KEEP | Verb.CLOSE:
                flags = {"flags": step.reports, "ref": ref(order)}
                await self._http.change("POST", path_of("notes", native, "close"), wire.Note, flags)
            case Verb.REMOVE:
                # The board compares the version; modtui compared the text just before.
                note = await self._http.get(path_of("notes", native), wire.Note)
                version = {"version": note.version, "reason": step.reason}
                path = path_of("notes", native, "take-down")
                await self._http.change("POST", path, wire.Note, version)
            case Verb.RESTORE:
                await self._http.change("POST", path_of("notes", native, "put-back"), wire.Note)
            case Verb.WARN | Verb.REPLY if step.person:
                message = {"text": step.text, "ref": ref(order)}
                path = path_of("people", step.person, "messages")
                await self._http.change("POST", path, dict, message)
            case "native:move":
                board = {"board": step.value("board")}
                await self._http.change("POST", path_of("notes", native, "move"), wire.Note, board)
            case _:
                return Outcome(Result.FAILED, detail="The board does not know that verb.")
        return Outcome(Result.APPLIED)

    async def settle(self, order: Order) -> Settled:
        step = order.step
        if step.verb in (Verb.WARN, Verb.REPLY):
            sent = await self._http.get("/messages", list[wire.Message], query={"ref": ref(order)})
            return told(bool(sent))
        note = await self._note(order.decision.case)
        if note is None:
            return Settled.CANNOT_TELL
        match step.verb:
            case Verb.KEEP | Verb.CLOSE:
                mine = {f.id for f in note.flags if f.closed and f.closed.ref == ref(order)}
                return told(bool(mine))
            case Verb.REMOVE:
                return told(note.taken_down is not None and note.taken_down.by.id == self._me.id)
            case Verb.RESTORE:
                return told(note.taken_down is None)
            case "native:move":
                return told(note.board == step.value("board"))
        return Settled.CANNOT_TELL

    # What the board has besides.

    async def claim(self, key: CaseKey) -> Claim | None:
        try:
            await self._http.change("PUT", path_of("notes", key.native, "claim"), wire.Note)
        except HttpError as error:
            if error.code != "claimed":
                raise
            case = await self.case(key)
            return case.claim if case is not None else None
        return None

    async def release(self, key: CaseKey) -> None:
        await self._http.change("DELETE", path_of("notes", key.native, "claim"), wire.Note)

    async def changes(self) -> AsyncIterator[tuple[CaseKey, ...]]:
        at = (await self._http.get("/changes", wire.Changes)).at
        yield ()
        while True:
            # The board answers when something happened, or after five seconds.
            news = await self._http.get("/changes", wire.Changes, query={"since": at})
            at = news.at
            if news.notes:
                yield tuple(self._key(id) for id in news.notes)

    async def responses(self) -> tuple[Canned, ...]:
        phrases = await self._http.get("/phrases", list[wire.Phrase])
        return tuple(Canned(phrase.id, phrase.title, phrase.text) for phrase in phrases)

    # The board's words in those of modtui.

    async def _note(self, key: CaseKey) -> wire.Note | None:
        try:
            return await self._http.get(path_of("notes", key.native), wire.Note)
        except HttpError as error:
            if error.code == "not-here":
                return None
            raise

    def _key(self, number: int) -> CaseKey:
        return CaseKey(self._community, Kind.POST, str(number))

    def _case(self, note: wire.Note) -> Case:
        waiting = [flag for flag in note.flags if flag.closed is None]
        ended = [flag.closed for flag in note.flags if flag.closed is not None]
        by = person(note.author)
        return Case(
            key=self._key(note.id),
            subject=Subject(
                kind=Kind.POST,
                id=str(note.id),
                author=by,
                text=note.text,
                revision=revision(note.text),
                place=Place(note.board, BOARDS.get(note.board, note.board)),
                at=note.at,
                removed=note.taken_down is not None,
                private=note.private,
            ),
            reports=tuple(
                Report(flag.id, person(flag.by), flag.why, at=flag.at)
                for flag in waiting or note.flags
            ),
            opened=min((flag.at for flag in note.flags), default=None),
            handled=None if waiting or not ended else Handled(ended[-1].by.name, ended[-1].at),
            claim=Claim(note.claimed) if note.claimed else None,
            # A note can be moved to the other boards only: that differs from case to case.
            offered=(*capabilities("")[:-1], moving("", here=note.board)),
        )


def person(found: wire.Person) -> Person:
    return Person(found.id, found.name)


def ref(order: Order) -> str:
    """Names a step for the board: the same at every try, and no other step's."""
    return f"{order.decision.id}/{order.step.id}"


def told(happened: bool) -> Settled:
    return Settled.HAPPENED if happened else Settled.DID_NOT


def capabilities(why_not: str) -> tuple[Capability, ...]:
    nobody = "Only moderators see it."
    person = "The person gets a message; nobody else sees it."
    everybody = "Everybody sees that the note is gone."
    return (
        Capability(Verb.KEEP, "Leave it up", Resend.DETECTABLE, why_not, seen_by=nobody),
        Capability(
            Verb.REMOVE,
            "Take down",
            Resend.SAFE,
            why_not,
            inverse=Verb.RESTORE,
            seen_by=everybody,
            reason=Audience.MODERATORS,
        ),
        Capability(Verb.RESTORE, "Put back", Resend.SAFE, why_not, seen_by="Everybody sees it."),
        Capability(Verb.WARN, "Message", Resend.DETECTABLE, why_not, seen_by=person, limit=2000),
        Capability(Verb.REPLY, "Message", Resend.DETECTABLE, why_not, seen_by=person, limit=2000),
        Capability(Verb.CLOSE, "Close flags", Resend.DETECTABLE, why_not, seen_by=nobody),
        Capability(CLAIM, "Take it on", Resend.SAFE, why_not, seen_by=nobody, preparing=True),
        moving(why_not),
    )


def moving(why_not: str, here: str = "") -> Capability:
    boards = tuple(Choice(id, name) for id, name in BOARDS.items() if id != here)
    return Capability(
        MOVE,
        "Move",
        Resend.SAFE,
        why_not,
        seen_by="Everybody sees it on the other board.",
        about="hangs the note on another board",
        closes=True,
        parameters=(Parameter("board", "To which board?", boards, required=True),),
    )
