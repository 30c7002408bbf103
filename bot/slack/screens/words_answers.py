"""The sentences of private answers."""

from __future__ import annotations

from typing import Final

from bot.advice import Refusal

HELP_HEAD: Final = "Shipping labels from Sendcloud, each bought once."
HELP: Final = (
    ("/label", "opens the form Create labels"),
    ("/label 1001 #1002, 1003", "the same, with the numbers filled in"),
    ("/label status 1001", "is it labelled, with what, by whom, when, in which thread"),
    ("/label history 1001", "everything that was recorded about the order, oldest first"),
    ("/label help", "this answer"),
)
HELP_MORE: Final = (
    "In a thread, use “Create labels” from the menu of a message. Nothing is bought before you have seen the plan."
)

STATUS_HEAD: Final = "Order {number}:"
STATES: Final = {
    "waiting": "waiting for its turn",
    "claimed": "being asked for this moment",
    "unknown": "no answer accounts for it; being looked up",
    "accepted": "a shipment exists, the label is being made",
    "labelled": "labelled",
    "refused": "not labelled: {headline}",
    "failed": "not labelled, the carrier refused: {headline}",
    "undecided": "nobody knows whether it has a label; a person decides",
    "skipped": "left out, it had a label or somebody else was at it",
    "stopped": "held back when the run was stopped",
}
SIGHTING: Final = "{state}, {since}; asked for by {who}, {at}, in {channel}, run {run}"
TEST_LABEL: Final = " (a test label, not for shipping)"
THREAD: Final = "thread"
STATUS_NEXT: Final = "Next: {step}"
OUTSIDE: Final = "made outside the bot: shipment {id}, status {status}"
UNKNOWN_ORDER: Final = "The bot has not been asked for order {number}, and Sendcloud does not know it in this shop."
KNOWN_ORDER: Final = "Order {number} is known to Sendcloud and has no label that the bot or Sendcloud knows of."
NO_TRACE: Final = "The bot has not been asked for order {number}."
STATUS_PROBLEM: Final = "Sendcloud could not be asked for labels made outside the bot: {problem}"
TRACK: Final = "track"
MORE_SIGHTINGS: Final = "{entries} left out; /label history has what the bot recorded."

HISTORY_HEAD: Final = "{events} about order {number}, oldest first{cut}:"
HISTORY_NONE: Final = "Nothing is recorded about order {number}."
EVENT: Final = "{at}: {what}"
EVENT_BY: Final = ", by {who}"
EVENT_RUN: Final = ", run {run}"
EVENT_SHIPMENT: Final = ", shipment {id}"
NEWEST: Final = " (the newest {n})"
EVENT_REASON: Final = ", reason given: “{reason}”"
EVENT_CAUSE: Final = ", {headline}"

NOT_UNDERSTOOD: Final = "/label {command} was understood, and what follows was not: {rest}"
NOTHING_FOLLOWS: Final = "/label {command} needs an order number, for example /label {command} 1001."
NOT_UNDERSTOOD_NEXT: Final = "/label help lists what can be typed."
NOT_BUILT: Final = "/label {command} is not built yet. /label help lists what is."

REFUSALS: Final = {
    Refusal.GUEST: "Guests cannot create labels or read about them. Ask a full member of this workspace.",
    Refusal.OTHER_WORKSPACE: "Only members of the workspace that the bot belongs to can use it. Ask one of them.",
    Refusal.WRONG_CHANNEL: "The bot may not be used in this channel. Go to one that is allowed, or ask whoever runs "
    "the bot to allow this one (LABEL_BOT_ALLOWED_CHANNELS).",
    Refusal.NOT_IN_GROUP: "You are not in a user group that may use the bot. Ask whoever runs it to add you "
    "(LABEL_BOT_ALLOWED_USERGROUPS).",
    Refusal.GROUPS_UNREADABLE: "The bot cannot read who may use it, so nobody may just now. Try again in a minute; "
    "if it stays, tell whoever runs the bot.",
    Refusal.NO_MEMBER: "Slack does not know this account as an active person of the workspace, so the bot does nothing "
    "for it. Ask a full member to do it, or whoever looks after the workspace to activate the account.",
    Refusal.UNKNOWN_PERSON: "Slack did not say who you are, so the bot does nothing. Try again in a minute.",
}

ALREADY: Final = {
    "stop": "This run is not going any more; there is nothing to stop.",
    "continue": "This run is going already, or nothing of it is left to continue.",
    "retry": "These orders are being asked for again already, or none is left to retry.",
    "look_again": "These orders are being looked up already, or none is undecided any more.",
    "ask_again": "No order of this run waits for a decision any more.",
    "documents": "The documents are being prepared already; they will be in the thread.",
}
ALREADY_BY: Final = "{who} was first, {at}."
TAKEN: Final = "Somebody else has {orders} by now; {they} {are} left out:"
GONE: Final = "The bot does not know this any more. Start again with /label."
SLACK_TROUBLE: Final = "Slack did not take the bot's answer. Try once more."
TROUBLE: Final = (
    "The bot made a mistake and did not do this. Try once more; if it stays, tell whoever runs it: {reference}."
)
NUMBERS_CUT: Final = (
    "Your list is longer than the form can hold, so its end is missing there. Use Order file for the whole list."
)
PLAN_USED: Final = "This plan was confirmed already; its run is in the channel. Nothing is bought twice."
LEDGER_TROUBLE: Final = "The bot's ledger is busy or its disk is full, so nothing was done. Try once more in a minute."
PERSON_TOO_FAST: Final = "Slack's time for this ran out. Press it once more."
