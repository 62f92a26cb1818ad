"""The communities a person moderates, as they stand in ``modtui.yaml``.

The file belongs to its owner: one that others can change is refused, and so is one with
routes or tokens in it that others can read. It is never looked for in the current folder.
"""

import contextlib
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from modtui import privately, secrets
from modtui.configroutes import (
    Destination,
    SecretAt,
    ToCommand,
    ToEmail,
    ToPerson,
    ToRoom,
    ToWebhook,
)
from modtui.goals import USUAL, Goals, goals
from modtui.keymap import Keymap
from modtui.model import Severity, Struct
from modtui.problems import FileProblems, Problem, read_source
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from modtui.configrouteschema import EmailPart, RoutePart, WebhookPart
    from modtui.configschema import CommunityPart, ConfigFile

OnExit = Literal["send", "keep", "ask"]

_COMPILED = 11
"""Version of the compiled form; counts up with any change of the structs below."""
_SECRET_LINE = re.compile(
    r"""^(.*?["']?\w*(?:token|passw|secret|api_?key|url)\w*["']?\s*:\s*).+""", re.I
)
_GUARDED = re.compile(rb"""^[^#\n]*\b(?:routes|\w*token\w*)["']?\s*:""", re.M | re.I)
"""A guess at routes and tokens, for a file that cannot be read as a whole."""
_USERINFO = re.compile(r"//[^/\s@]*@")


class ConfigError(Exception):
    """The configuration does not fit what is there. ``str()`` is a plain sentence."""


class CommunityConfig(Struct):
    """One community. Paths are absolute; times are in seconds.

    ``routes`` leads from a contact's id in the ruleset to where its escalations go.
    ``goals`` say how soon a case should be looked at.
    ``moderator`` is who sits here, for accounts that several people share. ``may`` are the
    verbs of their ``role``; None: no role limits them.
    """

    name: str
    adapter: str
    ruleset: Path
    server: str = ""
    file: Path | None = None
    user: str = ""
    moderator: str = ""
    token_cmd: tuple[str, ...] = ()
    token_env: str = ""
    token_file: Path | None = None
    checkpoint_cmd: tuple[str, ...] = ()
    proxy: str | None = None
    hold_back: float = 10.0
    on_exit: OnExit = "send"
    refresh_seconds: float = 60.0
    goals: Goals = USUAL
    role: str = ""
    may: tuple[str, ...] | None = None
    routes: tuple[tuple[str, Destination], ...] = ()
    options: dict[str, str] = {}

    @property
    def has_token(self) -> bool:
        """Whether it says where a token is."""
        return bool(self.token_cmd or self.token_env or self.token_file)

    def route(self, contact: str) -> Destination | None:
        """Where a contact's escalations go."""
        return dict(self.routes).get(contact)


class Config(Struct):
    """The whole file. ``timezone`` is empty for UTC, ``theme`` for the one that
    fits the terminal; ``ascii`` None: marks are drawn as the terminal can show them.

    ``keys`` are the person's own. ``restricted`` turns off whatever could start another
    program or write a file where the person at the desk says: the editor, the browser,
    command routes, export paths. ``plain``: the desk is a dialogue in lines. ``views`` are
    filters of the queue with their names, ``audit_views`` those of the audit trail.
    ``mask_slurs``: words that a rule masks are shown only when asked for.
    """

    path: Path
    communities: tuple[CommunityConfig, ...]
    timezone: str = ""
    theme: str = ""
    ascii: bool | None = None
    language: str = ""
    restricted: bool = False
    plain: bool = False
    views: tuple[tuple[str, str], ...] = ()
    audit_views: tuple[tuple[str, str], ...] = ()
    keys: Keymap = Keymap()
    mask_slurs: bool = True

    def community(self, name: str | None) -> CommunityConfig:
        """The community of that name; the first where no name is given.

        Raises ConfigError with the names there are.
        """
        if not self.communities:
            raise ConfigError(
                _("{path} names no community yet.").format(path=safe_line(str(self.path), 300))
            )
        if name is None:
            return self.communities[0]
        for community in self.communities:
            if community.name == name:
                return community
        raise ConfigError(
            _("There is no community {name}; configured: {known}.").format(
                name=safe_line(name, 60), known=", ".join(c.name for c in self.communities)
            )
        )


