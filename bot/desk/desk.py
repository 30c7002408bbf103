"""The use cases. Each checks what is allowed, writes one intention into the ledger and wakes the rest."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.advice import advise
from bot.clock import Clock
from bot.desk.catalogue import Catalogue
from bot.desk.label_request import ChannelRefused, LabelRequest, PlaceTrouble, UnknownShop, read_request
from bot.desk.rights import Rights
from bot.engine.trouble import trouble_of
from bot.intake import spellings_of
from bot.ledger import (
    Ledger,
    clicks,
    confirmations,
    document_requests,
    events,
    plans,
    purchases,
    questions,
    requeue,
    runs,
)
from bot.ledger.confirmations import Confirmation
from bot.ledger.requeue import ChangedSince, Requeued
from bot.model import (
    PLAN_KEEPS,
    Cause,
    Choices,
    Event,
    Offer,
    Option,
    OrderStatus,
    OutsideLabel,
    Person,
    Plan,
    PlanLine,
    PlanState,
    Run,
    State,
)
from bot.people import Channel, Directory, DirectoryUnavailable
from bot.sendcloud import Sendcloud, SendcloudError, Shipment
from bot.waiting import Wakeup

MOST_SHOPS_ASKED = 10


@dataclass(frozen=True)
class Rechecking:
    """The plan was too old to buy by, so it is being looked up once more."""

    plan: Plan


class UnknownRun(Exception):
    """The ledger does not have this run; it may have been lost when an older backup was restored."""


def new_id(prefix: str) -> str:
    """Return a short name that nobody guesses or confuses: no 0, 1, I or O."""
    return prefix + "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(7))


class Desk:
    """Where handlers bring what people want."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        sendcloud: Sendcloud,
        directory: Directory,
        rights: Rights,
        catalogue: Catalogue,
        test_labels: bool,
        clock: Clock,
        wakeup: Wakeup,
        name: Callable[[str], str] = new_id,
    ) -> None:
        self._ledger = ledger
        self._sendcloud = sendcloud
        self._directory = directory
        self._rights = rights
        self._catalogue = catalogue
        self.test_labels = test_labels
        self._clock = clock
        self._wakeup = wakeup
        self._name = name

    def now(self) -> datetime:
        """Return the time by which plans and runs are shown."""
        return self._clock.now()

    async def admit(self, person: Person, channel: str | None = None, *, fresh: bool = True) -> None:
        """Return when *person* may use the bot (in *channel*). Raises `NotAllowed`."""
        await self._rights.check(person, channel, fresh=fresh)

    async def offer(self) -> Offer:
        """Return what *Create labels* has to choose from."""
        return await self._catalogue.offer()

    async def search_options(self, typed: str) -> list[Option]:
        """Return the shipping options that match what was typed."""
        return await self._catalogue.search(typed)

    # ------------------------------------------------------------------------------------------------------- plans

    async def plan(self, order: LabelRequest, *, by: Person, view_id: str | None) -> Plan:
        """Write down what somebody wants labels for; the engine looks it up.

        Raises `BadList`, `ChannelRefused`, `UnknownShop` or `NotAllowed`.
        """
        reading = read_request(order)
        place = await self._place(order.channel)
        shop = await self._catalogue.shop(order.shop_id)
        if shop is None:
            raise UnknownShop
        choices = Choices(
            integration_id=int(shop.id),
            shop_name=shop.label,
            shipping=order.shipping,
            option_code=order.option_code,
            contract_id=order.contract_id,
            option_label=order.option_label,
            sender_address_id=order.sender_address_id,
            sender_label=order.sender_label,
            brand_id=order.brand_id,
            brand_label=order.brand_label,
            test_labels=self.test_labels,
            shared_channel=place.is_shared,
            column=reading.column,
        )
        lines = [
            PlanLine(position, wanted.typed, spellings=wanted.spellings)
            for position, wanted in enumerate(reading.numbers, start=1)
        ]
        plan_id = await self._ledger.write(
            plans.create,
            self._name("P-"),
            by=by,
            channel=order.channel,
            choices=choices,
            lines=lines,
            twice=reading.twice,
            not_understood=reading.not_understood,
            cut=reading.cut,
            view_id=view_id,
            now=self._clock.now(),
        )
        self._wakeup.wake()
        return await self._plan(plan_id)

    async def _place(self, channel: str) -> Channel:
        if not self._rights.channel_allowed(channel):
            raise ChannelRefused(PlaceTrouble.NOT_ALLOWED)
        try:
            place = await self._directory.channel(channel, fresh=True)
        except DirectoryUnavailable as exc:
            raise ChannelRefused(PlaceTrouble.UNREADABLE) from exc
        if place is None or not (place.is_member or place.is_im):
            raise ChannelRefused(PlaceTrouble.NOT_A_MEMBER)
        if place.is_archived:
            raise ChannelRefused(PlaceTrouble.ARCHIVED)
        return place

    async def _plan(self, plan_id: str) -> Plan:
        plan = await self._ledger.read(plans.load, plan_id)
        if plan is None:
            raise KeyError(plan_id)
        return plan

    async def find_plan(self, plan_id: str, by: Person) -> Plan | None:
        """Return a plan to somebody who may act on it in its channel. Raises `NotAllowed`."""
        plan = await self._ledger.read(plans.load, plan_id)
        await self.admit(by, plan.channel if plan else None)
        return plan

    async def pick(self, plan_id: str, position: int, order_id: str, *, by: Person) -> None:
        """Choose one of several orders that share a number."""
        await self.find_plan(plan_id, by)
        await self._ledger.write(plans.pick, plan_id, position, order_id, by=by, now=self._clock.now())
        self._wakeup.wake()

    async def second_labels(self, plan_id: str, positions: Sequence[int], reason: str, *, by: Person) -> list[str]:
        """Put labelled orders into a plan once more, on purpose and with a reason; return their numbers."""
        await self.find_plan(plan_id, by)
        added = await self._ledger.write(plans.second_labels, plan_id, positions, reason, by=by, now=self._clock.now())
        self._wakeup.wake()
        return added

    async def look_again_at_plan(self, plan_id: str, *, by: Person) -> None:
        """Ask Sendcloud once more about a plan."""
        await self.find_plan(plan_id, by)
        await self._ledger.write(plans.check_again, plan_id, now=self._clock.now())
        self._wakeup.wake()

    async def plan_opened(self, plan_id: str, view_id: str, version: int) -> None:
        """A plan is shown in this modal from now on."""
        await self._ledger.write(plans.in_view, plan_id, view_id, version)
        self._wakeup.wake()

    async def view_closed(self, view_id: str) -> None:
        """A modal was closed: its plan, when it is not finished, comes as a private message."""
        await self._ledger.write(plans.closed, view_id)
        self._wakeup.wake()

    async def confirm(self, plan_id: str, *, by: Person) -> Confirmation | Rechecking:
        """Turn a plan into a run, once; a plan that is too old is looked up again instead. Raises `NotAllowed`."""
        plan = await self.find_plan(plan_id, by)
        now = self._clock.now()
        if plan is not None and plan.state is PlanState.READY:
            old = plan.checked_at is None or now - plan.checked_at > PLAN_KEEPS
            if old and await self._ledger.write(plans.check_again, plan_id, now=now, stale=True):
                self._wakeup.wake()
                return Rechecking(await self._plan(plan_id))
        confirmation = await self._ledger.write(confirmations.confirm, plan_id, self._name("L-"), by=by, now=now)
        self._wakeup.wake()
        return confirmation

    # -------------------------------------------------------------------------------------------------------- runs
    #
    # What is done to a run raises `NotAllowed`, `UnknownRun`, or `Repeated` when its press was carried out before.

    async def find_run(self, run_id: str, by: Person) -> Run:
        """Return a run to somebody who may act on it in its channel. Raises `NotAllowed` or `UnknownRun`."""
        run = await self._ledger.read(runs.load, run_id)
        await self.admit(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        return run

    async def stop(self, run_id: str, *, by: Person, press: str) -> bool:
        """Stop a run after the call in flight; False when there was nothing left to stop."""
        await self.find_run(run_id, by)
        now = self._clock.now()
        stopped = await self._ledger.write(clicks.once, press, now, runs.stop, run_id, by=by, now=now)
        self._wakeup.wake()
        return stopped is not None

    async def go_on(self, run_id: str, *, by: Person, press: str) -> Requeued:
        """Continue a stopped or paused run; return how many orders go on and which somebody else has by now."""
        await self.find_run(run_id, by)
        now = self._clock.now()
        done = await self._ledger.write(clicks.once, press, now, requeue.continue_run, run_id, by=by, now=now)
        self._wakeup.wake()
        return done

    async def retry(self, run_id: str, *, by: Person, press: str) -> Requeued:
        """Ask again for what was refused or has failed."""
        await self.find_run(run_id, by)
        now = self._clock.now()
        done = await self._ledger.write(clicks.once, press, now, requeue.retry, run_id, by=by, now=now)
        self._wakeup.wake()
        return done

    async def look_again(self, run_id: str, *, by: Person, press: str) -> int:
        """Look undecided orders up once more; return how many."""
        await self.find_run(run_id, by)
        now = self._clock.now()
        moved = await self._ledger.write(clicks.once, press, now, purchases.look_again, run_id, by=by.user, now=now)
        self._wakeup.wake()
        return moved

    async def ask_again(
        self, run_id: str, shown: Mapping[int, str], *, by: Person, reason: str, press: str
    ) -> ChangedSince | None:
        """Ask again for the undecided orders that somebody was shown, knowing that a label may exist.

        The reason is kept. *shown* is the doubt about each order by its position. None when they are asked for again.
        """
        await self.find_run(run_id, by)
        now = self._clock.now()
        other = await self._ledger.write(
            clicks.once, press, now, requeue.ask_again, run_id, shown, by=by, reason=reason, now=now
        )
        self._wakeup.wake()
        return other

    async def request_documents(self, run_id: str, *, by: Person, press: str) -> bool:
        """Ask for the documents of a run; False when they are being prepared already."""
        await self.find_run(run_id, by)
        now = self._clock.now()
        asked = await self._ledger.write(clicks.once, press, now, document_requests.add, run_id, by=by, now=now)
        self._wakeup.wake()
        return asked

    async def first(self, run_id: str, action: str) -> tuple[str, datetime] | None:
        """Return who was first with something that can be done to a run only once at a time, and when.

        *action*: stop, continue, retry, look_again, ask_again or documents.
        """
        return await self._ledger.read(clicks.first, run_id, action)

    # --------------------------------------------------------------------------------------------------- questions

    async def history(self, number: str) -> list[Event]:
        """Return what the ledger knows of an order number, oldest first."""
        return await self._ledger.read(events.of_number, spellings_of(number) or (number,))

    async def workspace(self) -> str:
        """Return the address under which the workspace shows its messages."""
        return (await self._directory.identity()).url

    async def status(self, number: str) -> OrderStatus:
        """Return where an order stands: from the ledger, and from Sendcloud when no run has a label for it."""
        spellings = spellings_of(number) or (number,)
        seen = await self._ledger.read(questions.sightings, spellings)
        if any(one.item.state is State.LABELLED for one in seen):
            return OrderStatus(number, tuple(seen))
        own = {one.item.shipment_id for one in seen if one.item.shipment_id}
        try:
            known, outside = await self._outside(spellings, own)
        except SendcloudError as exc:
            return OrderStatus(number, tuple(seen), problem=advise(Cause(trouble_of(exc))).headline)
        return OrderStatus(number, tuple(seen), outside=outside, known_to_sendcloud=known or bool(seen))

    async def _outside(self, spellings: Sequence[str], own: set[str]) -> tuple[bool, tuple[OutsideLabel, ...]]:
        offer = await self._catalogue.offer()
        shops = sorted((shop.id for shop in offer.shops), key=lambda shop: shop != offer.default_shop)
        known = False
        for shop in shops[:MOST_SHOPS_ASKED] or ([offer.default_shop] if offer.default_shop else []):
            for spelling in spellings:
                shipments = await self._sendcloud.find_shipments(int(shop), spelling)
                made = tuple(_outside_label(one) for one in shipments if one.id not in own and one.is_live)
                if made:
                    return True, made
                known = known or bool(shipments) or bool(await self._sendcloud.find_orders(int(shop), spelling))
        return known, ()


def _outside_label(shipment: Shipment) -> OutsideLabel:
    alive = [parcel for parcel in shipment.parcels if not parcel.is_dead]
    first = alive[0] if alive else None
    return OutsideLabel(
        shipment_id=shipment.id,
        status=(first.status_message or first.status_code or "") if first else "",
        carrier=shipment.carrier_name,
        tracking_url=first.tracking_url if first else None,
    )
