"""Simulated people: they type, press, search, fill in and read; they wait for Slack's acknowledgement only."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.sandbox.slack import events, payloads
from bot.sandbox.slack.chat import remember, show_ephemeral
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.fields import INTERACTIVE, KINDS, Placed
from bot.sandbox.slack.files import new_file
from bot.sandbox.slack.modal import Modal, loaded_options
from bot.sandbox.slack.records import Ack, Json, Message, ResponseUrl, Stack, User, View
from bot.sandbox.slack.responses import answer
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.surface import CannotDo, chosen, find, shown_text
from bot.sandbox.slack.text import as_typed

_SELECTS = (*KINDS, "overflow")


class CommandResult:
    """What a slash command led to, as its person sees it; `replies` grows while the app answers."""

    def __init__(self, person: Person, ack: Ack, seen: int) -> None:
        self.ack = ack
        self._person = person
        self._seen = seen

    @property
    def error(self) -> str | None:
        """Slack's own error word (`operation_timeout`, ...), None when the command was acknowledged."""
        return self.ack.error

    @property
    def replies(self) -> list[Message]:
        """The private messages that came since the command was sent, oldest first."""
        return self._person.ephemerals[self._seen :]

    @property
    def text(self) -> str:
        """Everything that the replies show."""
        return "\n".join(reply.plain() for reply in self.replies)


