"""The private answer that says what of a message was not read, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model.unread import Unread
from bot.slack.screens.answers import Answer, answer
from bot.slack.screens.blocks import bullets, paragraph
from bot.slack.screens.text import Words, foreign, say

HEAD: Final = "Not read from this message:"
MORE: Final = "and {n} more"
REASONS: Final = {
    Unread.ELSEWHERE: "{name}: it is kept outside Slack. Download it as CSV or .xlsx and give it as Order file.",
    Unread.OTHER_KIND: "{name}: it is neither CSV nor an Excel workbook (.xlsx).",
    Unread.GONE: "{name}: it was deleted.",
    Unread.OUT_OF_REACH: (
        "{name}: Slack does not hand it over, perhaps since the bot is not in its channel. "
        "Invite me there, or attach it here as Order file."
    ),
    Unread.SLOW: "{name}: it did not arrive in time. Give it as Order file.",
    Unread.TOO_LARGE: "{name}: it is too large. Keep the column of order numbers alone.",
    Unread.UNREADABLE: "{name}: it cannot be read. Save it as CSV or .xlsx and give it as Order file.",
    Unread.SHEET: "{name}: a sheet of the workbook that is hidden or has no order numbers.",
    Unread.SHEET_BEYOND: "{name}: a sheet of a workbook that has too many. Give it as a file of its own.",
    Unread.NO_NUMBERS: "{name}: no order number was found in it.",
    Unread.ONLY_POSSIBLE: "{name}: it may be an order number. If it is one, the plan shows it unticked.",
}
UNNAMED: Final = "A file without a name"
MOST: Final = 15


def passed_over(unread: Sequence[tuple[str, Unread]]) -> Answer:
    """Return what was not read, each by its name with the reason and what to do."""
    lines: list[Words] = [say(REASONS[why], name=foreign(name, 80) if name else UNNAMED) for name, why in unread[:MOST]]
    if len(unread) > MOST:
        lines.append(say(MORE, n=len(unread) - MOST))
    return answer(paragraph(say(HEAD)), bullets(lines))
