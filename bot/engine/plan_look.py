"""One look at Sendcloud for a plan: its orders, what was made for them, what speaks against them, what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.checks import Check, CheckKind
from bot.engine.address_validation import AddressLooks
from bot.engine.context import EngineContext
from bot.engine.line_words import words_of
from bot.engine.lookup import Lookup
from bot.engine.order_lookup import Named, OrderLookup
from bot.engine.picture import Under
from bot.engine.plan_lines import Labels, country_of, line_of, meant, not_known, placed_at
from bot.engine.progress import Progress
from bot.engine.quotes import Lane, Quotes, Wanted
from bot.engine.terms import Terms, TermsReader
from bot.engine.weights import kilograms, share_of
from bot.ledger import label_quotes, lookups, plan_looks
from bot.model import Estimate, LineKind, Plan, PlanLine, Quoted, Shipping, band_of, same_number_key
from bot.sendcloud import Order, SendcloudError

Orders = Mapping[int, Named]
"""The orders that each line of a plan names, by its position, or why that is not known."""


@dataclass(frozen=True)
class Found:
    """The lines as found, and the numbers that turned out to name an order named before."""

    lines: Sequence[PlanLine]
    twice: Sequence[str] = ()


class PlanLook:
    """Asks for everything that the lines of a plan need. Raises the classes of ``bot.sendcloud.errors``."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._orders = OrderLookup(context.sendcloud, context.clock)
        self._lookup = Lookup(context.sendcloud, context.shops)
        self._terms = TermsReader(context.sendcloud, context.clock)
        self._quotes = Quotes(context.sendcloud, context.clock)
        self._addresses = AddressLooks(context.sendcloud, context.clock)

    async def orders(self, plan: Plan, progress: Progress) -> Orders:
        """Return the orders that each line names."""
        found: dict[int, Named] = {}
        for shop, lines in _by_shop(plan.lines, plan).items():
            progress.begin(len(found))
            found |= await self._orders.orders(shop, lines, progress.told)
        return found

    async def came_late(self, plan: Plan) -> Sequence[PlanLine]:
        """Return the lines whose numbers no order had a moment ago, and one has now."""
        orders: dict[int, Named] = {}
        for shop, missing in _by_shop(plan.of(LineKind.NOT_FOUND), plan).items():
            orders |= await self._orders.newest(shop, missing)
        came = tuple(line for line in plan.lines if line.position in orders)
        return (await self.found(replace(plan, lines=came), orders)).lines if came else ()

    async def found(self, plan: Plan, orders: Orders) -> Found:
        """Return what each line is, in a plan whose lines name these *orders*.

        Where nothing is known of any line, what came instead of answers is raised.
        """
        labels = {shop: await self._labels(shop, lines, orders) for shop, lines in _by_shop(plan.lines, plan).items()}
        terms = await self._terms.of(plan.choices)
        if plan.choices.ready_since is not None:
            counted = await self._context.ledger.read(plan_looks.paid_words, plan.choices.integration_id)
            terms = replace(terms, paid_words=counted)
        now = self._context.now()
        found: list[PlanLine] = []
        twice: list[str] = []
        seen: set[tuple[int, str]] = set()
        ready: dict[int, Order] = {}
        for line in plan.lines:
            shop, hits = plan.shop_of(line), orders[line.position]
            if isinstance(hits, SendcloudError):
                found.append(not_known(line))
                continue
            chosen = meant(line, hits, now)
            if chosen and all((shop, order.order_id) in seen for order in chosen):
                if line.possible:
                    # Nobody gave it twice: one of the numbers that a text may mean is of an order that it names.
                    found.append(line_of(line, (), labels[shop], terms, now))
                else:
                    twice.append(line.typed)
                continue
            seen |= {(shop, order.order_id) for order in chosen}
            self._remember(plan, line, chosen)
            made = line_of(line, hits, labels[shop], terms, now)
            if made.kind is LineKind.READY:
                ready[made.position] = chosen[0]
            found.append(made)
        _check_that_something_is_known(found, orders, labels)
        found = await self._addresses.weigh(terms, found, ready)
        found = await self._used_before(plan, await self._failed_before(plan, await self._cancelled(plan, found)))
        return Found(await self._priced(plan, terms, found, ready), twice)

    def _remember(self, plan: Plan, line: PlanLine, orders: Sequence[Order]) -> None:
        """Keep in memory what the plan may show of these orders."""
        words = self._context.words
        around = words.of(plan.id, line.position).around
        if len(orders) == 1:
            words.note(plan.id, {line.position: words_of(orders[0], around=around)})
        elif orders:
            words.note_candidates(plan.id, line.position, {order.order_id: words_of(order) for order in orders})

    async def _cancelled(self, plan: Plan, lines: Sequence[PlanLine]) -> list[PlanLine]:
        """Return *lines*, those doubted whose label was cancelled and that nobody asked for by their numbers."""
        if plan.choices.ready_since is None:
            return list(lines)
        gone = {
            shop: await self._context.ledger.read(
                lookups.label_cancelled, shop, [line.order_id for line in mine if line.order_id is not None]
            )
            for shop, mine in _by_shop(lines, plan).items()
        }
        doubt = Check(CheckKind.LABEL_CANCELLED)
        return [
            replace(line, checks=(*line.checks, doubt), ticked=False)
            if line.kind is LineKind.READY and line.order_id in gone[plan.shop_of(line)]
            else line
            for line in lines
        ]

    async def _failed_before(self, plan: Plan, lines: Sequence[PlanLine]) -> list[PlanLine]:
        """Return *lines*, those that got no label the last time with when and why."""
        before = {
            shop: await self._context.ledger.read(
                lookups.failed_before, shop, [line.order_id for line in mine if line.order_id is not None]
            )
            for shop, mine in _by_shop(lines, plan).items()
        }
        return [
            replace(line, failed_before=before[plan.shop_of(line)].get(line.order_id or ""))
            if line.kind is LineKind.READY
            else line
            for line in lines
        ]

    async def _used_before(self, plan: Plan, lines: Sequence[PlanLine]) -> list[PlanLine]:
        """Return *lines*, those whose number the ledger knows of another order as used before: where a shop's list was
        read by the page, orders of more than 90 days are not seen."""
        used: set[tuple[int, str]] = set()
        for shop, mine in _by_shop(lines, plan).items():
            numbers = {line.order_id: line.order_number for line in mine if line.order_id and line.order_number}
            used |= {(shop, one) for one in await self._context.ledger.read(lookups.used_before, shop, numbers)}
        return [
            replace(line, used_before=line.used_before or (plan.shop_of(line), line.order_id) in used) for line in lines
        ]

    async def _priced(
        self, plan: Plan, terms: Terms, lines: Sequence[PlanLine], ready: Mapping[int, Order]
    ) -> list[PlanLine]:
        wanted = {position: one for position, order in ready.items() if (one := _wanted(terms, order)) is not None}
        questions = self._quotes.for_a_plan()
        if terms.origin is None and terms.countries:
            prices = await self._quotes.of_any(terms.origins, wanted, questions)
        else:
            prices = await self._quotes.of(terms.origin, wanted, questions)
        fee = (plan.choices.label_fee or Decimal(0)) * plan.choices.parcels
        if plan.choices.shipping is Shipping.RULES and not plan.choices.test_labels:
            return await self._estimated(plan, lines, fee)
        return [
            _with_price(_as_chosen(line, terms, ready[line.position]), prices.get(line.position), fee)
            if line.kind is LineKind.READY
            else line
            for line in lines
        ]

    async def _estimated(self, plan: Plan, lines: Sequence[PlanLine], fee: Decimal) -> list[PlanLine]:
        """Return *lines* with what the shop's rules did for orders like them, where that is clear."""
        kinds = {
            line.position: (line.country, band_of(line.weight))
            for line in lines
            if line.kind is LineKind.READY and line.country is not None and line.weight is not None
        }
        likely = {
            shop: await self._context.ledger.read(
                label_quotes.estimates,
                shop,
                [kinds[line.position] for line in mine if line.position in kinds],
                parcels=plan.choices.parcels,
                now=self._context.now(),
            )
            for shop, mine in _by_shop(lines, plan).items()
        }
        return [
            _as_likely(line, likely[plan.shop_of(line)].get(kind), fee) if (kind := kinds.get(line.position)) else line
            for line in lines
        ]

    async def _labels(self, shop: int, lines: Sequence[PlanLine], orders: Orders) -> Labels:
        """Look up what was made for the orders of one shop, and remember what must not be quoted about them."""
        named = [orders[line.position] for line in lines]
        hits = [order for one in named if not isinstance(one, SendcloudError) for order in one]
        for order in hits:
            self._context.causes.note(shop, order)
        numbers = list({same_number_key(order.order_number): order.order_number for order in hits}.values())
        under = await self._lookup.shipments(shop, numbers, since=_oldest(hits)) if numbers else {}
        unlisted = [one.id for each in under.values() if isinstance(each, Under) for one in each.unlisted]
        owners = await self._context.ledger.read(lookups.owners, unlisted)
        return Labels(shop, under, owners, self._context.destinations)


