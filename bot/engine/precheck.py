"""Looking before labels are bought: what Sendcloud has for each order is known as it was at most ten seconds ago."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.engine.asking import few_at_once
from bot.engine.bulkhead import fault_of, hand_over
from bot.engine.chains import Chains
from bot.engine.changes import Chain
from bot.engine.context import EngineContext
from bot.engine.in_flight import MOST
from bot.engine.numbers import Numbers
from bot.engine.picture import Picture, Pictures, seen
from bot.engine.precheck_verdict import Adopt, AskPerson, HasLabel, MayBeBought, before_buying
from bot.engine.unreadable import Unreadable
from bot.ledger import Database, lookups, purchases, runs, settlements
from bot.model import CHUNK, PLAN_KEEPS, Cause, EventKind, Holder, Item, Parcel, Run, same_number_key
from bot.model.trouble import Trouble
from bot.sendcloud import Rejected, Unavailable

RECENT: Final = timedelta(seconds=10)
"""How old the picture of an order may be at its claim: a colleague may have made a label in the panel since."""

JUST_NOW: Final = timedelta(seconds=2)
"""How long after its end a read that itself took longer than `RECENT` still counts, for one order."""

FRESH: Final = timedelta(seconds=5)
"""How old what a page of the list of orders showed may be to look at an order by it: a claim is to follow in time."""

MOST_AHEAD: Final = CHUNK * MOST
"""Orders that one look asks for one by one, at most: those of all the calls that may be in flight."""

LOOKS_KEPT: Final = 5
"""Looks of a run that tell how long the next one takes."""

FIRST_TAKES: Final = 1.0
"""Seconds that the first look of a run is taken to take."""

CANNOT_BE_READ: Final = "Sendcloud's answer about this order cannot be read."

LONGEST_ORDER_ID: Final = 64
"""Characters of an order id that create-labels-async takes; a longer one is named by its number."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Precheck:
    """Keeps the pictures of orders that wait to be bought recent enough to buy by."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._pictures = Pictures(context.sendcloud, context.clock, context.shops)
        self._chains = Chains(context)
        self._numbers = Numbers(context)
        self._began = context.now()
        self._not_before: dict[str, datetime] = {}
        self._since: dict[str, set[int]] = {}
        """Of runs in which something was in doubt, the orders that were looked at since, from the beginning on."""
        self._together: dict[str, int] = {}
        self._took: dict[str, tuple[float, ...]] = {}
        self._ended: dict[str, dict[int, datetime]] = {}
        self._unreadable = Unreadable(context, self._pictures)

    def begin(self) -> None:
        """Begin anew, with the lease or another time of the clock: no picture from before counts."""
        self._began = self._context.now()
        self._chains.begin()
        for kept in (self._not_before, self._since, self._together, self._took, self._ended):
            kept.clear()

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        self._numbers.forget(run_id)
        self._chains.forget(run_id)
        for kept in (self._took, self._ended):
            kept.pop(run_id, None)
        # A run that waits after trouble needs nothing now, and still a look before it goes on.
        old = self._context.now() - PLAN_KEEPS
        self._not_before = {run: at for run, at in self._not_before.items() if at > old}
        self._together = {run: some for run, some in self._together.items() if run in self._not_before}
        self._since = {run: looked for run, looked in self._since.items() if run in self._not_before}

    def doubt(self, run_id: str) -> None:
        """After trouble, look once more: a purchase is no way to find out whether Sendcloud answers again."""
        self._not_before[run_id] = self._context.now()
        self._since[run_id] = set()
        self._ended.pop(run_id, None)

    def claimed(self, run_id: str) -> None:
        """A call was claimed: a look that took too long counts for no further order."""
        self._ended.pop(run_id, None)

    def buyable(self, run_id: str, items: Sequence[Item]) -> list[Item]:
        """Return the orders that may be claimed at once, by pictures that are recent enough.

        Where Sendcloud takes longer than that for a single answer, it is the one order that was read last.
        """
        now = self._context.now()
        read = [item for item in items if self._counts(run_id, item.id, item.checked_at, now)]
        in_time = [item for item in read if (item.checked_at or _NEVER) >= now - RECENT]
        ended = self._ended.get(run_id, {})
        last = [item for item in read if ended.get(item.id, _NEVER) >= now - JUST_NOW]
        return in_time or last[-1:]

    def serves(self, run_id: str, pictures: Iterable[tuple[int, datetime | None]]) -> list[float]:
        """Return for how many seconds each of these *pictures* is recent enough, told by order and moment."""
        now = self._context.now()
        return [self._serves(run_id, one, at, now) for one, at in pictures]

    def outdated(self, run_id: str, items: Sequence[Item], seconds: float) -> list[Item]:
        """Return those of *items* whose pictures are not recent enough for so many seconds more."""
        now = self._context.now()
        return [item for item in items if self._serves(run_id, item.id, item.checked_at, now) <= seconds]

    def takes(self, run_id: str) -> float:
        """Return how many seconds a look takes: as many as the longest of a run's last ones."""
        return max(self._took.get(run_id, (FIRST_TAKES,)))

    def _serves(self, run_id: str, number: int, at: datetime | None, now: datetime) -> float:
        if at is None or not self._counts(run_id, number, at, now):
            return 0.0
        return max((at + RECENT - now).total_seconds(), 0.0)

    def _counts(self, run_id: str, number: int, at: datetime | None, now: datetime) -> bool:
        """Return whether an order's picture, however old, is from after everything that made it be looked at anew."""
        since = self._since.get(run_id)
        if at is None or (since is not None and number not in since):
            return False
        return self._earliest(run_id) <= at <= now

    def _earliest(self, run_id: str) -> datetime:
        """Return before which no picture counts: by this process, after trouble, and in a restored ledger its start."""
        return max(self._began, self._not_before.get(run_id, _NEVER), self._context.buys_from or _NEVER)

    async def look(self, run: Run, items: Sequence[Item]) -> None:
        """Look at *items* of a run; where they have to be asked for one by one, at as many as can be bought in time.

        Raises `SendcloudError`.
        """
        # A call in flight may go wrong while this look goes on: then it counts for nothing.
        since, begun = self._since.get(run.id, set()), self._context.now()
        chain = await self._chains.of(run, self._earliest(run.id))
        listed = await self._listed(run, items, chain)
        alone = [item for item in items if item.id not in listed][: self._together.get(run.id, CHUNK)]
        started = self._context.now()
        ended, failed = await self._each(run, alone, chain)
        since.update(listed, ended.keys() - failed.keys())
        self._ended[run.id] = {number: at for number, at in ended.items() if number not in failed}
        self._learn(run.id, len(alone), begun, started)
        some = [item for item in items if item.id in listed] + alone
        if len(failed) == len(some):
            # Perhaps Sendcloud cannot be asked, perhaps it is these orders: the next look is at one alone.
            self._together[run.id] = 1
        for item in await self._unreadable.set_aside(some, failed) if failed else ():
            await self._context.write(_refuse, item, CANNOT_BE_READ, now=self._context.now())

    async def _each(
        self, run: Run, alone: Sequence[Item], chain: Chain | None
    ) -> tuple[dict[int, datetime], dict[int, Rejected | Unavailable]]:
        """Look at orders one by one; return when each look ended, and why one showed nothing, by the item's id."""
        ended: dict[int, datetime] = {}
        failed: dict[int, Rejected | Unavailable] = {}

        async def one(item: Item) -> None:
            try:
                # The list of changes is that of one shop; orders of another one are read by themselves.
                in_shop = item.integration_id == run.choices.integration_id
                if (fault := await fault_of(self._look_at(item, chain if in_shop else None))) is not None:
                    await hand_over(self._context, item, fault)
                    return
                self._unreadable.read(item)
            except (Rejected, Unavailable) as exc:
                failed[item.id] = exc
            ended[item.id] = self._context.now()

        await few_at_once(one, alone)
        return ended, failed

    def _learn(self, run_id: str, alone: int, begun: datetime, started: datetime) -> None:
        """Remember how long a look took, begun then, and from when it *started* asking for so many orders *alone*."""
        now = self._context.now()
        self._took[run_id] = (*self._took.get(run_id, ())[1 - LOOKS_KEPT :], (now - begun).total_seconds())
        if alone:
            quick = now - started < RECENT / 2
            self._together[run_id] = min(2 * alone, MOST_AHEAD) if quick else max(1, alone // 2)

    async def _listed(self, run: Run, items: Sequence[Item], chain: Chain | None) -> set[int]:
        """Look at orders about which nothing has changed by the list of the shop's orders; return which, by id."""
        if chain is None:
            return set()
        since = max(self._earliest(run.id), self._context.now() - FRESH)
        covered = [item for item in items if item.integration_id == run.choices.integration_id and chain.covers(item)]
        as_planned = await self._numbers.as_planned(run, covered, since=since)
        for moment in set(as_planned.values()):
            same = [item for item in covered if as_planned.get(item.id) == moment]
            await self._context.write(purchases.glanced, same, [], now=min(moment, chain.until))
            for item in same:
                self._unreadable.read(item)
        return set(as_planned)

    async def _look_at(self, item: Item, chain: Chain | None) -> None:
        """Bring the picture of one order up to date and act on what it shows."""
        context, started = self._context, self._context.now()
        if chain is not None and chain.covers(item):
            number = await self._pictures.number(item)
            if same_number_key(number) == same_number_key(item.order_number):
                await context.write(purchases.glanced, [item], [], now=min(started, chain.until))
                return
        picture = await self._pictures.of(item)
        await context.write(self._act, item, picture, now=context.now())

    def _act(self, db: Database, item: Item, picture: Picture, *, now: datetime) -> None:
        """Carry out what a picture means."""
        context = self._context
        backup = (context.restored.made_at, context.buys_from) if context.restored and context.buys_from else None
        shown = seen(item, picture, context.destinations, ahead=context.sendcloud.ahead, backup=backup)
        others = lookups.known_shipments(db, [one.id for one in shown], but=item.id)
        verdict = before_buying(item, shown, others=others, has_competitor=lookups.has_competing_order(db, item))
        match verdict:
            case Adopt(shipment):
                parcels = [Parcel(number) for number in shipment.parcels]
                settlements.accept(db, item, shipment.id, parcels, watch_at=now, now=now, kind=EventKind.LABEL_FOUND)
                runs.changed(db, item.run_id, now=now)
            case AskPerson(shipment_ids):
                settlements.hand_to_person(db, item, shipment_ids, now=now)
                runs.changed(db, item.run_id, now=now)
            case HasLabel(at):
                purchases.skip(db, item, Holder(at=at), now=now)
            case MayBeBought(snapshot):
                renumbered = same_number_key(picture.number) != same_number_key(item.order_number)
                if renumbered and len(item.order_id) > LONGEST_ORDER_ID:
                    # It would have to be named by its number, which another order may have by now.
                    _refuse(db, item, f"The order is called {picture.number} now. Start a new plan with that.", now=now)
                else:
                    purchases.looked_up(db, item, snapshot, now=picture.read_at)


def _refuse(db: Database, item: Item, words: str, *, now: datetime) -> None:
    settlements.refuse(db, item, Cause(Trouble.NOT_ASKED, words), now=now)
    runs.changed(db, item.run_id, now=now)
