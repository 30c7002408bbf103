"""The private answer to /label spend: labels and money by carrier, shop, person and day; the file with all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from bot.model import BoughtOrder, LabelsOfDay, Period, Spend
from bot.model.frozen import is_known
from bot.model.spend import most_first
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import Answer, answer, test_banner
from bot.slack.screens.blocks import Part, bullets, button, paragraph, text_of
from bot.slack.screens.labels_told import labels_told
from bot.slack.screens.text import Words, bold, conversation_link, foreign, join, person, say
from bot.spreadsheet import csv_file

HEAD: Final = "What labels cost, {days}"
DAYS: Final = "{first} to {last}"
OWN: Final = "Yours: {told}"
TEAM: Final = "Everybody's: {told}"
FEES: Final = "{fees} of that are label fees."
LINE: Final = "{name}: {told}"
BY_CARRIER: Final = "By carrier"
BY_SHOP: Final = "By shop"
BY_PERSON: Final = "By person"
BY_DAY: Final = "By day"
NOT_TOLD: Final = "carrier not told"
MORE: Final = "{n} more: {told}"
EXPLAINED: Final = (
    "Counted is what became ready on these days and was not cancelled since, at the price of Sendcloud's quotes; its "
    "invoice may differ. ≈ stands where an estimate is among them."
)
CUT: Final = "There are more labels than one answer holds; the latest ones are missing here."
SEND_ALL: Final = "Send me all of it"
SEND_ALL_TELLS: Final = "Send me every label of {days} as a file"
SENT: Final = "A file with every label is in {conversation}."
NOT_SENT: Final = "Slack did not take the file. Press the button once more in a minute."
NOTHING: Final = "There is no label on these days, so there is no file."
CONVERSATION: Final = "your conversation with me"
NO_SUCH_PERIOD: Final = "/label spend takes today, yesterday, week, month, or a month such as 2026-10."

COLUMNS: Final = (
    "day", "ready", "order", "carrier", "shop", "person", "labels", "price", "of that fee", "currency", "price is",
    "test labels", "run",
)  # fmt: skip
FILE_NAME: Final = "{days} {labels}.csv"
QUOTE, ESTIMATE, UNKNOWN = "a quote", "an estimate", "unknown"

_GROUPS: Final = 10
_DAYS: Final = 31


def spend(told: Spend, *, test_labels: bool = False) -> Answer:
    """Return the sums in lines, with the button that brings every row."""
    whose = TEAM if told.of_everybody else OWN
    total = told.total()
    lines = [say(whose, told=labels_told(total)), *_fees(total)]
    parts = [*test_banner(test_labels), paragraph((bold(HEAD.format(days=_days(told.period))),), *lines)]
    if told.orders:
        parts += _section(BY_CARRIER, most_first(told.by(lambda one: one.carrier or NOT_TOLD)))
        parts += _section(BY_SHOP, most_first(told.by(lambda one: one.shop)))
        if told.of_everybody:
            parts += _section(BY_PERSON, most_first(told.by(lambda one: one.person)), people=True)
        if told.period.first != told.period.last:
            parts += _section(BY_DAY, told.by(lambda one: told.day_of(one).isoformat()), most=_DAYS)
        parts.append(paragraph(say(EXPLAINED), *([say(CUT)] if told.cut else [])))
    text, blocks = answer(*parts)
    if told.orders:
        value = f"{told.period.first.isoformat()} {told.period.last.isoformat()}"
        tells = SEND_ALL_TELLS.format(days=_days(told.period))
        pressed = button(SEND_ALL, action=ids.SEND_SPEND, value=value, tells=tells)
        blocks = [*blocks, {"type": "actions", "elements": [pressed]}]
    return text, blocks


def read_button(value: str) -> Period:
    """Return the days that the button stands for."""
    first, _, last = value.partition(" ")
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def sent(told: Spend, workspace: str, conversation: str | None) -> Answer:
    """Return where the file is; *conversation*: None where Slack did not take it."""
    if not told.orders:
        return answer(paragraph(say(NOTHING)))
    if conversation is None:
        return answer(paragraph(say(NOT_SENT)))
    return answer(paragraph(say(SENT, conversation=(conversation_link(workspace, conversation, CONVERSATION),))))


def comment(told: Spend) -> str:
    """Return the words that go with the file. Slack reads them as mrkdwn."""
    head = HEAD.format(days=_days(told.period))
    whose = TEAM if told.of_everybody else OWN
    return f"*{head}*\n{text_of([paragraph(say(whose, told=labels_told(told.total())), say(EXPLAINED))])}"


def file_name(told: Spend) -> str:
    """Return the name of the file: the days, and how many labels are in it."""
    total = told.total()
    return FILE_NAME.format(days=_days(told.period), labels=words.labels(total.labels + total.test))


def content(told: Spend) -> bytes:
    """Return the CSV: one row an order, as their labels became ready; its prices add up to the sums that are told."""
    return csv_file(COLUMNS, (_row(told, one) for one in told.orders))


def _row(told: Spend, one: BoughtOrder) -> tuple[str, ...]:
    cost = one.cost
    known = cost.price if is_known(cost.price) else None
    return (
        told.day_of(one).isoformat(),
        f"{one.ready_at.astimezone(told.zone):%Y-%m-%d %H:%M}",
        one.order_number,
        one.carrier,
        one.shop,
        one.person,
        str(cost.parcels),
        "" if known is None else str(known),
        "" if known is None else str(cost.fee or 0),
        (cost.currency or "") if known is not None else "",
        UNKNOWN if known is None else ESTIMATE if cost.rough else QUOTE,
        "yes" if cost.test else "",
        one.run_id,
    )


def _section(
    head: str, groups: Sequence[tuple[str, LabelsOfDay]], *, people: bool = False, most: int = _GROUPS
) -> Iterator[Part]:
    lines: list[Words] = [
        say(LINE, name=person(name) if people else foreign(name, 60), told=labels_told(sums))
        for name, sums in groups[:most]
    ]
    if len(groups) > most:
        rest = sum(sums.labels for _, sums in groups[most:])
        lines.append(say(MORE, n=len(groups) - most, told=words.labels(rest)))
    yield paragraph((bold(head),))
    yield bullets(lines)


def _fees(total: LabelsOfDay) -> list[Words]:
    fees = [(foreign(words.money(one.fees, one.currency), 40),) for one in total.spent if one.fees]
    return [say(FEES, fees=join(fees, " and "))] if fees else []


def _days(period: Period) -> str:
    first, last = period.first.isoformat(), period.last.isoformat()
    return first if first == last else DAYS.format(first=first, last=last)
