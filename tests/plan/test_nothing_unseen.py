"""Nothing is bought that is not ticked in what the person saw last: whatever is clicked, lost, late or stale."""

from __future__ import annotations

import json
import tempfile
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.ledger import confirmations, plan_pages, plans, store, ticks
from bot.ledger.confirmations import Confirmed
from bot.model import Choices, LineKind, Person, PlanLine, Section
from bot.plan_words import PlanWords
from bot.slack.screens import modal_check_and_confirm
from bot.slack.screens.plan_place import read_place
from bot.slack.screens.tick_boxes import read_screen

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA = Person("U0AGENT", "T0SANDBOX")
ORDERS = 45


class Window(RuleBasedStateMachine):
    """One person in front of a plan of 45 orders. *seen*: how each order stood when it was last on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.db = store.connect(Path(self.folder.name) / "ledger.db")
        self.db.execute("PRAGMA synchronous = OFF")  # nothing crashes here
        store.prepare(self.db)
        self.clicks = 0
        lines = [PlanLine(place, str(place), spellings=(str(place),)) for place in range(1, ORDERS + 1)]
        with store.writing(self.db):
            plans.create(
                self.db, "P-1", by=ANNA, channel="C0", choices=Choices(70, "Main shop"), lines=lines, twice=(),
                not_understood=(), cut=False, view_id="V1", now=NOW,
            )  # fmt: skip
        self.unticked: set[int] = set()
        self.checked(missing={7, 44})
        self.show: Section | None = Section.READY
        self.page = 1
        self.view: dict[str, Any] = {"state": {"values": {}}}
        self.kept: list[dict[str, Any]] = []
        self.unheard = False
        self.confirmed: set[int] | None = None
        self.draw()

    def checked(self, missing: set[int]) -> None:
        """A look at Sendcloud ends."""
        plan = plans.load(self.db, "P-1")
        assert plan is not None
        lines = [
            replace(
                line,
                kind=LineKind.NOT_FOUND if line.position in missing else LineKind.READY,
                order_number=line.typed,
                order_id=f"id-{line.position}",
            )
            for line in plan.lines
        ]
        with store.writing(self.db):
            plans.checked(self.db, "P-1", lines, eager_feedback=False, shop_failing_since=None, checked_at=NOW, now=NOW)

    def draw(self) -> None:
        """The window shows the plan as the ledger has it; under ids that stay Slack keeps its own ticks."""
        page = plan_pages.read(self.db, "P-1", show=self.show, page=self.page)
        assert page is not None
        before = self.view["state"]["values"]
        self.view = {**modal_check_and_confirm.plan(page, NOW, PlanWords()), "state": {"values": {}}}
        for block in self.view["blocks"]:
            for element in block.get("elements", []):
                if element.get("type") == "checkboxes":
                    held = {"selected_options": list(element.get("initial_options", []))}
                    kept = before.get(block["block_id"], {}).get("ticks", held)
                    self.view["state"]["values"][block["block_id"]] = {"ticks": kept}

    def screen(self, view: dict[str, Any]) -> tuple[set[int], set[int]]:
        found = read_screen(view, read_place(view["private_metadata"]))
        return set(found.shown), set(found.ticked)

    def send(self, view: dict[str, Any], at: int) -> None:
        """A press arrives that Slack saw at this time."""
        place = read_place(view["private_metadata"])
        with store.writing(self.db):
            ticks.take(self.db, "P-1", read_screen(view, place), seen_at=f"{at:010d}.000000")

    @precondition(lambda self: self.screen(self.view)[0])
    @rule(data=st.data(), heard=st.sampled_from(["at once", "never", "late"]))
    def toggle(self, data: st.DataObject, heard: str) -> None:
        self.click(data)
        self.note()
        self.clicks += 1
        if heard == "at once":
            self.send(self.view, self.clicks)
            self.draw()
        elif heard == "late":
            self.kept.append({"view": deepcopy(self.view), "at": self.clicks})
        self.unheard = heard == "never"

    def click(self, data: st.DataObject) -> None:
        blocks = self.view["state"]["values"]
        block_id = data.draw(st.sampled_from(sorted(blocks)))
        options = next(one["elements"][0]["options"] for one in self.view["blocks"] if one.get("block_id") == block_id)
        option = data.draw(st.sampled_from(options))
        held = blocks[block_id]["ticks"]["selected_options"]
        after = [one for one in held if one != option] if option in held else [*held, option]
        blocks[block_id] = {"ticks": {"selected_options": after}}

    @rule()
    def a_late_press_arrives(self) -> None:
        if self.kept:
            late = self.kept.pop()
            self.send(late["view"], late["at"])
            self.draw()

    @rule(show=st.sampled_from([None, Section.READY]), page=st.integers(1, 2))
    def turn(self, show: Section | None, page: int) -> None:
        self.note()
        self.clicks += 1
        self.send(self.view, self.clicks)
        self.unheard = False
        self.show, self.page = show, page
        self.draw()

    @rule(missing=st.sets(st.sampled_from([7, 30, 44]), max_size=3), pressed=st.booleans())
    def look_again(self, missing: set[int], pressed: bool) -> None:
        """Somebody pressed *Look again*, or the bot looks by itself; what Slack holds back arrives afterwards."""
        self.note()
        if pressed or self.unheard:
            self.clicks += 1
            self.send(self.view, self.clicks)
            self.unheard = False
        with store.writing(self.db):
            again = plans.check_again(self.db, "P-1", now=NOW)
        if again:
            self.checked(missing)
            self.show, self.page = None, 1
            self.draw()
            self.a_late_press_arrives()

    @rule(number=st.integers(1, ORDERS), drawn=st.booleans())
    def leave_out(self, number: int, drawn: bool) -> None:
        with store.writing(self.db):
            left = ticks.leave_out(self.db, "P-1", [(str(number),)])
        if left != [0]:
            self.unticked.add(number)
        if drawn:
            self.draw()

    def note(self) -> None:
        """Remember how the orders on the screen stand, as the person sees them."""
        shown, ticked = self.screen(self.view)
        self.unticked = (self.unticked - ticked) | (shown - ticked)

    @precondition(lambda self: self.clicks > 0 and self.confirmed is None and "submit" in self.view)
    @rule(data=st.data(), hasty=st.booleans())
    def press(self, data: st.DataObject, hasty: bool) -> None:
        """Somebody presses the button, at times so soon after a click that the bot has not heard of it."""
        if hasty and self.screen(self.view)[0]:
            self.click(data)
        self.note()
        place = read_place(self.view["private_metadata"])
        screen = read_screen(self.view, place)
        with store.writing(self.db):
            done = confirmations.confirm(self.db, "P-1", "L-1", by=ANNA, now=NOW, screen=screen)
        if isinstance(done, Confirmed):
            rows = self.db.execute("SELECT order_id FROM items").fetchall()
            self.confirmed = {int(row[0].removeprefix("id-")) for row in rows}
            assert len(self.confirmed) == screen.button
            assert not self.confirmed & self.unticked
        else:
            self.show, self.page = None, 1
            self.draw()

    def teardown(self) -> None:
        self.db.close()
        self.folder.cleanup()


TestWindow = Window.TestCase
TestWindow.settings = settings(max_examples=30, stateful_step_count=20, deadline=None, derandomize=True)


def test_what_a_view_carries_comes_back() -> None:
    place = read_place(json.dumps(["P-1", 3, "ready", 2, 40]))
    assert (place.plan_id, place.tick_version, place.show, place.page, place.button) == ("P-1", 3, Section.READY, 2, 40)
    assert read_place(place.metadata()) == place
    assert read_place("P-1").plan_id == "P-1"
