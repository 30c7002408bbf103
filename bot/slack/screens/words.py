"""The sentences that the bot says in Slack. Templates have ``{names}``; what is filled in is made safe elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Final


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 label``, ``2 labels``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def orders(number: int) -> str:
    """Return ``1 order`` or ``2 orders``."""
    return count(number, "order")


def labels(number: int) -> str:
    """Return ``1 label`` or ``2 labels``."""
    return count(number, "label")


def be(number: int) -> str:
    """Return the verb that goes with a number of things."""
    return "is" if number == 1 else "are"


def them(number: int) -> str:
    """Return the pronoun that goes with a number of things."""
    return "it" if number == 1 else "them"


def they(number: int) -> str:
    """Return the pronoun for a number of things that do something."""
    return "it" if number == 1 else "they"


def money(amount: Decimal, currency: str | None) -> str:
    """Return an amount with its currency first, as in ``EUR 231.40``."""
    return f"{currency} {amount:.2f}" if currency else f"{amount:.2f}"


def listed(shown: int, total: int) -> str:
    """Return the remark that a list is cut; empty when it is whole."""
    return f" (showing {shown} of {total})" if shown < total else ""


def times(number: int) -> str:
    """Return how often, in words."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def seconds(number: int) -> str:
    """Return a rough duration in words."""
    if number < 60:
        return f"about {max(10, -(-number // 10) * 10)} s"
    return f"about {-(-number // 60)} min"


TEST_LABELS: Final = (
    "Test labels: every label is the free sendcloud:letter. It has no postage and cannot be used to ship anything."
)
TEST_LABELS_NOW: Final = (
    "Test labels are switched on: every label that is made now is the free sendcloud:letter. It has no postage and "
    "cannot be used to ship anything."
)
"""The same where labels of earlier runs are told of, which may have been real ones."""

# The modal Create labels
CREATE_TITLE: Final = "Create labels"
CHECK_ORDERS: Final = "Check orders"
CANCEL: Final = "Cancel"
CLOSE: Final = "Close"
ORDER_NUMBERS: Final = "Order numbers"
ORDER_NUMBERS_HINT: Final = (
    "Paste them as they come, one a line or with commas; put “ ” around one with a space in it. "
    "For more than fit in here, use a file."
)
ORDER_FILE: Final = "Order file"
ORDER_FILE_HINT: Final = (
    "A CSV file with one order number in each row, up to 10,000. Of several columns, call theirs Order number."
)
SHOP: Final = "Shop"
SHIPPING: Final = "Shipping"
SHIPPING_RULES: Final = "Shipping rules"
AS_SET_ON_ORDER: Final = "As set on the order"
CHOOSE_AN_OPTION: Final = "Choose an option"
SHIPPING_OPTION: Final = "Shipping option"
SHIPPING_OPTION_HINT: Final = "Counts when Shipping is set to “Choose an option”."
SHIPPING_OPTION_PLACEHOLDER: Final = "Search by carrier or name"
SENDER_ADDRESS: Final = "Sender address"
SENDER_HINT: Final = "Left empty, Sendcloud's default sender is used."
BRAND: Final = "Brand"
BRAND_HINT: Final = "Left empty, the brand of the sender address is used."
POST_TO: Final = "Post to"
POST_TO_HINT: Final = (
    "The bot must be in the channel: /invite it first. Everybody there sees the results and the documents."
)
FIRST_HUNDRED: Final = "Showing the first 100 of {total}."
LIST_MISSING: Final = "Some choices are missing: {problem}"
DEFAULTS_USED: Final = "What cannot be chosen here is left to Sendcloud's defaults."

