"""What the parts of ``modtui.yaml`` are made of: texts, addresses, commands, secrets."""

import shlex
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from modtui.problems import Problem
from modtui.words import _
from modtui.yamlfile import Document, Where

SOURCES = ("token_cmd", "token_env", "token_file")
MISPLACED = {
    "password": ("password_cmd", "password_env", "password_file"),
    "token": SOURCES,
}


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """An error with our own sentence; braces in it are not for pydantic to fill in."""
    plain = message.replace("{", "(").replace("}", ")")
    return PydanticCustomError("modtui", plain, {"hint": hint})


def url_parts(value: str) -> Any:
    """An address in its parts. Raises where it is none, or has a name or password in it."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise refuse(_("this is not an address")) from None
    if not parts.hostname or not value.isprintable() or " " in value:
        raise refuse(_("this is not an address"), "https://example.org")
    if "@" in parts.netloc:
        raise refuse(_("a name or password does not belong into an address here"))
    return parts


def private_host(host: str | None) -> bool:
    """Whether what is said to this host stays on this machine."""
    return host in ("localhost", "127.0.0.1", "::1")


def command_words(value: Any) -> Any:
    """A command written as one text is cut into words as a shell would, without one."""
    if not isinstance(value, str):
        return value
    try:
        return shlex.split(value)
    except ValueError:
        raise refuse(_("a quote in this command is never closed")) from None


Text = Annotated[str, Field(min_length=1, max_length=500)]
Argv = Annotated[list[Text], BeforeValidator(command_words), Field(min_length=1, max_length=100)]


class Part(BaseModel):
    """Base of all parts: nothing that is not known, and no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


def misplaced(
    document: Document, where: Where, part: dict[str, Any], name: str, what: str
) -> Iterator[Problem]:
    """A secret that stands in the file itself, or in two places at once."""
    if name in part:
        yield document.problem(
            (*where, name),
            _("{what} does not belong into this file").format(what=what),
            _("say where it is instead: {names}").format(names=", ".join(MISPLACED[name])),
            key=True,
        )
    yield from one_of(
        document, where, [source for source in MISPLACED[name] if part.get(source) is not None]
    )


def one_of(document: Document, where: Where, given: list[str]) -> Iterator[Problem]:
    """A problem for each key beyond the first."""
    for more in given[1:]:
        yield document.problem(
            (*where, more),
            _("there is a {other} already; one of them is enough").format(other=given[0]),
            key=True,
        )
