"""Links in what people wrote: where each leads, and what about its name deceives.

Nothing here opens anything. What looks like another site is compared by what a reader sees
(``rules.lookalikes``), with well-known sites and with the community's own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from modtui.model import Span, Struct
from modtui.rules import shapes
from modtui.rules.lookalikes import seen
from modtui.rules.ruleset import Ruleset
from modtui.triage.views import CaseView
from modtui.words import _

MOST = 50
"""Links of one text that are looked at."""
_SCHEME = re.compile(r"(?i)([a-z]+)://")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_END = re.compile(r"[/\\?#]")
# What ends a sentence or a bracket around a link belongs to the text.
_TAIL = ".,;:!?'’”»…)]}>*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LABEL = 63
# Digits and pairs of letters that are taken for a letter in the names of sites.
_READ = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("5", "s"), ("i", "l"))
# Scripts that are written together in one word.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "LATIN"}),
    frozenset({"CJK", "HANGUL", "LATIN"}),
    frozenset({"CJK", "BOPOMOFO", "LATIN"}),
)
WELL_KNOWN = (
    "amazon.com", "apple.com", "bbc.com", "binance.com", "bsky.app", "chase.com", "coinbase.com",
    "discord.com", "dropbox.com", "ebay.com", "element.io", "facebook.com", "github.com",
    "gitlab.com", "gmail.com", "google.com", "icloud.com", "instagram.com", "linkedin.com",
    "live.com", "mastodon.social", "matrix.org", "metamask.io", "microsoft.com", "netflix.com",
    "office.com", "outlook.com", "paypal.com", "reddit.com", "roblox.com", "signal.org",
    "steamcommunity.com", "steampowered.com", "telegram.org", "tiktok.com", "twitch.tv",
    "twitter.com", "whatsapp.com", "wikipedia.org", "x.com", "yahoo.com", "youtube.com",
)  # fmt: skip
"""Sites whose names are imitated; those of the community are added where links are found."""


class Link(Struct):
    """A link as it was written. ``span`` is its place in the text.

    ``host`` is the site as it is read and ``wire`` as machines write it (``xn--…``), the same
    where it is plain ASCII. ``doubts`` are plain words on what deceives about it, with names
    of sites in them: remote text.
    """

    url: str
    span: Span
    host: str = ""
    wire: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def strange(self) -> bool:
        """Whether its name is not what it seems, or not plain ASCII."""
        return bool(self.doubts) or self.host != self.wire

    @property
    def opens(self) -> bool:
        """Whether it is a whole web address that a browser can be given."""
        return bool(re.match(r"(?i)https?://", self.url)) and bool(self.host)


def links(text: str, own: Iterable[str] = ()) -> tuple[Link, ...]:
    """The links in a text, in order. ``own`` are the community's sites."""
    known = frozenset((*WELL_KNOWN, *(site.casefold() for site in own)))
    return tuple(link for link, _n in zip(_links(text, known), range(MOST), strict=False))


def site(address: str) -> str:
    """The host of a web address in small letters, without ``www.``; empty: it has none."""
    _before, host = _authority(address)
    return host.casefold().removeprefix("www.")


def of_case(view: CaseView, own: frozenset[str]) -> tuple[Link, ...]:
    """The links of a case, each once: in its text, in what reporters wrote, and its own."""
    subject = view.case.subject
    texts = [subject.text, *(report.reason for report in view.case.reports[:30])]
    found = [link for text in texts for link in links(text, own)]
    if subject.link:
        found += links(subject.link, own)
    return tuple({link.url: link for link in reversed(found)}.values())[::-1]


def sites(ruleset: Ruleset, *more: str) -> frozenset[str]:
    """The community's own sites: those its rules point to, and other addresses of it."""
    addresses = (*(address for _name, address in ruleset.links), *more)
    return frozenset(site(address) for address in addresses) - {""}


def _links(text: str, known: frozenset[str]) -> Iterator[Link]:
    for span in shapes.links(text):
        url = _trimmed(text[span.start : span.end])
        before, written = _authority(url)
        if not written:
            continue
        host = ".".join(_label(label) for label in _DOTS.split(written))
        wire = ".".join(_punycode(label) for label in host.split("."))
        doubts = tuple(_doubts(before, host, known))
        yield Link(url, Span(span.start, span.start + len(url)), host, wire, doubts)


def _trimmed(url: str) -> str:
    while url and url[-1] in _TAIL:
        opening = _PAIRS.get(url[-1])
        if opening and url.count(opening) >= url.count(url[-1]):
            break
        url = url[:-1]
    return url


def _authority(url: str) -> tuple[str, str]:
    """What stands before an ``@`` in the address, and the host after it, without its port."""
    scheme = _SCHEME.match(url)
    rest = url[scheme.end() :] if scheme else url
    # Browsers take a backslash for a slash.
    whole = _END.split(rest, maxsplit=1)[0]
    before, _at, host = whole.rpartition("@")
    if not host.startswith("["):
        host = host.partition(":")[0]
    return before, host.strip(".")[:260]


def _label(label: str) -> str:
    """One part of a host as it is read: ``xn--…`` decoded, in small letters."""
    label = unicodedata.normalize("NFKC", label[:_LABEL]).casefold()
    if label.startswith("xn--"):
        try:
            return label[4:].encode("ascii").decode("punycode")
        except (UnicodeError, OverflowError, ValueError):
            return label
    return label


def _punycode(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode", "replace").decode("ascii", "replace")


def _doubts(before: str, host: str, known: frozenset[str]) -> Iterator[str]:
    if before:
        yield _("{host} is the site; “{before}” before the @ is not").format(
            host=host, before=before
        )
    labels = host.split(".")
    if any(label.startswith("xn--") for label in labels):
        yield _("a name that cannot be decoded")
    mixed = [label for label in labels if _mixed(label)]
    if mixed:
        yield _("mixes letters of several scripts: {name}").format(name=", ".join(mixed))
    alike = _imitated(host, known)
    if alike:
        yield _("looks like {site}").format(site=alike)
    elif not host.isascii() and (read := _in_disguise(labels)):
        yield _("looks like {site}").format(site=read)


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character.isalpha() else ""


def _mixed(label: str) -> bool:
    scripts = {_script(character) for character in label} - {""}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def _read(host: str) -> str:
    """A host as a hasty reader sees it."""
    text = "".join(map(seen, host.casefold()))
    # Accents are overlooked too.
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for written, read in _READ:
        text = text.replace(written, read)
    return text


def _imitated(host: str, known: frozenset[str]) -> str:
    """The site that a host is taken for, though it is not it nor below it; empty: none."""
    above = tuple(shapes.domains(host))
    if any(name in known for name in above):
        return ""
    read = _as_read(known)
    for name in above:
        if (found := read.get(_read(name))) is not None:
            return found
    # paypal.com.example.net begins with the name of a site that it does not belong to;
    # google.com.au is a country's own.
    for one in sorted(known):
        _before, found_in, after = f".{host}".partition(f".{one}.")
        if found_in and not re.fullmatch("[a-z]{2}", after):
            return one
    return ""


@lru_cache(maxsize=8)
def _as_read(known: frozenset[str]) -> dict[str, str]:
    return {_read(name): name for name in sorted(known)}


def _in_disguise(labels: list[str]) -> str:
    """What a host reads like whose letters all look Latin, though they are not."""
    if not labels[-1].isascii():
        return ""
    read = ["".join(map(seen, label)) for label in labels]
    plain = all(re.fullmatch("[a-z-]+", label) for label in read)
    return ".".join(read) if plain and read != labels else ""
