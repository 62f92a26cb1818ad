"""A small backend over real HTTP that counts every effect.

It removes (the same request again changes nothing), closes (reading back tells by whom),
writes to people (reading back tells) and mutes (nothing tells; twice is twice). As a
process, ``python -m tests.torture.town`` prints its origin and serves until its standard
input ends. ``/truth`` is for tests only: all effects, which the adapter never asks for.
"""

import asyncio
import json
import sys
from collections import Counter
from typing import Any
from urllib.parse import parse_qs

from tests.adapters.standin import Line, Request, json_answer, standing_in

PAGE = 10
INSULT = "You idiot, that is not how roses are cut."


class Town:
    """All cases, and what was done: ``effects`` counts by ``kind/decision/step``."""

    def __init__(self) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        self.letters: dict[str, list[str]] = {}
        self.effects: Counter[str] = Counter()
        self.changes = 0

    def flag(self, count: int = 1, text: str = INSULT) -> list[str]:
        """New reported posts, each by somebody else."""
        made = []
        for _ in range(count):
            id = f"p{len(self.cases) + 1:05}"
            self.cases[id] = {
                "id": id,
                "author": f"u{id}",
                "text": text,
                "revision": 1,
                "removed": False,
                "closed_by": "",
                "closed_key": "",
            }
            made.append(id)
        return made

    def edit(self, id: str, text: str) -> None:
        """The author changes their post."""
        self.cases[id]["text"] = text
        self.cases[id]["revision"] += 1

    async def handle(self, request: Request, line: Line) -> None:
        """Answers one request."""
        await line.send(self.answer(request))

    def answer(self, request: Request) -> bytes:
        """What a request gets; a change is made before this returns."""
        parts = request.path.strip("/").split("/")
        given = json.loads(request.body) if request.body else {}
        if request.method == "POST":
            self.changes += 1
        match request.method, *parts:
            case "GET", "me":
                who = request.headers.get("authorization", "").removeprefix("Bearer ")
                return json_answer({"id": who, "name": who.title()})
            case "GET", "queue":
                return json_answer(self._page(request))
            case "GET", "cases", id if id in self.cases:
                return json_answer(self.cases[id])
            case "GET", "letters", person:
                return json_answer({"keys": self.letters.get(person, [])})
            case "GET", "truth":
                return json_answer({"cases": self.cases, "effects": self.effects})
            case "POST", "flag":
                return json_answer({"ids": self.flag(int(given["count"]))})
            case "POST", "cases", id, act if id in self.cases:
                return self._act(request, self.cases[id], act, given["key"])
            case "POST", "letters", person:
                self.letters.setdefault(person, []).append(given["key"])
                self.effects[f"letter/{given['key']}"] += 1
                return json_answer({"done": True})
        return json_answer({"error": "there is no such thing"}, 404)

    def _page(self, request: Request) -> dict[str, Any]:
        query = parse_qs(request.target.partition("?")[2])
        after = query.get("after", [""])[0]
        waiting = [case for id, case in self.cases.items() if id > after and not case["closed_by"]]
        page = waiting[:PAGE]
        more = page[-1]["id"] if len(waiting) > PAGE else None
        return {"cases": page, "next": more, "total": len(waiting)}

    def _act(self, request: Request, case: dict[str, Any], act: str, key: str) -> bytes:
        who = request.headers.get("authorization", "").removeprefix("Bearer ")
        if act == "remove":
            if not case["removed"]:
                self.effects[f"remove/{key}"] += 1
            case["removed"] = True
        elif act == "mute":
            self.effects[f"mute/{key}"] += 1
        elif case["closed_by"]:
            return json_answer({"error": "closed before", "by": case["closed_by"]}, 409)
        else:
            case |= {"closed_by": who, "closed_key": key}
            self.effects[f"close/{key}"] += 1
        return json_answer({"done": True})


async def _serve() -> None:
    async with standing_in(Town().handle) as made:
        print(made.origin, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
