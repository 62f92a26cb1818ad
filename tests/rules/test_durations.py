"""A message says how long in its own language."""

import pytest

from modtui.rules.durations import lasting


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (86_400, "en", "1 day"),
        (7 * 86_400, "en", "1 week"),
        (3 * 86_400, "fr-CA", "3 jours"),
        (1_209_600, "es", "2 semanas"),
        (43_200, "de", "12 Stunden"),
        (86_400, "ar", "يوم واحد"),
        (2 * 86_400, "ar", "يومان"),
        (3 * 86_400, "ar", "3 أيام"),
        (12 * 3600, "ar", "12 ساعة"),
        (86_400, "zh", "1 天"),
        (1800, "pt", "30 minutes"),
        (1, "en", "1 second"),
    ],
)
def test_a_length_of_time_in_words(seconds: int, language: str, words: str) -> None:
    assert lasting(seconds, language) == words
