"""A notice board with a web API, in memory: what the example adapter moderates.

It knows nothing of modtui. Notes hang on boards, members flag them, moderators take them
down or put them elsewhere. ``python corkboard_server.py`` serves one to try the adapter on.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 10

Answer = tuple[int, Any]


class Board:
    """All of the board. Every method takes the lock; ``calls`` are those of the web API."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.tokens: dict[str, str] = {}
        self.people: dict[str, dict[str, Any]] = {}
        self.notes: dict[int, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.phrases: list[dict[str, str]] = []
        self.log: list[int] = []
        self.closed = False

    def add_person(self, id: str, token: str = "", *, moderator: bool = False) -> None:
        self.people[id] = {"id": id, "name": id.title(), "moderator": moderator}
        if token:
            self.tokens[token] = id

    def pin(self, author: str, text: str, board: str = "main", *, private: bool = False) -> int:
        """Hangs up a note, or hands it over folded; its number."""
        with self.changed:
            id = len(self.notes) + 1
            self.notes[id] = {
                "id": id, "author": self.people[author], "text": text, "version": 1, "at": now(),
                "board": board, "flags": [], "taken_down": None, "claimed": None,
                "private": private,
            }  # fmt: skip
            return self._tell(id)

    def edit(self, id: int, text: str) -> None:
        with self.changed:
            note = self.notes[id]
            note.update(text=text, version=note["version"] + 1)
            self._tell(id)

    def flag(self, id: int, by: str, why: str) -> None:
        with self.changed:
            flags = self.notes[id]["flags"]
            number = f"{id}.{len(flags) + 1}"
            flags.append(
                {"id": number, "by": self.people[by], "why": why, "at": now(), "closed": None}
            )
            self._tell(id)

    def close_flags(self, id: int, by: str, wanted: list[str] | None = None, ref: str = "") -> int:
        """How many of the wanted flags (None: all) were open, and are closed now."""
        with self.changed:
            open_ = [
                flag
                for flag in self.notes[id]["flags"]
                if flag["closed"] is None and (wanted is None or flag["id"] in wanted)
            ]
            for flag in open_:
                flag["closed"] = {"by": self.people[by], "at": now(), "ref": ref}
            self._tell(id)
            return len(open_)

    def _tell(self, id: int) -> int:
        self.log.append(id)
        self.changed.notify_all()
        return id

    # What the web API answers: a status and something for JSON.

    def answer(self, token: str, method: str, target: str, body: dict[str, Any]) -> Answer:
        me = self.people.get(self.tokens.get(token, ""))
        if me is None:
            return 401, error("who-are-you", "This token is not known.")
        parts = urlsplit(target).path.strip("/").split("/")
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        if parts == ["me"]:
            return 200, me
        if not me["moderator"]:
            return 403, error("moderators-only", "Only moderators may do this.")
        match method, parts:
            case "GET", ["flagged"]:
                return self._flagged(int(query.get("after", 0)))
            case "GET", ["phrases"]:
                return 200, self.phrases
            case "GET", ["changes"]:
                return self._changes(query.get("since"))
            case "GET", ["messages"]:
                return 200, [m for m in self.messages if m["ref"] == query.get("ref")]
            case "GET", ["people", person, "notes"]:
                return 200, [n for n in self.notes.values() if n["author"]["id"] == person]
            case "POST", ["people", person, "messages"] if person in self.people:
                self.messages.append({"to": person, "text": body["text"], "ref": body["ref"]})
                return 200, {}
            case _, ["notes", id, *rest] if id.isdigit() and int(id) in self.notes:
                return self._on_note(me, method, int(id), rest, body)
        return 404, error("not-here", "There is nothing here.")

    def _flagged(self, after: int) -> Answer:
        waiting = [n for n in self.notes.values() if is_flagged(n)]
        rest = [note for note in waiting if note["id"] > after]
        following = rest[PAGE - 1]["id"] if len(rest) > PAGE else None
        return 200, {"notes": rest[:PAGE], "next": following, "total": len(waiting)}

    def _changes(self, since: str | None) -> Answer:
        with self.changed:
            if since is not None:
                self.changed.wait_for(lambda: self.closed or len(self.log) > int(since), 5)
            return 200, {"at": len(self.log), "notes": self.log[int(since or len(self.log)) :]}

    def _on_note(
        self, me: dict[str, Any], method: str, id: int, rest: list[str], body: dict[str, Any]
    ) -> Answer:
        note = self.notes[id]
        match method, rest:
            case "GET", []:
                return 200, note
            case "PUT", ["claim"]:
                if note["claimed"] not in (None, me["name"]):
                    return 409, error("claimed", note["claimed"])
                note["claimed"] = me["name"]
            case "DELETE", ["claim"]:
                if note["claimed"] == me["name"]:
                    note["claimed"] = None
            case "POST", ["close"]:
                if not self.close_flags(id, me["id"], body["flags"], body["ref"]):
                    return 409, error("closed", "These flags are closed.")
            case "POST", ["take-down"]:
                if note["taken_down"]:
                    return 409, error("taken-down", note["taken_down"]["by"]["name"])
                if note["version"] != body["version"]:
                    return 409, error("changed", "The note was changed.")
                note["taken_down"] = {"by": me, "at": now()}
            case "POST", ["put-back"]:
                note["taken_down"] = None
            case "POST", ["move"] if body["board"] in ("main", "lost-and-found", "attic"):
                note["board"] = body["board"]
            case _:
                return 404, error("not-here", "There is nothing here.")
        return 200, note


def is_flagged(note: dict[str, Any]) -> bool:
    return any(flag["closed"] is None for flag in note["flags"])


def error(code: str, sentence: str) -> dict[str, str]:
    return {"code": code, "sentence": sentence}


def now() -> str:
    return datetime.now(UTC).isoformat()


@contextlib.contextmanager
def serving(board: Board, port: int = 0) -> Iterator[str]:
    """Serves the board on the loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length) or b"{}")
            status, said = board.answer(token, self.command, self.path, body)
            data = json.dumps(said).encode()
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        with board.changed:
            board.closed = True
            board.changed.notify_all()
        server.shutdown()
        server.server_close()
        thread.join()


def filled() -> Board:
    """A board with a little on it."""
    board = Board()
    board.add_person("marie", "token-of-marie", moderator=True)
    for member in ("ana", "bo"):
        board.add_person(member)
    board.phrases = [{"id": "tone", "title": "Tone", "text": "Please mind your tone."}]
    board.flag(board.pin("ana", "Give me back my ladder, you thief."), "bo", "rude")
    board.flag(board.pin("bo", "Cheap pills, call 555."), "ana", "advert")
    return board


if __name__ == "__main__":
    with serving(filled(), 8642) as address:
        print(f"{address}, the moderator's token is token-of-marie; Ctrl+C ends it")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
