"""Texts as they are compared and searched: without case, and as a database can hold them."""

import re

_LONE = re.compile("[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with each lone surrogate, which no file can hold, as U+FFFD."""
    return _LONE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Text as it is compared: without case, and as SQLite can hold it."""
    return whole(text).casefold().replace("\0", " ")
