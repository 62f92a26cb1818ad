"""Looking at the queue and at cases without the desk."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

from modtui.paths import paths
from modtui.shipped import shipped
from tests.cli.conftest import Modtui


def harmless(text: str) -> bool:
    """Nothing but letters, marks and line ends: no control, format or surrogate character."""
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in text)


def test_the_queue_lists_every_case_the_most_urgent_first(modtui: Modtui) -> None:
    ran = modtui("queue", "--demo")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert len(lines) >= 80
    assert f"{len(lines)} cases" in ran.err
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    priorities = [round(row["row"]["priority"]) for row in rows]
    assert priorities == sorted(priorities, reverse=True)
    assert [line.split()[0] for line in lines] == [row["case"] for row in rows]


def test_hostile_posts_reach_the_terminal_without_a_control_character(modtui: Modtui) -> None:
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    ran = modtui("queue", "--demo")
    assert harmless(ran.out + ran.err)
    hostile = [row["case"] for row in rows if not harmless(row["row"]["excerpt"])]
    assert len(hostile) >= 3
    for case in hostile:
        shown = modtui("show", case, "--demo")
        assert shown.status == 0
        assert harmless(shown.out + shown.err), case
        assert modtui("show", case, "--demo", "--json").out.isascii()


def test_json_keeps_what_was_said_to_the_letter(modtui: Modtui, community: Callable) -> None:
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    for row in rows:
        if row["case"].startswith("post/") and not harmless(row["row"]["excerpt"]):
            view = json.loads(modtui("show", row["case"], "--demo", "--json").out)["view"]
            post = community().post(row["case"].removeprefix("post/"))
            assert view["case"]["subject"]["text"] == post.text


def test_a_case_shows_what_was_hit_and_by_whom_it_was_flagged(modtui: Modtui) -> None:
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    case = next(row["case"] for row in rows if row["row"].get("rule") == "respect")
    ran = modtui("show", case, "--demo")
    assert "[[" in ran.out and "]]" in ran.out
    assert "Hits respect" in ran.out
    assert "Flagged by" in ran.out


def test_a_case_can_be_named_with_its_community(modtui: Modtui) -> None:
    rows = json.loads(modtui("queue", "--demo", "--json").out)
    short, full = rows[0]["case"], "/".join(rows[0]["row"]["key"])
    assert modtui("show", full, "--demo").out == modtui("show", short, "--demo").out


def test_a_case_that_is_not_there_and_a_name_that_is_none(modtui: Modtui) -> None:
    assert modtui("show", "post/none", "--demo").status == 1
    assert modtui("show", "none", "--demo").status == 2


def test_a_backend_that_is_away_is_never_taken_for_an_empty_queue(
    modtui: Modtui, configure: Callable[[str], Path], monkeypatch
) -> None:
    monkeypatch.setenv("FAR_TOKEN", "syt_abc")
    configure(
        "communities:\n  - {name: far, adapter: matrix, server: 'http://127.0.0.1:1',"
        " ruleset: chat-room, token_env: FAR_TOKEN}\n"
    )
    ran = modtui("queue")
    assert ran.status == 3
    assert ran.out == ""
    assert "0 cases" not in ran.err
    assert "127.0.0.1" in ran.err
    assert "syt_abc" not in ran.err
    assert json.loads(modtui("queue", "--json").out) == []


def test_commands_need_a_configuration_and_say_so(modtui: Modtui) -> None:
    for command in (("queue",), ("show", "post/1"), ("audit",), ("outbox",), ("undo",)):
        ran = modtui(*command)
        assert ran.status == 2
        assert "modtui init" in ran.err


def test_a_community_or_adapter_that_there_is_not(
    modtui: Modtui, configure: Callable[[str], Path]
) -> None:
    configure("communities:\n  - {name: a, adapter: nope, file: x, ruleset: chat-room}\n")
    assert "no adapter nope" in modtui("queue").err
    ran = modtui("queue", "--community", "b")
    assert ran.status == 2
    assert "configured: a" in ran.err
    assert modtui("--community", "b", "queue").err == ran.err


def test_times_are_shown_in_the_zone_of_the_configuration(
    modtui: Modtui, configure: Callable[[str], Path]
) -> None:
    modtui("queue", "--demo")
    file = paths().demo / "community.json"
    text = f"communities:\n  - {{name: a, adapter: local, file: {file}, ruleset: community-en}}\n"
    configure(text)
    assert "UTC" in modtui("queue").err
    configure("timezone: Asia/Kolkata\n" + text)
    assert "UTC" not in modtui("queue").err


def test_a_text_that_a_rule_veils_is_printed_only_when_asked_for(
    modtui: Modtui, configure: Callable[[str], Path], tmp_path: Path
) -> None:
    modtui("queue", "--demo")
    shipped_rules = (shipped("rulesets") / "community-en.yaml").read_text("utf-8")
    rules = tmp_path / "own.yaml"
    id_ = "  - id: respect\n"
    assert id_ in shipped_rules
    rules.write_text(shipped_rules.replace(id_, f"{id_}    veiled: true\n"), "utf-8")
    file = paths().demo / "community.json"
    configure(f"communities:\n  - {{name: a, adapter: local, file: {file}, ruleset: {rules}}}\n")
    rows = json.loads(modtui("queue", "--json").out)
    row = next(row for row in rows if row["row"].get("veiled"))
    text = row["row"]["excerpt"]
    words = text.split(".")[0]
    listed = modtui("queue").out
    line = next(line for line in listed.splitlines() if line.split()[0] == row["case"])
    assert f"veiled: {row['row']['veiled']}"[:30] in line
    assert words[:20] not in line
    shown = " ".join(modtui("show", row["case"]).out.split())
    assert f"Veiled: it hits the rule “{row['row']['veiled']}”. --unveil shows it." in shown
    assert words not in shown
    unveiled = modtui("show", row["case"], "--unveil").out
    flat = " ".join(unveiled.replace("[[", "").replace("]]", "").split())
    assert words in flat and "Veiled" not in flat
    view = json.loads(modtui("show", row["case"], "--json").out)["view"]
    assert view["case"]["subject"]["text"].startswith(text)


def test_a_filter_leaves_what_fits_and_says_of_how_many(modtui: Modtui) -> None:
    everything = json.loads(modtui("queue", "--demo", "--json").out)
    wanted = [row["case"] for row in everything if row["row"]["severity"] == "severe"]
    ran = modtui("queue", "--demo", "--filter", "severity:severe")
    assert [line.split()[0] for line in ran.out.splitlines()] == wanted
    assert f"{len(wanted)} of {len(everything)}" in ran.err
    found = json.loads(modtui("queue", "--demo", "--filter", "severity:severe", "--json").out)
    assert [row["case"] for row in found] == wanted


def test_a_filter_that_fits_nothing_is_no_error(modtui: Modtui) -> None:
    ran = modtui("queue", "--demo", "--filter", "author:nobody-of-this-name", "--json")
    assert ran.status == 0 and json.loads(ran.out) == []


def test_a_filter_that_cannot_be_used_is_marked_before_anything_is_opened(
    modtui: Modtui, home: Path
) -> None:
    for command in (("queue", "--filter"), ("audit",)):
        ran = modtui(*command, "rule:spam autor:ana", "--demo")
        assert ran.status == 2 and not ran.out
        lines = ran.err.splitlines()
        assert lines[0] == "filter:1:11: there is no field “autor”"
        assert lines[1].index("autor") == lines[2].index("^")
        assert "did you mean “author”?" in lines[3]
    assert not home.exists()


def test_hostile_filters_reach_the_terminal_without_a_control_character(modtui: Modtui) -> None:
    ran = modtui("queue", "--demo", "--filter", "nobody\x1b[31m:x is:\x1b]52;c;x\x07")
    assert ran.status == 2
    assert harmless(ran.err)


def test_the_trail_is_asked_in_the_same_language(modtui: Modtui) -> None:
    case = json.loads(modtui("queue", "--demo", "--json").out)[0]["case"]
    modtui("decide", case, "keep", "--demo", "--yes", "--hold", "0")
    decided = json.loads(modtui("audit", "--demo", "kind:decided", "verb:keep", "--json").out)
    assert len(decided) == 1
    assert json.loads(modtui("audit", "--demo", "--json", "--", "-kind:decided").out)
    assert modtui("audit", "--demo", "kind:decided after:1d", f"case:{case}").err == "1 entry.\n"
