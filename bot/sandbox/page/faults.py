"""Make it fail: each fault is one click, and the page shows whether it is armed, happening or over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from bot.sandbox.sendcloud import Empty429, Fault, ResetAfter, Respond, SendcloudStandIn
from bot.sandbox.slack import RateLimited, SlackStandIn

Json = dict[str, Any]

PURCHASE: Final = "/orders/create-labels-async"
STORM_CALLS: Final = 8
STORM_WAIT: Final = 3
SLACK_CALLS: Final = 3
SLACK_WAIT: Final = 5
NEVER_SECONDS: Final = 65.0
"""Longer than the minute that a purchase is waited for; nothing is carried out afterwards."""

PRESS_AGAIN: Final = "Will happen. Press again to take it back."

OFF, ARMED, HAPPENING, OVER = "off", "armed", "happening", "over"


@dataclass(frozen=True)
class FaultButton:
    """One button: its id, the words on it, and what is to be said while it is happening and once it is over."""

    id: str
    group: str
    name: str
    about: str
    happening: str = ""
    over: str = ""


BUTTONS: Final = (
    FaultButton(
        "buy_500",
        "Next purchase",
        "Answers 500",
        "Nothing is bought by it.",
        over="Nothing was bought. The bot looks it up for two minutes, then asks again.",
    ),
    FaultButton(
        "buy_never",
        "Next purchase",
        "Never answers",
        "Nor buys; takes two minutes.",
        "The bot waits a minute for the answer, and looks it up for another.",
        "Nothing was bought, which the bot cannot know: a person decides.",
    ),
    FaultButton(
        "buy_after",
        "Next purchase",
        "Loses its answer",
        "Bought, then the line breaks.",
        over="It was bought. The bot finds it by looking it up, and does not ask again.",
    ),
    FaultButton(
        "late",
        "Next purchase",
        "Carrier refuses late",
        "One order, accepted at first.",
        over="One order is refused after it was accepted.",
    ),
    FaultButton(
        "storm",
        "Sendcloud",
        "429 storm",
        f"The next {STORM_CALLS} calls are too many.",
        f"After each refusal the bot waits {STORM_WAIT} s.",
        "All of them were repeated.",
    ),
    FaultButton(
        "down",
        "Sendcloud",
        "Down",
        "Nobody listens until you end it.",
        "Nobody listens. Press again to end it.",
        "It is back.",
    ),
    FaultButton(
        "slack",
        "Slack",
        "Rate limits",
        f"The next {SLACK_CALLS} messages wait {SLACK_WAIT} s.",
        f"Messages come {SLACK_WAIT} s late.",
        "All of them came.",
    ),
)


class FaultButtons:
    """The state of every button, and what they do to the two stand-ins."""

    def __init__(self, slack: SlackStandIn, sendcloud: SendcloudStandIn) -> None:
        self.slack, self.sendcloud = slack, sendcloud
        self._state = {button.id: OFF for button in BUTTONS}
        self._slack_fault: RateLimited | None = None
        self._sendcloud_faults: dict[str, Fault] = {}
        self._since: dict[str, int] = {}
        self._late_after = 0
        self._down = asyncio.Lock()
        sendcloud.on_call = self._on_call
        self._do: dict[str, Callable[[str], Awaitable[None]]] = {
            "buy_500": self._answer_500,
            "buy_never": self._never,
            "buy_after": self._after,
            "late": self._late,
            "storm": self._storm,
            "down": self._toggle_down,
            "slack": self._limit_slack,
        }

    async def press(self, name: str) -> None:
        """Arms a fault; takes back one that is armed, ends one that lasts. KeyError for one that does not exist."""
        self._look()
        await (self._take_back if self._state[name] == ARMED else self._do[name])(name)

    def json(self) -> list[Json]:
        """Returns every button with its state, after a look at what happened meanwhile."""
        self._look()
        return [
            {
                "id": one.id,
                "group": one.group,
                "name": one.name,
                "about": self._about(one),
                "state": self._state[one.id],
            }
            for one in BUTTONS
        ]

    def _about(self, button: FaultButton) -> str:
        words = {ARMED: PRESS_AGAIN, HAPPENING: button.happening, OVER: button.over}
        return words.get(self._state[button.id]) or button.about

    # What the buttons do

    async def _answer_500(self, name: str) -> None:
        body = {"errors": [{"status": "500", "detail": "Internal server error."}]}
        self._arm(name, "POST", PURCHASE, Respond(500, body))

    async def _after(self, name: str) -> None:
        self._arm(name, "POST", PURCHASE, ResetAfter())

    async def _never(self, name: str) -> None:
        if self._state[name] != HAPPENING:
            self._state[name] = ARMED

    async def _late(self, name: str) -> None:
        self._late_after = len(self.sendcloud.world.bought)
        self._state[name] = ARMED

    async def _storm(self, name: str) -> None:
        if self._state[name] != HAPPENING:
            self._arm(name, "*", "*", Empty429(str(STORM_WAIT)), STORM_CALLS)

    async def _toggle_down(self, name: str) -> None:
        async with self._down:
            if self._state[name] == HAPPENING:
                await self.sendcloud.start()
                self._state[name] = OVER
            else:
                await self.sendcloud.stop()
                self._state[name] = HAPPENING

    async def _limit_slack(self, name: str) -> None:
        if self._state[name] != HAPPENING:
            self._slack_fault = RateLimited(SLACK_WAIT)
            self.slack.faults.next("chat.*", self._slack_fault, SLACK_CALLS)
            self._state[name] = ARMED

    def _arm(self, name: str, method: str, path: str, fault: Fault, times: int = 1) -> None:
        self._since[name] = self.sendcloud.calls.total
        self._sendcloud_faults[name] = fault
        self.sendcloud.faults.next(method, path, fault, times)
        self._state[name] = ARMED

    async def _take_back(self, name: str) -> None:
        if name in self._sendcloud_faults:
            self.sendcloud.faults.cancel(self._sendcloud_faults.pop(name))
        if name == "slack" and self._slack_fault is not None:
            self.slack.faults.cancel(self._slack_fault)
        self._state[name] = OFF

    # What became of them

    async def _on_call(self, method: str, path: str) -> None:
        if self._state["buy_never"] == ARMED and method == "POST" and path == PURCHASE:
            self._state["buy_never"] = HAPPENING
            await asyncio.sleep(NEVER_SECONDS)
            self._state["buy_never"] = OVER
            raise web.HTTPGatewayTimeout  # the caller has given up by now; what matters is that nothing was bought

    def _look(self) -> None:
        for name, fault in (("buy_500", "Respond"), ("buy_after", "ResetAfter")):
            if self._state[name] == ARMED and self._met(name, fault):
                self._state[name] = OVER
        if self._state["storm"] in (ARMED, HAPPENING):
            self._state["storm"] = _how_far(self._met("storm", "Empty429"), of=STORM_CALLS)
        if self._state["slack"] in (ARMED, HAPPENING):
            left = [times for _glob, fault, times in self.slack.faults.pending if fault is self._slack_fault]
            self._state["slack"] = _how_far(SLACK_CALLS - left[0] if left else SLACK_CALLS, of=SLACK_CALLS)
        if self._state["late"] == ARMED:
            self._refuse_late()

    def _refuse_late(self) -> None:
        new = self.sendcloud.world.bought[self._late_after :]
        if new:
            new[0].outcome = "ANNOUNCEMENT_FAILED"
            self._state["late"] = OVER

    def _met(self, name: str, fault: str) -> int:
        """How many calls met the fault since its button was pressed."""
        return sum(call.fault == fault for call in self.sendcloud.calls.since(self._since[name]))


def _how_far(met: int, *, of: int) -> str:
    """The state of a fault that lasts for a number of calls, when so many have met it."""
    if met >= of:
        return OVER
    return HAPPENING if met else ARMED
