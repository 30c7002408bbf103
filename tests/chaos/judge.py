"""The judge: what Sendcloud made, what the ledger says and what Slack shows, compared without any of the bot's code."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.sandbox.sendcloud import POISONS, Shipment
from bot.sandbox.sendcloud.shipments import CANCELLED
from bot.sandbox.slack import Message
from tests.chaos.ground import Ground
from tests.chaos.people import Diary, newest_parents, run_of

OVER: Final = frozenset({"labelled", "refused", "failed", "undecided", "skipped", "stopped", "cancelled"})
"""States of an order at which nothing is left to be done by the bot."""

UNCHANGEABLE: Final = frozenset({"is_inactive", "edit_window_closed", "cant_update_message"})
"""What Slack says of a message that stands and cannot be changed."""

_COUNT: Final = re.compile(r"^(\d+) of (\d+) labels? ready", re.MULTILINE)
_STATES: Final = re.compile(
    r"^(?:Running|Paused|Stopped|Done(?:, \d+ need attention)?)((?: · \d+ [^·\n]*[^·\s])+)", re.MULTILINE
)
_PART: Final = re.compile(r" · (\d+) ([^·\n]+?)(?= · |$)")
_STATE_OF: Final = {
    "failed": ("refused", "failed"),
    "undecided": ("undecided",),
    "left out": ("skipped",),
    "held back": ("stopped",),
    "cancelled": ("cancelled",),
}
_REPLY_OF: Final = {
    "refused": "failures", "failed": "failures", "undecided": "undecided", "skipped": "skipped", "cancelled": "cancel",
}  # fmt: skip


@dataclass
class Verdict:
    """What was found wrong, one sentence each."""

    orders: int = 0
    bought_twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not any((self.bought_twice, self.lost, self.untold, self.told_twice, self.broken))

    def sentences(self) -> list[str]:
        """Return everything that was found."""
        named = {"bought twice": self.bought_twice, "lost": self.lost, "untold": self.untold,
                 "told twice": self.told_twice, "broken": self.broken}  # fmt: skip
        return [f"{what}: {sentence}" for what, sentences in named.items() for sentence in sentences]


class Judge:
    """Looks once, when everything is at rest."""

    def __init__(self, place: Ground, diary: Diary) -> None:
        self._place = place
        self._diary = diary
        self._verdict = Verdict()
        self._items = _read(place.database, "SELECT * FROM items")
        self._runs = _read(place.database, "SELECT * FROM runs")
        self._events = _read(place.database, "SELECT * FROM events ORDER BY seq")

    def judge(self) -> Verdict:
        """Return what is wrong."""
        self._verdict.orders = len(self._items)
        self._purchases()
        self._confirmed()
        self._states()
        self._cancelled()
        self._fixed()
        self._shown()
        self._once()
        self._chain()
        return self._verdict

    # Sendcloud against the ledger

    def _purchases(self) -> None:
        made: dict[str, list[Shipment]] = {}
        for shipment in self._place.sendcloud.shipments.values():
            if shipment.source == "api":
                made.setdefault(shipment.order_id, []).append(shipment)
        for order_id, shipments in made.items():
            shipments.sort(key=lambda one: one.created_at)
            number = shipments[0].order_number
            twice = [
                f"{number}: {before.id} at {before.created_at:%H:%M:%S}, {after.id} at {after.created_at:%H:%M:%S}"
                for before, after in itertools.pairwise(shipments)
                if not (_failed_before(before, after) and self._retried(order_id))
                and before.status(after.created_at) != CANCELLED
            ]
            # Each time that a person asked again knowingly accounts for one more label, and for no other.
            self._verdict.bought_twice += twice[self._asked_again(order_id) :]
            known = self._known_of(order_id)
            for one in shipments:
                if one.id not in known:
                    self._verdict.lost.append(f"{number}: nobody knows of its label {one.id}")

    def _known_of(self, order_id: str) -> str:
        """Return everything in which the ledger may name shipments of an order."""
        items = [item for item in self._items if item["order_id"] == order_id]
        told = [event["detail"] for event in self._events if event["order_id"] == order_id]
        return " ".join([*told, *(f"{one['shipment_id']} {one['candidates']} {one['snapshot']}" for one in items)])

    def _retried(self, order_id: str) -> bool:
        runs = {item["run_id"] for item in self._items if item["order_id"] == order_id}
        return any(self._diary.retried.get(run) for run in runs) or len(runs) > 1

    def _asked_again(self, order_id: str) -> int:
        """How often a person did ask again, as the people say, and for this order, as the record says."""
        recorded = [
            event for event in self._events
            if event["order_id"] == order_id and event["kind"] == "order_bought_again" and event["person"]
        ]  # fmt: skip
        return sum(bool(self._diary.asked_again.get(event["run_id"])) for event in recorded)

    # People against the ledger

    def _confirmed(self) -> None:
        there = {item["order_number"] for item in self._items}
        there |= {one.order_number for one in self._place.sendcloud.shipments.values() if one.source == "panel"}
        # A plan leaves out what it cannot read, and does not find what got another number meanwhile.
        there |= self._place.renumbered
        there |= {one.order_number for one in self._place.sendcloud.world.orders.values() if one.kind in POISONS}
        for wish in self._diary.wishes:
            for number in wish.numbers:
                if wish.confirmed and number not in there and number not in wish.left_out:
                    self._verdict.lost.append(f"{number}: confirmed by {wish.person} and in no run")

    def _states(self) -> None:
        for item in self._items:
            if item["state"] not in OVER:
                self._verdict.lost.append(f"{item['order_number']} of {item['run_id']} is still {item['state']}")
            if item["state"] == "labelled":
                made = self._place.sendcloud.shipments.get(item["shipment_id"])
                if made is None or made.order_id != item["order_id"]:
                    self._verdict.lost.append(f"{item['order_number']}: its label {item['shipment_id']} is not its own")

    def _cancelled(self) -> None:
        """What people wanted cancelled has ended, and as the shipments say."""
        now, wished = self._place.clock.now(), set()
        for one in _read(self._place.database, "SELECT * FROM cancellations"):
            wished.add(one["item_id"])
            if one["state"] not in ("cancelled", "refused"):
                self._verdict.lost.append(f"the cancellation of {one['shipment_id']} is still {one['state']}")
        for item in self._items:
            made = self._place.sendcloud.shipments.get(item["shipment_id"] or "")
            gone = made is not None and made.status(now) == CANCELLED
            if gone != (item["state"] == "cancelled"):
                self._verdict.lost.append(f"{item['order_number']} is {item['state']}, its shipment gone: {gone}")
            if item["run_id"] in self._diary.cancelled and item["shipment_id"] and item["id"] not in wished:
                self._verdict.lost.append(f"{item['order_number']}: to be cancelled, and nobody knows of it")

    def _fixed(self) -> None:
        """What people changed has ended, and nothing that they typed is in the ledger."""
        for one in _read(self._place.database, "SELECT * FROM fixes"):
            if one["state"] not in ("saved", "failed"):
                self._verdict.lost.append(f"fix {one['id']} is still {one['state']}")
        folder, name = self._place.database.parent, self._place.database.name
        held = b"".join(file.read_bytes() for file in folder.glob(f"{name}*"))
        self._verdict.broken += [f"“{value}” is in the ledger" for value in self._diary.typed if value.encode() in held]

    # Slack against the ledger

    def _shown(self) -> None:
        parents = newest_parents(self._place)
        by_run: dict[str, list[sqlite3.Row]] = {}
        for item in self._items:
            by_run.setdefault(item["run_id"], []).append(item)
        for run, items in by_run.items():
            if run not in parents and self._left_alone(run):
                continue
            if run not in parents:
                self._verdict.untold.append(f"{run}: Slack shows no message of this run")
                continue
            self._counts(run, parents[run], items)
            self._orders(run, parents[run], items)

    def _left_alone(self, run: str) -> bool:
        """Whether people deleted the message of a run about which nothing was left to be told."""
        deleted = self._diary.deleted.get(run)
        return deleted is not None and all(row["changed_at"] == deleted for row in self._runs if row["id"] == run)

    def _counts(self, run: str, parent: Message, items: list[sqlite3.Row]) -> None:
        found, parts = _COUNT.search(parent.plain()), _STATES.search(parent.plain())
        if found is None or parts is None:
            self._verdict.untold.append(f"{run}: the parent message shows no count")
            return
        told = {name: int(number) for number, name in _PART.findall(parts.group(1))}
        adds_up = sum(told.values()) == int(found.group(2)) == len(items)
        if not adds_up or told.get("ready", 0) != int(found.group(1)):
            self._verdict.lost.append(f"{run}: {found.group(0)!r}, {told} do not add up to {len(items)} orders")
        states = Counter(item["state"] for item in items)
        real = {"ready": states["labelled"]}
        real |= {name: sum(states[one] for one in of) for name, of in _STATE_OF.items()}
        wrong = {name for name in {*told, *real} if told.get(name, 0) != real.get(name, 0)}
        if wrong:
            self._verdict.untold.append(f"{run}: the parent says {parts.group(0)!r}, the ledger {dict(states)}")

    def _orders(self, run: str, parent: Message, items: list[sqlite3.Row]) -> None:
        # A parent that could no longer be changed keeps its replies; what they tell is told.
        threads = {(parent.channel, parent.ts)} | {
            (one.channel, one.ts) for one in self._standing() if one.channel == parent.channel and run_of(one) == run
        }
        replies = [reply for thread in sorted(threads) for reply in self._place.slack.thread(*thread)]
        everything = "\n".join(reply.plain() for reply in replies)
        self._halted(run, {_key(reply) for reply in replies})
        by_kind: dict[str, str] = {}
        for reply in replies:
            kind = _key(reply).partition(":")[0]
            by_kind[kind] = f"{by_kind.get(kind, '')}\n{reply.plain()}"
        for item in items:
            number, state = item["order_number"], item["state"]
            if state == "labelled" and str(item["shipment_id"]) not in everything:
                self._verdict.untold.append(f"{run}: label {item['shipment_id']} of {number} stands nowhere")
            own = _REPLY_OF.get(state, "")
            if own and not re.search(rf"\b{re.escape(number)}\b", by_kind.get(own, "")):
                self._verdict.untold.append(f"{run}: {number} is {state}, and no reply says so")
            for other in {"failures", "undecided"} - {own}:
                if re.search(rf"\b{re.escape(number)}\b", by_kind.get(other, "")):
                    self._verdict.untold.append(f"{run}: {number} is {state}, and a reply still lists it as {other}")

    def _halted(self, run: str, keys: set[str]) -> None:
        for row in self._runs:
            stopped_itself = row["state"] == "stopped" and row["cause"] and not row["stopped_by"]
            if row["id"] == run and stopped_itself and f"halted:{row['round']}" not in keys:
                self._verdict.untold.append(f"{run}: a refusal stopped it, and no reply says so")

    # Slack against itself

    def _once(self) -> None:
        self._place.slack.workspace.catch_up()
        frozen = {call.args.get("ts") for call in self._place.slack.calls if call.response.get("error") in UNCHANGEABLE}
        seen: Counter[tuple[str, str, str]] = Counter()
        asked_for = self._documents()
        for message in self._standing():
            # One that Slack does not let be changed any more has to be told anew, and says so.
            if message.user != "U0LABELBOT" or (message.ts in frozen and run_of(message)):
                continue
            place = f"{message.channel} {message.thread_ts or ''}"
            if message.metadata is not None:
                seen[place, "message", json.dumps(message.metadata["event_payload"], sort_keys=True)] += 1
            elif message.files:
                names = ", ".join(sorted(file.name for file in message.files))
                requests = {asked_for.get(file.id, "") for file in message.files}
                seen[place, "file", f"{names} of {', '.join(sorted(requests))}"] += 1 if all(requests) else 2
            else:
                seen[place, "text", message.history[0].text if message.history else message.text] += 1
        self._verdict.told_twice += [f"{where}: {kind} {what}, {n} times" for (where, kind, what), n in seen.items()
                                     if n > 1]  # fmt: skip
        lists = Counter(
            f"{message.channel} {message.thread_ts}" for message in self._standing()
            for file in message.files if file.name.endswith(" orders.csv")
        )  # fmt: skip
        self._verdict.told_twice += [f"{where}: {n} lists of all orders" for where, n in lists.items() if n > 1]
        told = {(message.channel, str(message.metadata)) for message in self._standing() if message.metadata}
        self._verdict.told_twice += [
            f"{message.channel}: {message.metadata} also stands under the deleted parent {message.thread_ts}"
            for message in self._place.slack.workspace.messages
            if not message.deleted and self._is_orphan(message) and (message.channel, str(message.metadata)) in told
        ]

    def _documents(self) -> dict[str, str]:
        """Return for each file that the ledger knows the request that it answers: each press may bring it once."""
        rows = _read(self._place.database, "SELECT about, key, file_ids FROM messages WHERE file_ids IS NOT NULL")
        return {one: f"{row['about']} {row['key']}" for row in rows for one in json.loads(row["file_ids"])}

    def _standing(self) -> Iterator[Message]:
        for message in self._place.slack.workspace.messages:
            if not message.deleted and not self._is_orphan(message):
                yield message

    def _is_orphan(self, message: Message) -> bool:
        """Whether a message stands in the thread of a parent that is gone."""
        above = message.thread_ts
        return above is not None and self._place.slack.workspace.message(message.channel, above) is None

    # The ledger against itself

    def _chain(self) -> None:
        previous = ""
        for place, event in enumerate(self._events, start=1):
            said = [event[name] for name in event.keys() if name != "hash"]  # noqa: SIM118 (a row is no mapping)
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            if event["seq"] != place or event["previous"] != previous:
                self._verdict.broken.append(f"event {place} does not follow the one before")
            if hashlib.sha256(text.encode()).hexdigest() != event["hash"]:
                self._verdict.broken.append(f"event {place} is not what was written")
            previous = str(event["hash"])
        check = [row[0] for row in _read(self._place.database, "PRAGMA integrity_check")]
        if check != ["ok"]:
            self._verdict.broken += check


def _failed_before(before: Shipment, after: Shipment) -> bool:
    return before.outcome == "ANNOUNCEMENT_FAILED" and before.settles_at <= after.created_at


def _key(message: Message) -> str:
    payload: dict[str, Any] = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("key", ""))


def _read(path: Path, sql: str) -> list[sqlite3.Row]:
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as found:
        found.row_factory = sqlite3.Row
        return found.execute(sql).fetchall()


def first_of(sentences: Iterable[str], most: int = 10) -> str:
    """Return some sentences as lines, for a failure message."""
    return "\n".join(list(sentences)[:most])
