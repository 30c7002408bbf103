"""A person's open modal: reading it, filling it in, submitting and closing it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from bot.sandbox.slack import payloads, views
from bot.sandbox.slack.blocks import option_problems
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.fields import KINDS, TEXT_TYPES, Placed, placed
from bot.sandbox.slack.files import new_file
from bot.sandbox.slack.limits import FILE_INPUT_BYTES_MAX
from bot.sandbox.slack.records import Ack, Json, Stack, View, shown
from bot.sandbox.slack.shown import file_json
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.surface import CannotDo, chosen, client_error, conversation_offered, find, readable, shown_text

TROUBLE = "We had some trouble connecting. Try again?"
TEXT_MAX = 3000


class Modal:
    """A modal as its person sees it. It stays live: after an update, a push or a pop it shows what is on top now."""

    def __init__(self, workspace: Workspace, delivery: Delivery, stack: Stack) -> None:
        self.workspace = workspace
        self.delivery = delivery
        self.stack = stack
        self.errors: dict[str, str] = {}
        self.trouble: str | None = None
        self._loaded: dict[tuple[str, str], list[Json]] = {}

    # Reading

    @property
    def is_open(self) -> bool:
        """Whether the modal is still on screen."""
        return self.stack.top is not None

    @property
    def view(self) -> View:
        """The view on top, or the one that was there last."""
        view = self.stack.top or self.stack.last
        if view is None:
            raise CannotDo("the modal never held a view")
        return view

    @property
    def title(self) -> str:
        """The title."""
        return self._word("title") or ""

    @property
    def submit_text(self) -> str | None:
        """The word on the submit button, None when there is none."""
        return self._word("submit")

    @property
    def close_text(self) -> str | None:
        """The word on the close button, None for Slack's own."""
        return self._word("close")

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view."""
        return self.view.blocks

    def plain(self) -> str:
        """Returns everything that can be read: title, blocks, buttons, and what stands in the inputs."""
        typed = [str(value) for value in self.values().values() if isinstance(value, str)]
        words = [self.title, shown(self.blocks), *typed, self.submit_text or "", self.close_text or ""]
        return "\n".join(word for word in words if word)

    @property
    def inputs(self) -> dict[str, Json]:
        """The elements of the input blocks by their labels."""
        return {place.label: place.element for place in placed(self.blocks) if place.block["type"] == "input"}

    def buttons(self) -> dict[str, Json]:
        """Returns the buttons by the text on them."""
        return {place.label: place.element for place in placed(self.blocks) if place.element["type"] == "button"}

    def values(self) -> dict[str, Any]:
        """Returns what the inputs hold, by label: text, the text of options, ids, names of files."""
        found = {}
        for place in placed(self.blocks):
            if place.element["type"] in KINDS:
                state = self.view.values[place.block_id][place.action_id]
                found[place.label] = readable(state.get(KINDS[place.element["type"]].value))
        return found

    def options(self, label: str) -> list[str]:
        """Returns the texts of the options that stand in a select."""
        return [shown_text(option) for option in find(self.blocks, label).options]

    # Filling in

    def fill(self, label: str, value: str | None) -> Awaitable[object]:
        """Types into a text, number, address or link input; the client cuts after 3,000 characters."""
        place = self._input(label, TEXT_TYPES)
        longest = min(TEXT_MAX, int(place.element.get("max_length", TEXT_MAX)))
        return self._set(place, {"type": place.element["type"], "value": value[:longest] if value else None})

    def choose(self, label: str, value: Any) -> Awaitable[object]:
        """Picks in a select, radio buttons or checkboxes: an option's text, an id, a list of them, None to clear."""
        place = self._input(label, [kind for kind in KINDS if kind not in TEXT_TYPES and kind != "file_input"])
        for entry in value if isinstance(value, list) else [value]:
            self._check_offered(place, entry)
        return self._set(place, chosen(place, value, self._loaded.get((place.block_id, place.action_id), [])))

    def attach(self, label: str, name: str, content: bytes) -> Awaitable[object]:
        """Adds a file to a file input; the client refuses too many, too large and the wrong type."""
        place = self._input(label, ["file_input"])
        files = list(self.view.values[place.block_id][place.action_id]["files"])
        allowed = place.element.get("filetypes")
        if len(files) >= int(place.element.get("max_files", 10)):
            raise CannotDo(f"{label!r} takes no more files")
        if len(content) > FILE_INPUT_BYTES_MAX:
            raise CannotDo(f"{name} is larger than 10 MB")
        if allowed and name.rpartition(".")[2].lower() not in allowed:
            raise CannotDo(f"{label!r} takes {allowed}, not {name}")
        file = new_file(self.workspace, name, self.view.user, content)
        file.completed = True
        return self._set(place, {"type": "file_input", "files": [*files, file_json(self.workspace, file)]})

    async def search(self, label: str, typed: str) -> list[str]:
        """Types into an `external_select` and returns the texts of the options that the app answers with."""
        place = self._input(label, ("external_select", "multi_external_select"))
        if len(typed) < int(place.element.get("min_query_length", 3)):
            return []
        ack = await self.delivery.interactive(payloads.block_suggestion(self.workspace, self.view, place, typed))
        options = loaded_options(self.workspace, ack)
        self._loaded[place.block_id, place.action_id] = options
        return [shown_text(option) for option in options]

    # Sending

    async def submit(self) -> dict[str, str]:
        """Presses submit; returns, and keeps in `errors`, what then stands under the inputs, by label."""
        if not self.is_open:
            raise CannotDo("the modal is closed")
        if self.submit_text is None:
            raise CannotDo(f"the modal {self.title!r} has no submit button")
        view = self.view
        self.trouble = None
        self.errors = self._client_errors()
        if not self.errors:
            revision = view.revision
            ack = await self.delivery.interactive(payloads.view_submission(self.workspace, view))
            self._submitted(view, ack, revision)
        return self.errors

    async def close(self, *, whole: bool = False) -> None:
        """Closes the view on top (the one below comes back), or the whole modal."""
        view = self.view
        if not view.open:
            return
        cleared = whole or bool(view.body.get("clear_on_close"))
        payload = payloads.view_closed(self.workspace, view, is_cleared=cleared)
        if cleared:
            views.close_all(self.workspace, self.stack)
        else:
            views.close_top(self.workspace, self.stack)
        if view.body.get("notify_on_close"):
            await self.delivery.interactive(payload)

    async def act(self, place: Placed, state: Json, times: int = 1) -> list[Ack]:
        """Sends the payloads of a press, one for each time."""
        view = self.view
        sent = [payloads.view_actions(self.workspace, view.user, view, place, state) for _ in range(times)]
        return list(await asyncio.gather(*(self.delivery.interactive(payload) for payload in sent)))

    def _submitted(self, view: View, ack: Ack, revision: int) -> None:
        if ack.error:
            self.trouble = TROUBLE
            return
        body = ack.body or {}
        action = body.get("response_action") if isinstance(body, dict) else None
        if action == "update" and view.revision != revision:
            self.workspace.refuse(f"views.update of {view.id} overtook the answer to its submission, which replaces it")
        try:
            self._respond(view, action, body)
        except SlackError as error:
            self.trouble = TROUBLE
            self.workspace.refuse(f"answer to view_submission: {error.error} {'; '.join(error.messages)}")

    def _respond(self, view: View, action: str | None, body: Any) -> None:
        if action is None:
            if body:
                self.workspace.refuse(f"answer to view_submission: no response_action in {str(body)[:200]}")
            if view.open and self.stack.top is view:
                views.close_top(self.workspace, self.stack)
        elif action == "clear":
            views.close_all(self.workspace, self.stack)
        elif action == "errors":
            self._show_errors(view, body.get("errors"))
        elif action == "update":
            views.check(self.workspace, body.get("view"), view)
            views.replace(self.workspace, view, body["view"])
        elif action == "push":
            views.check(self.workspace, body.get("view"))
            views.push(self.workspace, self.stack, body["view"])
        else:
            raise SlackError("invalid_response_action", str(action))

    def _show_errors(self, view: View, errors: Any) -> None:
        if not isinstance(errors, dict) or not errors:
            raise SlackError("invalid_errors", "errors must map block_ids to texts")
        labels = {place.block_id: place.label for place in placed(view.blocks) if place.block["type"] == "input"}
        for block_id, message in errors.items():
            if block_id not in labels or not isinstance(message, str) or not message:
                raise SlackError("invalid_errors", f"{block_id!r} is no input block's block_id, or its text is empty")
            self.errors[labels[block_id]] = message
        self.workspace.changed("view", view.id)

    def _client_errors(self) -> dict[str, str]:
        found = {}
        for place in placed(self.blocks):
            if place.block["type"] == "input":
                problem = client_error(place, self.view.values[place.block_id][place.action_id])
                if problem:
                    found[place.label] = problem
        return found

    def _check_offered(self, place: Placed, value: Any) -> None:
        """Conversations and people are picked by id; the client offers only what is there and not filtered out."""
        kind = place.element["type"].removeprefix("multi_")
        if value is None or kind not in ("conversations_select", "channels_select", "users_select"):
            return
        if kind == "users_select":
            offered = value in self.workspace.users
        else:
            channel = self.workspace.channels.get(value)
            offered = channel is not None and conversation_offered(place.element, channel, self.view.user)
        if not offered:
            raise CannotDo(f"{place.label!r} does not offer {value}")

    def _input(self, label: str, types: Any) -> Placed:
        if not self.is_open:
            raise CannotDo("the modal is closed")
        return find(self.blocks, label, types, viewer=self.view.user)

    def _set(self, place: Placed, state: Json) -> Awaitable[object]:
        """Keeps a value at once; what is returned may be awaited for the app's acknowledgement where it is told."""
        self.view.values.setdefault(place.block_id, {})[place.action_id] = state
        self.workspace.changed("view", self.view.id)
        if place.block["type"] != "input" or place.block.get("dispatch_action"):
            return self.delivery.keep(self.act(place, state))
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    def _word(self, name: str) -> str | None:
        holder = self.view.body.get(name)
        return str(holder["text"]) if holder else None


def loaded_options(workspace: Workspace, ack: Ack) -> list[Json]:
    """Returns the options in the answer to a question for options; what Slack would refuse gives none."""
    if ack.error:
        return []
    problems = option_problems(ack.body)
    if problems:
        workspace.refuse(f"{ack.what}: {'; '.join(problems)}")
        return []
    groups = ack.body.get("option_groups") or []
    return [*(ack.body.get("options") or []), *(option for group in groups for option in group["options"])]