def _check_that_something_is_known(lines: Sequence[PlanLine], orders: Orders, labels: Mapping[int, Labels]) -> None:
    """Raise the first of what came instead of answers where there is nothing else to tell."""
    if lines and all(line.kind is LineKind.NOT_KNOWN for line in lines):
        looks = [*orders.values(), *(under for one in labels.values() for under in one.under.values())]
        raise next(one for one in looks if isinstance(one, SendcloudError))


def _wanted(terms: Terms, order: Order) -> Wanted | None:
    key, country, weight = terms.key_of(order), country_of(order), kilograms(order)
    if key is None or country is None or weight is None:
        return None
    postcode = (order.shipping_address.postal_code if order.shipping_address else None) or ""
    parcels = terms.choices.parcels
    return Wanted(Lane(*key, country, postcode.strip(), parcels), share_of(weight, parcels))


def _as_chosen(line: PlanLine, terms: Terms, order: Order) -> PlanLine:
    """Return *line* with the option that was chosen for its order: who carries it is known without any price."""
    key, option = terms.key_of(order), terms.option_of(order)
    if key is None:
        return line
    carrier = option.carrier.name if option and option.carrier else None
    label = option.name if option else None
    return replace(line, option_code=key[0], contract_id=key[1], option_label=label, carrier=carrier)


