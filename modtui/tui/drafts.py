"""What a person had changed in a preview: taken up again, and said so."""

from datetime import datetime

import msgspec

from modtui.rules.ruleset import Ruleset
from modtui.text import safe_line
from modtui.times import show_time
from modtui.triage.choices import Choices
from modtui.triage.keeping import KeptDraft, Written
from modtui.tui import keys
from modtui.words import _

Texts = dict[tuple[str, str, str], str]
"""Messages that a person wrote, by rule, response and language."""


def taken_up(wish: Choices, kept: KeptDraft | None, ruleset: Ruleset) -> Choices:
    """What to begin with: what was kept, as far as the ruleset still has it.

    A rule that was chosen for this verb just now goes before the one that was kept.
    """
    if kept is None:
        return wish
    begun = kept.choices
    if wish.rule is not None and wish.rule != begun.rule:
        return msgspec.structs.replace(
            begun, rule=wish.rule, response=None, message=None, even_so=False
        )
    if begun.rule and ruleset.rule(begun.rule) is None:
        begun = msgspec.structs.replace(begun, rule=None)
    if begun.response and ruleset.response(begun.response) is None:
        begun = msgspec.structs.replace(begun, response=None)
    if begun.contact and ruleset.contact(begun.contact) is None:
        begun = msgspec.structs.replace(begun, contact=None)
    return msgspec.structs.replace(begun, even_so=False)


def is_back(kept: KeptDraft, now: datetime, zone: str) -> str:
    """That a draft was taken up, and the key that throws it away."""
    date, _blank, time = show_time(kept.at, zone).partition(" ")
    today = show_time(now, zone).partition(" ")[0]
    when = time if date == today else f"{date} {time}"
    words = _("Your draft of {when} is back; {key} throws it away.")
    return words.format(when=safe_line(when, 40), key=keys.of("discard-draft"))


def texts(kept: KeptDraft | None) -> Texts:
    """The messages that were kept."""
    written = kept.written if kept is not None else ()
    return {(one.rule, one.response, one.language): one.text for one in written}


def written(texts: Texts) -> tuple[Written, ...]:
    """Messages as they are kept."""
    return tuple(Written(*place, text) for place, text in texts.items())
