"""Views: modals and the Home tab."""

from __future__ import annotations

import secrets

from bot.sandbox.slack.blocks import view_problems
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.fields import identify, state_of
from bot.sandbox.slack.limits import VIEW_BYTES_MAX, VIEW_STACK_MAX, json_size
from bot.sandbox.slack.records import Json, Stack, View
from bot.sandbox.slack.shown import view_json
from bot.sandbox.slack.state import Workspace


def open_view(workspace: Workspace, args: Json) -> Json:
    """Opens a modal for the person behind the trigger."""
    _check_body(workspace, args["view"], "modal")
    trigger = workspace.take_trigger(args.get("trigger_id"))
    old = workspace.stacks.get(trigger.user)
    if old is not None:
        close_all(workspace, old)
    stack = Stack(trigger.user, trigger.channel)
    workspace.stacks[trigger.user] = stack
    return {"view": view_json(add_view(workspace, stack, args["view"]))}


def push_view(workspace: Workspace, args: Json) -> Json:
    """Puts a view on top of the modal that the trigger came from."""
    _check_body(workspace, args["view"], "modal")
    trigger = workspace.take_trigger(args.get("trigger_id"))
    view = workspace.views.get(trigger.view_id or "")
    if view is None or view.stack is None or not view.open:
        raise SlackError("not_found")
    return {"view": view_json(push(workspace, view.stack, args["view"]))}


def update_view(workspace: Workspace, args: Json) -> Json:
    """Replaces an open view. Errors: `not_found` when it is closed, `hash_conflict` when it is newer than `hash`."""
    view = _find(workspace, args)
    if view is None or not view.open:
        raise SlackError("not_found")
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")
    _check_body(workspace, args["view"], str(view.body["type"]), view)
    replace(workspace, view, args["view"])
    return {"view": view_json(view)}


def publish_view(workspace: Workspace, args: Json) -> Json:
    """Sets the Home tab of one person."""
    user = workspace.user(args["user_id"])
    old = workspace.homes.get(user.id)
    if args.get("hash") and (old is None or args["hash"] != old.hash):
        raise SlackError("hash_conflict")
    _check_body(workspace, args["view"], "home", old)
    if old is None:
        old = View(workspace.new_id("V"), user.id, {}, "")
        workspace.homes[user.id] = workspace.views[old.id] = old
    replace(workspace, old, args["view"])
    return {"view": view_json(old)}


def check(workspace: Workspace, body: object, current: View | None = None) -> None:
    """Checks a modal that comes in the answer to a submission, as `views.update` and `views.push` would."""
    _check_body(workspace, body, "modal", current)


def push(workspace: Workspace, stack: Stack, body: Json) -> View:
    """Puts a view that was checked on top of a stack. Error: `push_limit_reached` (three views)."""
    if len(stack.views) >= VIEW_STACK_MAX:
        raise SlackError("push_limit_reached")
    return add_view(workspace, stack, body)


def add_view(workspace: Workspace, stack: Stack, body: Json) -> View:
    """Puts a view on a stack."""
    previous = stack.top.id if stack.top else None
    view = View(workspace.new_id("V"), stack.user, {}, "", stack, previous)
    stack.views.append(view)
    stack.last = view
    workspace.views[view.id] = view
    replace(workspace, view, body)
    return view


def replace(workspace: Workspace, view: View, body: Json) -> None:
    """Gives a view a new body; what the person typed stays where the ids stay."""
    view.body = {**body, "blocks": identify(body["blocks"])}
    view.hash = f"{int(workspace.now().timestamp())}.{secrets.token_hex(4)}"
    view.revision += 1
    view.values = state_of(view.blocks, view.values, view.stack.channel if view.stack else None)
    workspace.changed("view", view.id)


def close_top(workspace: Workspace, stack: Stack) -> None:
    """Closes the view on top; the one below comes back."""
    if stack.views:
        stack.last = stack.views.pop()
        stack.last.open = False
        workspace.changed("view", stack.last.id)


def close_all(workspace: Workspace, stack: Stack) -> None:
    """Closes the whole modal."""
    while stack.views:
        close_top(workspace, stack)


def _find(workspace: Workspace, args: Json) -> View | None:
    if args.get("view_id"):
        return workspace.views.get(str(args["view_id"]))
    external = args.get("external_id")
    return next((view for view in workspace.views.values() if view.body.get("external_id") == external), None)


def _check_body(workspace: Workspace, body: object, surface: str, current: View | None = None) -> None:
    if json_size(body) > VIEW_BYTES_MAX:
        raise SlackError("view_too_large")
    problems = view_problems(body, surface, workspace.refused_blocks)
    if problems:
        raise SlackError("invalid_arguments", *problems)
    external = body.get("external_id") if isinstance(body, dict) else None
    for view in workspace.views.values() if external else ():
        if view.open and view is not current and view.body.get("external_id") == external:
            raise SlackError("duplicate_external_id")
