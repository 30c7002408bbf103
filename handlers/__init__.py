"""How people ask for it in Slack: one payload in, one call on the desk, an acknowledgement out."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.slack.downloads import Downloads
from handlers import errors, label, options, plan, run, shortcuts


def register(app: AsyncApp, desk: Desk, downloads: Downloads) -> None:
    """Tell Bolt who listens to what. This is the table of contents."""
    label.register(app, desk)
    shortcuts.register(app, desk, downloads)
    options.register(app, desk)
    plan.register(app, desk, downloads)
    run.register(app, desk)
    errors.register(app)
