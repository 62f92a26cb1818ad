"""A keyboard-driven desk for volunteer moderators."""

__version__ = "0.1.0"
