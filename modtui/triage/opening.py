"""Makes desks: from the configuration, or on the embedded community of the demo."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from modtui import adapters
from modtui.adapters.base import Adapter, Setting
from modtui.goals import USUAL, Goals
from modtui.journal import Journal
from modtui.paths import Paths, StorePaths, paths
from modtui.state import StateFile
from modtui.triage.casecache import CaseCache
from modtui.triage.desk import Desk, Settings
from modtui.triage.ledger import Ledger
from modtui.triage.lock import SenderLock
from modtui.triage.rulebook import Rulebook

if TYPE_CHECKING:
    from modtui.config import CommunityConfig, Config
    from modtui.journal.index import Index

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


def build(
    name: str,
    adapter: Adapter,
    ruleset: Path,
    store: StorePaths,
    settings: Settings,
    *,
    goals: Goals = USUAL,
    compiled: Path | None = None,
    clock: Clock = utc_now,
) -> Desk:
    """A desk from its parts. Raises FileProblems for a ruleset that cannot be used."""
    rules = Rulebook(ruleset, compiled)

    def open_ledger() -> Ledger:
        journal = Journal.open(store.journal, clock=clock)

        def open_index() -> "Index":
            # Only now: the first frame needs no database.
            from modtui.journal.index import Index

            return Index(store.index, journal)

        return Ledger(journal, open_index)

    cache = CaseCache(store.cache / "cases.sqlite")
    lock = SenderLock(store.lock)
    kept = StateFile(store.state, clock=clock)
    return Desk(name, adapter, rules, open_ledger, cache, goals, lock, kept, clock, settings)


def make_desk(
    config: "Config",
    community: str | None = None,
    *,
    hold_back: float | None = None,
    clock: Clock = utc_now,
    where: Paths | None = None,
) -> Desk:
    """The desk of a configured community; the first one where none is named.

    Raises FileProblems for its ruleset, and LookupError for a community or an adapter
    that there is not.
    """
    from modtui.config import read_token

    where = where or paths()
    found = next((c for c in config.communities if community in (None, c.name)), None)
    if found is None:
        raise LookupError(community or "")
    adapter = adapters.make(found.adapter, _setting(found, read_token))
    settings = Settings(
        hold_back=found.hold_back if hold_back is None else hold_back,
        on_exit=found.on_exit,
        refresh=found.refresh_seconds,
        routes=found.routes,
        moderator=found.moderator,
        zone=config.timezone,
        role=found.role,
        may=found.may,
        restricted=config.restricted,
        checkpoint_cmd=found.checkpoint_cmd,
        proxy=found.proxy,
        sites=(found.server,),
        mask_slurs=config.mask_slurs,
        wording=where.config / "wording",
        views=config.views,
        audit_views=config.audit_views,
    )
    return build(
        found.name,
        adapter,
        found.ruleset,
        where.store(found.name),
        settings,
        goals=found.goals,
        compiled=where.compiled,
        clock=clock,
    )


def _setting(found: "CommunityConfig", read_token: "Callable[[CommunityConfig], str]") -> Setting:
    return Setting(
        community=found.name,
        server=found.server,
        token=lambda: read_token(found),
        file=found.file,
        proxy=found.proxy,
        user=found.user,
        moderator=found.moderator,
        options=dict(found.options),
    )
