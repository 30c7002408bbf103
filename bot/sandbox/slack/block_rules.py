"""Rules of blocks that look at more than one of their fields, or at the whole surface."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.shapes import Check, Run


def one_of(*names: str) -> Check:
    """At least one of the named fields is given."""

    def rule(value: Any, pointer: str, run: Run) -> None:
        if all(value.get(name) is None for name in names):
            run.wrong(f"one of {', '.join(names)} is needed", pointer)

    return rule


def section_block(value: Any, pointer: str, run: Run) -> None:
    """A section says something."""
    if value.get("text") is None and not value.get("fields"):
        run.wrong("text or fields is needed", pointer)
    _no_response_url(value.get("accessory"), f"{pointer}/accessory", run)


def actions_block(value: Any, pointer: str, run: Run) -> None:
    """No element of an actions block asks for an answer address in a modal."""
    elements = value.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else []):
        _no_response_url(element, f"{pointer}/elements/{index}", run)


def _no_response_url(element: Any, pointer: str, run: Run) -> None:
    if run.surface == "modal" and isinstance(element, dict) and element.get("response_url_enabled"):
        run.wrong("response_url_enabled is only allowed in input blocks", f"{pointer}/response_url_enabled")


def image_block(value: Any, pointer: str, run: Run) -> None:
    """An image has one source."""
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        run.wrong("exactly one of image_url and slack_file is needed", pointer)


def input_block(value: Any, pointer: str, run: Run) -> None:
    """An input; a file input is told by its submission alone."""
    run.count("input")
    element = value.get("element")
    if value.get("dispatch_action") and isinstance(element, dict) and element.get("type") == "file_input":
        run.wrong("dispatch_action is not allowed with file_input", f"{pointer}/dispatch_action")


def markdown_block(value: Any, pointer: str, run: Run) -> None:
    """All markdown blocks together have a limit."""
    if isinstance(value.get("text"), str) and run.count("markdown", len(value["text"])) > 12_000:
        run.wrong("all markdown blocks together must be less than 12001 characters", f"{pointer}/text")


def card_block(value: Any, pointer: str, run: Run) -> None:
    """A card shows something, with one icon at most."""
    one_of("hero_image", "title", "actions", "body")(value, pointer, run)
    if value.get("icon") is not None and value.get("slack_icon") is not None:
        run.wrong("icon and slack_icon cannot be combined", f"{pointer}/slack_icon")


def charts_block(value: Any, pointer: str, run: Run) -> None:  # noqa: ARG001 - all checks have one shape
    """A message has two charts at most."""
    if run.count("data_visualization") > 2:
        run.wrong("no more than 2 data_visualization blocks allowed", pointer)
