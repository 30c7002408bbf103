"""A strict local Slack: Web API, Socket Mode, signed HTTP, and simulated people."""

from __future__ import annotations

from bot.sandbox.slack.blocks import message_problems, view_problems
from bot.sandbox.slack.faults import (
    ApiError,
    Behind,
    Drop,
    Hang,
    HangThenTimeout,
    InternalErrorIn200,
    NeverDone,
    RateLimited,
    ServerError,
    StoredLate,
    StoreThenTimeout,
)
from bot.sandbox.slack.modal import Modal
from bot.sandbox.slack.person import CommandResult, Person
from bot.sandbox.slack.records import Ack, ApiCall, Channel, File, Message, User, View
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.slack.state import Change
from bot.sandbox.slack.surface import CannotDo
from bot.sandbox.slack.text import visible

__all__ = [
    "Ack",
    "ApiCall",
    "ApiError",
    "Behind",
    "CannotDo",
    "Change",
    "Channel",
    "CommandResult",
    "Drop",
    "File",
    "Hang",
    "HangThenTimeout",
    "InternalErrorIn200",
    "Message",
    "Modal",
    "NeverDone",
    "Person",
    "RateLimited",
    "ServerError",
    "SlackStandIn",
    "StoreThenTimeout",
    "StoredLate",
    "User",
    "View",
    "message_problems",
    "view_problems",
    "visible",
]
