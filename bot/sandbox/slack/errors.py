"""How the stand-in refuses a call."""

from __future__ import annotations


class SlackError(Exception):
    """A refusal as the Web API words it: `error`, and `response_metadata.messages` where there are any."""

    def __init__(self, error: str, *messages: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.extra = extra


class Circumstance(SlackError):
    """A refusal that no app can foresee: a rule of the channel, or blocks that this workspace does not have yet."""
