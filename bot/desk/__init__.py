"""The desk: what people can have done, who may, and the intention written into the ledger. Then it is done."""

from __future__ import annotations

from bot.desk.approvals import Asked, NobodyToAsk
from bot.desk.cancellations import NotAmongThem, ShownAgain
from bot.desk.catalogue import Catalogue
from bot.desk.desk import Desk
from bot.desk.fixes import NothingToFix, NotRead, ToFix
from bot.desk.label_request import BadList, ChannelRefused, LabelRequest, ListProblem, UnknownShop
from bot.desk.plan_pages import LeftOut
from bot.desk.ready import UnreadableDay
from bot.desk.rights import NotAllowed, Rights, Rules
from bot.desk.runs import ToOneAlone, UnknownRun
from bot.desk.spend import UnreadablePeriod
from bot.ledger import LedgerUnavailable
from bot.ledger.acts import CameSecond, Done
from bot.ledger.approval_verdict import Decide, NotOpen, OwnPlan, TooLate
from bot.ledger.buying_verdict import ShowAgain
from bot.ledger.cancellations import NothingToCancel, ToBeCancelled
from bot.ledger.clicks import Repeated
from bot.ledger.confirmation_verdict import AllTaken, AlreadyConfirmed, NotReady
from bot.ledger.confirmations import Confirmation, Confirmed, NeedsApproval
from bot.ledger.fixes import BeingFixed, GoneOn, Taken
from bot.ledger.frozen_plans import Late
from bot.ledger.limits_verdict import AboveLimits, OverDailyLimit
from bot.ledger.ownerships import NotAsShown
from bot.ledger.requeue import ChangedSince

__all__ = [
    "AboveLimits",
    "AllTaken",
    "AlreadyConfirmed",
    "Asked",
    "BadList",
    "BeingFixed",
    "CameSecond",
    "Catalogue",
    "ChangedSince",
    "ChannelRefused",
    "Confirmation",
    "Confirmed",
    "Decide",
    "Desk",
    "Done",
    "GoneOn",
    "LabelRequest",
    "Late",
    "LedgerUnavailable",
    "LeftOut",
    "ListProblem",
    "NeedsApproval",
    "NobodyToAsk",
    "NotAllowed",
    "NotAmongThem",
    "NotAsShown",
    "NotOpen",
    "NotRead",
    "NotReady",
    "NothingToCancel",
    "NothingToFix",
    "OverDailyLimit",
    "OwnPlan",
    "Repeated",
    "Rights",
    "Rules",
    "ShowAgain",
    "ShownAgain",
    "Taken",
    "ToBeCancelled",
    "ToFix",
    "ToOneAlone",
    "TooLate",
    "UnknownRun",
    "UnknownShop",
    "UnreadableDay",
    "UnreadablePeriod",
]
