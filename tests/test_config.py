"""modtui.yaml: every mistake with its place, nobody else's file, secrets kept out."""

import os
import re
import stat
import sys
from pathlib import Path

import pytest

from modtui.config import CommunityConfig, ConfigError, load_config, read_token
from modtui.configexample import EXAMPLE
from modtui.configroutes import (
    SecretAt,
    ToCommand,
    ToEmail,
    ToPerson,
    ToRoom,
    ToWebhook,
)
from modtui.model import Place, Severity
from modtui.problems import FileProblems

RULES = "name: rules\n"

GOOD = """\
timezone: Europe/Paris
communities:
  - name: forum
    adapter: matrix
    server: https://matrix.example.org/
    ruleset: rules.yaml
    token_file: token
    hold_back: 3
    on_exit: ask
    routes:
      safety: "@safety:example.org"
    options:
      room: "!abc"
      depth: 3
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    return tmp_path / "modtui.yaml"


def write(file: Path, text: str, mode: int = 0o600) -> Path:
    file.write_text(text)
    file.chmod(mode)
    return file


def refused(file: Path) -> FileProblems:
    with pytest.raises(FileProblems) as caught:
        load_config(file)
    return caught.value


def places(problems: FileProblems) -> dict[int, str]:
    return {problem.line: problem.message for problem in problems.problems}


def test_a_good_file_is_read_with_paths_taken_from_its_own_folder(file: Path) -> None:
    config = load_config(write(file, GOOD))
    (forum,) = config.communities
    assert config.timezone == "Europe/Paris"
    assert forum.ruleset == file.parent / "rules.yaml"
    assert forum.token_file == file.parent / "token"
    assert forum.server == "https://matrix.example.org"
    assert forum.route("safety") == ToPerson("@safety:example.org")
    assert forum.hold_back == 3.0
    assert forum.on_exit == "ask"
    assert forum.options == {"room": "!abc", "depth": "3"}


def test_what_is_left_out_has_the_documented_defaults(file: Path) -> None:
    text = "communities:\n  - {name: a, adapter: local, file: a.json, ruleset: rules.yaml}\n"
    (community,) = load_config(write(file, text)).communities
    assert community.hold_back == 10.0
    assert community.on_exit == "send"
    assert community.refresh_seconds == 60.0
    assert not community.has_token
    assert community.file == file.parent / "a.json"


def test_a_ruleset_that_no_file_can_be_named_like_is_told(file: Path) -> None:
    write(file, GOOD.replace("rules.yaml", "r" * 300))
    with pytest.raises(FileProblems) as caught:
        load_config(file)
    assert [problem.line for problem in caught.value.problems] == [6]


def test_the_current_folder_plays_no_part(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, GOOD)
    elsewhere = file.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load_config(file).communities[0].ruleset == file.parent / "rules.yaml"


def test_all_problems_come_at_once_each_at_its_line(file: Path) -> None:
    text = """\
timezone: Europe/Pariss
communities:
  - name: Forum!
    adapter: matrix
    server: http://matrix.example.org
    ruleset: nowhere.yaml
    hold_back: 9999
    on_exit: sned
    refresh: 60
  - name: second
    adapter: matrix
    server: https://user:pw@example.org
    ruleset: rules.yaml
    token_env: A
    token_file: B
  - name: second
    adapter: local
    ruleset: rules.yaml
