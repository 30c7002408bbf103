"""The sentences in the thread of a run. The state words are fixed: people look for them."""

from __future__ import annotations

from typing import Final

RUNNING: Final = "Running"
PAUSED: Final = "Paused"
STOPPED: Final = "Stopped"
DONE: Final = "Done"
DONE_BUT: Final = "Done, {n} need attention"
"""A fixed phrase, for one order too."""

PARENT: Final = "{state}: {who} asked for {labels}."
PARENT_SHOP: Final = "Shop {shop}, {shipping}. Run {run}."
BY_RULES: Final = "by shipping rules"
BY_ORDER: Final = "shipping as set on each order"
BY_OPTION: Final = "shipping option {option}"
WITH_SENDER: Final = ", sender {sender}"
WITH_BRAND: Final = ", brand {brand}"

LABELLED_OF: Final = "{n} of {total} labelled"
COUNTS: Final = {
    "failed": "{n} failed",
    "undecided": "{n} undecided",
    "unknown": "{n} being looked up",
    "accepted": "{n} with the label being made",
    "claimed": "{n} being asked for",
    "waiting": "{n} waiting",
    "skipped": "{n} left out",
    "stopped": "{n} held back",
}
"""The other parts of the count, in this order; they add up to the number asked for."""

TIME_LEFT: Final = "{time} left."
RESTORED: Final = (
    "The bot's ledger was restored from a backup. Nothing is bought before {at}: what was asked for after the backup "
    "is looked up first. Then the run goes on by itself."
)
NEXT_TRY: Final = "Next try: {at}. Continue tries at once."
NEXT_TRY_AS_ASKED: Final = "Next try: {at}; Sendcloud asks to wait until then."
CONTINUE_GOES_ON: Final = "Continue goes on with the rest."
STOPPED_BY: Final = "{who} stopped the run after {reached} of {total}; {rest}."
STOPPED_ITSELF: Final = "The run stopped after {reached} of {total}; {rest}."
HELD_BACK: Final = "{n} {were} held back"
ALL_ASKED: Final = "every order had been asked for"
STILL_MOVING: Final = "What was asked for before still comes to its end."
REASON: Final = "{headline} Who can mend it: {who}. Next: {step}"
QUOTE: Final = "“{text}”"
DOCUMENTS_WAIT: Final = "Documents are being prepared for {who}."

STOP: Final = "Stop"
STOP_TELLS: Final = "Stop run {run}"
STOP_ASK: Final = "Stop this run?"
STOP_WHAT: Final = (
    "Orders nobody was asked for yet are held back; the call in flight is finished. Labels already made stay. "
    "You can continue later."
)
STOP_YES: Final = "Stop the run"
STOP_NO: Final = "Keep going"
CONTINUE: Final = "Continue"
CONTINUE_TELLS: Final = "Continue run {run}"
RETRY: Final = "Retry {n} failed"
RETRY_TELLS: Final = "Retry {failed} of run {run}"
GET_DOCUMENTS: Final = "Get documents"
GET_DOCUMENTS_TELLS: Final = "Get documents of run {run}"
LOOK_AGAIN: Final = "Look again"
LOOK_AGAIN_TELLS: Final = "Look again for undecided orders of run {run}"
ASK_AGAIN: Final = "Ask again"
ASK_AGAIN_TELLS: Final = "Ask again for undecided orders of run {run}"

PAGE: Final = "Orders {first} to {last} of {total}{more}:"
ONE_PAGE: Final = "Labels of this run{more}:"
CONTINUED: Final = ", continued"
PARCELS: Final = "; {parcels} {ids}"
MORE_PARCELS: Final = " and {n} more"
NO_PARCELS: Final = "; parcel id not known yet"
SHIPMENT: Final = "; shipment {id}"
CARRIER: Final = "; {carrier}"
COPY: Final = " (label {n} for this order, on purpose: {reason})"
TRACKING: Final = "; tracking "
TRACK: Final = "track"
MORE_TRACKING: Final = ", and {n} more"
BEING_MADE: Final = "; label being made"
SECOND_SHIPMENT: Final = (
    "; Sendcloud's answer names another shipment for this order, {ids}: the risk is that a second label is paid for. "
    "Look at both in Sendcloud and cancel the one that is too many"
)

