"""What would make a drafted message better, and what has to be changed before it is sent."""

from pathlib import Path

import msgspec

from modtui.model import Verb
from modtui.rules.respect import Advice, check
from modtui.rules.responses import quote
from modtui.rules.ruleset import Ruleset
from modtui.rules.wordings import WordingError
from modtui.text import safe_line
from modtui.triage.views import Draft
from modtui.words import _

EXCERPT = 160
_GRAVEST = (Verb.BAN, Verb.MUTE)


def advised(draft: Draft, ruleset: Ruleset, folder: Path | None = None) -> Draft:
    """The draft with advice on what it says to the person.

    What the ruleset wants changed first is a problem of the draft. What is handed to a
    contact is not looked at. ``folder`` may hold wording files of the community's own.
    """
    if not draft.message.strip() or draft.contact:
        return draft
    subject = draft.view.case.subject
    others = [safe_line(subject.text, EXCERPT), draft.recipient]
    others += [subject.place.shown] if subject.place else []
    verbs = {step.verb for step in draft.steps}
    try:
        advice = check(
            draft.message,
            draft.language,
            ruleset=ruleset,
            rule=ruleset.rule(draft.rule),
            verb=next((verb for verb in _GRAVEST if verb in verbs), draft.verb),
            quoted=[quote(text) for text in others],
            folder=folder,
        )
    except WordingError as error:
        end = len(draft.message)
        advice = (Advice("wording", end, end, str(error)),)
    held = dict.fromkeys(one.message for one in advice if one.blocks)
    problems = [_("Please reword the message: {why}.").format(why=why) for why in held]
    return msgspec.structs.replace(draft, advice=advice, problems=(*draft.problems, *problems))
