"""What the demo is called, and who is who in it."""

NAME = "spoke-and-solder"
"""What the community is called in ``modtui.yaml`` and in case keys."""
YOU = "you"
"""The account of the moderator who sits at the desk."""
ROUTES: tuple[tuple[str, str], ...] = (("admins", "u-admins"), ("safety", "u-safety"))
"""Contact of the shipped rulesets, and the account that its escalations go to."""
