"""Private answers: what only the person who asked gets to see. Naming people in them notifies nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.model import Holder
from bot.model.trouble import Refusal
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, blocks_of, bullets, button, paragraph, text_of
from bot.slack.screens.holders import taken_lines
from bot.slack.screens.text import Json, Words, bold, code, foreign, moment, person, said, say

TEST_LABELS_NOW: Final = (
    "Test labels are switched on: every label that is made now is the free sendcloud:letter. It has no postage and "
    "cannot be used to ship anything."
)
"""Said in place of `words.TEST_LABELS` where labels of earlier runs are listed, which may have been real ones."""
HELP_HEAD: Final = "Shipping labels from Sendcloud, each bought once."
HELP: Final = (
    ("/label", "opens the form Create labels"),
    ("/label 1001 #1002, 1003", "the same, with the numbers filled in"),
    ("/label ready", "a plan of the paid orders of 14 days without a label; also: ready since monday, ready Outlet"),
    ("/label status 1001", "is it labelled, with what, by whom, when, in which thread"),
    ("/label failures", "what failed and needs somebody, by cause, over all runs"),
    ("/label history 1001", "everything that was recorded about the order, oldest first"),
    ("/label runs", "the latest runs, where each stands, and the way to its thread"),
    ("/label cancel 1001", "what cancelling its label saves, until when, and the button that does it"),
    ("/label spend month", "what labels cost by carrier, shop and day; also: today, yesterday, week, 2026-10"),
    ("/label unused", "labels that were bought and never scanned, what they cost, until when they can be cancelled"),
    ("/label help", "this answer"),
)
HELP_MORE: Final = (
    "In a thread, use “Create labels” from the menu of a message. Nothing is bought before you have seen the plan."
)
NOT_UNDERSTOOD: Final = "/label {command} was understood, and what follows was not: {rest}"
NOTHING_FOLLOWS: Final = "/label {command} needs an order number, for example /label {command} 1001."
NOT_UNDERSTOOD_NEXT: Final = "/label help lists what can be typed."
ALREADY: Final = {
    "stop": "This run is not going any more; there is nothing to stop.",
    "continue": "This run is going already, or nothing of it is left to continue.",
    "retry": "These orders are being tried again already, or none is left to retry.",
    "retry_fixed": "These orders are being tried again already, or none is left to retry.",
    "look_again": "These orders are being checked already, or none is undecided any more.",
    "ask_again": "No order of this run waits for a decision any more.",
    "documents": "The documents are being prepared already; they will be in the thread.",
    "documents_alone": (
        "The documents are on their way to another person, who gets them alone, since people of another company read "
        "this channel. Press Get documents again in a moment."
    ),
}
DOCUMENTS_TO_YOU: Final = (
    "People of another company read this channel, so the documents come to you alone, in our direct messages."
)
TAKEN: Final = "Another run has {orders} by now; {they} {are} left out:"
SLACK_FAILED: Final = "Slack did not take the bot's answer. Try once more."
BOT_FAILED: Final = (
    "The bot made a mistake and did not do this. Try once more; if it stays, tell whoever runs it: {reference}."
)
NUMBERS_CUT: Final = (
    "Your list is longer than the form can hold, so its end is missing there. Use Order file for the whole list."
)
PLAN_USED: Final = "This plan was confirmed already; its run is in the channel. Nothing is bought twice."
LEDGER_UNAVAILABLE: Final = (
    "The bot's ledger is busy or its disk is full, so nothing was done. Try once more in a minute."
)
TOO_LATE: Final = "Slack allows a window three seconds to open, and this time they were over. {again}"
TYPE_AGAIN: Final = "Type /label once more."
TYPE_NUMBERS_AGAIN: Final = "Type /label with the same numbers once more."
CHOOSE_AGAIN: Final = "Choose “Create labels” in the menu of the message once more."
PRESS_AGAIN: Final = "Press “{button}” once more."
PRESS_IT_AGAIN: Final = "Press it once more."
CREATE_LABELS: Final = "Create labels"
CREATE_LABELS_TELLS: Final = "Create labels: opens the form"
FORM_BELOW: Final = "The button opens the form with what you wrote in it."

READY_AGAIN: Final = "Type /label ready once more."
NO_SUCH_DAY: Final = (
    "/label ready takes a day of the last year behind “since”: a weekday, yesterday, or a date such as 2026-11-20."
)
NO_SUCH_SHOP: Final = "I know no shop by that name. There are: {shops}."
SEVERAL_SHOPS: Final = "Several shops go by that name: {shops}. Type more of it behind /label ready."
NO_SHOPS: Final = "Sendcloud does not say right now which shops there are. Try again in a minute."

Answer = tuple[str, list[Json]]

TEXT_MOST: Final = 11_000
"""Characters of one answer: it is never edited, and the blocks of a message may hold about 13,000."""

BUTTON_VALUE_MOST: Final = 2_000
"""Characters of a button's value (docs.slack.dev/reference/block-kit/block-elements/button-element)."""


