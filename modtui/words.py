"""The words of the interface: one gettext catalogue, ``modtui``.

English is what the code says. A translation is a folder
``modtui/locale/<language>/LC_MESSAGES`` with a ``modtui.mo`` in it; ``make words`` writes
the template that translators start from. The language is the one of the environment
(``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES``, ``LANG``) unless ``use`` names one.
"""

from collections.abc import Callable

DOMAIN = "modtui"
ENGLISH = ("", "C", "POSIX", "en", "en_US")
"""Languages of an environment in which all is said as the code says it."""

_look_up: Callable[[str], str] | None = None
_look_up_many: Callable[[str, str, int], str] | None = None
_chosen = ""


def _(message: str) -> str:
    """The message in the reader's language, or as it is where nobody translated it."""
    if _look_up is None:
        use(None)
    assert _look_up is not None  # noqa: S101 - use() has just set it
    # gettext answers the empty string with the catalogue's header.
    return _look_up(message) if message else message


def plural(one: str, many: str, count: int) -> str:
    """``one`` or ``many`` as the language has it for that number, ``{count}`` filled in."""
    if _look_up_many is None:
        use(None)
    assert _look_up_many is not None  # noqa: S101 - use() has just set it
    return _look_up_many(one, many, count).format(count=count)


class Speaker:
    """The words in one language, for a text that somebody else is to read.

    Called it is ``_``; where a phrase is not translated it stays English.
    """

    def __init__(self, language: str | None) -> None:
        import gettext
        from pathlib import Path

        self._found = gettext.translation(
            DOMAIN,
            Path(__file__).with_name("locale"),
            languages=[language.replace("-", "_")] if language else ["en"],
            fallback=True,
        )

    def __call__(self, message: str) -> str:
        return self._found.gettext(message) if message else message

    def plural(self, one: str, many: str, count: int) -> str:
        """As ``modtui.words.plural``."""
        return self._found.ngettext(one, many, count).format(count=count)


def speaker(language: str | None) -> Speaker:
    """The words in that language; None: in English, whatever the reader here speaks."""
    return Speaker(language)


def use(language: str | None) -> None:
    """Speak this language from now on; None: the one of the environment."""
    global _look_up, _look_up_many, _chosen
    _chosen = language or ""
    wished = _wished()
    if not language and ":" not in wished and wished.split(".")[0] in ENGLISH:
        # No catalogue to look for: the start is quicker without gettext.
        _look_up, _look_up_many = _as_it_is, _one_or_many
        return
    # Only now: the first word is shown long after this module is imported.
    import gettext
    from pathlib import Path

    found = gettext.translation(
        DOMAIN,
        Path(__file__).with_name("locale"),
        languages=[language] if language else None,
        fallback=True,
    )
    _look_up, _look_up_many = found.gettext, found.ngettext


def _as_it_is(message: str) -> str:
    return message


def _one_or_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def _wished() -> str:
    """What the environment says of the language; empty: nothing."""
    import os

    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((value for name in names if (value := os.environ.get(name))), "")


def reader() -> str:
    """The reader's language as a tag such as ``fr`` or ``pt-BR``; empty where it is not said.

    It may be one that the interface was not translated to: rulesets speak others.
    """
    found = _chosen or _wished()
    tag = found.split(":")[0].split(".")[0].split("@")[0].replace("_", "-")
    return "" if tag in ("C", "POSIX") else tag
