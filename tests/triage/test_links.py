"""Links are told truly: where they lead, and what about their names deceives."""

import pytest

from modtui.triage.links import links, site

OWN = ("garden.example",)


def only(text: str) -> object:
    (link,) = links(text, OWN)
    return link


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see https://a.example/x, please", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("https://en.wiki.example/Rose_(plant).", "https://en.wiki.example/Rose_(plant)"),
        ("<https://a.example/?q=1&b=2#c>", "https://a.example/?q=1&b=2#c"),
        ("www.a.example!", "www.a.example"),
        ("“https://a.example/x”", "https://a.example/x"),
    ],
)
def test_a_link_ends_where_its_sentence_goes_on(text: str, url: str) -> None:
    (link,) = links(text)
    assert link.url == url == text[link.span.start : link.span.end]
    assert not link.strange


@pytest.mark.parametrize(
    ("url", "host", "wire", "doubt"),
    [
        ("https://xn--80ak6aa92e.com/", "аррӏе.com", "xn--80ak6aa92e.com", "looks like apple.com"),
        ("https://аррӏе.com/", "аррӏе.com", "xn--80ak6aa92e.com", "looks like apple.com"),
        ("https://gооgle.com/", "gооgle.com", "xn--ggle-55da.com", "several scripts"),
        ("https://paypa1.com/", "paypa1.com", "paypa1.com", "looks like paypal.com"),
        ("https://PayPaI.com/", "paypai.com", "paypai.com", "looks like paypal.com"),
        ("https://g4rden.example.evil.test/", "", "", ""),
        ("https://gardén.example/", "gardén.example", "xn--gardn-esa.example", "garden.example"),
        ("https://gаrden.example/", "gаrden.example", "xn--grden-4ve.example", "garden.example"),
        ("https://garden.example.evil.test/", "garden.example.evil.test", "", "garden.example"),
        ("https://paypal.com@evil.test/", "evil.test", "evil.test", "before the @ is not"),
        ("https://evil.test\\@garden.example/", "evil.test", "evil.test", ""),
        ("https://xn--99999999999/", "xn--99999999999", "xn--99999999999", "cannot be decoded"),
    ],
)
def test_what_deceives_about_a_name_is_said(url: str, host: str, wire: str, doubt: str) -> None:
    (link,) = links(f"look {url} there", OWN)
    assert link.url == url
    if host:
        assert link.host == host
        assert link.wire == (wire or host)
    assert doubt in " / ".join(link.doubts)
    assert bool(link.doubts) is bool(doubt)


@pytest.mark.parametrize(
    "url",
    [
        "https://garden.example/roses",
        "https://www.garden.example/roses",
        "https://docs.github.com/",
        "https://google.com.au/",
        "https://münchen.de/",
        "https://почта.рф/",
        "https://日本語テスト.jp/",
        "https://plain.example/",
    ],
)
def test_honest_names_are_not_suspected(url: str) -> None:
    (link,) = links(url, OWN)
    assert link.doubts == ()


def test_names_in_other_letters_are_told_both_ways_without_suspicion() -> None:
    (link,) = links("http://münchen.de")
    assert (link.host, link.wire, link.strange) == ("münchen.de", "xn--mnchen-3ya.de", True)


def test_only_whole_web_addresses_can_be_opened() -> None:
    found = links("https://a.example hxxps://b.example www.c.example ftp://d.example")
    assert [link.opens for link in found] == [True, False, False, False]


def test_odd_addresses_raise_nothing_and_cost_little() -> None:
    for text in ("http://", "http://[::1", "http://@", "https://xn--/", "http://" + "a." * 5000):
        links(text)
    assert len(links("http://a.example " * 1000)) == 50


def test_a_site_is_the_host_without_www_and_port() -> None:
    assert site("https://www.Garden.example:8443/rules?x") == "garden.example"
    assert site("") == ""