def load_config(path: Path, cache: Path | None = None) -> Config:
    """The configuration in a file. Raises FileProblems with all that is wrong with it.

    ``cache`` is a folder for the compiled form: an unchanged file is then read without
    YAML and pydantic, whose import costs half a start (measured).
    """
    path = path.absolute()
    source = read_source(path)
    status = os.stat(path)
    compiled = _compiled_path(path, source, cache)
    config = _recall(compiled)
    problems: tuple[Problem, ...] = ()
    if config is None:
        config, problems = _parse(path, source)
    if config is None:
        guarded = _GUARDED.search(source) is not None
    else:
        guarded = any(c.routes or c.has_token for c in config.communities)
    if why := secrets.exposure(status, readable=guarded):
        whole = Problem(
            safe_line(str(path), 300),
            0,
            0,
            _("this file {why}").format(why=why),
            hint=secrets.remedy(path),
        )
        problems = (whole, *problems)
    if problems or config is None:
        raise FileProblems(_without_secrets(problem) for problem in problems)
    _remember(compiled, config)
    return config


def read_token(community: CommunityConfig) -> str:
    """The token of a community, from where its configuration says. Raises ConfigError.

    It may ask the person for a passphrase and take up to ``secrets.PATIENCE`` seconds.
    """
    at = SecretAt(community.token_cmd, community.token_env, community.token_file)
    if not community.has_token:
        raise ConfigError(
            _("{name}: no token: add token_cmd, token_env or token_file.").format(
                name=community.name
            )
        )
    try:
        return read_secret(at, "token")
    except secrets.SecretError as error:
        raise ConfigError(f"{community.name}: {error}") from None


def read_secret(at: SecretAt, name: str, *, spaces: bool = False) -> str:
    """A secret from where it is; sentences about it call it ``name_cmd`` and so on.

    Raises SecretError. Like ``read_token`` it may take its time.
    """
    if at.cmd:
        return secrets.from_command(at.cmd, called=f"{name}_cmd", spaces=spaces)
    if at.env:
        return secrets.from_environment(at.env, called=f"{name}_env", spaces=spaces)
    return secrets.from_file(at.file or Path(), called=f"{name}_file", spaces=spaces)


