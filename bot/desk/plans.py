"""What people do with a plan: make it, choose in it, look again, confirm it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.clock import STEP
from bot.desk.approvals import Approvals, Asked, NobodyToAsk
from bot.desk.catalogue import Catalogue
from bot.desk.context import DeskContext
from bot.desk.label_request import ChannelProblem, ChannelRefused, LabelRequest, UnknownShop, read_request
from bot.intake import Reading, at_most, learn
from bot.ledger import confirmations, frozen_plans, messages, plan_choices, plans, questions, shared_channels
from bot.ledger.confirmation_verdict import NotReady
from bot.ledger.confirmations import Confirmation, Confirmed, NeedsApproval
from bot.ledger.frozen_plans import Late
from bot.model import PLAN_KEEPS, Choices, OnScreen, Option, Person, Plan, PlanLine, PlanState
from bot.model.unread import Unread
from bot.people import Channel, Directory, DirectoryUnavailable, ScopeMissing
from bot.plan_words import NOT_UNDERSTOOD, LineWords, PlanWords, Sheets

MOST_POSSIBLE = 200
"""Numbers of a text that may be orders and are looked up, to be shown and not to be bought."""

_MOST_NOT_UNDERSTOOD = 200
"""Entries whose own words are kept for as long as the process remembers the plan."""


class Plans:
    """The use cases of a plan. Whoever acts on one must be allowed to in its channel; otherwise `NotAllowed`."""

    def __init__(
        self,
        context: DeskContext,
        directory: Directory,
        catalogue: Catalogue,
        words: PlanWords,
        approvals: Approvals,
        *,
        test_labels: bool,
        label_fee: Decimal | None,
        name: Callable[[str], str],
    ) -> None:
        self._context = context
        self._directory = directory
        self._catalogue = catalogue
        self._words = words
        self._approvals = approvals
        self._test_labels = test_labels
        self._label_fee = label_fee
        self._name = name

    async def make(self, request: LabelRequest, *, by: Person, view_id: str | None) -> Plan:
        """Write down what somebody wants labels for; the engine looks it up. *view_id*: the modal that shows it.

        A second delivery of the same submission returns the plan of the first, which is then drawn once more over what
        the answer to that delivery shows. Raises `BadList`, `ChannelRefused` or
        `UnknownShop`.
        """
        shop = await self._catalogue.shop(request.shop_id)
        reading = await self._read(request, shop)
        place = await self.place(request.channel)
        if shop is None:
            raise UnknownShop
        plan_id = await self._context.write(
            plans.create,
            self._name("P-"),
            by=by,
            channel=request.channel,
            choices=self.choices(request, shop, shared_channel=place.is_shared, column=reading.column),
            lines=_lines(reading),
            twice=reading.twice,
            not_understood=[one.place for one in reading.not_understood],
            cut=reading.cut,
            view_id=view_id,
            now=self._context.now(),
        )
        self._words.note(plan_id, _words_around(reading))
        self._words.note_sheets(plan_id, _sheets(reading))
        return await self._stored(plan_id)

    async def _read(self, request: LabelRequest, shop: Option | None) -> Reading:
        """Read the list by what the ledger knows of the shop's numbers, beside the event loop. Raises `BadList`."""
        known = await self._context.ledger.read(questions.numbers_of_shop, int(shop.id)) if shop else []
        return at_most(await asyncio.to_thread(read_request, request, learn(known)), MOST_POSSIBLE)

    def choices(
        self, request: LabelRequest, shop: Option, *, shared_channel: bool, column: str | None = None
    ) -> Choices:
        """Return what was chosen in the form as a plan remembers it."""
        return Choices(
            integration_id=int(shop.id),
            shop_name=shop.label,
            shipping=request.shipping,
            option_code=request.option_code,
            contract_id=request.contract_id,
            option_label=self._option_label(request),
            sender_address_id=request.sender_address_id,
            sender_label=request.sender_label,
            brand_id=request.brand_id,
            brand_label=request.brand_label,
            parcels=request.parcels,
            test_labels=self._test_labels,
            label_fee=None if self._test_labels else self._label_fee,
            shared_channel=shared_channel,
            column=column,
        )

    def _option_label(self, request: LabelRequest) -> str | None:
        """Return the option's name without what the search shows beside it."""
        known = self._catalogue.options.label_of(request.option_code, request.contract_id)
        return known or request.option_label

    async def place(self, channel: str) -> Channel:
        """Return the channel that a run is to be posted to. Raises `ChannelRefused`."""
        if not self._context.rights.channel_allowed(channel):
            raise ChannelRefused(ChannelProblem.NOT_ALLOWED)
        try:
            place = await self._directory.channel(channel, fresh=True)
        except ScopeMissing as exc:
            raise ChannelRefused(ChannelProblem.SCOPE_MISSING) from exc
        except DirectoryUnavailable as exc:
            raise ChannelRefused(ChannelProblem.UNREADABLE) from exc
        if place is None or place.is_im or not place.is_member:
            raise ChannelRefused(ChannelProblem.NOT_A_MEMBER)
        if place.is_archived:
            raise ChannelRefused(ChannelProblem.ARCHIVED)
        return place

    async def _stored(self, plan_id: str) -> Plan:
        plan = await self._context.ledger.read(plans.load, plan_id)
        if plan is None:
            raise KeyError(plan_id)
        return plan

    async def find(self, plan_id: str, by: Person) -> Plan | None:
        """Return a plan to somebody who may act on it; None when the ledger does not have it."""
        plan = await self._context.ledger.read(plans.load, plan_id)
        await self._context.rights.check(by, plan.channel if plan else None)
        return plan

    async def pick(self, plan_id: str, position: int, order_id: str, *, by: Person) -> None:
        """Choose one of several orders that share a number."""
        await self.find(plan_id, by)
        await self._context.write(plan_choices.pick, plan_id, position, order_id, by=by, now=self._context.now())

    async def second_labels(self, plan_id: str, positions: Sequence[int], reason: str, *, by: Person) -> list[str]:
        """Put labelled orders into a plan once more, on purpose and with a reason; return their numbers."""
        await self.find(plan_id, by)
        now = self._context.now()
        return await self._context.write(plan_choices.second_labels, plan_id, positions, reason, by=by, now=now)

    async def look_again(self, plan_id: str, *, by: Person) -> None:
        """Ask Sendcloud once more about every order of a plan."""
        await self.find(plan_id, by)
        await self._context.write(plans.check_again, plan_id, now=self._context.now())

    async def show_newest(self, plan_id: str) -> None:
        """Have a plan drawn again where it stands."""
        await self._context.write(messages.show_again, plan_id)

    async def lay_aside(self, plan_id: str) -> None:
        """Note that the window of a plan shows its form again."""
        await self._context.write(plans.lay_aside, plan_id)

    async def opened(self, plan_id: str, view_id: str, version: int) -> None:
        """Note that a modal shows this version of a plan from now on."""
        await self._context.write(plans.in_view, plan_id, view_id, version)

    async def view_closed(self, view_id: str) -> None:
        """Note that a modal was closed: its plan, when it is not confirmed, comes as a private message."""
        await self._context.write(plans.closed, view_id)

    async def confirm(
        self, plan_id: str, *, by: Person, screen: OnScreen | None = None, asking: bool = False
    ) -> Confirmation | Late | Asked | NobodyToAsk:
        """Turn a plan into a run, once. One that is too old is looked up first, and bought if it is as it was; for one
        above the limits a second person is asked.

        *screen*: what stood above the button that was pressed. Nothing else is bought. *asking*: it asks for approval.
        """
        plan = await self.find(plan_id, by)
        await self._look_who_reads(plan)
        verdict = await self._verdict(plan, plan_id, by, screen)
        if isinstance(verdict, Confirmed):
            # Nobody draws it any more, and what it says of customers is kept no longer than it is shown.
            self._words.forget(plan_id)
        if not isinstance(verdict, NeedsApproval):
            return verdict
        # Whoever pressed *Create* sees first that the plan is to be approved.
        asked = await self._approvals.ask(verdict.plan, by=by) if asking else None
        return asked or NotReady(await self._stored(plan_id))

    async def _look_who_reads(self, plan: Plan | None) -> None:
        """Note where another company has come into the channel since the plan was made: its run tells less there."""
        if plan is None or plan.state is not PlanState.READY or plan.choices.shared_channel:
            return
        try:
            place = await self._directory.channel(plan.channel, fresh=True)
        except DirectoryUnavailable:
            return
        if place is not None and place.is_shared:
            await self._context.write(shared_channels.noted_in, plan.id)

    async def channel_shared(self, channel: str) -> None:
        """Take down what plans tell in a channel which another company can read from now on."""
        await self._context.write(shared_channels.noted, channel)

    async def _verdict(
        self, plan: Plan | None, plan_id: str, by: Person, screen: OnScreen | None
    ) -> Confirmation | Late:
        now, limits, run_id = self._context.now(), self._approvals.limits, self._name("L-")
        if plan is not None and plan.state is PlanState.READY:
            # A look from the future was taken by a clock that was set back since: nobody knows how old it is.
            old = plan.checked_at is None or not -STEP <= now - plan.checked_at <= PLAN_KEEPS
            if old:
                late = await self._context.write(
                    frozen_plans.confirm_late,
                    plan_id,
                    self._name("C-"),
                    run_id,
                    by=by,
                    now=now,
                    screen=screen,
                    limits=limits,
                )
                if late is not None:
                    return late
        return await self._context.write(
            confirmations.confirm, plan_id, run_id, by=by, now=now, screen=screen, limits=limits
        )


