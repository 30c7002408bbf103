"""The desk: what people can have done, who may, and the intention written into the ledger. Then it is done."""

from __future__ import annotations

from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk, Rechecking, UnknownRun
from bot.desk.label_request import BadList, ChannelRefused, LabelRequest, ListTrouble, UnknownShop
from bot.desk.rights import NotAllowed, Rights, Rules

__all__ = [
    "BadList",
    "Catalogue",
    "ChannelRefused",
    "Desk",
    "LabelRequest",
    "ListTrouble",
    "NotAllowed",
    "Rechecking",
    "Rights",
    "Rules",
    "UnknownRun",
    "UnknownShop",
]
