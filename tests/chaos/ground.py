"""What a bot stands on, whatever breaks it: stand-ins, people, a clock and the file of its ledger."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeVar

from aiohttp import ClientSession

from bot.clock import Clock
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import SlackStandIn, User

T = TypeVar("T")

CHANNELS: Final = ("C0SHIPPING", "C0SUPPORT", "C0SHARED")
PEOPLE: Final = ("U0AGENT", "U0COLLEAGUE", "U0LEAD", "U0CARL", "U0DORA", "U0EMIL")
HELD_UP: Final = "x-held-up"

ENDLESS: Final = 20
"""How many times as long as nothing may move something may move before it counts as never coming to rest."""


class Ground:
    """Stand-ins, and a bot between them. Seconds are those of *clock* unless said otherwise.

    *database*: where the ledger is. *glance*: how long the clock goes on between two looks.
    """

    def __init__(
        self, slack: SlackStandIn, sendcloud: SendcloudStandIn, clock: Clock, database: Path, *, glance: float
    ) -> None:
        self.slack = slack
        self.sendcloud = sendcloud
        self.clock = clock
        self.database = database
        self.renumbered: set[str] = set()
        self._glance = glance
        for user in PEOPLE[3:]:
            slack.add_person(User(user, user[2:].lower(), user[2:].title(), slack.team_id), *CHANNELS)
        # A channel shared with another company pings differently, and is as good a place to write to.
        slack.channel("C0SHARED").is_ext_shared = False

    async def send_to_sendcloud(self, path: str, body: bytes) -> None:
        """Send a request to Sendcloud that left long ago and was held up on its way; its headers say so."""
        key = base64.b64encode(f"{self.sendcloud.keys.public_key}:{self.sendcloud.keys.secret_key}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {key}", HELD_UP: "yes"}
        url = f"{self.sendcloud.base_url}{path}"
        async with ClientSession(headers=headers) as session, session.post(url, data=body) as answer:
            await answer.read()

    async def until(self, condition: Callable[[], T | None], *, limit: float = 300) -> T | None:
        """Wait until *condition* returns something true and return that; None after *limit* seconds."""
        end = self.clock.now() + timedelta(seconds=limit)
        while self.clock.now() < end:
            found = condition()
            if found:
                return found
            await self.clock.sleep(self._glance)
        return condition()

    def ask(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Ask the ledger directly, past the bot; nothing while it cannot be read."""
        if not self.database.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True, timeout=0.2)) as found:
            found.row_factory = sqlite3.Row
            try:
                return found.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                return []

    def at_rest(self) -> bool:
        """Whether nothing is left to be done and everything was shown."""
        counted = self.ask(
            "SELECT (SELECT count(*) FROM runs WHERE shown_version < version) "
            "+ (SELECT count(*) FROM plans WHERE shown_version < version) "
            "+ (SELECT count(*) FROM plans WHERE state = 'checking') "
            "+ (SELECT count(*) FROM document_requests WHERE state = 'waiting') "
            "+ (SELECT count(*) FROM items WHERE state IN ('waiting', 'claimed', 'unknown', 'accepted')) "
            "+ (SELECT count(*) FROM cancellations WHERE state NOT IN ('cancelled', 'refused')) "
            "+ (SELECT count(*) FROM fixes WHERE state NOT IN ('saved', 'failed')) "
            # What Slack may carry out late is looked at once more.
            "+ (SELECT count(*) FROM doubts)"
        )
        return bool(counted) and counted[0][0] == 0

    async def quiet(self, *, limit: float) -> bool:
        """Wait until everything is at rest and stays so for a moment.

        False when it is not, though nothing has moved for *limit* seconds, or things have moved without end: how fast
        the machine is makes no difference.
        """
        moved, begun = self._moved(), self.clock.now()
        still_since = begun
        while self.clock.now() < min(
            still_since + timedelta(seconds=limit), begun + timedelta(seconds=limit * ENDLESS)
        ):
            if self.at_rest():
                await self.clock.sleep(8)
                if self.at_rest():
                    return True
            await self.clock.sleep(self._glance)
            if (now_moved := self._moved()) != moved:
                moved, still_since = now_moved, self.clock.now()
        return False

    def _moved(self) -> list[tuple[object, ...]]:
        """Return what becomes another value whenever something is done or shown."""
        return [
            tuple(row)
            for row in self.ask(
                "SELECT (SELECT max(seq) FROM events), (SELECT sum(version + shown_version) FROM runs), "
                "(SELECT sum(version + shown_version) FROM plans), (SELECT sum(looks) FROM items), "
                "(SELECT count(*) FROM messages), (SELECT count(*) FROM doubts)"
            )
        ]
