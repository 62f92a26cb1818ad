"""The respect and vagueness checks on a ruleset file: each finding at its word in the file."""

from pathlib import Path

from modtui.model import Struct
from modtui.problems import Problem, read_source
from modtui.rules import extending, respect, vagueness
from modtui.rules.ruleset import Ruleset
from modtui.words import _
from modtui.yamlfile import Document, Mark, Where


class Words(Struct, frozen=True):
    """What could be said better, and what the ruleset itself does not let pass."""

    advice: tuple[Problem, ...] = ()
    blocking: tuple[Problem, ...] = ()


def check_words(file: Path, ruleset: Ruleset, *, folder: Path | None = None) -> Words:
    """Advice on the responses and rules of a file that loads, in the order of the file.

    ``folder`` may hold wording files of the community's own. Raises FileProblems, and
    WordingError for those.
    """
    findings = respect.check_ruleset(ruleset, folder=folder)
    findings += vagueness.check_ruleset(ruleset, folder=folder)
    if not findings:
        return Words()
    document, _sources = extending.read(read_source(file), str(file), file.resolve().parent)
    told = [(_problem(document, finding), finding.advice.blocks) for finding in findings]
    told.sort(key=lambda one: (one[0].file, one[0].line, one[0].column))
    return Words(
        advice=tuple(problem for problem, blocks in told if not blocks),
        blocking=tuple(problem for problem, blocks in told if blocks),
    )


def _problem(document: Document, finding: respect.Finding) -> Problem:
    advice = finding.advice
    where = _where(document, finding.where)
    hint = _("better: {words}").format(words=advice.better) if advice.better else ""
    if advice.start == advice.end:
        return document.problem(where, advice.message, hint, key=True)
    if isinstance(document, extending.Merged):
        document, where = document.origin(where)
    first = document.problem(where, advice.message, hint)
    mark = _mark(document, first.line - 1, finding.text, advice.start, advice.end)
    return document.at(mark, advice.message, hint) if mark is not None else first


def _where(document: Document, where: tuple[str, ...]) -> Where:
    """The path in the file: there, rules stand in a list."""
    if where[0] != "rules":
        return where
    rules = document.data.get("rules") or [] if isinstance(document.data, dict) else []
    for index, rule in enumerate(rules):
        if isinstance(rule, dict) and str(rule.get("id")) == where[1]:
            return ("rules", index, *where[2:])
    return ("rules",)


def _mark(document: Document, line: int, text: str, start: int, end: int) -> Mark | None:
    """Where the words of a value stand: as often as they came before them in the value.

    A text that is written with escapes, or folded over lines, may hide them.
    """
    words = text[start:end].split("\n", 1)[0]
    before = text.count(words, 0, start)
    for at in range(max(line, 0), min(len(document.lines), line + 400)):
        column = document.lines[at].find(words)
        while column >= 0:
            if before == 0:
                return Mark(at, column)
            before -= 1
            column = document.lines[at].find(words, column + len(words))
    return None
