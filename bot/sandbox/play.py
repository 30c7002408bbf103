"""``label-bot sandbox --play``: the main job, played between the stand-ins, from the command to the papers."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.sandbox.process import STOPS_WITHIN
from bot.sandbox.slack import CannotDo, CommandResult, Message, Modal
from bot.sandbox.stage import LEDGER, LOG, TRANSCRIPT, Stage, StepFailed, Thread

CHANNEL = "C0SHIPPING"
FAILED, INTERRUPTED = 1, 130

ORDERS = {
    "1001": ("fine", "a usual order"),
    "1002": ("bad_address", "its address is refused at once"),
    "1004": ("late_failure", "accepted, then refused by the carrier"),
    "1005": ("already_labelled", "has a label from before"),
    "1006": ("duplicate", "two orders of the shop have this number"),
    "1007": ("slow", "its carrier takes its time"),
    "1008": ("multicollo", "goes in three parcels"),
    "1009": ("non_eu", "leaves the customs union, so it needs customs papers"),
}
TYPED = "1009 1001 #1002, 1003 1004 1005 1006 1007 1008 1001"
BOUGHT = ("1009", "1001", "1002", "1004", "1006", "1007", "1008")
"""What gets a label, in the order in which it is typed: 1003 does not exist and 1005 has one."""

Step = tuple[str, Callable[[], Awaitable[None]]]


class Play:
    """An agent of the shipping team has labels made. Each method is one step, or raises `StepFailed`."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.say = stage.transcript.say
        self.agent = stage.slack.person("U0AGENT")

    def steps(self) -> list[Step]:
        """Return the steps with the sentences that name them."""
        return [
            ("The bot starts", self.start),
            (f"The agent types /label {TYPED} and checks the plan", self.plan),
            ("Two orders are called 1006, and she picks one", self.pick),
            ("She creates the labels and watches the thread", self.create),
            ("The addresses of 1002 and 1004 are corrected in Sendcloud, and she retries", self.retry),
            ("She gets the documents", self.documents),
            ("She asks about an order, and the bot answers her alone", self.ask),
            ("The bot is told to stop (SIGTERM)", self.stop),
            ("The ledger is checked", self.verify),
        ]

    # The steps

    async def start(self) -> None:
        stage = self.stage
        if stage.ledger.exists():
            raise StepFailed("a folder without a ledger", f"{stage.ledger} from before; choose another folder")
        for number, (kind, _) in ORDERS.items():
            stage.sendcloud.add_order(number, kind=kind)
        await stage.open()
        told = await stage.start_bot()
        self.say(f"Process {stage.bot.pid}, Socket Mode. GET /readyz: {told}", "   ")
        self.say("In the shop, as Sendcloud has it:", "   ")
        for number, (_, about) in ORDERS.items():
            self.say(f"• {number}: {about}", "   ")

    async def plan(self) -> None:
        stage = self.stage
        await self.agent.command(f"/label {TYPED}", channel=CHANNEL)
        modal = await stage.until("the form Create labels", lambda: self.agent.modal, self._private)
        stage.transcript.quote("form", stage.screen.modal(modal))
        await self._submit(modal)
        counts = "6 ready, 1 to choose, 1 already labelled, 1 not found, 1 pasted twice"
        await stage.until(f"a plan with {counts}", lambda: counts in modal.plain(), modal.plain)
        stage.transcript.quote("plan", stage.screen.modal(modal))
        if stage.sendcloud.bought:
            raise StepFailed("nothing bought before the plan is confirmed", f"labels for {stage.sendcloud.bought}")

    async def pick(self) -> None:
        stage, modal = self.stage, self._modal()
        select = next((one for one in modal.blocks if (one.get("accessory") or {}).get("options")), None)
        if select is None:
            raise StepFailed("a choice between two orders", modal.plain())
        offered = [str(option["text"]["text"]) for option in select["accessory"]["options"]]
        await self.agent.choose(modal, "Choose", offered[0])
        wanted = f"Create {len(BOUGHT)} labels"
        await stage.until(f"the button {wanted}", lambda: modal.submit_text == wanted, modal.plain)
        self.say(f"She picks: {offered[0]}.", "   ")
        self.say(f"The button now says {wanted}.", "   ")

    async def create(self) -> None:
        stage, modal = self.stage, self._modal()
        before = {message.ts for message in stage.slack.messages(CHANNEL)}

        def posted() -> Message | None:
            return next((one for one in stage.slack.messages(CHANNEL) if one.ts not in before), None)

        await self._submit(modal)
        parent = await stage.until("a message in #shipping", posted, modal.plain)
        await modal.close()
        stage.thread = Thread(stage.slack, parent, stage.screen, stage.transcript)
        await self._reads("1 bought, PDF on its way")
        # The carrier of the slow order would take a minute. It answers now.
        for shipment in stage.sendcloud.purchases_of("1007"):
            shipment.settles_at = stage.sendcloud.now() - timedelta(seconds=1)
        await self._reads("Done, 2 need attention", "5 ready · 2 failed")
        label = stage.sendcloud.purchases_of("1001")[0]
        await self._reads("1002: ", "1004: ", "Correct the address", label.id, label.parcels[0].tracking_number)

    async def retry(self) -> None:
        for order in self.stage.sendcloud.world.orders.values():
            if order.order_number in ("1002", "1004"):
                order.kind = "fine"
        await self._press("Retry 2 failed")
        await self._reads("Done ·", "7 of 7 labels ready")
        bought = [made for made in self.stage.sendcloud.shipments.values() if made.source == "api"]
        live = sorted(made.order_number for made in bought if made.live(self.stage.sendcloud.now()))
        if live != sorted(BOUGHT):
            raise StepFailed(f"one label each for {', '.join(sorted(BOUGHT))}", ", ".join(live))
        for shipment in (made for made in bought if made.live(self.stage.sendcloud.now())):
            await self._reads(shipment.id, *(str(parcel.id) for parcel in shipment.parcels))

    async def documents(self) -> None:
        stage, thread = self.stage, self._thread()
        await self._press("Get documents")

        def files() -> list[tuple[str, bytes]]:
            return [(file.title, file.content) for reply in thread.replies for file in reply.files]

        found = await stage.until("files in the thread", files, self._read)
        for name, content in found:
            path = stage.folder / Path(name).name
            path.write_bytes(content)
            try:
                pages = [page.extract_text() for page in PdfReader(path).pages]
            except PyPdfError as broken:
                raise StepFailed(f"a PDF that opens in {name}", str(broken)) from broken
            orders = list(dict.fromkeys(_named(page) for page in pages))
            self.say(f"Saved {path.name}: {_pages(len(pages))}, in this order: {', '.join(orders)}.", "   ")
            if "customs" not in name and orders != list(BOUGHT):
                raise StepFailed(f"pages in the order given, {', '.join(BOUGHT)}", ", ".join(orders))
        if len(found) != 2:
            raise StepFailed("one PDF of labels and one of customs papers", ", ".join(name for name, _ in found))

    async def ask(self) -> None:
        for typed, expected in (
            ("/label status 1001", "labelled"),
            ("/label status 1005", "made outside the bot"),
            ("/label history 1002", "oldest first"),
            ("/label help", "/label history"),
        ):
            answer = await self.agent.command(typed, channel=CHANNEL)
            wanted = f"a private answer with “{expected}” to {typed}"
            await self.stage.until(wanted, _holds(answer, expected), self._private)
            lines = [line for reply in answer.replies for line in self.stage.screen.message(reply)]
            self.stage.transcript.quote(f"{typed}, seen by the agent only", lines)

    async def stop(self) -> None:
        begun = time.monotonic()
        try:
            status = await self.stage.bot.stop()
        except TimeoutError as late:
            raise StepFailed(f"an end within {STOPS_WITHIN:.0f} s", "the bot still runs") from late
        if status != 0:
            raise StepFailed("exit status 0", f"exit status {status}")
        self.say(f"It ended by itself after {time.monotonic() - begun:.1f} s with exit status 0.", "   ")

    async def verify(self) -> None:
        stage = self.stage
        status, output = await stage.command("audit", "verify")
        for line in output.splitlines():
            self.say(line, "   ")
        if status != 0:
            raise StepFailed("an unbroken chain of events", output.strip())
        refused = [*stage.slack.refusals, *stage.sendcloud.refusals]
        if refused:
            raise StepFailed("nothing that Slack or Sendcloud would refuse", "; ".join(refused))
        calls = f"{len(stage.sendcloud.calls)} calls to Sendcloud, {len(stage.slack.calls)} to Slack"
        self.say(f"{calls}; none that the real ones would have refused. Nothing was bought twice.", "   ")

    # What the steps need

    def _modal(self) -> Modal:
        if self.agent.modal is None:
            raise StepFailed("an open modal", "none")
        return self.agent.modal

    def _thread(self) -> Thread:
        if self.stage.thread is None:
            raise StepFailed("a thread", "none")
        return self.stage.thread

    async def _submit(self, modal: Modal) -> None:
        errors = await modal.submit()
        trouble = [f"{label}: {error}" for label, error in errors.items()] + ([modal.trouble] if modal.trouble else [])
        if trouble:
            raise StepFailed(f"that {modal.submit_text} is accepted", "; ".join(trouble))

    async def _press(self, button: str) -> None:
        thread = self._thread()
        await self.stage.until(f"the button {button}", lambda: button in thread.parent.buttons(), self._read)
        self.say(f"She presses {button}.", "   ")
        acks = await self.agent.press(thread.parent, button)
        if any(ack.error for ack in acks):
            raise StepFailed("an acknowledgement within three seconds", str(acks[0].error))

    async def _reads(self, *words: str) -> None:
        """Wait until everything of *words* stands in the thread."""
        expected = "a thread that says “" + "” and “".join(words) + "”"
        await self.stage.until(expected, lambda: all(word in self._read() for word in words), self._read)

    def _read(self) -> str:
        thread = self._thread()
        lines = [line for one in (thread.parent, *thread.replies) for line in self.stage.screen.message(one)]
        return "\n".join(lines)

    def _private(self) -> str:
        return "\n".join(message.plain() for message in self.agent.ephemerals[-1:])


