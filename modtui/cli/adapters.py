"""``adapters``: what can be moderated from here."""

from collections.abc import Iterator

import click

from modtui.adapters.base import About
from modtui.adapters.listing import Installed, installed
from modtui.cli.exits import Exit
from modtui.cli.printing import as_json, data, say, wrapped
from modtui.text import safe_line
from modtui.words import _


@click.command()
@click.option("--json", "json_", is_flag=True, help="As JSON, with all that is said of each verb.")
def adapters(json_: bool) -> Exit:
    """List the adapters that are installed, and what each can do.

    What your account may do on your server is said by `modtui doctor`.
    """
    found = installed()
    if json_:
        as_json(found)
    else:
        for number, one in enumerate(found):
            if number:
                data()
            for line in _lines(one):
                data(line)
    broken = [one for one in found if one.problem]
    for one in broken:
        say(f"{safe_line(one.name, 60)}: {safe_line(one.problem, 300)}")
    return Exit.PROBLEM if broken else Exit.OK


def _lines(one: Installed) -> Iterator[str]:
    name = safe_line(one.name, 60)
    source = _("from {package}").format(package=safe_line(one.package, 80)) if one.package else ""
    if one.about is None:
        yield "  ".join(filter(None, (name, source, _("cannot be used"))))
        return
    yield "  ".join(filter(None, (name, safe_line(one.about.backend, 80), source)))
    yield from wrapped(_verbs(one.about), indent="  ", hang=2)
    if one.besides:
        told = {"claims": _("claims"), "watches": _("watching"), "responses": _("responses")}
        yield "  " + _("besides: {what}").format(what=", ".join(told[w] for w in one.besides))
    if one.about.page:
        yield f"  {safe_line(one.about.page, 200)}"


def _verbs(about: About) -> str:
    able = (known for known in about.capabilities if known.allowed and not known.preparing)
    return ", ".join(
        f"{safe_line(known.verb.removeprefix('native:'), 40)} ({safe_line(known.label, 60)})"
        for known in able
    )
