"""What people can do to a run with one click."""

from __future__ import annotations

from enum import StrEnum


class RunAct(StrEnum):
    """A button on a run that needs no further answer."""

    STOP = "stop"
    CONTINUE = "continue"
    RETRY = "retry"
    RETRY_FIXED = "retry_fixed"
    LOOK_AGAIN = "look_again"
    DOCUMENTS = "documents"
