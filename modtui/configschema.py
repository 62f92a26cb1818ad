"""What may stand in ``modtui.yaml``, and every way in which it can be wrong."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from modtui.configkeys import Keys, KeysPart, check_keys
from modtui.configparts import Argv, Part, Text, misplaced, refuse, url_parts
from modtui.configrouteschema import RolePart, RoutePart, check_role, check_routes
from modtui.filters import parsing
from modtui.filters.fields import AUDIT, QUEUE, Fields
from modtui.goals import NAMED, parse
from modtui.paths import NAME
from modtui.problems import Problem
from modtui.shipped import names, shipped
from modtui.text import safe_line
from modtui.times import known_zone
from modtui.words import _
from modtui.yamlfile import Document, Where, closest, quoted

VERSION = 1


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise refuse(
            _("a community's name is made of small letters, digits, “-”, “_” and “.”"),
            _("it becomes part of file names; at most 60 characters"),
        )
    return value


def _server(value: str) -> str:
    parts = url_parts(value)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise refuse(
            _("a server's address starts with https://"),
            _("only a server on this machine can be reached without encryption"),
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise refuse(
            _("a server's address ends with its name or port"),
            f"{parts.scheme}://{safe_line(parts.netloc, 100)}",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _proxy(value: str) -> str:
    if url_parts(value).scheme not in ("http", "https", "socks5", "socks5h"):
        raise refuse(_("a proxy's address starts with http://, https:// or socks5://"))
    return value


def _zone(value: str) -> str:
    if value and not known_zone(value):
        from zoneinfo import available_timezones

        raise refuse(
            _("there is no time zone of this name"),
            closest(value, available_timezones()) or _("a name such as Europe/Paris or UTC"),
        )
    return value


def _word(value: Any) -> Any:
    """Options are texts; true, false and numbers are taken as they were written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


ViewName = Annotated[str, Field(min_length=1, max_length=40)]
Option = Annotated[str, BeforeValidator(_word)]


def _goal(value: str) -> str:
    if value not in NAMED and parse(value) is None:
        raise refuse(
            _("this is not a time to answer in"),
            _("immediate, deferred, none, or a length of time such as 30m, 4h, 2d"),
        )
    return value


Goal = Annotated[str, AfterValidator(_goal)]


class GoalsPart(Part):
    """``response_goals:`` of a community."""

    severe: Goal | None = None
    high: Goal | None = None
    medium: Goal | None = None
    low: Goal | None = None
    places: dict[Text, Goal] = {}


class CommunityPart(Part):
    """One entry of ``communities:``."""

    name: Annotated[str, AfterValidator(_name)]
    adapter: Text
    ruleset: Text
    server: Annotated[str, AfterValidator(_server)] | None = None
    file: Text | None = None
    user: Text | None = None
    moderator: Text | None = None
    # Only so that it is told apart from a slip of the keyboard: see _misplaced().
    token: Any = None
    token_cmd: Argv | None = None
    token_env: Text | None = None
    token_file: Text | None = None
    checkpoint_cmd: Argv | None = None
    proxy: Annotated[str, AfterValidator(_proxy)] | None = None
    hold_back: Annotated[float, Field(ge=0, le=600)] = 10.0
    on_exit: Literal["send", "keep", "ask"] = "send"
    refresh_seconds: Annotated[float, Field(ge=5, le=86400)] = 60.0
    response_goals: GoalsPart = GoalsPart()
    role: Text | None = None
    routes: dict[Text, Text | RoutePart] = {}
    options: dict[Text, Option] = {}


class ConfigFile(Part):
    """The whole file."""

    version: int = VERSION
    timezone: Annotated[str, AfterValidator(_zone)] = ""
    theme: str = ""
    ascii: bool | None = None
    language: Annotated[str, Field(max_length=35)] = ""
    restricted: bool = False
    plain: bool = False
    views: dict[ViewName, Text] = {}
    audit_views: dict[ViewName, Text] = {}
    keys: Keys = KeysPart()
    mask_slurs: bool = True
    roles: dict[Text, RolePart] = {}
    communities: list[CommunityPart]


def ruleset_path(value: str, folder: Path) -> Path:
    """A ruleset that comes with modtui by its name, any other by its path.

    Paths are taken from the folder that the configuration is in.
    """
    if "/" not in value and not value.endswith((".yaml", ".yml")):
        return shipped("rulesets") / f"{value}.yaml"
    return below(value, folder)


def below(value: str, folder: Path) -> Path:
    """A path as it was meant: ``~`` is the home folder, the rest starts in ``folder``."""
    try:
        return folder / Path(value).expanduser()
    except RuntimeError:
        return folder / value


def cross_check(document: Document, folder: Path) -> Iterator[Problem]:
    """What no part of the file shows by itself. Takes data of any shape."""
    data = document.data
    if not isinstance(data, dict):
        return
    version = data.get("version", VERSION)
    if isinstance(version, int) and version != VERSION:
        yield document.problem(
            ("version",),
            _("this file is in format {found}; this modtui reads format {known}").format(
                found=version, known=VERSION
            ),
            _("a newer modtui wrote it; update this one") if version > VERSION else "",
        )
    yield from _flawed_views(document, "views", QUEUE)
    yield from _flawed_views(document, "audit_views", AUDIT)
    yield from check_keys(document, data.get("keys", "modtui"))
    roles = data.get("roles")
    communities = data.get("communities")
    named: dict[str, Where] = {}
    for place, part in enumerate(communities if isinstance(communities, list) else ()):
        if not isinstance(part, dict):
            continue
        where: Where = ("communities", place)
        name = part.get("name")
        if isinstance(name, str) and name in named:
            yield document.problem(
                (*where, "name"),
                _("two communities are called {name}; the first is in line {line}").format(
                    name=quoted(name), line=document.line(named[name])
                ),
            )
        elif isinstance(name, str):
            named[name] = (*where, "name")
        yield from _misplaced(document, where, part)
        yield from check_role(document, where, part, roles)
        yield from check_routes(document, where, part)
        yield from _missing_files(document, where, part, folder)


def _flawed_views(document: Document, part: str, fields: Fields) -> Iterator[Problem]:
    """Filters that cannot be used, at the place of each flaw."""
    views = document.data.get(part)
    for name, text in views.items() if isinstance(views, dict) else ():
        for flaw in parsing.parse(text, fields).flaws if isinstance(text, str) else ():
            yield document.within((part, name), text, flaw.at.start, flaw.message, flaw.hint)


def _misplaced(document: Document, where: Where, part: dict[str, Any]) -> Iterator[Problem]:
    yield from misplaced(document, where, part, "token", _("a token"))
    if "server" not in part and "file" not in part:
        yield document.problem(where, _("“server” is missing, or “file” for a local community"))


def _missing_files(
    document: Document, where: Where, part: dict[str, Any], folder: Path
) -> Iterator[Problem]:
    ruleset = part.get("ruleset")
    if not isinstance(ruleset, str) or not ruleset:
        return
    path = ruleset_path(ruleset, folder)
    if os.path.isfile(path):  # unlike Path.is_file, for names that no file can have too
        return
    if path.parent == shipped("rulesets"):
        message = _("no ruleset of this name comes with modtui")
        known = names("rulesets")
        hint = closest(ruleset, known) or _("there are: {names}").format(names=", ".join(known))
    else:
        message = _("there is no such file")
        hint = safe_line(str(path), 300)
    yield document.problem((*where, "ruleset"), message, hint)
