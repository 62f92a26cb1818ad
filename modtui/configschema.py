"""What may stand in ``modtui.yaml``, and every way in which it can be wrong."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from modtui.model import Verb
from modtui.paths import NAME
from modtui.problems import Problem
from modtui.shipped import names, shipped
from modtui.text import safe_line
from modtui.times import known_zone
from modtui.words import _
from modtui.yamlfile import Document, Where, closest, quoted

VERSION = 1
SOURCES = ("token_cmd", "token_env", "token_file")
KINDS = ("person", "room", "email", "webhook", "command")


def _refuse(message: str, hint: str = "") -> PydanticCustomError:
    """An error with our own sentence; braces in it are not for pydantic to fill in."""
    plain = message.replace("{", "(").replace("}", ")")
    return PydanticCustomError("modtui", plain, {"hint": hint})


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise _refuse(
            _("a community's name is made of small letters, digits, “-”, “_” and “.”"),
            _("it becomes part of file names; at most 60 characters"),
        )
    return value


def _server(value: str) -> str:
    parts = _url(value)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise _refuse(
            _("a server's address starts with https://"),
            _("only a server on this machine can be reached without encryption"),
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _refuse(
            _("a server's address ends with its name or port"),
            f"{parts.scheme}://{safe_line(parts.netloc, 100)}",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _proxy(value: str) -> str:
    if _url(value).scheme not in ("http", "https", "socks5", "socks5h"):
        raise _refuse(_("a proxy's address starts with http://, https:// or socks5://"))
    return value


def _url(value: str) -> Any:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise _refuse(_("this is not an address")) from None
    if not parts.hostname or not value.isprintable() or " " in value:
        raise _refuse(_("this is not an address"), "https://example.org")
    if "@" in parts.netloc:
        raise _refuse(_("a name or password does not belong into an address here"))
    return parts


def _zone(value: str) -> str:
    if value and not known_zone(value):
        from zoneinfo import available_timezones

        raise _refuse(
            _("there is no time zone of this name"),
            closest(value, available_timezones()) or _("a name such as Europe/Paris or UTC"),
        )
    return value


def _command(value: Any) -> Any:
    """A command written as one text is cut into words as a shell would, without one."""
    if not isinstance(value, str):
        return value
    try:
        return shlex.split(value)
    except ValueError:
        raise _refuse(_("a quote in this command is never closed")) from None


def _word(value: Any) -> Any:
    """Options are texts; true, false and numbers are taken as they were written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, Field(min_length=1, max_length=500)]
