"""What of an entry goes into its chained line: nothing that a person may have erased.

Texts, names, notes and addresses stay in the payload. People become pseudonyms. What is
meant to be a plain word (a verb, a source, a language) is left out where it does not look
like one, because some of these come from a backend.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from modtui.folded import whole
from modtui.journal.entries import (
    VERSION,
    Answered,
    AnyEntry,
    Decided,
    Ended,
    Line,
    Noted,
    Opened,
    Resumed,
    Returned,
    RulesetUsed,
    Sending,
    TakenBack,
)
from modtui.model import CaseKey, Kind

Pseudonym = Callable[[str], str]

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,:_./-]{0,63}")


def chained_key(key: CaseKey, pseudonym: Pseudonym) -> CaseKey:
    """How a case is named in chained lines.

    A native id is replaced by a pseudonym where the case is an account, and where the id
    has an ``@`` in it and so may be somebody's address.
    """
    if key.kind == Kind.ACCOUNT or "@" in key.native:
        return CaseKey(whole(key.community), whole(key.kind), pseudonym(key.native))
    return CaseKey(whole(key.community), whole(key.kind), whole(key.native))


def line_of(
    entry: AnyEntry,
    seq: int,
    at: datetime,
    prev: str,
    payload_digest: str,
    pseudonym: Pseudonym,
) -> Line:
    """The chained line of an entry. ``pseudonym`` turns a person's id into theirs."""
    kind = str(entry.__struct_config__.tag)
    line = partial(Line, VERSION, seq, at, kind, prev, payload_digest)
    match entry:
        case Opened():
            return line(source=_word(entry.by.source), moderator=pseudonym(entry.by.id))
        case RulesetUsed():
            return line(ruleset=_word(entry.hash))
        case Decided():
            decision, evidence = entry.decision, entry.evidence
            return line(
                case=chained_key(decision.case, pseudonym),
                decision=whole(decision.id),
                verbs=_words(step.verb for step in decision.steps if not step.preparing),
                rules=tuple(whole(rule) for rule in decision.rules),
                source=_word(decision.source),
                language=_word(decision.language or ""),
                author=pseudonym(evidence.author or ""),
                moderator=pseudonym(decision.by.id),
                reporters=tuple(pseudonym(person) for person in evidence.reporters),
                ruleset=_word(decision.ruleset),
                undoes=whole(decision.undoes or ""),
                batch=_word(decision.batch),
            )
        case TakenBack() | Resumed() | Noted():
            return line(
                case=chained_key(entry.case, pseudonym),
                decision=whole(entry.decision),
                moderator=pseudonym(entry.by.id),
            )
        case Sending():
            return line(
                case=chained_key(entry.case, pseudonym),
                decision=whole(entry.decision),
                step=whole(entry.step),
                attempt=entry.attempt,
                verbs=_words((entry.verb,)),
                preparing=entry.preparing,
            )
        case Ended():
            return line(
                case=chained_key(entry.case, pseudonym),
                decision=whole(entry.decision),
                step=whole(entry.step),
                verbs=_words((entry.verb,)),
                result=entry.outcome.result.value,
                source=_word(entry.settled_by) or "backend",
            )
        case Answered():
            return line(
                case=chained_key(entry.case, pseudonym),
                decision=whole(entry.decision),
                step=whole(entry.step),
                result="happened" if entry.happened else "did not happen",
                moderator=pseudonym(entry.by.id),
            )
        case Returned():
            return line(
                case=chained_key(entry.case, pseudonym),
                decision=whole(entry.decision),
                why=_word(entry.why),
            )


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else ""


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order in which they first come."""
    return tuple(dict.fromkeys(word for text in texts if (word := _word(text))))