# Answers on an input
NO_NUMBERS: Final = "Give at least one order number, here or in a file."
NOT_ONE_READABLE: Final = "No order number could be read here."
TOO_MANY: Final = "A plan holds at most 10,000 orders; this list has {count}."
NO_OPTION: Final = "Choose a shipping option, or set Shipping to another value."
OPTION_NOT_CHOSEN: Final = "This counts only with Shipping set to “Choose an option”. Change that, or clear this field."
INVITE_FIRST: Final = "The bot is not in this channel: invite the bot first, then press Check orders again."
CHANNEL_UNUSABLE: Final = "The bot cannot post in this channel. Choose another one."
CHANNEL_NOT_ALLOWED: Final = "Labels may not be created in this channel. Choose one that is allowed."
FILE_UNREADABLE: Final = "This file cannot be read. Save it as CSV (text, one order number in each row)."
FILE_SPREADSHEET: Final = "This is a spreadsheet. Save it as CSV (in Excel: File, Save as, CSV), then choose that file."
FILE_NOT_FETCHED: Final = "Slack did not hand the file over. Try once more, or paste the numbers."
FILE_TOO_LARGE: Final = "This file is too large: at most 10 MB."
CHANNEL_UNREADABLE: Final = "Slack did not say whether the bot may post there. Press Check orders again."
NO_SHOP_KNOWN: Final = (
    "Sendcloud does not say which shop this is for. Close this and type /label again in a minute; "
    "if it stays, tell whoever runs the bot."
)
NOT_ALLOWED_TITLE: Final = "Not allowed"
NOT_NOW_TITLE: Final = "Not possible just now"
REASON_NEEDED: Final = "Say why, so that others can understand it later."

# The plan
PLAN_TITLE: Final = "Check and confirm"
CHECKING: Final = "Checking {orders}…"
CHECKING_MORE: Final = "Nothing is bought before you confirm. You may close this: the plan then comes as a message."
PLAN_FAILED: Final = "The orders could not be checked, and nothing was bought."
PASTED: Final = "You gave {pasted}: {counts}."
KINDS: Final = {
    "ready": "{n} ready",
    "labelled": "{n} already labelled",
    "not_found": "{n} not found",
    "ambiguous": "{n} ambiguous",
    "waiting": "{n} not looked at yet",
    "twice": "{n} pasted twice",
    "not_understood": "{n} not understood",
}
NOTHING_READY: Final = "There is nothing to create a label for."
ONLY_READY: Final = "Only what is ready is bought. Sendcloud charges a label when it is created."
ONLY_READY_TEST: Final = "Only what is ready gets a test label. Sendcloud charges nothing for it."
USED: Final = "Shop: {shop}. Shipping: {shipping}. Sender address: {sender}. Brand: {brand}. Posted to {channel}."
SENDER_DEFAULT: Final = "Sendcloud's default"
BRAND_DEFAULT: Final = "that of the sender address"
CUT: Final = (
    "The text was exactly 3,000 characters long, so Slack may have cut it off. "
    "Check the last number, and use a file for long lists."
)
COLUMN: Final = "Order numbers were read from the column “{column}” of the file."
STALE: Final = "This plan is older than 15 minutes: the orders are looked up again before anything is bought."
RECHECKED: Final = (
    "The plan was older than 15 minutes, so it was checked again. Look at it once more before you confirm."
)
SHARED: Final = (
    "People of another company are in {channel}, or are invited (Slack Connect): they will see what is told there, and "
    "any documents that are put there. To keep it among yourselves, close this and post to another channel."
)
EAGER: Final = (
    "This shop counts an order as sent as soon as its label exists, and may tell the customer at that moment."
)
PRICE: Final = "{carrier}: {labels}, about {sum}."
PRICE_PARTLY: Final = "{carrier}: {labels}, about {sum} for {some}; price unknown for {rest}."
PRICE_UNKNOWN: Final = "{carrier}: {labels}, price unknown."
NO_CARRIER: Final = "Carrier not known yet"
LABELLED_HEAD: Final = "Already labelled, or being labelled{cut}:"
LABELLED_BY: Final = "{number}: by {who}, {at}"
HELD_BY: Final = "{number}: {who} has it in a run since {at}"
HELD_IN_DOUBT: Final = "{number}: {who} asked for it in run {run}, {at}; nobody knows yet whether it got a label"
LABELLED_OUTSIDE: Final = "{number}: outside the bot"
LABELLED_OUTSIDE_AT: Final = "{number}: outside the bot, {at}"
NOT_FOUND_HEAD: Final = "Not found in {shop}{cut}:"
NOT_FOUND_FAILING: Final = (
    "The connection between this shop and Sendcloud has been failing since {since}, so new orders may not arrive. "
    "Check the integration in Sendcloud."
)
NOT_FOUND_WHY: Final = (
    "It may be a typing error, an order of another shop, or one that has only just come in: "
    "Sendcloud needs a moment for those. They do not hold up the others."
)
LOOK_AGAIN: Final = "Look again"
LOOK_AGAIN_TELLS: Final = "Look again for the orders of this plan"
AMBIGUOUS_HEAD: Final = "Several orders have the same number. Pick the one that is meant{cut}:"
PICK_ONE: Final = "Pick one"
PICK_FOR: Final = "{number}: {candidates}"
CANDIDATE: Final = "Order {id}"
CANDIDATE_CREATED: Final = ", created {created}"
CANDIDATE_TOTAL: Final = ", {total}"
WARNINGS_HEAD: Final = "Look at these before you confirm{cut}:"
WARNING: Final = "{number}: {warning}"
TWICE_HEAD: Final = "Pasted twice, kept once{cut}:"
NOT_UNDERSTOOD_HEAD: Final = "Not understood as order numbers{cut}:"
PLAN_MESSAGE: Final = "Your plan is checked: {counts}. Nothing has been bought yet."
PLAN_MESSAGE_FAILED: Final = "Your plan could not be checked: {problem} Nothing has been bought."
PLAN_MESSAGE_CONFIRMED: Final = (
    "{who} confirmed this plan, {at}. It became run {run}, which is told in {channel}; nothing is bought twice."
)
OPEN_PLAN_TELLS: Final = "Check and confirm the plan"