Option = Annotated[str, BeforeValidator(_word)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _address(value: str) -> str:
    """An e-mail address as it stands between angle brackets."""
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", value):
        raise _refuse(
            _("this is not an e-mail address"),
            _("name@example.org, in ASCII and without a display name"),
        )
    return value


def _hostname(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", value):
        raise _refuse(_("this is not the name of a server"), "mail.example.org")
    return value


def _receiver(value: str) -> str:
    parts = _url(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and private_host(parts.hostname)):
        raise _refuse(
            _("a webhook's address starts with https://"),
            _("only a receiver on this machine can be reached without encryption"),
        )
    if parts.fragment or set(value) & set("\\") or not value.isascii():
        raise _refuse(_("this is not an address"), "https://example.org/hook")
    return value


def private_host(host: str | None) -> bool:
    """Whether what is said to this host stays on this machine."""
    return host in ("localhost", "127.0.0.1", "::1")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _verb(value: str) -> str:
    known = [verb.value for verb in Verb]
    if value not in known and not value.startswith("native:"):
        raise _refuse(
            _("there is no verb of this name"),
            closest(value, known) or _("known: {names}").format(names=", ".join(known)),
        )
    return value


Address = Annotated[str, AfterValidator(_address)]
Argv = Annotated[list[Text], BeforeValidator(_command), Field(min_length=1, max_length=100)]
MISPLACED = {
    "password": ("password_cmd", "password_env", "password_file"),
    "token": SOURCES,
}


class EmailPart(_Part):
    """``email:`` of a route."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)

    to: Annotated[list[Address], BeforeValidator(_listed), Field(min_length=1, max_length=20)]
    sender: Address = Field(alias="from")
    host: Annotated[str, AfterValidator(_hostname)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: Text | None = None
    password: Any = None
    password_cmd: Argv | None = None
    password_env: Text | None = None
    password_file: Text | None = None


class WebhookPart(_Part):
    """``webhook:`` of a route."""

    url: Annotated[str, AfterValidator(_receiver)] | None = None
    url_cmd: Argv | None = None
    url_env: Text | None = None
    url_file: Text | None = None
    token: Any = None
    token_cmd: Argv | None = None
    token_env: Text | None = None
    token_file: Text | None = None
    safe: bool = False


class RoutePart(_Part):
    """Where one contact's escalations go: exactly one of these."""

    person: Text | None = None
    room: Text | None = None
    email: EmailPart | None = None
    webhook: WebhookPart | None = None
    command: Argv | None = None
    timeout: Annotated[float, Field(ge=1, le=120)] | None = None


class RolePart(_Part):
    """What people in a role may do themselves; the rest they propose."""

    may: list[Annotated[str, AfterValidator(_verb)]]


class CommunityPart(_Part):
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
    proxy: Annotated[str, AfterValidator(_proxy)] | None = None
    hold_back: Annotated[float, Field(ge=0, le=600)] = 10.0
    on_exit: Literal["send", "keep", "ask"] = "send"
    refresh_seconds: Annotated[float, Field(ge=5, le=86400)] = 60.0
    role: Text | None = None
    routes: dict[Text, Text | RoutePart] = {}
    options: dict[Text, Option] = {}


class ConfigFile(_Part):
    """The whole file."""

    version: int = VERSION
    timezone: Annotated[str, AfterValidator(_zone)] = ""
    theme: str = ""
    language: Annotated[str, Field(max_length=35)] = ""
    restricted: bool = False
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
        yield from _role(document, where, part, roles)
        yield from _routes(document, where, part)
        yield from _missing_files(document, where, part, folder)


def _misplaced(document: Document, where: Where, part: dict[str, Any]) -> Iterator[Problem]:
    yield from _secret(document, where, part, "token", _("a token"))
    if "server" not in part and "file" not in part:
        yield document.problem(where, _("“server” is missing, or “file” for a local community"))


def _role(document: Document, where: Where, part: dict[str, Any], roles: Any) -> Iterator[Problem]:
    role = part.get("role")
    known = list(roles) if isinstance(roles, dict) else []
    if isinstance(role, str) and role not in known:
        hint = closest(role, known) or _("add it under roles:, with what it may do")
        yield document.problem((*where, "role"), _("there is no role of this name"), hint)


def _routes(document: Document, where: Where, part: dict[str, Any]) -> Iterator[Problem]:
    routes = part.get("routes")
    for contact, route in routes.items() if isinstance(routes, dict) else ():
        if not isinstance(route, dict):
            continue
        place: Where = (*where, "routes", contact)
        given = [kind for kind in KINDS if route.get(kind) is not None]
        if not given:
            yield document.problem(
                place,
                _("this route leads nowhere"),
                _("one of: {names}").format(names=", ".join(KINDS)),
            )
        for more in given[1:]:
            yield document.problem(
                (*place, more),
                _("a contact has one route; there is {other} already").format(other=given[0]),
                key=True,
            )
        if "timeout" in route and "command" not in given:
            yield document.problem((*place, "timeout"), _("only a command has a timeout"), key=True)
        email, webhook = route.get("email"), route.get("webhook")
        if isinstance(email, dict):
            yield from _email(document, (*place, "email"), email)
        if isinstance(webhook, dict):
            yield from _webhook(document, (*place, "webhook"), webhook)


def _email(document: Document, where: Where, email: dict[str, Any]) -> Iterator[Problem]:
    yield from _secret(document, where, email, "password", _("a password"))
    has = any(email.get(source) is not None for source in MISPLACED["password"])
    if has != ("user" in email):
        message = _("a user and a password belong together")
        yield document.problem(where, message, _("give both, or neither"))
    if has and email.get("tls") == "none" and not private_host(email.get("host")):
        message = _("without encryption the password could be read on the way")
        yield document.problem((*where, "tls"), message, _("starttls or tls"))


def _webhook(document: Document, where: Where, webhook: dict[str, Any]) -> Iterator[Problem]:
    yield from _secret(document, where, webhook, "token", _("a token"))
    given = [name for name in ("url", *(f"url_{kind}" for kind in ("cmd", "env", "file")))]
    given = [name for name in given if webhook.get(name) is not None]
    if not given:
        yield document.problem(where, _("“url” is missing"), _("or url_cmd, url_env, url_file"))
    yield from _one_of(document, where, given)


def _secret(
    document: Document, where: Where, part: dict[str, Any], name: str, what: str
) -> Iterator[Problem]:
    if name in part:
        yield document.problem(
            (*where, name),
            _("{what} does not belong into this file").format(what=what),
            _("say where it is instead: {names}").format(names=", ".join(MISPLACED[name])),
            key=True,
        )
    yield from _one_of(
        document, where, [source for source in MISPLACED[name] if part.get(source) is not None]
    )


def _one_of(document: Document, where: Where, given: list[str]) -> Iterator[Problem]:
    for more in given[1:]:
        yield document.problem(
            (*where, more),
            _("there is a {other} already; one of them is enough").format(other=given[0]),
            key=True,
        )


def _missing_files(
    document: Document, where: Where, part: dict[str, Any], folder: Path
) -> Iterator[Problem]:
    ruleset = part.get("ruleset")
    if not isinstance(ruleset, str) or not ruleset:
        return
    path = ruleset_path(ruleset, folder)
    if path.is_file():
        return
    if path.parent == shipped("rulesets"):
        message = _("no ruleset of this name comes with modtui")
        known = names("rulesets")
        hint = closest(ruleset, known) or _("there are: {names}").format(names=", ".join(known))
    else:
        message = _("there is no such file")
        hint = safe_line(str(path), 300)
    yield document.problem((*where, "ruleset"), message, hint)
