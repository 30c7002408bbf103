"""The desk: what people can have done, who may, and the intention written into the ledger. Then it is done."""

from __future__ import annotations

from bot.desk.desk import Desk, Rechecking, UnknownRun
from bot.desk.order import BadList, ChannelRefused, ListTrouble, Order, UnknownShop
from bot.desk.rights import NotAllowed, Rights, Rules
from bot.desk.shelf import Shelf

__all__ = [
    "BadList",
    "ChannelRefused",
    "Desk",
    "ListTrouble",
    "NotAllowed",
    "Order",
    "Rechecking",
    "Rights",
    "Rules",
    "Shelf",
    "UnknownRun",
    "UnknownShop",
]
