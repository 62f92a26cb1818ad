"""Ways to contacts that do not lead through the backend: e-mail, a webhook, a command.

What an adapter is for a step, a route is for an escalation: it carries one order out, once,
and says what came of it. It keeps no record and never tries again by itself.
"""

from modtui.configroutes import Destination, ToCommand, ToEmail, ToWebhook
from modtui.routes.base import Checked, Route


def make(destination: Destination, *, community: str, proxy: str | None = None) -> Route:
    """The route to a destination. Raises LookupError where it is the backend's to deliver."""
    # One at a time: each leans on libraries that only it needs.
    match destination:
        case ToEmail():
            from modtui.routes.mail import MailRoute

            return MailRoute(destination, community)
        case ToWebhook():
            from modtui.routes.webhook import WebhookRoute

            return WebhookRoute(destination, proxy)
        case ToCommand():
            from modtui.routes.command import CommandRoute

            return CommandRoute(destination)
    raise LookupError("the backend")


__all__ = ["Checked", "Route", "make"]
