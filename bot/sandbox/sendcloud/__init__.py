"""A strict, stateful Sendcloud on the loopback: the sandbox and the tests buy their labels here."""

from __future__ import annotations

from bot.sandbox.sendcloud.calls import Call
from bot.sandbox.sendcloud.faults import (
    CallLevelError,
    CancelAs,
    Damaged,
    DropRow,
    Empty429,
    ErrorsOnly202,
    ExtraRow,
    Fault,
    Faults,
    Garbage,
    Hang,
    Html502,
    LateAct,
    ResetAfter,
    ResetBefore,
    Respond,
    ShopSync,
    ShortIds,
    TwoRows,
)
from bot.sandbox.sendcloud.orders import CAN_BE_PUT_RIGHT, KINDS, StandInOrder, put_right
from bot.sandbox.sendcloud.poison import POISONS
from bot.sandbox.sendcloud.reshape import CutList, Rewrite, RowsBeside, StripLink, UnreadableNext
from bot.sandbox.sendcloud.server import SendcloudStandIn
from bot.sandbox.sendcloud.shipments import Parcel, Shipment

__all__ = [
    "CAN_BE_PUT_RIGHT",
    "KINDS",
    "POISONS",
    "Call",
    "CallLevelError",
    "CancelAs",
    "CutList",
    "Damaged",
    "DropRow",
    "Empty429",
    "ErrorsOnly202",
    "ExtraRow",
    "Fault",
    "Faults",
    "Garbage",
    "Hang",
    "Html502",
    "LateAct",
    "Parcel",
    "ResetAfter",
    "ResetBefore",
    "Respond",
    "Rewrite",
    "RowsBeside",
    "SendcloudStandIn",
    "Shipment",
    "ShopSync",
    "ShortIds",
    "StandInOrder",
    "StripLink",
    "TwoRows",
    "UnreadableNext",
    "put_right",
]
