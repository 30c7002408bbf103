"""What App Home says of today, of the team's limits, and of how the bot is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.model import HomePage, Limits
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets, paragraph
from bot.slack.screens.labels_told import labels_told
from bot.slack.screens.text import Words, bold, foreign, group, join, moment, say

TODAY: Final = "Today"
OWN: Final = "Yours: {told}"
TEAM: Final = "Everybody's: {told}"

DAILY: Final = "You may have {labels} a day, and {left} of them today, until {until}."
APPROVAL: Final = "A plan {above} needs a second person{of}."
ABOVE_LABELS: Final = "of more than {labels}"
ABOVE_AMOUNT: Final = "above {amount} (an unknown price counts as above)"
OR: Final = ", or "
OF_GROUPS: Final = " of {groups}"
NO_LIMITS: Final = "The team has set no limits."

WELL: Final = "The bot is well: Slack, Sendcloud and its ledger answer."
NOT_WELL: Final = "The bot cannot do everything just now"


def today(page: HomePage) -> list[Part]:
    """Return how many labels became ready today and what they cost, and which limits there are for the reader."""
    lines = [say(OWN, told=labels_told(page.own_day))]
    if page.team_day is not None:
        lines.append(say(TEAM, told=labels_told(page.team_day)))
    return [paragraph((bold(TODAY),)), bullets([*lines, *_limits(page)])]


def not_well(problems: Sequence[str]) -> list[Part]:
    """Return what does not work just now, to stand above everything else; nothing where all is well."""
    if not problems:
        return []
    return [paragraph((bold(NOT_WELL),)), bullets((foreign(one, 300),) for one in problems)]


def well(problems: Sequence[str]) -> list[Part]:
    """Return the sentence that says that all is well; nothing where it is not."""
    return [] if problems else [paragraph(say(WELL))]


def _limits(page: HomePage) -> Iterator[Words]:
    limits = page.limits
    if limits.daily is not None and page.left_today is not None and page.until is not None:
        yield say(DAILY, labels=words.labels(limits.daily), left=page.left_today, until=moment(page.until))
    if limits.labels is not None or limits.amount is not None:
        yield _approval(limits)
    elif limits.daily is None:
        yield say(NO_LIMITS)


def _approval(limits: Limits) -> Words:
    above = []
    if limits.labels is not None:
        above.append(say(ABOVE_LABELS, labels=words.labels(limits.labels)))
    if limits.amount is not None:
        above.append(say(ABOVE_AMOUNT, amount=words.money(limits.amount, None)))
    groups = join([(group(one),) for one in limits.approvers], ", ")
    return say(APPROVAL, above=join(above, OR), of=say(OF_GROUPS, groups=groups) if groups else "")