"""
    found = places(refused(write(file, text)))
    assert set(found) == {1, 3, 5, 6, 7, 8, 9, 12, 15, 16}
    assert "600" in found[7]
    assert "token_env" in found[15]
    message = str(refused(file))
    assert "Europe/Paris" in message
    assert "did you mean" in message
    assert f"{file}:8:" in message


def test_a_newer_format_is_refused_in_plain_words(file: Path) -> None:
    assert "newer modtui" in str(refused(write(file, "version: 2\n" + GOOD)))


def test_a_token_in_the_file_is_refused_and_never_repeated(file: Path) -> None:
    text = GOOD.replace("token_file: token", "token: syt_geheim").replace("3\n", "3\n")
    message = str(refused(write(file, text)))
    assert "syt_geheim" not in message
    assert "token_cmd" in message


@pytest.mark.parametrize(
    "line", ["acess_token: syt_geheim", "password: syt_geheim", "proxy: http://me:syt_geheim@p:1"]
)
def test_no_line_with_a_secret_is_shown(file: Path, line: str) -> None:
    message = str(refused(write(file, GOOD.replace("on_exit: ask", line))))
    assert "syt_geheim" not in message
    assert f"{file}:9:" in message


def test_a_file_that_others_can_change_is_refused_with_the_remedy(file: Path) -> None:
    text = "communities: []\n"
    for mode in (0o620, 0o602, 0o666):
        message = str(refused(write(file, text, mode)))
        assert "chmod 600" in message
        assert str(file) in message


def test_a_file_that_others_can_read_is_refused_only_with_routes_or_tokens(file: Path) -> None:
    plain = "communities:\n  - {name: a, adapter: local, file: a.json, ruleset: rules.yaml}\n"
    assert load_config(write(file, plain, 0o644)).communities
    assert "chmod 600" in str(refused(write(file, GOOD, 0o644)))
    routes = plain.replace("rules.yaml}", "rules.yaml, routes: {a: b}}")
    assert "chmod 600" in str(refused(write(file, routes, 0o640)))
    broken = plain.replace("rules.yaml}", "rules.yaml, no: 1}")
    assert "chmod 600" not in str(refused(write(file, broken, 0o644)))


def test_the_mode_is_told_along_with_the_other_problems(file: Path) -> None:
    found = refused(write(file, GOOD.replace("ask", "later"), 0o666))
    assert len(found.problems) == 2


def test_the_example_is_valid_and_commented(file: Path) -> None:
    config = load_config(write(file, EXAMPLE))
    assert config.communities
    assert EXAMPLE.count("#") > 15


def test_an_unchanged_file_is_read_again_without_yaml_and_pydantic(file: Path) -> None:
    import subprocess

    cache = file.parent / "cache"
    first = load_config(write(file, GOOD), cache)
    (kept,) = cache.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    program = f"""
import sys
from pathlib import Path
from modtui.config import load_config
config = load_config(Path({str(file)!r}), Path({str(cache)!r}))
assert not {{"yaml", "pydantic"}} & set(sys.modules), "imported"
print(repr(config))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() == repr(first)


def test_a_changed_file_is_not_taken_from_the_cache(file: Path) -> None:
    cache = file.parent / "cache"
    load_config(write(file, GOOD), cache)
    changed = load_config(write(file, GOOD.replace("name: forum", "name: other")), cache)
    assert changed.communities[0].name == "other"
    assert len(list(cache.iterdir())) == 1


def test_a_damaged_cache_costs_time_only(file: Path) -> None:
    cache = file.parent / "cache"
    first = load_config(write(file, GOOD), cache)
    next(cache.iterdir()).write_bytes(b"\xff\x00 nonsense")
    assert load_config(file, cache) == first


def test_the_mode_is_looked_at_even_when_the_cache_knows_the_file(file: Path) -> None:
    cache = file.parent / "cache"
    load_config(write(file, GOOD), cache)
    file.chmod(0o644)
    with pytest.raises(FileProblems):
        load_config(file, cache)


def community(tmp_path: Path, **token: object) -> CommunityConfig:
    values = {"name": "forum", "adapter": "matrix", "ruleset": tmp_path / "rules.yaml"} | token
    return CommunityConfig(**values)


def refusal(found: CommunityConfig) -> str:
    with pytest.raises(ConfigError) as caught:
        read_token(found)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_token_is_the_first_line_that_a_command_prints(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "print('syt_abc'); print('url: https://example.org')")
    assert read_token(community(tmp_path, token_cmd=command)) == "syt_abc"


