"""The communities a person moderates, as they stand in ``modtui.yaml``.

The file belongs to its owner: one that others can change is refused, and so is one with
routes or tokens in it that others can read. It is never looked for in the current folder.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from modtui import secrets
from modtui.model import Struct
from modtui.problems import FileProblems, Problem, read_source
from modtui.text import safe_line
from modtui.words import _

if TYPE_CHECKING:
    from modtui.configschema import CommunityPart

OnExit = Literal["send", "keep", "ask"]

_COMPILED = 1
"""Version of the compiled form; counts up with any change of the structs below."""
_SECRET_LINE = re.compile(
    r"""^(\s*(?:-\s*)?["']?\w*(?:token|passw|secret|api_?key)\w*["']?\s*:\s*).+""", re.I
)
_GUARDED = re.compile(rb"""^[^#\n]*\b(?:routes|\w*token\w*)["']?\s*:""", re.M | re.I)
"""A guess at routes and tokens, for a file that cannot be read as a whole."""
_USERINFO = re.compile(r"//[^/\s@]*@")


class ConfigError(Exception):
    """The configuration does not fit what is there. ``str()`` is a plain sentence."""


class CommunityConfig(Struct):
    """One community. Paths are absolute; times are in seconds.

    ``routes`` leads from a contact's id in the ruleset to an account of the backend.
    ``moderator`` is who sits here, for accounts that several people share.
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
    proxy: str | None = None
    hold_back: float = 10.0
    on_exit: OnExit = "send"
    refresh_seconds: float = 60.0
    routes: tuple[tuple[str, str], ...] = ()
    options: dict[str, str] = {}

    @property
    def has_token(self) -> bool:
        """Whether it says where a token is."""
        return bool(self.token_cmd or self.token_env or self.token_file)

    def route(self, contact: str) -> str:
        """The account that a contact's escalations go to; empty where there is none."""
        return dict(self.routes).get(contact, "")


class Config(Struct):
    """The whole file. ``timezone`` is empty for UTC, ``theme`` for the default one."""

    path: Path
    communities: tuple[CommunityConfig, ...]
    timezone: str = ""
    theme: str = ""
    language: str = ""

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
    try:
        if community.token_cmd:
            return secrets.from_command(community.token_cmd)
        if community.token_env:
            return secrets.from_environment(community.token_env)
        if community.token_file:
            return secrets.from_file(community.token_file)
    except secrets.SecretError as error:
        raise ConfigError(f"{community.name}: {error}") from None
    raise ConfigError(
        _("{name}: no token: add token_cmd, token_env or token_file.").format(name=community.name)
    )


def _parse(path: Path, source: bytes) -> tuple[Config | None, tuple[Problem, ...]]:
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
        communities=tuple(_community(part, path.parent) for part in file.communities),
        timezone=file.timezone,
        theme=file.theme,
        language=file.language,
    )
    return config, ()


def _community(part: "CommunityPart", folder: Path) -> CommunityConfig:
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
        proxy=part.proxy,
        hold_back=part.hold_back,
        on_exit=part.on_exit,
        refresh_seconds=part.refresh_seconds,
        routes=tuple(part.routes.items()),
        options=part.options,
    )


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
    made = compiled.with_suffix(f".{os.getpid()}.part")
    try:
        compiled.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(handle, "wb") as file:
            file.write(msgspec.msgpack.encode(config, enc_hook=_as_text))
        for old in compiled.parent.glob("config-*.msgpack"):
            old.unlink(missing_ok=True)
        os.replace(made, compiled)
    except OSError:
        return


def _as_text(value: Any) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError
