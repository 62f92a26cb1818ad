"""Links are shown whole and truly, copied on wish, and never opened by accident."""

import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from modtui.tui.screens.choice import ChoiceSheet
from modtui.tui.screens.link import LinkSheet
from tests.triage.garden import Garden
from tests.tui.conftest import Clock, Person, seated

LONG = "https://one.example/" + "a-very-long-path/" * 12 + "end"
HONEST = f"Look at {LONG} please"
FALSE = "Sign in at https://xn--80ak6aa92e.com/login or http://paypa1.com/x now"
HIDDEN = "Go to https://two.example/\u202egro.elpmaxe now"


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    garden = Garden(tmp_path)
    for text in (HONEST, FALSE, HIDDEN, "A forbiddenword at https://three.example/"):
        garden.flagged(text)
    clock = Clock()
    clock.now = garden.clock.now
    garden.clock = clock  # type: ignore[assignment]
    async with seated(garden.desk(), clock, garden.file, (80, 40)) as person:
        yield person


class Browser(webbrowser.BaseBrowser):
    """A browser that only remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        return True


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The person's own browser, on a desktop of their own."""
    browser = Browser()
    monkeypatch.setattr(webbrowser, "_browsers", {})
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    webbrowser.register("remembering", None, browser, preferred=True)
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return browser


async def test_a_post_shows_where_its_links_really_lead(person: Person) -> None:
    await person.goes_to("Sign in")
    await person.does("open")
    text = " ".join(" ".join(line.strip("▌ ") for line in person.lines()).split())
    assert "https://xn--80ak6aa92e.com/login [! аррӏе.com; looks like apple.com]" in text
    assert "http://paypa1.com/x [! looks like paypal.com]" in text


async def test_a_single_link_is_shown_whole_and_copied_on_wish(
    person: Person, browser: Browser
) -> None:
    await person.goes_to("Look at")
    await person.does("links")
    assert isinstance(person.app.screen, LinkSheet)
    shown = "".join(line.strip("▌ ") for line in person.lines())
    assert LONG in shown
    assert "Nothing was opened" in shown
    assert not person.app.clipboard
    await person.does("copy-link")
    assert person.app.clipboard == LONG
    await person.sees("Copied")
    assert not browser.opened


async def test_one_of_several_is_chosen_with_what_deceives_before_it(person: Person) -> None:
    await person.goes_to("Sign in")
    await person.does("open", "links")
    assert isinstance(person.app.screen, ChoiceSheet)
    await person.sees("[! looks like paypal.com] http://paypa1.com/x")
    await person.does("down", "choose")
    await person.sees("A link to paypa1.com", "! looks like paypal.com")
    await person.does("close-link")
    assert person.app.screen.NAME == "case"  # type: ignore[attr-defined]


async def test_a_browser_opens_only_after_a_question(person: Person, browser: Browser) -> None:
    await person.goes_to("Look at")
    await person.does("links", "browse")
    await person.sees("Open one.example in your browser?", "› No, go back")
    await person.does("choose")
    await person.sees("Nothing was opened.")
    assert not browser.opened
    await person.does("browse", "down", "choose")
    await person.sees("Opened in your browser.")
    assert browser.opened == [LONG]


@pytest.mark.parametrize("where", ["SSH_CONNECTION", "SSH_TTY"])
async def test_over_ssh_nothing_is_opened(
    person: Person, browser: Browser, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv(where, "10.0.0.1 1 10.0.0.2 22")
    await person.goes_to("Look at")
    await person.does("links")
    await person.sees("You sit at another machine (SSH)")
    assert "o browser" not in person.screen()
    await person.does("browse")
    assert isinstance(person.app.screen, LinkSheet) and not browser.opened


async def test_a_restricted_desk_opens_nothing(person: Person, browser: Browser) -> None:
    person.desk.settings = msgspec.structs.replace(person.desk.settings, restricted=True)
    await person.goes_to("Look at")
    await person.does("links", "browse")
    await person.sees("The browser is turned off here")
    assert not browser.opened


async def test_a_link_with_hidden_characters_is_copied_without_them_and_not_opened(
    person: Person, browser: Browser
) -> None:
    await person.goes_to("Go to")
    await person.does("links", "copy-link")
    assert person.app.clipboard == "https://two.example/‹202E›gro.elpmaxe"
    await person.does("browse")
    await person.sees("without hidden characters")
    assert not browser.opened


async def test_a_veiled_post_keeps_its_links_until_it_is_shown(person: Person) -> None:
    await person.goes_to("forbiddenword")
    await person.does("open", "links")
    await person.sees("and with it its links")
    await person.does("unveil", "links")
    await person.sees("A link to three.example")


async def test_a_case_without_links_says_so(person: Person) -> None:
    await person.goes_to("You idiot")
    await person.does("links")
    await person.sees("There is no link in this case.")
