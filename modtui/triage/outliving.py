"""Which drafts are still needed, after what became of their cases."""

from datetime import datetime

import msgspec

from modtui.model import Verb
from modtui.triage.fates import Fate
from modtui.triage.keeping import GONE, KeptDraft
from modtui.triage.views import Standing


def judged(
    kept: KeptDraft,
    fate: Fate | None,
    allowed: frozenset[str] | None,
    now: datetime,
    *,
    there: bool | None,
) -> KeptDraft | None:
    """The draft as it is to be kept, or None where it has served.

    ``fate`` is that of the newest decision about its case, ``allowed`` the verbs of the
    person's role (None: all), ``there`` whether the case is still to be decided (None: not
    known now).
    """
    if fate is not None and _served(kept, fate, allowed, now):
        return None
    if there is None:
        return kept
    if there:
        return msgspec.structs.replace(kept, gone=None)
    gone = kept.gone or now
    return None if now - gone >= GONE else msgspec.structs.replace(kept, gone=gone)


def _served(kept: KeptDraft, fate: Fate, allowed: frozenset[str] | None, now: datetime) -> bool:
    """Whether the person decided the case with it, or after it, and all of that was sent."""
    decision = fate.decision
    if not fate.complete or decision.by.id != kept.by[0] or decision.at < kept.at:
        return False
    verb = kept.choices.verb
    verbs = {step.verb for step in decision.steps}
    proposed = Verb.ESCALATE in verbs and allowed is not None and verb not in allowed
    return verb in verbs or proposed or fate.standing(now) is Standing.CLOSED
