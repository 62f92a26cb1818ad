"""Sets of case ids, small enough for a hundred thousand of them."""

from collections.abc import Iterable


class Ids:
    """A set of ids, a byte each."""

    def __init__(self) -> None:
        self._marks = bytearray()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, int) and id < len(self._marks) and bool(self._marks[id])

    def add(self, id: int) -> None:
        """Put an id in."""
        if id >= len(self._marks):
            self._marks.extend(bytes(id - len(self._marks) + 1024))
        self._marks[id] = 1

    def update(self, ids: Iterable[int]) -> None:
        """Put ids in."""
        for id in ids:
            self.add(id)

    def discard(self, id: int) -> None:
        """Take an id out, if it is in."""
        if id < len(self._marks):
            self._marks[id] = 0