FAILURES: Final = "{orders} without a label:"
FAILURES_MORE: Final = "Orders without a label, continued:"
CAUSE: Final = "{headline}: {orders}"
WHO_AND_NEXT: Final = "Who can mend it: {who}. Next: {step}"
SAID: Final = ": “{text}”"
CARRIER_LATE: Final = " (the carrier refused after Sendcloud had accepted)"
LEFT_OUT: Final = "{entries} {are} left out here. /label status with a number tells about each order."
FAILURES_GONE: Final = "The failures that were listed here are resolved."
FAILURES_ASKED: Final = "The failed orders are being asked for again."

UNDECIDED: Final = "Nobody knows yet whether {orders} got a label:"
UNDECIDED_ONE: Final = "{number}: asked for, and no certain answer, {since}"
UNDECIDED_OWN: Final = "{number}: its own shipment {id} has no label, or not one for every parcel, {since}"
UNDECIDED_WHY: Final = ". {why}"
UNDECIDED_FOUND: Final = "; Sendcloud has shipments that may or may not be its own: {ids}"
UNDECIDED_NONE: Final = "; no shipment was found"
UNDECIDED_AGAIN: Final = "; asked for {times}"
UNDECIDED_RISK: Final = (
    "The risk: to ask again may buy a second, paid label. Look again searches Sendcloud once more and buys nothing. "
    "Ask again asks for a new label; it wants a reason first, and the record keeps it."
)
LOOKED_UP_HEAD: Final = "No answer accounts for {orders}; the bot is looking {them} up and buys nothing meanwhile:"
UNDECIDED_MORE: Final = "Orders of which nobody knows yet whether they got a label, continued:"
LOOKED_UP_MORE: Final = "Orders that are being looked up, continued:"
LOOKED_UP: Final = "{number}: being looked up until {until}"
LOOKED_UP_SOON: Final = "{number}: being looked up"
LOOKED_UP_LATE: Final = "{number}: Sendcloud cannot be asked about it at the moment; the bot goes on trying"
UNDECIDED_GONE: Final = (
    "No outcome is open here any more. Sendcloud had given no certain answer about the orders that were listed here, "
    "so they were looked up{rest}."
)
UNDECIDED_FOUND_ALL: Final = ", and what became of them was found"
UNDECIDED_PUT_BACK: Final = ": {orders} {were} put back to be asked for again, and any other was found"
UNDECIDED_LOOKING: Final = "{orders} {are} being looked up once more."

SKIPPED: Final = "{orders} left out, because {they} {have} a label or somebody else is at {them}:"
SKIPPED_MORE: Final = "Orders left out, continued:"
SKIPPED_RUN: Final = "{number}: in run {run}, {at}"
SKIPPED_OUTSIDE: Final = "{number}: labelled outside the bot"
SKIPPED_OUTSIDE_AT: Final = "{number}: labelled outside the bot, {at}"
SKIPPED_WHO: Final = "/label status with the number says who."

END: Final = "{who}: {labelled} of {total} labelled{rest}."
END_ATTENTION: Final = ", {n} {need} attention"
END_SKIPPED: Final = ", {n} left out"
END_STOPPED: Final = ", {n} held back"
HALTED: Final = "{who}: the run stopped, and nothing more is asked for: {counted}."
HALT_OVER: Final = (
    "Here the run was stopped by a refusal. It has gone on since; the other replies tell what followed."
)
ROUND_OVER: Final = "This round is over; the other replies tell what followed."
PAGE_GONE: Final = "Nothing is listed here any more; see the other replies."

DOCUMENTS: Final = "{kinds}, in the order given. Reprinting is free."
DOCUMENTS_REPRINT: Final = "Reprint: {kinds}, in the order given. Reprinting is free."
DOCUMENTS_MISSING: Final = (
    " Without a document here: {orders}{named}. Sendcloud had no readable PDF for {them} just now. Press Get documents "
    "again in a few minutes; where there is still none, look at the order in Sendcloud. A document costs nothing."
)
DOCUMENTS_NAMED: Final = " ({numbers})"
DOCUMENTS_PROBLEM: Final = "The documents could not be put here: {problem}"
DOCUMENTS_PROBLEM_NEXT: Final = "Nothing was bought or charged for this. Press Get documents to try again."
OF_ORDERS: Final = "{kind} of {orders}"
DOCUMENT_KINDS: Final = {
    "label": "labels",
    "customs-declaration": "customs papers",
    "air-waybill": "air waybills",
}
OTHER_DOCUMENTS: Final = "documents"
NO_REASON: Final = "no reason is known."
