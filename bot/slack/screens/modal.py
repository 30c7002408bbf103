"""The frame of a modal, and the inputs in it, as Slack wants them (https://docs.slack.dev/surfaces/modals)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.model import Option
from bot.model.trouble import Refusal
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import blocks_of, option, paragraph, plain_text, small
from bot.slack.screens.text import Json, foreign, own

CLOSE: Final = "Close"
NOT_ALLOWED_TITLE: Final = "Not allowed"
NOT_NOW_TITLE: Final = "Not possible just now"
REASON_NEEDED: Final = "Say why, so that others can understand it later."
REASON: Final = "Reason"
REASON_HINT: Final = "Kept in the record with your name."

OPTIONS_MOST: Final = 100
VALUE_MOST: Final = 150


def modal(
    title: str, blocks: Sequence[Json], *, callback: str, metadata: str = "", submit: str = "", close: str = CLOSE
) -> Json:
    """Return a modal; one without *submit* has no such button. Slack tells us when it is closed."""
    view: Json = {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(title, 24),
        "close": plain_text(close, 24),
        "blocks": list(blocks),
        "private_metadata": metadata,
        "notify_on_close": True,
    }
    if submit:
        view["submit"] = plain_text(submit, 24)
    return view


def sentence_view(title: str, sentence: str) -> Json:
    """Return a modal that says one thing and offers nothing."""
    return modal(title, blocks_of([paragraph((foreign(sentence, 2000),))]), callback=ids.SENTENCE)


def refused(reason: Refusal) -> Json:
    """Return the modal for somebody who may not do this, or of whom nobody can tell just now whether they may."""
    passes = reason in (Refusal.UNKNOWN_PERSON, Refusal.GROUPS_UNREADABLE, Refusal.APPROVERS_UNREADABLE)
    title = NOT_NOW_TITLE if passes else NOT_ALLOWED_TITLE
    return sentence_view(title, words.REFUSALS[reason])


def errors(texts: Mapping[str, str]) -> Json:
    """Return the answer that shows a text at each input, by block id; the modal stays open."""
    return {"response_action": "errors", "errors": dict(texts)}


def field(name: str, label: str, element: Json, *, optional: bool = True, hint: str = "") -> Json:
    """Return an input whose block and element go by the same *name*."""
    block: Json = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, 2000),
        "element": {"action_id": name, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain_text(hint, 2000)
    return block


def reason_input(reason: str = "") -> Json:
    """Return the input for the reason of a label that may be a second one; *reason* stands in it already."""
    text: Json = {"type": "plain_text_input", "multiline": True, "min_length": SHORTEST_REASON, "max_length": 300}
    if reason:
        text["initial_value"] = reason
    return field(ids.REASON, REASON, text, optional=False, hint=REASON_HINT)


def reason_needed() -> Json:
    """Return the answer to a reason shorter than `SHORTEST_REASON`."""
    return errors({ids.REASON: REASON_NEEDED})


def remark(text: str) -> Json:
    """Return a small line that explains what stands below it."""
    return small((own(text),)).block()


def select(
    name: str,
    label: str,
    offered: Sequence[Option],
    *,
    chosen: str | None = None,
    optional: bool = True,
    hint: str = "",
) -> list[Json]:
    """Return an input to pick one of *offered*: at most 100 of them, the chosen one always among these.

    An empty list stands for no options at all, since Slack refuses a select without any.
    """
    usable = [one for one in offered if one.id and len(one.id) <= VALUE_MOST]
    if not usable:
        return []
    listed = usable[:OPTIONS_MOST]
    default = next((one for one in usable if one.id == chosen), None)
    if default is not None and default not in listed:
        listed = [*listed[:-1], default]
    element: Json = {"type": "static_select", "options": [option(one.label, one.id) for one in listed]}
    if default is not None:
        element["initial_option"] = option(default.label, default.id)
    if len(usable) > len(listed):
        hint = " ".join(filter(None, (words.FIRST_HUNDRED.format(total=len(usable)), hint)))
    return [field(name, label, element, optional=optional, hint=hint)]


SHORTEST_REASON: Final = 3
"""Characters of a reason; Slack checks the same, and a payload need not come from its form."""


def read_reason(view: Mapping[str, Any]) -> str:
    """Return the reason that was given, without white space around it."""
    return typed_in(view, ids.REASON).strip()


def given_to(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the state of the input *name* as Slack sent it; empty when the view has no such input."""
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(name) or {}).get(name) or {}


def typed_in(view: Mapping[str, Any], name: str) -> str:
    """Return the text typed into the input *name*; empty when there is none."""
    value = given_to(view, name).get("value")
    return value if isinstance(value, str) else ""


def chosen(view: Mapping[str, Any], name: str) -> tuple[str | None, str | None]:
    """Return value and label of the option picked in the select *name*; None for both when none was picked."""
    picked = given_to(view, name).get("selected_option")
    if not isinstance(picked, Mapping):
        return None, None
    label = (picked.get("text") or {}).get("text")
    return picked.get("value"), label


def whole_number(text: str | None) -> int | None:
    """Return the number written in plain digits; None for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