def test_a_command_runs_without_a_shell(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME;`id`")
    assert read_token(community(tmp_path, token_cmd=command)) == "$HOME;`id`"


def test_what_a_failing_command_says_is_not_repeated(tmp_path: Path) -> None:
    script = "import sys; print('syt_abc'); print('syt_abc', file=sys.stderr); sys.exit(3)"
    message = refusal(community(tmp_path, token_cmd=(sys.executable, "-c", script)))
    assert "syt_abc" not in message
    assert "status 3" in message


def test_a_missing_command_is_told_in_a_sentence(tmp_path: Path) -> None:
    assert "no-such-program" in refusal(community(tmp_path, token_cmd=("no-such-program",)))


def test_a_command_that_never_ends_is_ended_with_its_children(tmp_path: Path) -> None:
    from modtui import secrets

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        command = ("sh", "-c", f"(echo begun; exec sleep 1000) > {pipe} & wait")
        with pytest.raises(secrets.SecretError, match="no answer"):
            secrets.from_command(command, patience=1.0)
        os.set_blocking(reader.fileno(), True)
        # The end comes only when nobody holds the other end any more.
        assert reader.read() == b"begun\n"


@pytest.mark.parametrize("printed", ["", "\\n", "two words", "a\\x1b[2J", "ü"])
def test_what_cannot_be_a_token_is_not_taken(tmp_path: Path, printed: str) -> None:
    command = (sys.executable, "-c", f"import sys; sys.stdout.buffer.write('{printed}'.encode())")
    message = refusal(community(tmp_path, token_cmd=command))
    assert "two words" not in message


def test_a_token_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORUM_TOKEN", "syt_env")
    assert read_token(community(tmp_path, token_env="FORUM_TOKEN")) == "syt_env"
    monkeypatch.delenv("FORUM_TOKEN")
    assert "FORUM_TOKEN" in refusal(community(tmp_path, token_env="FORUM_TOKEN"))


def test_a_token_file_must_be_its_owners_alone(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("syt_file\n")
    token.chmod(0o600)
    assert read_token(community(tmp_path, token_file=token)) == "syt_file"
    for mode in (0o640, 0o604, 0o620):
        token.chmod(mode)
        message = refusal(community(tmp_path, token_file=token))
        assert "chmod 600" in message
        assert "syt_file" not in message


def test_a_token_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(community(tmp_path, token_file=tmp_path / "none"))
    assert "not a file" in refusal(community(tmp_path, token_file=tmp_path))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    assert "not a file" in refusal(community(tmp_path, token_file=pipe))


def test_without_a_source_the_person_is_told_which_there_are(tmp_path: Path) -> None:
    message = refusal(community(tmp_path))
    assert "token_cmd" in message and "token_env" in message and "token_file" in message


ROUTES = """\
roles:
  helper: {may: [keep, warn, escalate, native:suspend]}
restricted: true
communities:
  - name: forum
    adapter: local
    file: a.json
    ruleset: rules.yaml
    role: helper
    routes:
      person: u-admins
      long: {person: u-admins}
      room: {room: "!mods:example.org"}
      mail:
        email: {to: [a@example.org, b@example.org], from: mods@example.org,
                host: mail.example.org, user: mods, password_cmd: pass show mail}
      hook: {webhook: {url: "https://example.org/hook?x=1", token_env: T, safe: true}}
      hidden: {webhook: {url_file: hook.url}}
      command: {command: [bin/notify, --now], timeout: 5}
"""


def test_every_kind_of_route_is_read(file: Path) -> None:
    config = load_config(write(file, ROUTES))
    (forum,) = config.communities
    assert config.restricted
    assert (forum.role, forum.may) == ("helper", ("keep", "warn", "escalate", "native:suspend"))
    assert forum.route("person") == forum.route("long") == ToPerson("u-admins")
    assert forum.route("room") == ToRoom("!mods:example.org")
    assert forum.route("mail") == ToEmail(
        ("a@example.org", "b@example.org"), "mods@example.org", "mail.example.org", 587,
        user="mods", password=SecretAt(("pass", "show", "mail")),
    )  # fmt: skip
    assert forum.route("hook") == ToWebhook(
        "https://example.org/hook?x=1", token=SecretAt(env="T"), safe=True
    )
    assert forum.route("hidden") == ToWebhook(url_at=SecretAt(file=file.parent / "hook.url"))
    program = str(file.parent / "bin/notify")
    assert forum.route("command") == ToCommand((program, "--now"), 5.0)
    assert forum.route("nobody") is None


def test_routes_are_the_same_from_the_compiled_form(file: Path, tmp_path: Path) -> None:
    write(file, ROUTES)
    assert load_config(file, tmp_path / "cache") == load_config(file, tmp_path / "cache")


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ("{}", "leads nowhere"),
        ("{person: a, room: b}", "one route"),
        ("{person: a, timeout: 3}", "only a command"),
        ("{pigeon: a}", "pigeon"),
        ("{command: []}", "empty"),
        ("{webhook: {}}", "url"),
        ("{webhook: {url: http://example.org/x}}", "https"),
        ("{webhook: {url: 'https://a:CANARY@example.org/'}}", "does not belong"),
        ("{webhook: {url: 'https://example.org/CANARY', token: CANARY}}", "token_cmd"),
        ("{webhook: {url: 'https://example.org', url_env: X}}", "one of them"),
        ("{email: {to: a@b.c, from: a@b.c}}", "host"),
        ("{email: {to: 'A <a@b.c>', from: a@b.c, host: m}}", "not an e-mail address"),
        ('{email: {to: "a@b.c\\nBcc: x@y.z", from: a@b.c, host: m}}', "not an e-mail address"),
        ("{email: {to: a@b.c, from: a@b.c, host: 'm/x'}}", "name of a server"),
        ("{email: {to: a@b.c, from: a@b.c, host: m, password: CANARY}}", "password_cmd"),
        ("{email: {to: a@b.c, from: a@b.c, host: m, user: x}}", "belong together"),
        (
            "{email: {to: a@b.c, from: a@b.c, host: m, user: x, password_env: P, tls: none}}",
            "read on the way",
        ),
    ],
)
def test_a_route_that_is_wrong_is_refused_with_its_reason(
    file: Path, route: str, said: str
) -> None:
    text = (
        "communities:\n  - {name: a, adapter: local, file: a.json, ruleset: rules.yaml}\n"
    ).replace("}\n", f", routes: {{x: {route}}}}}\n")
    message = str(refused(write(file, text)))
    assert said in message
    assert "CANARY" not in message


