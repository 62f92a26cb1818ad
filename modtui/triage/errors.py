"""What a desk raises."""

from modtui.text import safe


class DeskError(Exception):
    """Something could not be done. ``str()`` is a plain sentence, safe to show."""

    @classmethod
    def of(cls, error: Exception) -> "DeskError":
        """The same in the desk's words, made safe."""
        return cls(safe(str(error)))
