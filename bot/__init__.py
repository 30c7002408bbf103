"""label-bot: shipping labels from Sendcloud, asked for in Slack, each bought once."""

__version__ = "0.1.0"
