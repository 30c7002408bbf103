"""What somebody at the page does, carried out as the simulated people of the tests do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.page import inputs
from bot.sandbox.page.app import MAY_DELETE_ALL
from bot.sandbox.page.inputs import find_place, state_from
from bot.sandbox.page.shown import message_json, room_messages, thread_messages
from bot.sandbox.slack import Ack, CannotDo, Message, Person, SlackStandIn, View, payloads
from bot.sandbox.slack.fields import KINDS, Placed, placed
from bot.sandbox.slack.modal import Modal, loaded_options
from bot.sandbox.slack.surface import client_error

Json = dict[str, Any]
PAGE = 60

NO_COMMANDS_IN_THREADS = "{command} is not supported in threads. Sorry!"
INVITE = "/invite"
NOT_THERE = "This is not there any more."


class Acts:
    """Everything that one person can do. Each act takes the fields of its request and returns those of its answer."""

    def __init__(self, slack: SlackStandIn, user_id: str) -> None:
        self.slack = slack
        self.me = user_id
        self._loaded: dict[tuple[str, str, str], list[Json]] = {}
        self.by_name: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "room": self.room,
            "thread": self.thread,
            "say": self.say,
            "press": self.press,
            "fill": self.fill,
            "search": self.search,
            "submit": self.submit,
            "close": self.close,
            "shortcut": self.shortcut,
            "delete": self.delete,
            "home": self.home,
        }

    @property
    def person(self) -> Person:
        """The simulated person whose place is taken."""
        return self.slack.person(self.me)

    # Reading

    async def room(self, ask: Json) -> Json:
        """Returns the newest messages of a channel, or those before `before`."""
        channel = self._channel(ask)
        found = room_messages(self.slack, self.me, channel)
        if ask.get("before"):
            found = [message for message in found if message.ts < str(ask["before"])]
        return {
            "messages": [message_json(self.slack, message) for message in found[-PAGE:]],
            "more": len(found) > PAGE,
        }

    async def thread(self, ask: Json) -> Json:
        """Returns a message and everything under it."""
        channel, ts = self._channel(ask), str(ask["ts"])
        parent = next((one for one in room_messages(self.slack, self.me, channel) if one.ts == ts), None)
        replies = thread_messages(self.slack, self.me, channel, ts)
        return {
            "parent": message_json(self.slack, parent) if parent else None,
            "messages": [message_json(self.slack, reply) for reply in replies],
        }

    async def home(self, ask: Json) -> Json:  # noqa: ARG002 - all acts have one shape
        """Opens the Home tab; the app hears of it when it subscribed to that."""
        await self.person.open_home()
        return {}

    # Writing

    async def say(self, ask: Json) -> Json:
        """Sends a message with files, or a slash command."""
        channel, text = self._channel(ask), str(ask.get("text", "")).strip()
        thread = str(ask["thread"]) if ask.get("thread") else None
        files = [self.slack.files[file_id] for file_id in ask.get("files", [])]
        if text.startswith("/"):
            return await self._command(text, channel, thread)
        if self.slack.channel(channel).is_archived:
            raise CannotDo("The channel is archived.")
        if not text and not files:
            return {}
        if not files:
            await self.person.say(text, channel, thread_ts=thread)
            return {}
        said = {file.name: file.content for file in files}
        await self.person.say(text, channel, thread_ts=thread, files=said)
        return {}

    async def _command(self, text: str, channel: str, thread: str | None) -> Json:
        name, _, rest = text.partition(" ")
        if name not in ("/label", INVITE):
            raise CannotDo(f"{name} is not a valid command. label-bot has one command: /label")
        if thread is not None:
            raise CannotDo(NO_COMMANDS_IN_THREADS.format(command=name))
        if name == INVITE:
            self._invite(rest, channel)
        else:
            await self.person.command(text, channel)
        return {}

    def _invite(self, names: str, channel: str) -> None:
        """Slack's own command: brings people and apps into the channel."""
        if self.slack.channel(channel).is_im:
            raise CannotDo("Nobody can be invited into direct messages.")
        wanted = names.replace("@", " ").split()
        users = {user.name: user for user in self.slack.workspace.users.values()}
        unknown = [name for name in wanted if name not in users]
        if unknown or not wanted:
            raise CannotDo(f"Who is {unknown[0]}?" if unknown else "Whom? For example: /invite @label-bot")
        for name in wanted:
            self.slack.add_member(users[name].id, channel, invited_by=self.me)

    async def delete(self, ask: Json) -> Json:
        """Deletes a message: one's own, or any for an admin."""
        message = self._message(ask)
        if message.ephemeral_for is None and message.user != self.me and self.me not in MAY_DELETE_ALL:
            raise CannotDo("Only its author or an admin can delete this message.")
        self.slack.delete(message)
        return {}

    async def shortcut(self, ask: Json) -> Json:
        """Uses a message shortcut."""
        return _told(await self.person.shortcut(str(ask["callback"]), self._message(ask)))

    # Blocks

    async def press(self, ask: Json) -> Json:
        """Presses a button, or picks in a select that stands outside of an input."""
        target = self._target(ask)
        if isinstance(target, View):
            self._keep(target, ask.get("values", {}))
        place = self._place(target, ask)
        state: Json = {}
        if place.element["type"] in KINDS or place.element["type"] == "overflow":
            state = self._state(target, place, ask.get("raw"))
            if place.element["type"] in KINDS:
                target.values.setdefault(place.block_id, {})[place.action_id] = state
        elif place.element["type"] == "feedback_buttons":
            chosen = place.element["positive_button" if ask.get("raw") != "negative" else "negative_button"]
            state = {"text": chosen["text"], "value": chosen["value"]}
        workspace = self.slack.workspace
        if isinstance(target, View):
            payload = payloads.view_actions(workspace, self.me, target, place, state)
        else:
            payload = payloads.message_actions(workspace, self.me, target, place, state)
        return _told(await self.slack.delivery.interactive(payload))

    async def fill(self, ask: Json) -> Json:
        """Keeps what was typed or picked in inputs, so that the next payload carries it."""
        self._keep(self._target(ask), ask.get("values", {}))
        return {}

    async def search(self, ask: Json) -> Json:
        """Returns the options for what was typed: the app's for an external select, Slack's for people and rooms."""
        target, typed = self._target(ask), str(ask.get("typed", ""))
        place = self._place(target, ask)
        if not str(place.element["type"]).endswith("external_select"):
            return {"options": inputs.offered(self.slack, place, self.me, typed)}
        if len(typed) < int(place.element.get("min_query_length", 3)):
            return {"options": [], "short": int(place.element.get("min_query_length", 3))}
        workspace = self.slack.workspace
        if isinstance(target, View):
            payload = payloads.block_suggestion(workspace, target, place, typed)
        else:
            payload = payloads.message_suggestion(workspace, self.me, target, place, typed)
        ack = await self.slack.delivery.interactive(payload)
        options = loaded_options(workspace, ack)
        known = self._loaded.setdefault(_key(target, place), [])
        known.extend(option for option in options if option not in known)
        return {"options": options} | _told(ack)

    # Modals

    async def submit(self, ask: Json) -> Json:
        """Submits the view on top; returns what then stands under the inputs, by block_id."""
        modal = self._modal(ask)
        self._keep(modal.view, ask.get("values", {}))
        found = self._client_errors(modal)
        if found:
            return {"errors": found}
        labels: dict[str, list[str]] = {}
        for place in placed(modal.blocks):
            labels.setdefault(place.label, []).append(place.block_id)
        errors = await modal.submit()
        by_block = {block_id: text for label, text in errors.items() for block_id in labels.get(label, [])}
        return {"errors": by_block, "trouble": modal.trouble}

    async def close(self, ask: Json) -> Json:
        """Closes the view on top, or the whole modal."""
        modal = self._modal(ask)
        self._keep(modal.view, ask.get("values", {}))
        await modal.close(whole=bool(ask.get("whole")))
        return {}

    def _client_errors(self, modal: Modal) -> dict[str, str]:
        found = {}
        for place in placed(modal.blocks):
            if place.block["type"] == "input":
                problem = client_error(place, modal.view.values[place.block_id][place.action_id])
                if problem:
                    found[place.block_id] = problem
        return found

    def _modal(self, ask: Json) -> Modal:
        modal = self.person.modal
        if modal is None or modal.view.id != ask.get("view"):
            raise CannotDo("This window was closed or replaced meanwhile.")
        return modal

    # Files

    def attach(self, ask: Json, name: str, content: bytes) -> list[Json]:
        """Adds a file to a file input of the open modal; returns what the input holds now."""
        view = self._target(ask)
        place = self._place(view, ask)
        state = view.values[place.block_id][place.action_id]
        state["files"] = inputs.attach(self.slack, place, list(state["files"]), name, content, self.me)
        return list(state["files"])

    # Finding

    def _channel(self, ask: Json) -> str:
        channel = self.slack.channels.get(str(ask.get("channel")))
        if channel is None or self.me not in channel.members:
            raise CannotDo("You are not in this conversation.")
        return channel.id

    def _message(self, ask: Json) -> Message:
        channel, ts = self._channel(ask), str(ask.get("ts"))
        message = self.slack.workspace.message(channel, ts)
        own = [message] if message else [one for one in self.person.ephemerals if one.ts == ts]
        if not own:
            raise CannotDo(NOT_THERE)
        return own[0]

    def _target(self, ask: Json) -> Message | View:
        if ask.get("view"):
            view = self.slack.workspace.views.get(str(ask["view"]))
            if view is None or view.user != self.me or not view.open:
                raise CannotDo("This window was closed meanwhile.")
            return view
        return self._message(ask)

    def _place(self, target: Message | View, ask: Json) -> Placed:
        """Returns the element that was used; in a message also one that an edit took away a moment ago."""
        states = [target.all_blocks]
        if isinstance(target, Message):
            states += [edit.blocks for edit in reversed(target.history)]
        for blocks in states:
            place = find_place(blocks, str(ask.get("block")), str(ask.get("action")), self.me)
            if place is not None:
                return place
        raise CannotDo(NOT_THERE)

    def _state(self, target: Message | View, place: Placed, raw: Any) -> Json:
        return state_from(self.slack, place, raw, self._loaded.get(_key(target, place), []), self.me)

    def _keep(self, target: Message | View, values: Json) -> None:
        """Keeps the values of inputs, by block_id and action_id; those that the view no longer has are left out."""
        for block_id, entries in values.items():
            for action_id, raw in entries.items():
                place = find_place(target.all_blocks, block_id, action_id, self.me)
                if place is None or place.element["type"] not in KINDS:
                    continue
                kept = target.values.setdefault(block_id, {}).get(action_id, {})
                if place.element["type"] == "file_input":
                    kept["files"] = [file for file in kept.get("files", []) if file["id"] in (raw or [])]
                    continue
                target.values[block_id][action_id] = self._kept_or_new(target, place, raw, kept)

    def _kept_or_new(self, target: Message | View, place: Placed, raw: Any, kept: Json) -> Json:
        """An option that is chosen already stays, even when no search of this window brought it."""
        chosen = [kept.get("selected_option"), *(kept.get("selected_options") or [])]
        known = [option for option in chosen if option]
        loaded = [*known, *self._loaded.get(_key(target, place), [])]
        return state_from(self.slack, place, raw, loaded, self.me)


def _key(target: Message | View, place: Placed) -> tuple[str, str, str]:
    return (target.id if isinstance(target, View) else target.ts, place.block_id, place.action_id)


def _told(ack: Ack) -> Json:
    """Says on the page when the app did not acknowledge."""
    return {"unanswered": ack.error.partition(":")[0]} if ack.error else {}
