"""Small checks of which the Block Kit rules are put together, and the composition objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Run:
    """One validation: where the blocks shall stand, which kinds are not known there, what was found wrong so far."""

    surface: str
    problems: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def wrong(self, what: str, pointer: str) -> None:
        """Notes a problem at a JSON pointer, worded as Slack words its messages."""
        self.problems.append(f"[ERROR] {what} [json-pointer:{pointer}]")

    def count(self, what: str, amount: int = 1) -> int:
        """Adds to a sum over the whole surface and returns it."""
        self.counts[what] = self.counts.get(what, 0) + amount
        return self.counts[what]


Check = Callable[[Any, str, Run], None]


def anything(value: Any, pointer: str, run: Run) -> None:
    """Whatever it is."""


def string(longest: int | None = None, shortest: int = 0, pattern: str | None = None, what: str = "") -> Check:
    """A string of so many characters; one that does not match `pattern` is told that it must be `what`."""

    def check(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, str):
            run.wrong("must be a string", pointer)
        elif longest is not None and len(value) > longest:
            run.wrong(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            run.wrong(f"must be more than {shortest - 1} characters", pointer)
        elif pattern and not re.fullmatch(pattern, value):
            run.wrong(f"must be {what}" if what else f"must match {pattern}", pointer)

    return check


def boolean(value: Any, pointer: str, run: Run) -> None:
    """True or false."""
    if not isinstance(value, bool):
        run.wrong("must be a boolean", pointer)


def integer(lowest: int, highest: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            run.wrong("must be an integer", pointer)
        elif value < lowest or (highest is not None and value > highest):
            run.wrong(f"must be between {lowest} and {highest}", pointer)

    return check


def number(value: Any, pointer: str, run: Run) -> None:
    """Any JSON number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        run.wrong("must be a number", pointer)


def choice(*allowed: str) -> Check:
    """One of some words."""

    def check(value: Any, pointer: str, run: Run) -> None:
        if value not in allowed:
            run.wrong(f"must be one of {', '.join(allowed)}", pointer)

    return check


def array(item: Check, most: int | None = None, least: int = 0) -> Check:
    """A list of so many items."""

    def check(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, list):
            run.wrong("must be an array", pointer)
            return
        if most is not None and len(value) > most:
            run.wrong(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            run.wrong(f"must have at least {least} item(s)", pointer)
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", run)

    return check


def record(fields: Mapping[str, Check], required: str = "", rule: Check | None = None) -> Check:
    """An object with exactly these fields; `rule` then looks at the whole object."""

    def check(value: Any, pointer: str, run: Run) -> None:
        if not isinstance(value, dict):
            run.wrong("must be an object", pointer)
            return
        for name in required.split():
            if value.get(name) is None:
                run.wrong(f"missing required field: {name}", pointer)
        for name, entry in value.items():
            if name not in fields:
                run.wrong(f"invalid additional property: {name}", f"{pointer}/{name}")
            elif entry is None:
                # Slack takes null as "not given" for optional fields; a required one was named above.
                continue
            else:
                fields[name](entry, f"{pointer}/{name}", run)
        if rule is not None:
            rule(value, pointer, run)

    return check


def typed(kinds: Callable[[], Mapping[str, Check]], *allowed: str) -> Check:
    """An object whose `type` names one of the kinds, of which only `allowed` may stand here (all when none named)."""

    def check(value: Any, pointer: str, run: Run) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        known = kinds()
        if not isinstance(kind, str) or kind not in known:
            run.wrong(f"unsupported type: {kind}", f"{pointer}/type")
        elif allowed and kind not in allowed:
            run.wrong(f"{kind} is not allowed here", f"{pointer}/type")
        else:
            known[kind](value, pointer, run)

    return check


def text(longest: int, *kinds: str) -> Check:
    """A text object of one of the kinds (both when none is named), 1 to `longest` characters."""
    checks = {
        "plain_text": record({"type": string(), "text": string(longest, 1), "emoji": boolean}, "text"),
        "mrkdwn": record({"type": string(), "text": string(longest, 1), "verbatim": boolean}, "text"),
    }
    return typed(lambda: checks, *kinds)


def plain(longest: int) -> Check:
    """A `plain_text` object."""
    return text(longest, "plain_text")


WEB_ADDRESS = string(3000, 1, r"(?i)https?://\S+", "a web address")
# Also what opens a program, such as mailto: and slack:, but nothing that would run in the page.
ADDRESS = string(3000, 1, r"(?i)(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]*:\S+", "an address")

CONFIRM = record(
    {
        "title": plain(100),
        "text": text(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": choice("primary", "danger"),
    },
    "title text confirm deny",
)


def option(*kinds: str, url: bool = False) -> Check:
    """An option; its texts are of the named kinds, `url` only where a menu can follow it."""
    fields = {"text": text(75, *kinds), "value": string(150, 1), "description": text(75, *kinds)}
    return record(fields | ({"url": ADDRESS} if url else {}), "text value")


OPTION = option("plain_text")
RICH_OPTION = option("plain_text", "mrkdwn")
OPTION_GROUP = record({"label": plain(75), "options": array(OPTION, 100, 1)}, "label options")
DISPATCH_CONFIG = record(
    {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 2, 1)}, "trigger_actions_on"
)


def _some_filter(value: Any, pointer: str, run: Run) -> None:
    if not value:
        run.wrong("at least one field is needed", pointer)


CONVERSATION_FILTER = record(
    {
        "include": array(choice("im", "mpim", "private", "public"), 4, 1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    "",
    _some_filter,
)


def _one_source(value: Any, pointer: str, run: Run) -> None:
    if (value.get("id") is None) == (value.get("url") is None):
        run.wrong("exactly one of id and url is needed", pointer)


SLACK_FILE = record({"id": string(None, 1), "url": string(3000, 1)}, "", _one_source)
WORKFLOW = record({"trigger": record({"url": string(3000), "customizable_input_parameters": array(anything)}, "url")})