class Person:
    """One person in front of Slack."""

    def __init__(self, workspace: Workspace, delivery: Delivery, user: User) -> None:
        self.workspace = workspace
        self.delivery = delivery
        self.user = user
        self.id = user.id
        self._modals: dict[int, tuple[Stack, Modal]] = {}
        self._loaded: dict[tuple[str, str, str], list[Json]] = {}

    # What the person sees

    @property
    def modal(self) -> Modal | None:
        """The open modal, None when there is none."""
        stack = self.workspace.stacks.get(self.id)
        if stack is None or stack.top is None:
            return None
        if id(stack) not in self._modals:
            self._modals[id(stack)] = (stack, Modal(self.workspace, self.delivery, stack))
        return self._modals[id(stack)][1]

    @property
    def ephemerals(self) -> list[Message]:
        """The messages that only this person sees, oldest first."""
        own = [message for message in self.workspace.ephemerals if message.ephemeral_for == self.id]
        return [message for message in own if not message.deleted]

    def dms(self) -> list[Message]:
        """Lists the direct messages with the bot, oldest first."""
        return [message for message in self.workspace.messages if self._in_dm(message) and not message.deleted]

    @property
    def home(self) -> View | None:
        """The Home tab as it was published last."""
        return self.workspace.homes.get(self.id)

    # What the person does

    async def command(self, text: str, channel: str = "C0SHIPPING") -> CommandResult:
        """Types a slash command in a channel (never in a thread: Slack has none there)."""
        name, _, rest = text.partition(" ")
        room = self.workspace.channels[channel]
        seen = len(self.ephemerals)
        body = payloads.slash_command(self.workspace, self.id, name, rest.strip(), room)
        if "commands" not in self.workspace.scopes:
            raise CannotDo(f"{name} is not a valid command: the scope commands is missing")
        ack = await self.delivery.slash(body)
        if ack.error:
            word = ack.error.partition(":")[0]
            message = show_ephemeral(
                self.workspace, channel, self.id, _content(f'{name} failed with the error "{word}"')
            )
            message.user = "USLACKBOT"
        elif ack.body:
            self._answered(ack, body["response_url"])
        return CommandResult(self, ack, seen)

    async def press(
        self,
        target: Message | Modal | View,
        button: str,
        *,
        confirm: bool = True,
        times: int = 1,
        stale: bool = False,
        value: str | None = None,
    ) -> list[Ack]:
        """Presses a button, found by its text or action_id (and `value`); `times` payloads go out at once.

        With a confirm dialog on the button, `confirm=False` answers no and sends nothing. `stale=True` presses what an
        earlier state of the message showed, as in a window that was not redrawn yet.
        """
        place = self._find(target, button, INTERACTIVE - {"overflow"}, stale=stale, value=value)
        if place.element.get("confirm") and not confirm:
            return []
        return await self._act(target, place, {}, times)

    async def choose(
        self, target: Message | Modal | View, select: str, value: Any, *, confirm: bool = True
    ) -> list[Ack]:
        """Picks in a select, overflow menu, radio buttons or checkboxes that stand outside of an input."""
        place = self._find(target, select, _SELECTS)
        loaded = self._loaded.get((_key(target), place.block_id, place.action_id), [])
        state = chosen(place, value, loaded)
        if place.element.get("confirm") and not confirm:
            return []
        holder = target.view if isinstance(target, Modal) else target
        if place.element["type"] in KINDS:
            holder.values.setdefault(place.block_id, {})[place.action_id] = state
        return await self._act(target, place, state, 1)

    async def search(self, label: str, typed: str, target: Message | None = None) -> list[str]:
        """Types into an `external_select` of the open modal, or of a message; returns the texts of the options."""
        if target is None:
            if self.modal is None:
                raise CannotDo("no modal is open")
            return await self.modal.search(label, typed)
        place = self._find(target, label, ("external_select", "multi_external_select"))
        if len(typed) < int(place.element.get("min_query_length", 3)):
            return []
        payload = payloads.message_suggestion(self.workspace, self.id, target, place, typed)
        options = loaded_options(self.workspace, await self.delivery.interactive(payload))
        self._loaded[_key(target), place.block_id, place.action_id] = options
        return [shown_text(option) for option in options]

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Ack:
        """Uses a shortcut: from the menu of a message, or a global one."""
        if message is None:
            return await self.delivery.interactive(payloads.global_shortcut(self.workspace, self.id, callback_id))
        payload = payloads.message_shortcut(self.workspace, self.id, callback_id, message)
        return await self.delivery.interactive(payload)

    async def say(
        self,
        text: str,
        channel: str = "C0SHIPPING",
        *,
        thread_ts: str | None = None,
        files: dict[str, bytes] | None = None,
        typed: bool = True,
    ) -> Message:
        """Writes a message, with files by name. `typed=False`: `text` is mrkdwn as Slack stores it (`<tel:..|..>`)."""
        stored = self._as_typed(text) if typed else text
        message = Message(channel, self.workspace.new_ts(), self.id, stored, [], thread_ts)
        for name, content in (files or {}).items():
            file = new_file(self.workspace, name, self.id, content)
            file.completed = True
            file.channels.append(channel)
            message.files.append(file)
        message.subtype = "file_share" if files else None
        self.workspace.add_message(message)
        for event in events.written(self.workspace, message):
            await self.delivery.event(event)
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Edits an own message."""
        remember(self.workspace, message)
        message.text = self._as_typed(text)
        message.edited = {"user": self.id, "ts": self.workspace.new_ts()}
        self.workspace.changed("message", message.ts)
        await self.delivery.event(events.edited(self.workspace, message))
        for event in events.written(self.workspace, message)[1:]:
            await self.delivery.event(event)

    async def open_home(self) -> None:
        """Opens the app's Home tab."""
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": "home"}
        event |= {"channel": self.workspace.direct(self.id).id, "event_ts": self.workspace.new_ts()}
        await self.delivery.event(event)

    async def share(self, channel: str) -> None:
        """Lets another company into a channel (Slack Connect)."""
        self.workspace.channels[channel].is_ext_shared = True
        event: Json = {"type": "channel_shared", "connected_team_id": "T0PARTNERS", "channel": channel}
        await self.delivery.event(event | {"event_ts": self.workspace.new_ts()})

    def _as_typed(self, text: str) -> str:
        return as_typed(text, {user.name: user.id for user in self.workspace.users.values()})

    def _in_dm(self, message: Message) -> bool:
        channel = self.workspace.channels[message.channel]
        return channel.is_im and self.id in channel.members

    def _find(
        self, target: Message | Modal | View, name: str, types: Any, *, stale: bool = False, value: str | None = None
    ) -> Placed:
        if isinstance(target, Message) and target.ephemeral_for not in (None, self.id):
            raise CannotDo("somebody else's private message")
        if isinstance(target, Message) and target.deleted and not stale:
            raise CannotDo("the message is deleted")
        if isinstance(target, Message) and stale:
            states = [target.all_blocks, *(edit.blocks for edit in reversed(target.history))]
            found = next((blocks for blocks in states if _has(blocks, name, types, self.id)), target.blocks)
            return find(found, name, types, viewer=self.id, value=value)
        return find(target.blocks, name, types, viewer=self.id, value=value)

    async def _act(self, target: Message | Modal | View, place: Placed, state: Json, times: int) -> list[Ack]:
        if isinstance(target, Modal):
            if not target.is_open:
                raise CannotDo("the modal is closed")
            return await target.act(place, state, times)
        if isinstance(target, View):
            sent = [payloads.view_actions(self.workspace, self.id, target, place, state) for _ in range(times)]
        else:
            sent = [payloads.message_actions(self.workspace, self.id, target, place, state) for _ in range(times)]
        return list(await asyncio.gather(*(self.delivery.interactive(payload) for payload in sent)))

    def _answered(self, ack: Ack, response_url: str) -> None:
        """Shows what the acknowledgement of a slash command says."""
        url: ResponseUrl = self.workspace.response_urls[response_url.rpartition("/")[2]]
        body = ack.body if isinstance(ack.body, dict) else {"text": str(ack.body)}
        if not body.get("text") and not body.get("blocks"):
            return
        try:
            answer(self.workspace, url, body)
        except SlackError as error:
            self.workspace.refuse(f"answer to {ack.what}: {error.error} {'; '.join(error.messages)}")


def _content(text: str) -> Json:
    return {"text": text, "blocks": [], "attachments": []}


def _key(target: Message | Modal | View) -> str:
    return target.ts if isinstance(target, Message) else target.view.id if isinstance(target, Modal) else target.id


def _has(blocks: list[Json], name: str, types: Any, viewer: str) -> bool:
    try:
        find(blocks, name, types, viewer=viewer)
    except CannotDo:
        return False
    return True
