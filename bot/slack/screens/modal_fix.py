"""The modal *Fix address*: the fields at fault of one order, what came of a change, and the next order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.model import Fix, FixProblem, FixRetry, FixState, Item
from bot.model.trouble import Field
from bot.slack import ids
from bot.slack.screens import modal as frame
from bot.slack.screens import words
from bot.slack.screens.blocks import blocks_of, option, paragraph, small
from bot.slack.screens.causes import advise
from bot.slack.screens.modal import modal
from bot.slack.screens.text import Json, Words, bold, foreign, foreign_bold, own, person, plain, say

TITLE: Final = "Fix address"
SAVE: Final = "Save and retry"
NEXT: Final = "Next order"
FIX_TELLS: Final = "Fix {orders} of run {run}: opens a form for the first one"

READING: Final = "Reading order {number} from Sendcloud…"
HEAD: Final = "{number}: {headline}"
SAYS: Final = "“{text}”"
ONE_OF: Final = "{orders} of this run can be fixed here. After this one the next is offered."
SYNC: Final = (
    "This changes the order in Sendcloud. The shop's own sync, about every 4 minutes, may bring the old value back: "
    "correct it in the shop, too."
)
SUGGESTED: Final = "Suggested by Sendcloud's check. The order has “{value}”."
SUGGESTED_NEW: Final = "Suggested by Sendcloud's check. The order has nothing here."
NOTHING_CHANGED: Final = "Change at least one field, or close this form."
SAVING: Final = "Saving the change of order {number} in Sendcloud and reading it back. This takes up to half a minute…"

NONE_LEFT: Final = "No order of this run can be fixed from here at the moment."
GONE_ON: Final = "Nothing was changed: order {number} is not as it was when this form was opened. Look at the thread."
BUSY: Final = "Nothing was changed: {who} is fixing order {number} at the moment."
NOT_READ: Final = "Sendcloud did not show order {number} just now. Try again in a minute, or change it in Sendcloud."
NO_ORDER: Final = "Sendcloud says that there is no order {number} any more. Look for it in Sendcloud and in the shop."

OUTCOMES: Final[Mapping[FixProblem, str]] = {
    FixProblem.NOT_SENT: (
        "Not saved: Sendcloud could not be told in time, and what was typed is kept nowhere. Type it again."
    ),
    FixProblem.REFUSED: (
        "Not saved: Sendcloud does not take this change{code}. Check what was typed, or change the order in Sendcloud."
    ),
    FixProblem.ACCOUNT: (
        "Not saved: Sendcloud does not let this account change orders. Ask a Sendcloud administrator for the right to "
        "write orders, or change the order in Sendcloud."
    ),
    FixProblem.NO_ORDER: "Not saved: Sendcloud says that there is no such order any more.",
    FixProblem.NOT_THERE: (
        "Sendcloud was told, but after half a minute the order does not show the change, so it was not retried. The "
        "shop's sync may have brought the old value back: correct it in the shop, then retry."
    ),
    FixProblem.NOT_READ: (
        "Sendcloud was told, but the order could not be read back, so it was not retried. Look at it in Sendcloud, "
        "then retry."
    ),
}
RETRIES: Final[Mapping[FixRetry, str]] = {
    FixRetry.QUEUED: "Saved in Sendcloud, and the label is asked for again.",
    FixRetry.TAKEN: "Saved in Sendcloud. The label was not asked for again: somebody else has the order by now.",
    FixRetry.MOVED: "Saved in Sendcloud. The label was not asked for by this: the order has gone on meanwhile.",
    FixRetry.LIMIT: "Saved in Sendcloud. The label was not asked for again, since that is above your limit: somebody "
    "else has to retry it.",
}
STILL_READ: Final = "The order is still being read back. What comes of it stands in the thread."
RESULT: Final = "{number}: {what}"
NEXT_IS: Final = "Next: {number}, {headline}"

LABELS: Final[Mapping[Field, str]] = {
    Field.NAME: "Name",
    Field.COMPANY: "Company",
    Field.STREET: "Street",
    Field.HOUSE_NUMBER: "House number",
    Field.LINE_2: "Second address line",
    Field.POSTAL_CODE: "Postal code",
    Field.CITY: "Town",
    Field.STATE: "State or province",
    Field.COUNTRY: "Country",
    Field.PHONE: "Phone",
    Field.EMAIL: "E-mail",
    Field.WEIGHT: "Weight in kg",
    Field.DIMENSIONS: "Size in cm",
    Field.SERVICE_POINT: "Service point",
    Field.POST_NUMBER: "Post number",
}
HINTS: Final[Mapping[Field, str]] = {
    Field.STATE: "Its ISO code, such as US-NY or IT-MI.",
    Field.COUNTRY: "Two letters, such as NL.",
    Field.PHONE: "With the country's prefix, such as +31612345678.",
    Field.WEIGHT: "Of the whole order, such as 1.2",
    Field.DIMENSIONS: "Length x width x height, such as 30 x 20 x 10",
    Field.SERVICE_POINT: "Type a postal code or a town to look elsewhere than near the order's address.",
    Field.POST_NUMBER: "The customer's own number at the carrier, for a Packstation.",
}
MISFITS: Final[Mapping[str, str]] = {
    "empty": "This cannot be left empty.",
    "email": "Write an e-mail address, such as name@example.com.",
    "phone": "Write a telephone number, such as +31612345678.",
    "country": "Write the two letters of the country, such as NL.",
    "weight": "Write a weight in kilograms, such as 1.2",
    "dimensions": "Write length x width x height in centimetres, such as 30 x 20 x 10",
}

_PREFIX: Final = "fix_"
_MOST: Final = 255
QUOTE_MOST: Final = 300


@dataclass(frozen=True)
class FixInput:
    """What was submitted. *changed*: the fields that are not as the order had them, with what was typed."""

    run_id: str
    position: int
    seen: str
    changed: Mapping[Field, str] = field(repr=False)


def reading(number: str) -> Json:
    """Return what stands in the modal while the order is read."""
    return _told(say(READING, number=foreign(number)))


def saving(number: str) -> Json:
    """Return what stands in the modal while the change is saved and read back."""
    return _told(say(SAVING, number=foreign(number)))


def none_left() -> Json:
    """Return what is said where nothing can be fixed."""
    return _told(say(NONE_LEFT))


def gone_on(number: str) -> Json:
    """Return what is said where the order was changed meanwhile."""
    return _told(say(GONE_ON, number=foreign(number)))


def busy(number: str, by: str) -> Json:
    """Return what is said to the second of two who fix the same order."""
    return _told(say(BUSY, number=foreign(number), who=person(by)))


def not_read(number: str, *, is_gone: bool) -> Json:
    """Return what is said where Sendcloud does not show the order."""
    return _told(say(NO_ORDER if is_gone else NOT_READ, number=foreign(number)))


def _told(line: Words) -> Json:
    return modal(TITLE, blocks_of([paragraph(line)]), callback=ids.SENTENCE)


def form(
    item: Item,
    fields: Sequence[Field],
    values: Mapping[Field, str],
    suggested: Mapping[Field, str],
    *,
    seen: str,
    orders: int,
) -> Json:
    """Return the form: the fields at fault alone, filled with what the order has or what a check suggests for it."""
    cause = item.cause
    lines: list[Words] = [(foreign_bold(item.order_number), bold(": " + advise(cause).headline))] if cause else []
    if cause and cause.text:
        lines.append(say(SAYS, text=foreign(cause.text, QUOTE_MOST)))
    parts = [paragraph(*lines)] if lines else []
    if orders > 1:
        parts.append(small(say(ONE_OF, orders=words.orders(orders))))
    asked = [_input(one, values.get(one, ""), suggested.get(one)) for one in _with(fields, suggested)]
    metadata = {"run": item.run_id, "at": item.position, "seen": seen, "suggested": sorted(suggested)}
    return modal(
        TITLE,
        [*blocks_of(parts), *asked, small((own(SYNC),)).block()],
        callback=ids.FIX_VIEW,
        metadata=json.dumps(metadata),
        submit=SAVE,
        close=words.CANCEL,
    )


def _with(fields: Sequence[Field], suggested: Mapping[Field, str]) -> list[Field]:
    """Return the fields at fault, and those that the check would change with them."""
    return [one for one in LABELS if one in fields or one in suggested]


def _input(one: Field, value: str, better: str | None) -> Json:
    name, label, hint = _PREFIX + one, LABELS[one], HINTS.get(one, "")
    if one is Field.SERVICE_POINT:
        element: Json = {"type": "external_select", "min_query_length": 0}
        if value:
            element["initial_option"] = option(f"As it is: {value}", value[: frame.VALUE_MOST])
        return frame.field(name, label, element, hint=hint)
    if better is not None:
        label = f"{label} (changed)"
        hint = SUGGESTED.format(value=value) if value else SUGGESTED_NEW
    element = {"type": "plain_text_input", "max_length": _MOST}
    text = plain(value if better is None else better, _MOST)
    if text:
        element["initial_value"] = text
    return frame.field(name, label, element, hint=hint)


def read(view: Mapping[str, Any]) -> FixInput:
    """Return what was submitted: what differs from what stood in the form, and what a check had changed in it."""
    told = json.loads(view["private_metadata"])
    changed: dict[Field, str] = {}
    for name, element in _inputs(view):
        one = Field(name.removeprefix(_PREFIX))
        if one is Field.SERVICE_POINT:
            before = (element.get("initial_option") or {}).get("value", "")
            typed = frame.chosen(view, name)[0] or before
        else:
            before, typed = element.get("initial_value", ""), frame.typed_in(view, name)
        if typed.strip() != before.strip() or one in told["suggested"]:
            changed[one] = typed
    return FixInput(told["run"], told["at"], told["seen"], changed)


def _inputs(view: Mapping[str, Any]) -> list[tuple[str, Json]]:
    """Return the inputs of a form by their names, each as it was drawn."""
    blocks = [block for block in view["blocks"] if block.get("type") == "input"]
    return [(block["block_id"], block["element"]) for block in blocks if block["block_id"].startswith(_PREFIX)]


def points(found: Iterable[tuple[str, str]]) -> list[Json]:
    """Return service points, by id and words, as lines to choose from."""
    return [option(told, id) for id, told in found if len(id) <= frame.VALUE_MOST][: frame.OPTIONS_MOST]


def nothing_changed(view: Mapping[str, Any]) -> Json:
    """Return the answer to a form in which nothing was changed."""
    return frame.errors({_inputs(view)[0][0]: NOTHING_CHANGED})


def wrong(problems: Mapping[Field, str]) -> Json:
    """Return the answer that says at each input why its value cannot be."""
    return frame.errors({_PREFIX + one: MISFITS[problem] for one, problem in problems.items()})


def result(number: str, fix: Fix, following: Item | None) -> Json:
    """Return what came of a change, and the way to the next order that can be fixed."""
    parts = [paragraph(say(RESULT, number=foreign_bold(number), what=own(outcome(fix))))]
    if following is None:
        return modal(TITLE, blocks_of(parts), callback=ids.SENTENCE)
    headline = advise(following.cause).headline if following.cause else ""
    parts.append(paragraph(say(NEXT_IS, number=foreign(following.order_number), headline=headline)))
    metadata = json.dumps({"run": following.run_id, "at": following.position})
    return modal(TITLE, blocks_of(parts), callback=ids.FIX_NEXT_VIEW, metadata=metadata, submit=NEXT)


def read_next(view: Mapping[str, Any]) -> tuple[str, int]:
    """Return the run and the position of the order that is offered next."""
    told = json.loads(view["private_metadata"])
    return told["run"], told["at"]


def outcome(fix: Fix) -> str:
    """Return in a sentence what came of a fix."""
    if fix.state is FixState.SAVED and fix.retry is not None:
        return RETRIES[fix.retry]
    if fix.problem is None:
        return STILL_READ
    return OUTCOMES[fix.problem].format(code=f" ({fix.code})" if fix.code else "")
