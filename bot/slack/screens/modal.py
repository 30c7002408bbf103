"""The frame of a modal, and the inputs in it, as Slack wants them (https://docs.slack.dev/surfaces/modals)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.advice import Refusal
from bot.model import Option
from bot.slack import ids
from bot.slack.screens import words, words_answers
from bot.slack.screens.text import Json, blocks_of, foreign, option, paragraph, plain_text

OPTIONS_MOST: Final = 100
VALUE_MOST: Final = 150


def modal(
    title: str, blocks: Sequence[Json], *, callback: str, metadata: str = "", submit: str = "", close: str = words.CLOSE
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
    passes = reason in (Refusal.UNKNOWN_PERSON, Refusal.GROUPS_UNREADABLE)
    title = words.NOT_NOW_TITLE if passes else words.NOT_ALLOWED_TITLE
    return sentence_view(title, words_answers.REFUSALS[reason])


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


def remark(text: str) -> Json:
    """Return a small line that explains what stands below it."""
    return {"type": "context", "elements": [plain_text(text, 1000)]}


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