def _lines(reading: Reading) -> list[PlanLine]:
    """Return what a plan looks up: the orders that were meant, then the numbers that may be orders as well."""
    certain = [(one.typed, one.spellings, False) for one in reading.certain]
    possible = [(one.number, one.spellings, True) for one in reading.possible]
    return [
        PlanLine(position, typed, spellings=spellings, possible=may_be)
        for position, (typed, spellings, may_be) in enumerate([*certain, *possible], start=1)
    ]


def _sheets(reading: Reading) -> Sheets:
    beyond = tuple(one.name for one in reading.passed_over if one.why is Unread.SHEET_BEYOND)
    others = tuple(one.name for one in reading.passed_over if one.why is not Unread.SHEET_BEYOND)
    return Sheets(reading.sheets, others, beyond)


def _words_around(reading: Reading) -> dict[int, LineWords]:
    """Return the words around each possible number, by the position of its line, and what was not understood; in memory
    alone."""
    possible = enumerate(reading.possible, start=len(reading.certain) + 1)
    not_understood = enumerate(reading.not_understood[:_MOST_NOT_UNDERSTOOD])
    return {
        **{position: LineWords(around=one.context) for position, one in possible},
        **{NOT_UNDERSTOOD - place: LineWords(around=str(one)) for place, one in not_understood},
    }