def _parse(path: Path, source: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
    from modtui.configkeys import keymap_of
    from modtui.configschema import ConfigFile, cross_check
    from modtui.yamlfile import check, parse_yaml

    try:
        document = parse_yaml(source, str(path))
    except FileProblems as error:
        return None, error.problems
    file, problems = check(ConfigFile, document)
    problems = (*problems, *cross_check(document, path.parent))
    if file is None or problems:
        return None, problems
    config = Config(
        path=path,
        communities=tuple(_community(part, file, path.parent) for part in file.communities),
        timezone=file.timezone,
        theme=file.theme,
        ascii=file.ascii,
        language=file.language,
        restricted=file.restricted,
        plain=file.plain,
        views=tuple(file.views.items()),
        audit_views=tuple(file.audit_views.items()),
        keys=keymap_of(file.keys),
        mask_slurs=file.mask_slurs,
    )
    return config, ()


def _community(part: "CommunityPart", file: "ConfigFile", folder: Path) -> CommunityConfig:
    from modtui.configschema import below, ruleset_path

    return CommunityConfig(
        name=part.name,
        adapter=part.adapter,
        ruleset=ruleset_path(part.ruleset, folder),
        server=part.server or "",
        file=below(part.file, folder) if part.file else None,
        user=part.user or "",
        moderator=part.moderator or "",
        token_cmd=tuple(part.token_cmd or ()),
        token_env=part.token_env or "",
        token_file=below(part.token_file, folder) if part.token_file else None,
        checkpoint_cmd=_program(part.checkpoint_cmd or [], folder),
        proxy=part.proxy,
        hold_back=part.hold_back,
        on_exit=part.on_exit,
        refresh_seconds=part.refresh_seconds,
        goals=_goals(part),
        role=part.role or "",
        may=tuple(file.roles[part.role].may) if part.role else None,
        routes=tuple((contact, _route(to, folder)) for contact, to in part.routes.items()),
        options=part.options,
    )


def _goals(part: "CommunityPart") -> Goals:
    said = part.response_goals
    named = {level.value: getattr(said, level.value) for level in Severity}
    return goals({level: text for level, text in named.items() if text}, said.places)


def _route(part: "str | RoutePart", folder: Path) -> Destination:
    if isinstance(part, str):
        return ToPerson(part)
    if part.email is not None:
        return _email(part.email, folder)
    if part.webhook is not None:
        return _webhook(part.webhook, folder)
    if part.command is not None:
        return _command(part.command, part.timeout, folder)
    return ToRoom(part.room) if part.room is not None else ToPerson(part.person or "")


def _email(part: "EmailPart", folder: Path) -> ToEmail:
    ports = {"starttls": 587, "tls": 465, "none": 25}
    return ToEmail(
        to=tuple(part.to),
        sender=part.sender,
        host=part.host,
        port=part.port or ports[part.tls],
        tls=part.tls,
        user=part.user or "",
        password=_at(part.password_cmd, part.password_env, part.password_file, folder),
    )


def _webhook(part: "WebhookPart", folder: Path) -> ToWebhook:
    return ToWebhook(
        url=part.url or "",
        url_at=_at(part.url_cmd, part.url_env, part.url_file, folder),
        token=_at(part.token_cmd, part.token_env, part.token_file, folder),
        safe=part.safe,
    )


def _command(argv: list[str], timeout: float | None, folder: Path) -> ToCommand:
    known = ToCommand(_program(argv, folder))
    return known if timeout is None else msgspec.structs.replace(known, timeout=timeout)


def _program(argv: list[str], folder: Path) -> tuple[str, ...]:
    """A program with a slash in its name starts from the configuration's own folder."""
    from modtui.configschema import below

    if argv and "/" in argv[0]:
        return (str(below(argv[0], folder)), *argv[1:])
    return tuple(argv)


def _at(cmd: list[str] | None, env: str | None, file: str | None, folder: Path) -> SecretAt | None:
    from modtui.configschema import below

    if cmd is None and env is None and file is None:
        return None
    return SecretAt(tuple(cmd or ()), env or "", below(file, folder) if file else None)


def _without_secrets(problem: Problem) -> Problem:
    """The problem without the rest of a line that may hold a secret."""
    line = _SECRET_LINE.match(problem.excerpt)
    if line is None and not _USERINFO.search(problem.excerpt):
        return problem
    kept = f"{line[1]}…" if line else ""
    return msgspec.structs.replace(
        problem, excerpt=kept, caret=min(problem.caret, max(len(kept) - 1, 0))
    )


def _compiled_path(path: Path, source: bytes, cache: Path | None) -> Path | None:
    if cache is None:
        return None
    from modtui import __version__
    from modtui.shipped import shipped

    digest = hashlib.sha256(source)
    # Relative paths and the names of shipped rulesets were resolved in it.
    place = f"\0{_COMPILED}\0{__version__}\0{path}\0{shipped('rulesets')}\0{Path.home()}"
    digest.update(os.fsencode(place))
    return cache / f"config-{digest.hexdigest()}.msgpack"


def _recall(compiled: Path | None) -> Config | None:
    if compiled is None:
        return None
    try:
        with compiled.open("rb") as file:
            if secrets.exposure(os.fstat(file.fileno()), readable=False):
                return None
            return msgspec.msgpack.decode(
                file.read(), type=Config, dec_hook=lambda kind, value: kind(value)
            )
    except (OSError, msgspec.MsgspecError, ValueError, TypeError):
        return None


def _remember(compiled: Path | None, config: Config) -> None:
    """Keep the compiled form, and only the newest one. A cache that fails is no cache."""
    if compiled is None or compiled.exists():
        return
    with contextlib.suppress(OSError):
        privately.replace_file(compiled, msgspec.msgpack.encode(config, enc_hook=_as_text))
        for old in compiled.parent.glob("config-*.msgpack"):
            if old != compiled:
                old.unlink(missing_ok=True)


def _as_text(value: Any) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError
