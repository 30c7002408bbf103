"""People who want labels and do not give up: they type again, press twice, and press what is there no more."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.slack import CannotDo, Message, Modal, Person
from tests.chaos.ground import PEOPLE, Ground

BUTTONS: Final = ("Stop", "Continue", "Retry", "Look again", "Buy again", "Get documents")
_RUN: Final = re.compile(r"\bRun (L-\w+)")
_NOTHING_LEFT: Final = "There is nothing to create a label for"
_NOT_KNOWN: Final = re.compile(r"No usable answer about these\n(.*)\nWhat Sendcloud answered about them", re.DOTALL)
_TRIES: Final = 60
_TRIES_AGAIN: Final = 3
_PRESSES: Final = 12


@dataclass
class Wish:
    """What one person asked for in one plan; *confirmed* once the bot told them that it is on its way.

    *left_out*: the numbers about which the plan had said that nothing could be known, and that they are not bought.
    """

    person: str
    channel: str
    numbers: tuple[str, ...]
    confirmed: bool = False
    told: str = ""
    left_out: tuple[str, ...] = ()


@dataclass
class Diary:
    """What people did, kept apart from whatever the bot remembers of it."""

    wishes: list[Wish] = field(default_factory=list)
    asked_again: dict[str, int] = field(default_factory=dict)
    retried: dict[str, int] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    """The runs of which somebody was told that all labels are being cancelled."""

    typed: list[str] = field(default_factory=list)
    """What somebody typed into a fix: it may stand nowhere but at Sendcloud."""

    deleted: dict[str, str] = field(default_factory=dict)
    """When the runs whose messages were deleted had last changed by then, as the ledger said."""

    pressed: int = 0
    pressed_twice: int = 0
    pressed_together: int = 0


class Crowd:
    """The people of a place."""

    def __init__(self, place: Ground, rng: random.Random) -> None:
        self.place = place
        self.rng = rng
        self.diary = Diary()

    # From numbers to a run

    async def wish(self, person: Person, numbers: Sequence[str], channel: str, *, twice: bool = False) -> Wish:
        """Have labels made, from the command to the confirmation, however often it takes.

        What a plan leaves out because nothing can be known of it just now is asked for once more in a plan of its own.
        """
        wish = Wish(person.id, channel, tuple(numbers))
        await self._insist(wish, person, tries=_TRIES, twice=twice)
        if wish.left_out:
            again = Wish(person.id, channel, wish.left_out)
            await self._insist(again, person, tries=_TRIES_AGAIN, twice=False)
        return wish

    async def _insist(self, wish: Wish, person: Person, *, tries: int, twice: bool) -> None:
        self.diary.wishes.append(wish)
        for _ in range(tries):
            modal = await self._plan(person, wish.numbers, wish.channel)
            if modal is None:
                continue
            if _NOTHING_LEFT in modal.plain() or await self._confirm(wish, modal, twice=twice):
                break

    async def _plan(self, person: Person, numbers: Sequence[str], channel: str) -> Modal | None:
        """Get as far as a plan that can be confirmed, or has nothing to be; None when something was in the way."""
        with contextlib.suppress(CannotDo):
            if person.modal is not None:
                await person.modal.close(whole=True)
            said = await person.command(f"/label {' '.join(numbers)}", channel=channel)
            if said.error:
                await self.place.clock.sleep(5)
                return None
            modal = await self.place.until(lambda: person.modal, limit=30)
            if modal is None or not await self._submitted(modal):
                return None
            await self.place.until(lambda: not modal.is_open or _is_checked(modal), limit=40)
            if modal.is_open and _is_checked(modal):
                return modal
        return None

    async def _submitted(self, modal: Modal) -> bool:
        """Press *Check orders* until it is answered."""
        for _ in range(3):
            if await modal.submit():
                return False
            if modal.trouble is None:
                return True
            await self.place.clock.sleep(5)
        return False

    async def _confirm(self, wish: Wish, modal: Modal, *, twice: bool) -> bool:
        if twice:
            self.place.slack.deliver_twice()
            self.diary.pressed_twice += 1
        for _ in range(_PRESSES):
            with contextlib.suppress(CannotDo):
                wish.left_out = _left_out(modal.plain(), wish.numbers)
                await modal.submit()
                if modal.trouble is None:
                    wish.told = modal.plain()
                    wish.confirmed = "on the way" in wish.told or "confirmed this plan already" in wish.told
                    # A plan that has grown old, or is gone: begin anew. All taken: somebody else has them.
                    return wish.confirmed or "Nothing was created" in wish.told
            if not modal.is_open:
                return False
            await self.place.clock.sleep(5)
        return False

    # On a run

    def parents(self) -> list[Message]:
        """Return the parent message of every run that can be seen now."""
        return list(newest_parents(self.place).values())

    async def meddle(self) -> None:
        """Press some button on some run, perhaps twice, perhaps two people at once."""
        parents = [parent for parent in self.parents() if parent.buttons()]
        if not parents:
            return
        parent = self.rng.choice(parents)
        words = [word for word in parent.buttons() if word.startswith(BUTTONS)]
        if not words:
            return
        word = self.rng.choice(words)
        await self.press(parent, word, times=2 if self.rng.random() < 0.2 else 1, together=self.rng.random() < 0.2)

    async def press(self, parent: Message, word: str, *, times: int = 1, together: bool = False) -> None:
        """Press a button of a run: *times* over, and by two people at once when *together*."""
        there = sorted(self.place.slack.channel(parent.channel).members & set(PEOPLE))
        pressing = self.rng.sample(there, min(2 if together else 1, len(there)))
        self.diary.pressed += len(pressing) * times
        self.diary.pressed_twice += times > 1
        self.diary.pressed_together += together
        run = run_of(parent)
        if word.startswith("Retry"):
            self.diary.retried[run] = self.diary.retried.get(run, 0) + 1
        async with asyncio.TaskGroup() as group:
            for one in pressing:
                group.create_task(self._press(self.place.slack.person(one), parent, word, times))

    async def _press(self, person: Person, parent: Message, word: str, times: int) -> None:
        with contextlib.suppress(CannotDo):
            await person.press(parent, word, times=times, stale=True)
            if word == "Buy again":
                await self._reason(person, run_of(parent))

    async def _reason(self, person: Person, run: str) -> None:
        modal = await self.place.until(
            lambda: person.modal if person.modal and "Reason" in person.modal.inputs else None, limit=15
        )
        if modal is None:
            return
        modal.fill("Reason", "The parcel was not in the panel.")
        for _ in range(3):
            # Counted before it is sent: an answer that is lost does not say that nothing was done.
            self.diary.asked_again[run] = self.diary.asked_again.get(run, 0) + 1
            await modal.submit()
            if modal.trouble is None:
                return
            await self.place.clock.sleep(5)

    async def cancel(self, parent: Message) -> None:
        """Have all labels of a run cancelled, as far as that can be done with one press."""
        person = self.place.slack.person("U0AGENT")
        with contextlib.suppress(CannotDo):
            if person.modal is not None:
                await person.modal.close(whole=True)
            await person.press(parent, "Cancel labels", stale=True)
            modal = await self.place.until(
                lambda: now if (now := person.modal) and now.submit_text == "Cancel labels" else None, limit=15
            )
            if modal is None:
                return
            if "Which labels" in modal.inputs:
                modal.choose("Which labels", modal.options("Which labels")[0])
            await modal.submit()
            if "being cancelled" in modal.plain() and modal.submit_text is None:
                self.diary.cancelled.add(run_of(parent))

    async def fix(self, parent: Message) -> None:
        """Put right what can be put right of a run, one order after the other."""
        person = self.place.slack.person("U0AGENT")
        with contextlib.suppress(CannotDo):
            if person.modal is not None:
                await person.modal.close(whole=True)
            replies = self.place.slack.thread(parent.channel, parent.ts)
            failures = next((reply for reply in replies if "Fix address" in reply.buttons()), None)
            if failures is None:
                return
            run = run_of(parent)
            self.diary.retried[run] = self.diary.retried.get(run, 0) + 1
            await person.press(failures, "Fix address", stale=True)
            for _ in range(5):
                modal = await self.place.until(lambda: now if (now := person.modal) and now.inputs else None, limit=20)
                if modal is None:
                    return
                wanted = "House number" if "House number" in modal.inputs else "Phone"
                value = (
                    f"+3161{len(self.diary.typed):07}" if wanted == "Phone" else f"Typed-{len(self.diary.typed)}-Once"
                )
                self.diary.typed.append(value)
                modal.fill(wanted, value)
                await modal.submit()
                after = await self.place.until(
                    lambda: now if (now := person.modal) and "Saving" not in now.plain() else None, limit=60
                )
                if after is None or after.submit_text != "Next order":
                    return
                await after.submit()

    def delete(self, parent: Message) -> None:
        """Delete the parent message of a run."""
        run = run_of(parent)
        changed = self.place.ask("SELECT changed_at FROM runs WHERE id = ?", run)
        self.diary.deleted[run] = str(changed[0][0]) if changed else ""
        self.place.slack.delete(parent)

    async def tidy_up(self) -> None:
        """Do what people do at the end of the day: go on with what was stopped."""
        for parent in self.parents():
            if "Continue" in parent.buttons():
                await self.press(parent, "Continue")


def _left_out(plan: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers of which a plan says that nothing can be known of them, and that they are not bought."""
    found = _NOT_KNOWN.search(plan)
    told = set(re.findall(r"[\w-]+", found.group(1))) if found else set()
    return tuple(number for number in numbers if number in told)


def _is_checked(modal: Modal) -> bool:
    return (modal.submit_text or "").startswith("Create ") or _NOTHING_LEFT in modal.plain()


def run_of(message: Message) -> str:
    """Return the name of the run that a parent message is about; empty for any other message."""
    found = _RUN.search(message.plain())
    return found.group(1) if found and message.user == "U0LABELBOT" and message.thread_ts is None else ""


def newest_parents(place: Ground) -> dict[str, Message]:
    """Return the parent message of each run; of one that was told anew, the newest."""
    found: dict[str, Message] = {}
    for room in place.slack.channels:
        for message in place.slack.messages(room):
            run = run_of(message)
            if run and (run not in found or found[run].ts < message.ts):
                found[run] = message
    return found