# After Create N labels
ON_THEIR_WAY: Final = "{labels} {be} on the way; follow {them} in {channel}."
TAKEN_HEAD: Final = "Somebody else was quicker with {orders}; {they} will not be asked for here{cut}:"
ALL_TAKEN: Final = "Nothing was created: somebody else was quicker with every one of these orders."
ALREADY_CONFIRMED: Final = "{who} confirmed this plan already, {at}. Nothing was bought twice."
NOT_READY: Final = "This plan cannot be confirmed any more. Start again with /label."

# Ask again
ASK_AGAIN: Final = "Ask again"
ASK_AGAIN_WHAT: Final = "Nobody knows whether Sendcloud made a label for {orders}:"
ASK_AGAIN_RISK: Final = (
    "Asking again may buy a second, paid label for the same order, and the customer may get two messages. "
    "Before you do, look in Sendcloud whether there is a label. The bot looks once more itself first."
)
ASK_AGAIN_FIRST: Final = "This form asks for the first {orders} of them; press Ask again once more for the others."
ASK_AGAIN_ORDER: Final = "{number}; Sendcloud has shipments that may be its own: {ids}"
ASK_AGAIN_OVERRIDES: Final = (
    "A new label is asked for although the shipments listed here exist. They stay as they are, and are paid for unless "
    "somebody cancels them."
)
ASK_AGAIN_CHANGED: Final = "Nothing was asked for: since you opened this, something has changed. Please look once more."
ASK_AGAIN_FOUND: Final = "{number}: Sendcloud has shipments that may be its own: {ids}"
ASK_AGAIN_FOUND_NONE: Final = "{number}: it was looked up again since, and no shipment was found"
ASK_AGAIN_DECIDED: Final = "{number}: nobody has to decide about it at the moment"
ASK_AGAIN_ANSWERED: Final = "The bot has had this answer already. What came of it stands in the thread."
ASK_AGAIN_NONE: Final = "No order of this run waits for a decision any more."
REASON: Final = "Reason"
SECOND_LABEL: Final = "Second label"
SECOND_LABEL_BUTTON: Final = "Second label…"
SECOND_LABEL_TELLS: Final = "Second label: choose orders of this plan that need another label on purpose"
SECOND_LABEL_WHAT: Final = (
    "For a lost parcel or a replacement. Each order chosen here gets one more paid label when you confirm the plan; "
    "the reason is kept with it, so that it is never taken for an accident."
)
SECOND_LABEL_RISK: Final = (
    "Nobody knows yet whether {orders} of these got a label ({numbers}{cut}). The risk: one more for {them} may be a "
    "label that nobody needs, and is paid for. Look first what the thread of the run says."
)
SECOND_LABEL_NONE: Final = "No order of this plan has a label."
SECOND_LABEL_TOO_LATE: Final = "This plan has changed meanwhile, so nothing was added. Open it once more."
SECOND_ORDERS: Final = "Orders"
ADD_TO_PLAN: Final = "Add to plan"
SECOND_HEAD: Final = "Second labels, on purpose{cut}:"
SECOND_LINE: Final = "{number}: {reason}"
REASON_HINT: Final = "Kept in the record with your name."
