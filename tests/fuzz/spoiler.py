"""Stands between the stand-in and the bot, and spoils the answers about some orders and about the account."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.sendcloud.calls import Ask, Reply
from tests.fuzz.schemas import Json
from tests.fuzz.spoils import About, AsPublished, Broken, Garbled, Spoil, put, spoilt, wire
from tests.world import PURCHASE


@dataclass(frozen=True)
class Whole:
    """What is wrong with the first *times* answers to a call, whatever it is about."""

    method: str
    path: str
    what: AsPublished | Broken | Garbled
    times: int = 1_000_000


@dataclass
class Spoiler:
    """Give its `reply` to the stand-in as ``on_reply``. *orders*: what is wrong about each order, by its number."""

    sendcloud: SendcloudStandIn
    orders: Mapping[str, Sequence[Spoil]]
    whole: Sequence[Whole] = ()
    _met: dict[int, int] = field(default_factory=dict)

    def reply(self, ask: Ask, reply: Reply) -> Reply:
        """Return what is sent instead of an honest answer."""
        for place, one in enumerate(self.whole):
            fits = one.method == ask.method and fnmatchcase(ask.path, one.path)
            if fits and self._met.get(place, 0) < one.times:
                self._met[place] = self._met.get(place, 0) + 1
                return _as(one.what, reply)
        for number, spoils in self.orders.items():
            for spoil in spoils:
                if isinstance(spoil.what, Garbled) and self._asks_for(ask, number, spoil):
                    return _as(spoil.what, reply)
        return self._rows(ask, reply)

    def _asks_for(self, ask: Ask, number: str, spoil: Spoil) -> bool:
        """Return whether a call asks for one order alone, in the way that is spoilt."""
        ids = self._ids(number)
        kind, _, name = ask.path.strip("/").partition("/")
        by_number = f"/{kind}" == ask.path and (ask.one("order_number") or "").casefold() == number.casefold()
        match spoil.about:
            case About.ORDER if kind == "orders":
                return (by_number and spoil.by != "id") or (name in ids and spoil.by != "number")
            case About.SHIPMENT if kind == "shipments":
                return (by_number and spoil.by != "id") or (name in ids and spoil.by != "number")
            case About.DOCUMENT if kind == "parcels":
                return name.split("/")[0] in ids
            case _:
                return False

    def _ids(self, number: str) -> set[str]:
        """Return everything by which Sendcloud's paths name an order, its shipments and their parcels."""
        world = self.sendcloud.world
        made = [one for one in world.shipments.values() if one.order_number == number]
        orders = {str(one.pk) for one in world.orders_numbered(number)}
        return orders | {one.id for one in made} | {str(parcel.id) for one in made for parcel in one.parcels}

    def _rows(self, ask: Ask, reply: Reply) -> Reply:
        """Return an answer with the rows about each order as they are spoilt."""
        about = _about(ask)
        if about is None or reply.status >= 300:
            return reply
        try:
            body = json.loads(reply.body)
        except ValueError:
            return reply  # it was garbled on its way here
        data = body.get("data")
        change = self._change(about, _asked_by(ask))
        body["data"] = [change(row) for row in data] if isinstance(data, list) else change(data)
        told = wire(body)
        return reply if json.loads(reply.body) == body else replace(reply, body=told)

    def _change(self, about: About, by: str) -> Callable[[Json], Json]:
        def change(row: Json) -> Json:
            honest = row if isinstance(row, dict) else {}
            for spoil in self.orders.get(str(honest.get("order_number")), ()):
                if spoil.about is about and spoil.by in (None, by):
                    row = spoilt(spoil, row, honest)
            return row

        return change


def _about(ask: Ask) -> About | None:
    kind = ask.path.strip("/").split("/")[0]
    if ask.path == PURCHASE:
        return About.LABEL
    return {"orders": About.ORDER, "shipments": About.SHIPMENT}.get(kind) if ask.method == "GET" else None


def _asked_by(ask: Ask) -> str:
    if ask.path.count("/") > 1:
        return "id"
    return "number" if ask.one("order_number") is not None else "list"


def _as(what: AsPublished | Broken | Garbled, reply: Reply) -> Reply:
    match what:
        case Garbled(status, body):
            return Reply(status, body)
        case AsPublished(body):
            return replace(reply, body=wire(body))
        case Broken(path, value):
            try:
                honest = json.loads(reply.body)
            except ValueError:
                return reply
            return replace(reply, body=wire(put(honest, path, value)))
