"""Rulesets put to the test: on their examples, on one text, on what was decided."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from modtui.cli.desks import Seat, opened, run, seat, seated
from modtui.cli.durations import seconds
from modtui.cli.exits import Exit, Stop
from modtui.cli.printing import as_json, columns, data, say, wrapped
from modtui.journal.entries import Record
from modtui.model import Hit, Span, Struct
from modtui.paths import paths
from modtui.problems import FileProblems
from modtui.rules.ruleset import Example, Folding, LadderStep, Rule, Ruleset, in_language
from modtui.rules.trial import Trial, example_case, needed, trials
from modtui.shipped import names, shipped
from modtui.text import safe_line, segments
from modtui.times import show_time
from modtui.triage.desk import Desk
from modtui.triage.replay import Count, Replayed
from modtui.words import _, plural

PAGE = 500


class Tested(Struct, frozen=True):
    """What came of the examples of one file."""

    file: str
    trials: tuple[Trial, ...]


class Explained(Struct, frozen=True):
    """One hit, with what it took to see it and what would follow."""

    hit: Hit
    severity: str
    title: str
    marked: tuple[str, ...]
    needed: tuple[Folding, ...]
    steps: tuple[LadderStep, ...]
    because: str
    response: str
    language: str


class Difference(Struct, frozen=True):
    """What a changed ruleset would do otherwise."""

    count: Count
    decisions: tuple[Replayed, ...]


@click.command()
@click.argument("files", nargs=-1)
@click.option("--json", "json_", is_flag=True, help="Every example as JSON.")
def test(files: tuple[str, ...], json_: bool) -> Exit:
    """Try every example of every rule: `violates` must hit it, `allows` must not.

    FILE is a ruleset, or the name of one that comes with modtui; without one, those of your
    communities.
    """
    from modtui.rules.loader import load

    tested: list[Tested] = []
    broken: list[FileProblems] = []
    for file in [named(name) for name in files] or _configured():
        try:
            ruleset = load(file)
        except FileProblems as error:
            broken.append(error)
            continue
        tested.append(Tested(str(file), tuple(trials(ruleset))))
    if json_:
        as_json(tested)
    else:
        for one in tested:
            _show_tests(one)
    if broken:
        raise FileProblems(problem for error in broken for problem in error.problems)
    failed = sum(trial.passed is False for one in tested for trial in one.trials)
    if failed:
        say(plural("{count} example failed.", "{count} examples failed.", failed))
        return Exit.PROBLEM
    count = sum(len(one.trials) for one in tested)
    if not count:
        say(_("There are no examples yet: add some under “examples”, both ways."))
        return Exit.OK
    say(plural("{count} example, all as they should be.", "{count} examples, all good.", count))
    return Exit.OK


def named(name: str) -> Path:
    """A file, or the ruleset of that name that comes with modtui."""
    path = Path(name)
    if not path.exists() and name in names("rulesets"):
        return shipped("rulesets") / f"{name}.yaml"
    return path


def _configured() -> list[Path]:
    """The rulesets of all communities. Raises Stop where there is no configuration."""
    from modtui.config import load_config

    where = paths()
    if not where.config_file.exists():
        raise Stop(Exit.USAGE, _("There is no configuration yet: name a ruleset to look at."))
    config = load_config(where.config_file, where.compiled)
    return list(dict.fromkeys(community.ruleset for community in config.communities))


def _show_tests(tested: Tested) -> None:
    data(safe_line(tested.file, 300))
    rows = [("", _("violates"), _("allows"))]
    for rule in dict.fromkeys(trial.rule for trial in tested.trials):
        mine = [trial for trial in tested.trials if trial.rule == rule]
        rows.append((f"  {rule}", _share(mine, "violates"), _share(mine, "allows")))
    for line in columns(rows):
        data(line)
    for trial in tested.trials:
        if trial.passed is False:
            data()
            for line in _failure(trial):
                data(line)
    data()


def _share(mine: Iterable[Trial], side: str) -> str:
    examples = [trial for trial in mine if trial.side == side]
    if not examples:
        return _("none")
    if all(trial.passed is None for trial in examples):
        return _("for people only")
    good = sum(trial.passed is not False for trial in examples)
    said = _("{good} of {all}").format(good=good, all=len(examples))
    return said if good == len(examples) else f"{said}  ✗"


def _failure(trial: Trial) -> Iterator[str]:
    place = _("{rule}, {side} {number}").format(
        rule=trial.rule, side=trial.side, number=trial.number
    )
    if trial.side == "violates":
        unsure = trial.hit is not None
        why = _("ran out of time") if unsure else _("is not found by its rule")
        yield f"✗ {place}: {why}"
    else:
        yield f"✗ {place}: " + _("is found by its rule, and should not be")
    yield from wrapped(_marked(trial.text, trial.hit.spans if trial.hit else ()), "    ")
    if trial.others:
        others = ", ".join(hit.rule for hit in trial.others)
        yield "    " + _("found by other rules: {rules}").format(rules=others)


def _marked(text: str, spans: Iterable[Span]) -> str:
    """The text with what was found marked [[so]]."""
    return "".join(
        f"[[{piece.text}]]" if piece.marked else piece.text for piece in segments(text, spans)
    )


@click.command("try")
@click.argument("text")
@click.option("--ruleset", metavar="FILE", help="A file, or a name that comes with modtui.")
@click.option("--language", metavar="CODE", help="The language of the text, and of the answer.")
@click.option(
    "--author-age", callback=seconds, metavar="TIME", help="How long the author is a member: 3d."
)
@click.option("--author-posts", type=click.IntRange(0), help="How many posts they wrote.")
@click.option("--reports", type=click.IntRange(0), help="How many people reported it.")
@click.option("--earlier", type=click.IntRange(0), default=0, help="Earlier violations.")
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def try_(
    text: str,
    ruleset: str | None,
    language: str | None,
    author_age: int | None,
    author_posts: int | None,
    reports: int | None,
    earlier: int,
    json_: bool,
) -> Exit:
    """Explain one text: what it hits and where, through what folding, what would follow.

    TEXT is the text itself, or - to read it from standard input. The exit status is 1 where
    it hits nothing.
    """
    from modtui.rules.loader import load
    from modtui.rules.matcher import Matcher

    if text == "-":
        text = sys.stdin.read()
    chosen = load(named(ruleset) if ruleset else _usual())
    example = Example(
        text=text,
        language=language or "",
        author_age=None if author_age == -1 else author_age,
        author_posts=author_posts,
        reports=reports,
    )
    hits = Matcher(chosen).match_case(example_case(example))
    found = [_explained(chosen, hit, example, earlier) for hit in hits]
    if json_:
        as_json(found)
    else:
        for one in found:
            for line in _explanation(one, text):
                data(line)
            data()
    if not found:
        say(_("No rule of “{name}” hits it.").format(name=safe_line(chosen.name, 60)))
        return Exit.PROBLEM
    return Exit.OK


def _usual() -> Path:
    """The ruleset of the first community, else the one for any community."""
    if paths().config_file.exists():
        return _configured()[0]
    return shipped("rulesets") / "community-en.yaml"


def _explained(ruleset: Ruleset, hit: Hit, example: Example, earlier: int) -> Explained:
    from datetime import timedelta

    from modtui.rules.ladder import Earlier, propose
    from modtui.rules.responses import choose_language
    from modtui.triage.opening import utc_now

    rule = ruleset.rule(hit.rule)
    assert rule is not None  # noqa: S101 - the matcher names rules of this ruleset only
    now = utc_now()
    past = [Earlier(rule.id, now - timedelta(days=1), "", ()) for _each in range(earlier)]
    proposal = propose(rule, past, now, undecided=hit.undecided)
    language = choose_language(ruleset, example.language or None, example.text)
    return Explained(
        hit=hit,
        severity=rule.severity.value,
        title=in_language(rule.title, language),
        marked=tuple(example.text[span.start : span.end] for span in hit.spans),
        needed=needed(rule, example_case(example)),
        steps=proposal.steps,
        because=proposal.because,
        response=_message(ruleset, rule, proposal.steps, language, example.text),
        language=language,
    )


def _message(
    ruleset: Ruleset, rule: Rule, steps: tuple[LadderStep, ...], language: str, text: str
) -> str:
    """What would be said, with what is known of a bare text."""
    from modtui.rules.durations import lasting
    from modtui.rules.responses import links, render

    ids = [step.response for step in steps if step.response] or list(rule.responses)
    response = ruleset.response(ids[0]) if ids else None
    if response is None:
        return ""
    values = {
        "rule": in_language(rule.title, language),
        "excerpt": "" if rule.evidence == "none" else text,
        "signature": in_language(ruleset.signature, language),
        "appeal": in_language(ruleset.appeal, language),
        **links(ruleset),
    }
    lasts = next((step.seconds for step in steps if step.seconds), None)
    if lasts is not None:
        values["duration"] = lasting(lasts, language)
    return render(in_language(response.texts, language), values).text


def _explanation(one: Explained, text: str) -> Iterator[str]:
    doubt = " " + _("(undecided: look yourself)") if one.hit.undecided else ""
    yield f"{one.hit.rule} ({one.severity}): {safe_line(one.title, 100)}{doubt}"
    yield from wrapped(_marked(text, one.hit.spans), "    ")
    places = ", ".join(f"{span.start}–{span.end}" for span in one.hit.spans[:20])
    if places:
        yield "  " + _("at: {places}").format(places=places)
    if one.needed:
        folding = ", ".join(folding.value for folding in one.needed)
        yield "  " + _("seen only through: {folding}").format(folding=folding)
    steps = ", ".join(_step(step) for step in one.steps) or _("nothing")
    yield from wrapped("  " + _("proposed: {steps}").format(steps=steps), hang=4)
    yield from wrapped("  " + one.because, hang=4)
    if one.response:
        yield "  " + _("said ({language}):").format(language=one.language)
        yield from wrapped(one.response, "    ")


def _step(step: LadderStep) -> str:
    from modtui.rules.durations import duration

    if step.seconds is None:
        return step.verb
    return _("{verb} for {time}").format(verb=step.verb, time=duration(step.seconds))


@click.command()
@click.argument("file", type=str)
@seated
@click.option("--json", "json_", is_flag=True, help="As JSON.")
def replay(file: str, community: str | None, demo: bool, json_: bool) -> Exit:
    """Run a changed ruleset over what was decided, as far as the journal kept the texts.

    Lists what it would newly hit and what no longer, and what was done about each then.
    """
    from modtui.rules.loader import load

    return run(_replay(seat(community, demo), load(named(file)), json_))


async def _replay(where: Seat, changed: Ruleset, json_: bool) -> Exit:
    from modtui.triage.replay import replay as read_again

    found: list[Replayed] = []
    count = Count()
    async with opened(where.desk, reach=False) as desk:
        newest = desk.trail.entries(limit=1)
        total = newest[0].line.seq if newest else 0
        with click.progressbar(
            length=total, label=_("Reading again"), file=sys.stderr, update_min_steps=50
        ) as bar:
            for one, so_far in read_again(_records(desk), changed, desk.trail.kept_ruleset):
                bar.update(1)
                count = so_far
                if one is not None:
                    found.append(one)
    if json_:
        as_json(Difference(count, tuple(found)))
    else:
        for line in _differences(found, where.zone):
            data(line)
    say(_summary(found, count))
    return Exit.OK


def _records(desk: Desk) -> Iterator[Record]:
    """The whole journal, newest first."""
    before: int | None = None
    while page := desk.trail.entries(before=before, limit=PAGE):
        yield from page
        before = page[-1].line.seq


def _differences(found: Iterable[Replayed], zone: str) -> Iterator[str]:
    for one in found:
        changes = [f"+{rule}" for rule in one.gained] + [f"-{rule}" for rule in one.lost]
        done = ", ".join(safe_line(verb.removeprefix("native:"), 20) for verb in one.verbs)
        yield "  ".join(
            (
                show_time(one.at, zone),
                " ".join(changes),
                _("was acted on: {verbs}").format(verbs=done)
                if one.acted
                else _("was left: {verbs}").format(verbs=done),
                safe_line(f"{one.case.kind}/{one.case.native}", 60),
            )
        )
        spans = [span for hit in one.hits for span in hit.spans]
        yield from wrapped(safe_line(_marked(one.text, spans), 300), "    ")


def _summary(found: list[Replayed], count: Count) -> str:
    gained = [one for one in found if one.gained]
    lost = [one for one in found if one.lost]

    def of(some: list[Replayed]) -> str:
        acted = sum(one.acted for one in some)
        return _("{count} ({acted} acted on then, {left} left)").format(
            count=len(some), acted=acted, left=len(some) - acted
        )

    said = _("Newly hit: {gained}. No longer hit: {lost}. Decisions read again: {read}.").format(
        gained=of(gained), lost=of(lost), read=count.read
    )
    if count.without_text:
        said += " " + plural(
            "Of {count} more no text was kept.",
            "Of {count} more no texts were kept.",
            count.without_text,
        )
    return said
