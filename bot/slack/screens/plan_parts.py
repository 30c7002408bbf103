"""Pieces that every list of a plan is made of: a heading, "and 31 more" with **Show**, the buttons of a page."""

from __future__ import annotations

from typing import Final

from bot.model import PlanPage, Section
from bot.slack import ids
from bot.slack.screens.blocks import button, paragraph, plain_text
from bot.slack.screens.modal import whole_number
from bot.slack.screens.text import Json, Span, Words, say

AND_MORE: Final = "and {n} more"
SHOW: Final = "Show"
PREVIOUS: Final = "Previous"
NEXT: Final = "Next"
OVERVIEW: Final = "Back to all"
PAGE: Final = " (page {page} of {pages})"


def heading(text: str, page: PlanPage, **values: Span | str) -> Json:
    """Return the heading of a list; on a page of its own it says which of how many."""
    line = say(text, **values)
    if page.show is not None and page.pages > 1:
        line = (*line, *say(PAGE, page=page.page, pages=page.pages))
    return paragraph(in_bold(line)).block()


def in_bold(line: Words) -> Words:
    """Return *line* with its words in bold; mentions stay as they are."""
    return tuple(
        Span({**span.element, "style": {"bold": True}}, span.said) if span.element["type"] == "text" else span
        for span in line
    )


def more(page: PlanPage, section: Section, shown: int) -> list[Json]:
    """Return what follows a list of which *shown* entries are there: how many more there are, and a button for them."""
    left = page.listed(section) - shown
    if page.show is not None or left <= 0:
        return []
    text = AND_MORE.format(n=f"{left:,}")
    shown_by = button(SHOW, action=ids.SHOW_SECTION, value=target(section), tells=f"{SHOW}: {text}")
    return [{"type": "section", "text": plain_text(text, 100), "accessory": shown_by}]


def turning(page: PlanPage) -> list[Json]:
    """Return the buttons that turn the pages of a section which has the window to itself."""
    if page.show is None:
        return []
    buttons = [button(OVERVIEW, action=ids.OVERVIEW, value=page.plan.id, tells="Back to all of the plan")]
    if page.page > 1:
        value = target(page.show, page.page - 1)
        buttons.append(button(PREVIOUS, action=ids.PREVIOUS_PAGE, value=value, tells="Previous page"))
    if page.page < page.pages:
        buttons.append(button(NEXT, action=ids.NEXT_PAGE, value=target(page.show, page.page + 1), tells="Next page"))
    return [{"type": "actions", "elements": buttons}]


def target(section: Section, page: int = 1) -> str:
    """Return the value by which a button names a page of a section."""
    return f"{section.value}|{page}"


def read_target(value: str) -> tuple[Section, int] | None:
    """Return section and page from a value of `target`; None when it is not one."""
    name, _, page = value.partition("|")
    number = whole_number(page)
    return (Section(name), number) if name in set(Section) and number is not None else None