def _holds(answer: CommandResult, word: str) -> Callable[[], bool]:
    return lambda: word in answer.text


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"


def _named(page: str) -> str:
    """Return the order number on a page."""
    return next((number for number in ORDERS if number in page.split()), "?")


async def play(folder: Path, echo: Callable[[str], None], *, stage: Stage | None = None) -> int:
    """Play the main job; leave ledger, documents, log and transcript in *folder* and tell everything to *echo*.

    Returns 0 when every step happened, 1 after naming the step that did not, 130 when it was interrupted (Ctrl-C,
    SIGTERM or a closed terminal). No bot is left running in any case.
    """
    stage = stage or Stage(folder, echo)
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for name in signals:
        loop.add_signal_handler(name, task.cancel if task else loop.stop)
    try:
        return await _all_steps(Play(stage))
    except asyncio.CancelledError:
        echo("")
        echo("Interrupted.")
        return INTERRUPTED
    finally:
        for name in signals:
            loop.remove_signal_handler(name)
        await stage.close()


async def _all_steps(drama: Play) -> int:
    stage, say = drama.stage, drama.say
    begun = time.monotonic()
    say("The real label-bot between a make-believe Slack and a make-believe Sendcloud, all on this machine.")
    for number, (title, act) in enumerate(drama.steps(), start=1):
        say()
        say(f"{number}. {title}")
        try:
            await act()
        except (StepFailed, CannotDo, OSError) as problem:
            stage.tell_failure(f"Step {number} failed: {title}.", problem)
            return FAILED
    say()
    say(f"Every step happened, in {time.monotonic() - begun:.0f} s. What is left of it, in {stage.folder}:")
    for name in (LEDGER, *sorted(path.name for path in stage.folder.glob("*.pdf")), TRANSCRIPT, LOG):
        say(f"• {name}", "   ")
    return 0