def answer(*parts: Part) -> Answer:
    """Return *parts* as the text and the blocks of a private answer."""
    return text_of(parts), blocks_of(parts)


def help_table(*, test_labels: bool = False) -> Answer:
    """Return what can be typed. *test_labels*, here and below: the bot makes none but test labels at the moment."""
    lines = [(code(typed), *say(": {what}", what=what)) for typed, what in HELP]
    head, more = paragraph((bold(HELP_HEAD),)), paragraph(say(HELP_MORE))
    return answer(*test_banner(test_labels), head, bullets(lines), more)


def how_to_begin(typed: str = "", *, test_labels: bool = False) -> Answer:
    """Return the help with a button that opens the form, *typed* in it; what is too long for a button is left out."""
    text, blocks = help_table(test_labels=test_labels)
    value = typed if len(typed) <= BUTTON_VALUE_MOST else ""
    if value:
        text, blocks = f"{text}\n{FORM_BELOW}", [*blocks, paragraph(say(FORM_BELOW)).block()]
    opens = button(CREATE_LABELS, action=ids.OPEN_FORM, value=value, tells=CREATE_LABELS_TELLS, style="primary")
    return text, [*blocks, {"type": "actions", "elements": [opens]}]


def too_late(again: str) -> Answer:
    """Return what is said about a modal that Slack refused to open; *again* says what to do once more."""
    return sentence(TOO_LATE.format(again=again))


def test_banner(test_labels: bool) -> list[Part]:
    """Return the line that says that test labels are made now; nothing when they are not."""
    return [paragraph((bold(TEST_LABELS_NOW),))] if test_labels else []


def not_understood(command: str, rest: str) -> Answer:
    """Return what is said about a command with something wrong, or nothing, behind it."""
    if rest.strip():
        told = say(NOT_UNDERSTOOD, command=command, rest=foreign(rest, 200))
    else:
        told = say(NOTHING_FOLLOWS, command=command)
    return answer(paragraph(told, say(NOT_UNDERSTOOD_NEXT)))


def not_allowed(reason: Refusal) -> Answer:
    """Return why somebody may not do this, and what they can do about it."""
    return answer(paragraph(say(words.REFUSALS[reason])))


def already(action: str, *, by: str | None = None, at: datetime | None = None) -> Answer:
    """Return what a click meets that came second, and who was first when that is known.

    *action*: stop, continue, retry, retry_fixed, look_again, ask_again, documents or, where only who was first gets
    them, documents_alone.
    """
    lines = [say(ALREADY[action])]
    if by is not None and at is not None:
        lines.append(say(words.ALREADY_BY, who=person(by), at=moment(at)))
    return answer(paragraph(*lines))


def taken(orders: Sequence[tuple[str, Holder]]) -> Answer:
    """Return which orders were left out because somebody else has them by now."""
    n = len(orders)
    lines = taken_lines(orders)
    head = say(TAKEN, orders=words.orders(n), they=words.they(n), are=words.be(n))
    return answer(paragraph(head), bullets(_within(lines)))


def _within(lines: Sequence[Words]) -> list[Words]:
    kept: list[Words] = []
    room = TEXT_MOST - 1000
    for line in lines:
        room -= len(said(line)) + 3
        if kept and room < 0:
            break
        kept.append(line)
    return kept


def bot_failed(reference: str) -> Answer:
    """Return what is said about a fault of the bot's own; *reference* finds it in the log."""
    return answer(paragraph(say(BOT_FAILED, reference=foreign(reference, 80))))


def no_such_shop(several: Sequence[str], known: Sequence[str]) -> Answer:
    """Return the answer to the name of a shop that is none, or that of *several*. *known*: all names there are."""
    if not known:
        return sentence(NO_SHOPS)
    template = SEVERAL_SHOPS if several else NO_SUCH_SHOP
    return sentence(template.format(shops=", ".join(several or known)))


def sentence(told: str) -> Answer:
    """Return one sentence of ours as an answer; whatever is foreign in it stays plain."""
    return answer(paragraph((foreign(told, 2000),)))
