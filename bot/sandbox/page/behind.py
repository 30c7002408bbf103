"""Behind the scenes: what the side panel is told, and only as much as changed since the last time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final

from bot.sandbox.page.faults import FaultButtons
from bot.sandbox.page.keeper import Keeper
from bot.sandbox.page.ledger import events_after
from bot.sandbox.page.orders import Orders
from bot.sandbox.sendcloud import Call, SendcloudStandIn
from bot.sandbox.slack import ApiCall, SlackStandIn

Json = dict[str, Any]
CALLS_SHOWN: Final = 60
_WORDS_SHOWN: Final = 90


class Behind:
    """Everything that the side panel draws from; a `Glance` of each window remembers what it was told."""

    def __init__(
        self, slack: SlackStandIn, sendcloud: SendcloudStandIn, bot: Keeper, buttons: FaultButtons, database: Path
    ) -> None:
        self.slack, self.sendcloud, self.bot, self.buttons = slack, sendcloud, bot, buttons
        self.orders = Orders(sendcloud)
        self.database = database

    async def act(self, ask: Json) -> Json:
        """Carries out a press in the side panel. KeyError for one that does not exist."""
        what = str(ask.get("what"))
        if what == "add_orders":
            return {"numbers": self.orders.add_many()}
        if what == "numbers":
            return {"text": self.orders.csv()}
        if what == "put_right":
            self.orders.put_right(int(ask["order"]))
        elif what == "waits":
            await self.bot.shorten_waits(short=bool(ask.get("short")))
        elif what == "kill":
            await self.bot.kill()
        elif what == "start":
            await self.bot.start()
        elif what == "stop":
            await self.bot.stop()
        else:
            await self.buttons.press(what)
        return {}


class Glance:
    """What one window has been told of what happens behind the scenes."""

    def __init__(self, behind: Behind) -> None:
        self.behind = behind
        self._sendcloud = max(0, behind.sendcloud.calls.total - CALLS_SHOWN)
        self._slack = max(0, behind.slack.calls.total - CALLS_SHOWN)
        self._seq = 0
        self._told: dict[str, str] = {}

    async def news(self) -> Json:
        """Returns what is new since the last time; an empty object when nothing is."""
        behind = self.behind
        found: Json = {}
        calls = self._new_calls()
        if calls:
            found["calls"] = calls
        events = await asyncio.to_thread(events_after, behind.database, self._seq)
        if events:
            self._seq = events[-1]["seq"]
            found["events"] = events
        for name, value in (
            ("troubles", behind.buttons.json()),
            ("orders", behind.orders.singles()),
            ("bulks", behind.orders.bulks()),
        ):
            if self._changed(name, value):
                found[name] = value
        return found

    def _new_calls(self) -> list[Json]:
        sendcloud, slack = self.behind.sendcloud.calls, self.behind.slack.calls
        waiting = sendcloud.since(self._sendcloud)
        settled = self._settled(waiting)
        self._sendcloud = sendcloud.total - len(waiting) + len(settled)
        fresh = slack.since(self._slack)
        self._slack = slack.total
        new = [_sendcloud_call(call) for call in settled] + [_slack_call(call) for call in fresh]
        return sorted(new, key=lambda call: str(call["at"]))[-CALLS_SHOWN:]

    def _settled(self, calls: list[Call]) -> list[Call]:
        """Leaves out the calls at the end that have no answer yet and may still get one."""
        settled = len(calls)
        while settled and calls[settled - 1].status == 0 and calls[settled - 1].fault is None:
            settled -= 1
        return calls[:settled]

    def _changed(self, name: str, value: object) -> bool:
        said = json.dumps(value)
        changed = self._told.get(name) != said
        self._told[name] = said
        return changed


def _sendcloud_call(call: Call) -> Json:
    asked = call.body if isinstance(call.body, dict) else {}
    orders = asked.get("orders")
    about = f"{len(orders)} order{'s' if len(orders) != 1 else ''}" if isinstance(orders, list) else ""
    query = ", ".join(f"{name} {value}" for name, value in call.query if name != "page_size")
    return {
        "to": "Sendcloud",
        "at": call.time.isoformat(),
        "what": f"{call.method} {call.path}",
        "about": (about or query)[:_WORDS_SHOWN],
        "status": call.status,
        "fault": call.fault,
        "buys": call.method == "POST" and "create-labels" in call.path,
    }


def _slack_call(call: ApiCall) -> Json:
    text = str(call.args.get("text") or "")
    view = call.args.get("view")
    if isinstance(view, dict) and isinstance(view.get("title"), dict):
        text = str(view["title"].get("text", ""))
    error = "" if call.response.get("ok") else str(call.response.get("error", ""))
    return {
        "to": "Slack",
        "at": call.time.isoformat(),
        "what": call.method,
        "about": (error or text.replace("\n", " "))[:_WORDS_SHOWN],
        "status": call.status,
        "fault": error or None,
        "buys": False,
    }
