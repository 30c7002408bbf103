"""Until when a label can be cancelled, and until when that costs nothing, by its carrier."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model import CancelRule, Item, State, cancel_terms

BERLIN = ZoneInfo("Europe/Berlin")


def made(at: str, carrier: str = "", *, option: str | None = None, came_by: str | None = None) -> Item:
    since = datetime.fromisoformat(f"2026-11-30T{at}").replace(tzinfo=BERLIN).astimezone(UTC)
    return Item(
        1, "L-1", 1, 70, "1001", "id-1", None, 1, State.LABELLED, since,
        carrier=carrier, option_code=option, came_by=came_by,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "rule", "free_until", "until"),
    [
        (made("09:00", "PostNL"), CancelRule.USUAL, "11-30 23:59", "01-11 09:00"),
        (made("23:30", "PostNL"), CancelRule.USUAL, "11-30 23:59", "01-11 23:30"),
        (made("09:00", "UPS"), CancelRule.USUAL, "11-30 23:59", "12-21 09:00"),
        (made("09:00", "x", option="ups:standard"), CancelRule.USUAL, "11-30 23:59", "12-21 09:00"),
        (made("15:59", "DHL", option="dhl_de:paket"), CancelRule.SAME_DAY, "11-30 17:55", "11-30 17:55"),
        (made("17:00", "DHL", option="dhl_de:paket"), CancelRule.UNKNOWN, None, None),
        (made("18:30", "DHL", option="dhl_de:paket"), CancelRule.SAME_DAY, "11-30 20:30", "11-30 20:30"),
        (made("09:00", "DHL", option="x:y", came_by="dhl_de:paket"), CancelRule.SAME_DAY, "11-30 17:55", "11-30 17:55"),
        (made("09:00", "DHL Germany"), CancelRule.SAME_DAY, "11-30 17:55", "11-30 17:55"),
        (made("09:00", "DHL"), CancelRule.UNKNOWN, None, None),
        (made("09:00", "DHL", option="dhl:parcel"), CancelRule.USUAL, "11-30 23:59", "01-11 09:00"),
        (made("09:00", "Chronopost"), CancelRule.SAME_DAY, "11-30 18:00", "11-30 18:00"),
        (made("19:00", "Chronopost"), CancelRule.UNKNOWN, None, None),
        (made("09:00", "Groups"), CancelRule.USUAL, "11-30 23:59", "01-11 09:00"),
    ],
)
def test_the_terms_of_a_label(item: Item, rule: CancelRule, free_until: str | None, until: str | None) -> None:
    terms = cancel_terms(item, zone=BERLIN)

    def told(moment: datetime | None) -> str | None:
        return moment.astimezone(BERLIN).strftime("%m-%d %H:%M") if moment else None

    assert (terms.rule, told(terms.free_until), told(terms.until)) == (rule, free_until, until)
