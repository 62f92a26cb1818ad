"""What may stand under ``routes:`` and ``roles:`` in ``modtui.yaml``."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from modtui.configparts import (
    MISPLACED,
    Argv,
    Part,
    Text,
    misplaced,
    one_of,
    private_host,
    refuse,
    url_parts,
)
from modtui.model import Verb
from modtui.problems import Problem
from modtui.words import _
from modtui.yamlfile import Document, Where, closest

KINDS = ("person", "room", "email", "webhook", "command")


def _address(value: str) -> str:
    """An e-mail address as it stands between angle brackets."""
    if not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}", value):
        raise refuse(
            _("this is not an e-mail address"),
            _("name@example.org, in ASCII and without a display name"),
        )
    return value


def _hostname(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", value):
        raise refuse(_("this is not the name of a server"), "mail.example.org")
    return value


def _receiver(value: str) -> str:
    parts = url_parts(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and private_host(parts.hostname)):
        raise refuse(
            _("a webhook's address starts with https://"),
            _("only a receiver on this machine can be reached without encryption"),
        )
    if parts.fragment or set(value) & set("\\") or not value.isascii():
        raise refuse(_("this is not an address"), "https://example.org/hook")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _verb(value: str) -> str:
    known = [verb.value for verb in Verb]
    if value not in known and not value.startswith("native:"):
        raise refuse(
            _("there is no verb of this name"),
            closest(value, known) or _("known: {names}").format(names=", ".join(known)),
        )
    return value


Address = Annotated[str, AfterValidator(_address)]


class EmailPart(Part):
    """``email:`` of a route."""

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


class WebhookPart(Part):
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


class RoutePart(Part):
    """Where one contact's escalations go: exactly one of these."""

    person: Text | None = None
    room: Text | None = None
    email: EmailPart | None = None
    webhook: WebhookPart | None = None
    command: Argv | None = None
    timeout: Annotated[float, Field(ge=1, le=120)] | None = None


class RolePart(Part):
    """What people in a role may do themselves; the rest they propose."""

    may: list[Annotated[str, AfterValidator(_verb)]]


def check_role(
    document: Document, where: Where, part: dict[str, Any], roles: Any
) -> Iterator[Problem]:
    """Whether the community's role is one of those that the file describes."""
    role = part.get("role")
    known = list(roles) if isinstance(roles, dict) else []
    if isinstance(role, str) and role not in known:
        hint = closest(role, known) or _("add it under roles:, with what it may do")
        yield document.problem((*where, "role"), _("there is no role of this name"), hint)


def check_routes(document: Document, where: Where, part: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with each route as a whole."""
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
    yield from misplaced(document, where, email, "password", _("a password"))
    has = any(email.get(source) is not None for source in MISPLACED["password"])
    if has != ("user" in email):
        message = _("a user and a password belong together")
        yield document.problem(where, message, _("give both, or neither"))
    if has and email.get("tls") == "none" and not private_host(email.get("host")):
        message = _("without encryption the password could be read on the way")
        yield document.problem((*where, "tls"), message, _("starttls or tls"))


def _webhook(document: Document, where: Where, webhook: dict[str, Any]) -> Iterator[Problem]:
    yield from misplaced(document, where, webhook, "token", _("a token"))
    given = [name for name in ("url", *(f"url_{kind}" for kind in ("cmd", "env", "file")))]
    given = [name for name in given if webhook.get(name) is not None]
    if not given:
        yield document.problem(where, _("“url” is missing"), _("or url_cmd, url_env, url_file"))
    yield from one_of(document, where, given)
