"""Everything that can go wrong in a storm, by the names in the table of the long form."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from bot.sandbox.sendcloud import POISONS as POISONED
from bot.sandbox.sendcloud import RowsBeside, StripLink, UnreadableNext, strange
from bot.sandbox.sendcloud import faults as sendcloud
from bot.sandbox.sendcloud.documents import DAMAGES
from bot.sandbox.slack import faults as slack
from tests.chaos.meddling import PURCHASE

LATE_502: Final = "purchase: 502 with HTML, carried out late"

BUYING: Final = f"POST {PURCHASE}"

PURCHASE_FAULTS: Final[dict[str, Callable[[random.Random, float], sendcloud.Fault]]] = {
    "purchase: reset before it was carried out": lambda rng, speed: sendcloud.ResetBefore(),
    "purchase: reset after it was carried out": lambda rng, speed: sendcloud.ResetAfter(),
    "purchase: hangs past its time-out, then is carried out": lambda rng, speed: sendcloud.Hang(
        rng.uniform(62, 105) / speed
    ),
    "purchase: carried out, then hangs": lambda rng, speed: sendcloud.Hang(rng.uniform(61, 80) / speed, after=True),
    "purchase: reset, carried out after the first look-ups": lambda rng, speed: sendcloud.LateAct(rng.uniform(6, 110)),
    "purchase: 500 with HTML": lambda rng, speed: sendcloud.Respond(
        500, b"<html><body>Server Error</body></html>", {"Content-Type": "text/html"}
    ),
    "purchase: 502 with HTML, not carried out": lambda rng, speed: sendcloud.Html502(),
    "purchase: 502 with HTML, carried out": lambda rng, speed: sendcloud.Html502(after=True),
    "purchase: garbage": lambda rng, speed: sendcloud.Garbage(),
    "purchase: empty 429": lambda rng, speed: sendcloud.Empty429(rng.choice([None, "1", "7"])),
    "purchase: 202 with errors only": lambda rng, speed: sendcloud.ErrorsOnly202(),
    "purchase: row missing, label made": lambda rng, speed: sendcloud.DropRow(rng.randrange(3)),
    "purchase: row missing, no label made": lambda rng, speed: sendcloud.DropRow(rng.randrange(3), acted=False),
    "purchase: row for an order never asked for": lambda rng, speed: sendcloud.ExtraRow(),
    "purchase: labels beside a refusal": lambda rng, speed: RowsBeside(rng.choice([400, 403, 410, 422])),
    "purchase: labels beside an error for nobody": lambda rng, speed: RowsBeside(rng.choice([400, 401, 422]), None),
    "purchase: refused with a status of its own": lambda rng, speed: strange.refused(
        rng.choice([406, 412, 413, 415, 423, 451])
    ),
}

LOOKUP_FAULTS: Final[dict[str, Callable[[random.Random, float], sendcloud.Fault]]] = {
    "look-up: reset": lambda rng, speed: sendcloud.ResetBefore(),
    "look-up: hangs": lambda rng, speed: sendcloud.Hang(rng.uniform(5, 40) / speed),
    "look-up: 502 with HTML": lambda rng, speed: sendcloud.Html502(),
    "look-up: garbage": lambda rng, speed: sendcloud.Garbage(),
    "look-up: empty 429": lambda rng, speed: sendcloud.Empty429(rng.choice([None, "1", "5"])),
    "look-up: a gateway's 404": lambda rng, speed: strange.no_route(),
    "look-up: an empty answer": lambda rng, speed: strange.empty(rng.choice([200, 404])),
    "look-up: JSON that is no answer": lambda rng, speed: strange.bare(rng.choice([200, 404]), rng.choice([{}, None])),
    "look-up: an empty list beside an error": lambda rng, speed: strange.none_beside_an_error(rng.choice([200, 404])),
    "look-up: Link stripped": lambda rng, speed: StripLink(),
    "look-up: next without a cursor": lambda rng, speed: UnreadableNext(),
}

SLACK_FAULTS: Final[dict[str, Callable[[random.Random, float], slack.Fault]]] = {
    "Slack: 429": lambda rng, speed: slack.RateLimited(rng.choice([1, 3, 20])),
    "Slack: 500 with HTML": lambda rng, speed: slack.ServerError(500),
    "Slack: internal_error in a 200": lambda rng, speed: slack.InternalErrorIn200(),
    "Slack: stored, answer cut off": lambda rng, speed: slack.StoreThenTimeout(drop=True),
    "Slack: stored, answer never comes": lambda rng, speed: slack.StoreThenTimeout(),
    "Slack: cut off before anything was done": lambda rng, speed: slack.Drop(),
    "Slack: cut off, carried out late": lambda rng, speed: slack.StoredLate(rng.uniform(1, 20), drop=True),
    "Slack: no answer, carried out late": lambda rng, speed: slack.StoredLate(rng.uniform(11, 30)),
    "Slack: hangs past the time-out": lambda rng, speed: slack.Hang(rng.uniform(3, 12) / speed),
}

CHANGES_REFUSED: Final = "look-up: the list of changes is refused"

DOCUMENTS: Final = {f"documents: {about}": how for how, about in DAMAGES.items()}

POISONS: Final = {f"poison: {about}": kind for kind, about in POISONED.items()}

KILLED: Final = "killed at a random moment"
TOLD_TO_END: Final = "told to end (SIGTERM)"
PAUSED: Final = "paused (SIGSTOP)"
TWO_PROCESSES: Final = "two processes at once"
LOCKED: Final = "ledger locked by somebody else"
DISK_FULL: Final = "disk full"
CLOCK_SET: Final = "the clock of the machine is set"
RENUMBERED: Final = "an order gets another number"
PARENT_DELETED: Final = "Slack: parent deleted"
ARCHIVED: Final = "Slack: channel archived"
THREAD_LOCKED: Final = "Slack: thread locked"
SENT_AWAY: Final = "Slack: bot sent away"
NEW_SOCKET: Final = "Socket Mode: Slack asks for a new connection"
SOCKET_CUT: Final = "Socket Mode: connection cut"
PRESSED_TWICE: Final = "a button pressed twice at once, or delivered twice"
PRESSED_TOGETHER: Final = "two people pressing at once"

OF_SLACK: Final = (PARENT_DELETED, ARCHIVED, THREAD_LOCKED, SENT_AWAY)
"""What people do to Slack while the bot writes to it."""

KNOWN: Final = frozenset(
    {
        *PURCHASE_FAULTS, LATE_502, *LOOKUP_FAULTS, CHANGES_REFUSED, *SLACK_FAULTS, *DOCUMENTS, *POISONS,
        KILLED, TOLD_TO_END, PAUSED, TWO_PROCESSES, LOCKED, DISK_FULL, CLOCK_SET, RENUMBERED, *OF_SLACK,
        NEW_SOCKET, SOCKET_CUT, PRESSED_TWICE, PRESSED_TOGETHER,
    }
)  # fmt: skip
"""The names of all of it."""

TELLING: Final = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "conversations.replies",
        "conversations.history",
        "files.completeUploadExternal",
    }
)

KINDS: Final = ("fine",) * 40 + ("bad_address", "late_failure", "multicollo", "slow", "non_eu", "already_labelled")
