"""The hand-over list of a day: the button, the counts by carrier, and the file with every parcel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from bot.model import HandOverList, by_carrier
from bot.model.hand_over import HandedOver, OfCarrier
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.answers import Answer, answer
from bot.slack.screens.blocks import Part, blocks_of, bullets, button, paragraph, text_of
from bot.slack.screens.text import Json, Words, bold, conversation_link, foreign, say
from bot.spreadsheet import csv_file

HAND_OVER: Final = "Hand-over list"
HAND_OVER_TELLS: Final = "Hand-over list of the day of run {run}"
TODAY_TELLS: Final = "Hand-over list of today: parcels by carrier"
YESTERDAY: Final = "Yesterday's"
WHAT_IT_IS: Final = "For the driver: how many parcels each carrier gets, over all runs of a day, with a CSV of them."
YESTERDAY_TELLS: Final = "Hand-over list of yesterday: parcels by carrier"

HEAD: Final = "Hand-over list of {day}"
LINE: Final = "{carrier}: {parcels}"
OF_ORDERS: Final = "{parcels} of {orders}"
NO_CARRIER: Final = "carrier not told"
TOTAL: Final = "{parcels} in all, over all runs of the day. Cancelled labels are not counted."
NOTHING: Final = "No label became ready on this day, so there is nothing to hand over."
ACCEPTED: Final = "{orders} {are} bought and {have} no label yet. Press again once {they} {are} ready."
TEST_LABELS: Final = "{labels} of test runs {are} left out: they cannot be used to ship."
CUT: Final = "More labels became ready on this day than one list holds; the later ones are missing here."
FILE_COMES: Final = "The CSV file with every parcel and its tracking number is in {conversation}."
CONVERSATION: Final = "your conversation with me"
NOT_SENT: Final = "Slack did not take the CSV file. Press the button once more in a minute."

COLUMNS: Final = ("carrier", "order", "parcel", "tracking", "option", "shipment", "shop", "ready", "run")
FILE_NAME: Final = "{day} hand-over {parcels}.csv"


def of_run(run_id: str) -> Json:
    """Return the button on the message of a run: the list of its day."""
    return button(HAND_OVER, action=ids.HAND_OVER, value=f"run:{run_id}", tells=HAND_OVER_TELLS.format(run=run_id))


def of_days() -> list[Json]:
    """Return the part of App Home with the lists of today and of yesterday."""
    elements = [
        button(HAND_OVER, action=ids.HAND_OVER, value="day:0", tells=TODAY_TELLS),
        button(YESTERDAY, action=ids.HAND_OVER_YESTERDAY, value="day:1", tells=YESTERDAY_TELLS),
    ]
    return [*blocks_of([paragraph(say(WHAT_IT_IS))]), {"type": "actions", "elements": elements}]


def read_button(value: str) -> str | int | None:
    """Return the run, or how many days ago, that a button of these stands for; None for a value that none has."""
    match value.split(":", 1):
        case ["run", run_id]:
            return run_id
        case ["day", ("0" | "1") as ago]:
            return int(ago)
    return None


def comment(listed: HandOverList) -> str:
    """Return the words that go with the file. Slack reads them as mrkdwn."""
    head, *rest = text_of(_told(listed)).splitlines()
    return "\n".join([f"*{head}*", *rest])


def told(listed: HandOverList, workspace: str, conversation: str | None) -> Answer:
    """Return the private answer: the counts, and in which *conversation* the file is; None: Slack did not take it."""
    if not listed.orders:
        return answer(*_told(listed))
    if conversation is None:
        return answer(*_told(listed), paragraph(say(NOT_SENT)))
    where = (conversation_link(workspace, conversation, CONVERSATION),)
    return answer(*_told(listed), paragraph(say(FILE_COMES, conversation=where)))


def file_name(listed: HandOverList) -> str:
    """Return the name of the file: the day, and how many parcels are in it."""
    return FILE_NAME.format(day=listed.day.isoformat(), parcels=words.count(_parcels(listed), "parcel"))


def content(listed: HandOverList, zone: tzinfo) -> bytes:
    """Return the CSV: one row a parcel, carrier by carrier as they are counted; times are those of *zone*."""
    place = {one.carrier.casefold(): place for place, one in enumerate(by_carrier(listed.orders))}
    ordered = sorted(listed.orders, key=lambda one: place[" ".join(one.carrier.split()).casefold()])
    return csv_file(COLUMNS, (row for one in ordered for row in _rows(one, zone)))


def _rows(one: HandedOver, zone: tzinfo) -> Iterator[tuple[str, ...]]:
    ready = f"{one.ready_at.astimezone(zone):%Y-%m-%d %H:%M}"
    for parcel, tracking in one.parcels or ((None, ""),):
        yield (
            one.carrier,
            one.order_number,
            str(parcel or ""),
            tracking,
            one.option,
            one.shipment_id,
            one.shop,
            ready,
            one.run_id,
        )


def _parcels(listed: HandOverList) -> int:
    return sum(one.size for one in listed.orders)


def _told(listed: HandOverList) -> list[Part]:
    day = f"{listed.day:%A} {listed.day.day} {listed.day:%B %Y}"
    parts = [paragraph((bold(HEAD.format(day=day)),))]
    rest: list[Words] = []
    if listed.orders:
        parts.append(bullets(map(_line, by_carrier(listed.orders))))
        rest.append(say(TOTAL, parcels=_counted(_parcels(listed), len(listed.orders))))
    else:
        rest.append(say(NOTHING))
    if listed.accepted:
        n = listed.accepted
        have = "has" if n == 1 else "have"
        rest.append(say(ACCEPTED, orders=words.orders(n), are=words.be(n), have=have, they=words.they(n)))
    if listed.test_labels:
        n = listed.test_labels
        rest.append(say(TEST_LABELS, labels=words.labels(n), are=words.be(n)))
    if listed.cut:
        rest.append(say(CUT))
    return [*parts, paragraph(*rest)]


def _line(one: OfCarrier) -> Words:
    return say(LINE, carrier=foreign(one.carrier or NO_CARRIER, 60), parcels=_counted(one.parcels, one.orders))


def _counted(parcels: int, orders: int) -> str:
    """Return how many parcels there are, and of how many orders where that is another number."""
    told = words.count(parcels, "parcel")
    return told if parcels == orders else OF_ORDERS.format(parcels=told, orders=words.orders(orders))
