"""What is wrong with an input, in words: answered on the input itself, with everything typed still there."""

from __future__ import annotations

from typing import Final

from bot.slack.screens import words

_LISTS: Final = {
    "empty": words.NO_NUMBERS,
    "nothing_readable": words.NOT_ONE_READABLE,
    "too_many": words.TOO_MANY,
    "spreadsheet": words.FILE_SPREADSHEET,
    "not_text": words.FILE_UNREADABLE,
}
_CHANNELS: Final = {
    "not_a_member": words.INVITE_FIRST,
    "archived": words.CHANNEL_UNUSABLE,
    "not_allowed": words.CHANNEL_NOT_ALLOWED,
    "unreadable": words.CHANNEL_UNREADABLE,
}


def of_list(trouble: str, count: int = 0) -> str:
    """Return what is wrong with a list of order numbers; *count* is how many it holds."""
    return _LISTS[trouble].format(count=f"{count:,}")


def of_channel(trouble: str) -> str:
    """Return why a run cannot be posted to the channel that was chosen."""
    return _CHANNELS[trouble]
