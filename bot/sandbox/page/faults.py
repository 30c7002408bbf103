"""Make it fail: each fault is one click, and the page shows whether it is armed, happening or over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from bot.sandbox.page.fault_buttons import (
    BUTTONS,
    GATEWAY_CALLS,
    SLACK_CALLS,
    SLACK_WAIT,
    STORM_CALLS,
    STORM_WAIT,
    FaultButton,
)
from bot.sandbox.sendcloud import (
    CallLevelError,
    CancelAs,
    Damaged,
    Empty429,
    Fault,
    ResetAfter,
    RowsBeside,
    SendcloudStandIn,
    ShopSync,
    strange,
)
from bot.sandbox.slack import NeverDone, RateLimited, SlackStandIn
from bot.sandbox.slack.faults import Fault as SlackFault

Json = dict[str, Any]

PURCHASE: Final = "/orders/create-labels-async"
CANCEL: Final = "/shipments/*/cancel"
CHANGE: Final = "/orders/*"
NEVER_SECONDS: Final = {False: 65.0, True: 7.0}
"""Longer than a purchase is waited for, by whether the bot's waits are short; nothing is carried out afterwards."""

_WAITS: Final = {
    False: {"wait": "a minute", "both": "two minutes"},
    True: {"wait": "5 seconds", "both": "10 seconds"},
}
"""How long the bot waits for the answer of a purchase, and then looks it up for as long again."""

PRESS_AGAIN: Final = "Will happen. Press again to take it back."

OFF, ARMED, HAPPENING, OVER = "off", "armed", "happening", "over"


Armed = tuple[str, str, Fault, int]
AT_SENDCLOUD: Final[dict[str, Callable[[], Armed]]] = {
    "buy_500": lambda: ("POST", PURCHASE, strange.refused(500, "Internal server error."), 1),
    "buy_after": lambda: ("POST", PURCHASE, ResetAfter(), 1),
    "rows": lambda: ("POST", PURCHASE, RowsBeside(), 1),
    "cancel_late": lambda: ("POST", CANCEL, CancelAs("late"), 1),
    "cancel_refused": lambda: ("POST", CANCEL, CancelAs("carrier_refuses"), 1),
    "cancel_conflict": lambda: ("POST", CANCEL, CancelAs("refused"), 1),
    "cancel_after": lambda: ("POST", CANCEL, ResetAfter(), 1),
    "fix_sync": lambda: ("PATCH", CHANGE, ShopSync(), 1),
    "fix_refused": lambda: ("PATCH", CHANGE, CallLevelError(400, "invalid"), 1),
    "fix_after": lambda: ("PATCH", CHANGE, ResetAfter(), 1),
    "storm": lambda: ("*", "*", Empty429(str(STORM_WAIT)), STORM_CALLS),
    "gateway": lambda: ("GET", "/shipments", strange.no_route(), GATEWAY_CALLS),
    "document": lambda: ("GET", "*documents*", Damaged("not_a_pdf"), 1),
}
AT_SLACK: Final[dict[str, Callable[[], tuple[str, SlackFault, int]]]] = {
    "slack": lambda: ("chat.*", RateLimited(SLACK_WAIT), SLACK_CALLS),
    "upload": lambda: ("files.completeUploadExternal", NeverDone(), 1),
}


class FaultButtons:
    """The state of every button, and what they do to the two stand-ins."""

    def __init__(
        self, slack: SlackStandIn, sendcloud: SendcloudStandIn, short_waits: Callable[[], bool] = lambda: False
    ) -> None:
        self.slack, self.sendcloud = slack, sendcloud
        self._short_waits = short_waits
        self._state = {button.id: OFF for button in BUTTONS}
        self._sendcloud_faults: dict[str, tuple[Fault, int]] = {}
        self._slack_faults: dict[str, tuple[SlackFault, int]] = {}
        self._late_after = 0
        self._down = asyncio.Lock()
        sendcloud.on_call = self._on_call
        self._do: dict[str, Callable[[str], Awaitable[None]]] = {
            "buy_never": self._never,
            "late": self._late,
            "down": self._toggle_down,
            "plain": self._toggle_newer_blocks,
        }

    async def press(self, name: str) -> None:
        """Arms a fault; takes back one that is armed, ends one that lasts. KeyError for one that does not exist."""
        self._look()
        if self._state[name] == ARMED:
            self._take_back(name)
        elif name in AT_SENDCLOUD or name in AT_SLACK:
            self._arm(name)
        else:
            await self._do[name](name)

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
        told = words.get(self._state[button.id]) or button.about
        return told.format(**_WAITS[self._short_waits()])

    # What the buttons do

    def _arm(self, name: str) -> None:
        if self._state[name] == HAPPENING:
            return
        if name in AT_SENDCLOUD:
            method, path, fault, times = AT_SENDCLOUD[name]()
            self.sendcloud.faults.next(method, path, fault, times)
            self._sendcloud_faults[name] = fault, times
        else:
            called, slack_fault, times = AT_SLACK[name]()
            self.slack.faults.next(called, slack_fault, times)
            self._slack_faults[name] = slack_fault, times
        self._state[name] = ARMED

    def _take_back(self, name: str) -> None:
        if name in self._sendcloud_faults:
            self.sendcloud.faults.cancel(self._sendcloud_faults.pop(name)[0])
        if name in self._slack_faults:
            self.slack.faults.cancel(self._slack_faults.pop(name)[0])
        self._state[name] = OFF

    async def _never(self, name: str) -> None:
        if self._state[name] != HAPPENING:
            self._state[name] = ARMED

    async def _late(self, name: str) -> None:
        self._late_after = len(self.sendcloud.world.bought)
        self._state[name] = ARMED

    async def _toggle_down(self, name: str) -> None:
        async with self._down:
            if self._state[name] == HAPPENING:
                await self.sendcloud.start()
                self._state[name] = OVER
            else:
                await self.sendcloud.stop()
                self._state[name] = HAPPENING

    async def _toggle_newer_blocks(self, name: str) -> None:
        self.slack.refuses_newer_blocks = self._state[name] != HAPPENING
        self._state[name] = HAPPENING if self.slack.refuses_newer_blocks else OVER

    # What became of them

    async def _on_call(self, method: str, path: str) -> None:
        if self._state["buy_never"] == ARMED and method == "POST" and path == PURCHASE:
            self._state["buy_never"] = HAPPENING
            await asyncio.sleep(NEVER_SECONDS[self._short_waits()])
            self._state["buy_never"] = OVER
            raise web.HTTPGatewayTimeout  # the caller has given up by now; what matters is that nothing was bought

    def _look(self) -> None:
        for name, (fault, times) in self._sendcloud_faults.items():
            self._note(name, self.sendcloud.faults.left_of(fault), times)
        for name, (slack_fault, times) in self._slack_faults.items():
            self._note(name, self.slack.faults.left_of(slack_fault), times)
        if self._state["late"] == ARMED:
            self._refuse_late()

    def _note(self, name: str, left: int, times: int) -> None:
        self._state[name] = OVER if not left else HAPPENING if left < times else ARMED

    def _refuse_late(self) -> None:
        new = self.sendcloud.world.bought[self._late_after :]
        if new:
            new[0].outcome = "ANNOUNCEMENT_FAILED"
            self._state["late"] = OVER
