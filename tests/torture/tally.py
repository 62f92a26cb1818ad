"""What was tried and what came of it, for the table of ``make torture``."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    """One line of the table. ``wrong`` says of each that did not survive what happened."""

    name: str
    unit: str
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def survived(self) -> int:
        """How many of those that were tried."""
        return max(self.tried - len(self.wrong), 0)

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return not (self.wrong or self.lost or self.doubled)

    def plus(self, other: "Tally") -> "Tally":
        """Both together, under the name of this one."""
        both = Tally(self.name, self.unit, self.tried + other.tried)
        both.lost, both.doubled = self.lost + other.lost, self.doubled + other.doubled
        both.wrong = self.wrong + other.wrong
        for tally in (self, other):
            for what, many in tally.seen.items():
                both.count(what, many)
        return both

    def count(self, what: str, many: int = 1) -> None:
        """Notes that something was seen, so that a run that shows nothing is noticed."""
        self.seen[what] = self.seen.get(what, 0) + many


def table(tallies: list[Tally]) -> str:
    """The table, with what was seen under it."""
    rows = [("what", "tried", "survived", "lost", "doubled")]
    rows += [
        (f"{t.name} ({t.unit})", str(t.tried), str(t.survived), str(t.lost), str(t.doubled))
        for t in tallies
    ]
    wide = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(
            [row[0].ljust(wide[0]), *(c.rjust(w) for c, w in zip(row[1:], wide[1:], strict=True))]
        )
        for row in rows
    ]
    lines.insert(1, "-" * len(lines[0]))
    for tally in tallies:
        if tally.seen:
            seen = ", ".join(f"{many:,} {what}" for what, many in sorted(tally.seen.items()))
            lines.append(f"{tally.name}: {seen}")
        lines += [f"WRONG in {tally.name}: {what}" for what in tally.wrong]
    return "\n".join(lines)