def test_a_secret_on_a_line_of_its_own_is_not_quoted(file: Path) -> None:
    text = """\
communities:
  - name: a
    adapter: local
    file: a.json
    ruleset: rules.yaml
    routes:
      x:
        webhook:
          url: ftp://example.org/CANARY
          token: CANARY
      y:
        email:
          to: a@example.org
          from: a@example.org
          host: m
          password: CANARY
"""
    assert "CANARY" not in str(refused(write(file, text)))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("roles: {helper: {may: [dance]}}", 1),
        ("roles: {helper: {}}", 1),
        ("roles: {helper: {may: [keep], not: x}}", 1),
        ("restricted: perhaps", 1),
    ],
)
def test_a_role_or_restriction_that_is_wrong_is_refused(file: Path, text: str, line: int) -> None:
    body = "communities:\n  - {name: a, adapter: local, file: a.json, ruleset: rules.yaml}\n"
    assert line in places(refused(write(file, f"{text}\n{body}")))


def test_a_role_that_is_not_there_is_refused(file: Path) -> None:
    text = "roles: {helper: {may: [keep]}}\n" + ROUTES.partition("restricted")[2].partition("\n")[2]
    assert places(refused(write(file, text.replace("role: helper", "role: helpr")))).keys() == {7}


def test_others_must_not_read_a_file_with_routes(file: Path) -> None:
    write(file, ROUTES, 0o644)
    assert "read by other people" in str(refused(file))


