"""What the demo is called, and who is who in it."""

NAME = "spoke-and-solder"
"""What the community is called in ``modtui.yaml`` and in case keys."""
YOU = "you"
"""The account of the moderator who sits at the desk."""
SITE = "https://spoke-solder.example"
"""Where it would be, were it not made up: links pretend to lead there."""
ROUTES: tuple[tuple[str, str], ...] = (("admins", "u-admins"), ("safety", "u-safety"))
"""Contact of the shipped rulesets, and the account that its escalations go to."""
