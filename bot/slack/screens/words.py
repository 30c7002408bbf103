"""The sentences that the bot says in Slack. Templates have ``{names}``; what is filled in is made safe elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.model.frozen import is_known
from bot.model.trouble import Refusal


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


PRICE_UNKNOWN: Final = "price unknown"
ROUGHLY: Final = "≈ {price}"


def price(amount: Decimal | None, currency: str | None, *, rough: bool) -> str:
    """Return what labels cost, never "free"; "≈" before what is an estimate or was asked for without a postcode."""
    if not is_known(amount):
        return PRICE_UNKNOWN
    told = money(amount, currency)
    return ROUGHLY.format(price=told) if rough else told


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

SHIPPING_RULES: Final = "Shipping rules"
AS_SET_ON_ORDER: Final = "As set on the order"


# The plan
PLAN_TITLE: Final = "Check and confirm"
CHECKING: Final = "Checking {orders}…"
CHECKING_DONE: Final = "{checking} {done} done"

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
    Refusal.SCOPE_MISSING: "The bot lacks a right in Slack, so it cannot tell who may use it, and nobody may. Tell "
    "whoever runs it: the bot's log and label-bot doctor name the scope to add.",
    Refusal.OWN_PLAN: "This is your own plan, so a second person has to approve it.",
    Refusal.NO_APPROVER: "You are not in a user group that approves plans. Ask an approver.",
    Refusal.APPROVERS_UNREADABLE: "The bot cannot read who may approve plans, so nobody may just now, and nothing was "
    "bought. Try again in a minute; if it stays, tell whoever runs the bot (LABEL_BOT_APPROVERS).",
    Refusal.ORGANISATION_WIDE: "The bot is installed for a whole organisation, which it cannot work with, so nobody "
    "may use it. Tell whoever runs it: it must be installed in this workspace.",
}
ALREADY_BY: Final = "{who} was first, {at}."
GONE: Final = "The bot does not know this any more. Start again with /label."
CANCEL: Final = "Cancel"
FIRST_HUNDRED: Final = "Showing the first 100 of {total}."