def _with_price(line: PlanLine, priced: Quoted | None, fee: Decimal) -> PlanLine:
    if priced is None:
        return line
    if not priced.is_offered and not any(check.kind is CheckKind.TOO_HEAVY for check in line.checks):
        line = replace(line, checks=(*line.checks, Check(CheckKind.NOT_OFFERED)))
    return replace(
        line,
        option_label=priced.option_label or line.option_label,
        carrier=priced.carrier or line.carrier,
        price=priced.price + fee if priced.price is not None else None,
        currency=priced.currency,
        price_is_rough=priced.price is not None and priced.is_rough,
    )


def _as_likely(line: PlanLine, likely: Estimate | None, fee: Decimal) -> PlanLine:
    if likely is None:
        return line
    return replace(
        line,
        option_label=likely.option_label,
        carrier=likely.carrier,
        price=likely.price + fee if likely.price is not None else None,
        currency=likely.currency,
        price_is_rough=likely.price is not None,
        like_orders=likely.orders,
    )


def _by_shop(lines: Sequence[PlanLine], plan: Plan) -> dict[int, list[PlanLine]]:
    found: dict[int, list[PlanLine]] = {}
    for line in lines:
        found.setdefault(plan.shop_of(line), []).append(line)
    return found


def _oldest(orders: Sequence[Order]) -> datetime | None:
    """Return when the oldest of these orders was placed; None where one of them does not tell."""
    moments = [placed_at(order) for order in orders]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None