def test_what_the_example_only_hints_at_is_valid_too(file: Path) -> None:
    """Every commented line of it, one alternative of each kind."""
    kept: list[str] = []
    for line in EXAMPLE.splitlines():
        hint = re.fullmatch(r"( *)# ((?: *)[\w-]+:(?: .*)?)", line)
        if hint and line.lstrip("# ").split(":")[0] in ("token_env", "token_file"):
            continue
        kept.append(hint[1] + hint[2] if hint else line)
    text = "\n".join(kept).partition("  # A community in a file")[0]
    config = load_config(write(file, text))
    (community,) = config.communities
    assert config.restricted
    assert community.may == ("keep", "remove", "warn", "escalate")
    assert {type(to).__name__ for _contact, to in community.routes} == {
        "ToPerson", "ToRoom", "ToEmail", "ToWebhook", "ToCommand",
    }  # fmt: skip


def test_views_are_read_in_their_order(file: Path) -> None:
    views = """\
views:
  Spam of today: rule:spam age<1d
  urgent: 'severity>=high -is:closed'
audit_views:
  bans: "verb:ban after:2w"
"""
    config = load_config(write(file, views + GOOD))
    assert config.views == (
        ("Spam of today", "rule:spam age<1d"),
        ("urgent", "severity>=high -is:closed"),
    )
    assert config.audit_views == (("bans", "verb:ban after:2w"),)


def test_a_flaw_in_a_view_is_told_at_its_place(file: Path) -> None:
    views = """\
views:
  first: rule:spam autor:ana
  second: 'age>2'
  third: >
    verb:ban
audit_views:
  fourth: verb:ban
  fifth: severity>=high
"""
    problems = refused(write(file, views + GOOD)).problems
    told = [(p.line, p.column, p.message) for p in problems]
    assert told == [
        (2, 20, "there is no field “autor”"),
        (3, 16, "“2” is no value for age"),
        (4, 10, "there is no field “verb”"),
        (8, 10, "there is no field “severity”"),
    ]
    assert problems[0].hint == "did you mean “author”?"


def test_slurs_are_masked_unless_the_person_prefers_to_read_them(file: Path) -> None:
    assert load_config(write(file, ROUTES)).mask_slurs
    assert not load_config(write(file, "mask_slurs: false\n" + ROUTES)).mask_slurs


def test_response_goals_are_read_by_severity_and_place(file: Path) -> None:
    text = (
        "communities:\n  - name: a\n    adapter: local\n    file: a.json\n"
        "    ruleset: rules.yaml\n"
        "    response_goals: {severe: immediate, high: 4h, low: none, places: {off-topic: 2d}}\n"
    )
    (community,) = load_config(write(file, text)).communities
    place = Place("off-topic", "Anything else")
    assert [community.goals.of(level, None) for level in Severity] == [None, 86400, 14400, 900]
    assert community.goals.of(Severity.SEVERE, place) == 2 * 86400
    (usual,) = load_config(write(file, text.partition("    response_goals")[0])).communities
    assert None not in [usual.goals.of(level, place) for level in Severity]


def test_a_response_goal_that_is_none_is_told_with_its_place(file: Path) -> None:
    text = (
        "communities:\n  - name: a\n    adapter: local\n    file: a.json\n"
        "    ruleset: rules.yaml\n    response_goals:\n      severe: at once\n"
        "      hihg: 4h\n      places: {off-topic: 0h}\n"
    )
    with pytest.raises(FileProblems) as caught:
        load_config(write(file, text))
    found = [(problem.line, problem.column) for problem in caught.value.problems]
    assert found == [(7, 15), (8, 7), (9, 27)]
