"""Everything the bot asks of Sendcloud, one method for each question.

Every method raises the classes of ``errors``: look-ups end in ``Unavailable`` when their retries are used up, only
``create_labels``, ``cancel_shipment`` and ``update_order`` in ``OutcomeUnknown``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

import httpx
from pydantic import BaseModel

from bot.clock import Clock
from bot.model import same_number_key
from bot.sendcloud.account import (
    Account,
    Brand,
    ConnectionFailure,
    Integration,
    ParcelStatus,
    SenderAddress,
    ShippingOption,
)
from bot.sendcloud.addresses import AddressValidation, ValidateAddress
from bot.sendcloud.document_calls import DocumentCalls
from bot.sendcloud.errors import NotKnown, Rejected, Unavailable
from bot.sendcloud.lenient import read
from bot.sendcloud.lists import Lists, every, not_known, readable_rows, says_none
from bot.sendcloud.orders import Order, number_told
from bot.sendcloud.pace import Pace
from bot.sendcloud.paths import is_name, segment
from bot.sendcloud.purchase_calls import PurchaseCalls
from bot.sendcloud.repair_calls import RepairCalls
from bot.sendcloud.requests import ShippingOptionFilter
from bot.sendcloud.shipments import CancelAnswer, Shipment, read_cancel_answer
from bot.sendcloud.transport import Params, Transport
from bot.sendcloud.wire import Page

BASE_URL = "https://panel.sendcloud.sc/api/v3"
USER_AGENT = "label-bot"
ORDERS_A_PAGE = 200
SHIPMENTS_A_PAGE = 100
MOST_SHIPMENTS = 100
OTHERS_A_PAGE = 100

Model = TypeVar("Model", bound=BaseModel)


class Sendcloud(PurchaseCalls, RepairCalls, DocumentCalls):
    """A client for one Sendcloud account.

    *base_url* is normally ``BASE_URL``; *auth* comes from ``basic`` or ``OAuth2``; *pace* is to be shared by all
    clients of one account; *purchase_timeout* (seconds) bounds one ``create_labels`` from its first byte to its last,
    *document_timeout* one call for documents.
    """

    def __init__(
        self,
        *,
        base_url: str,
        auth: httpx.Auth,
        clock: Clock,
        pace: Pace | None = None,
        partner_id: str | None = None,
        user_agent: str = USER_AGENT,
        purchase_timeout: float = 60.0,
        document_timeout: float = 25.0,
        rng: random.Random | None = None,
    ) -> None:
        http = Transport(
            base_url=base_url,
            auth=auth,
            clock=clock,
            pace=pace or Pace(clock),
            user_agent=user_agent,
            purchase_timeout=purchase_timeout,
            rng=rng or random.Random(),  # noqa: S311 (it spreads waits, nothing secret)
        )
        self._http = http
        self._document_timeout = document_timeout
        self._partner_id = partner_id
        self._lists = Lists(http)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    @property
    def ahead(self) -> timedelta | None:
        """How far Sendcloud's clock is ahead of ours at least, by the last answer that told; None before the first."""
        return self._http.ahead

    # ---------------------------------------------------------------------------------------------- the account

    async def metadata(self) -> Account:
        """Whose key this is: the check to make at the start."""
        account = read(Account, await self._lists.data("/user/auth/metadata"))
        if account is None:
            raise Unavailable("Sendcloud did not say whose key this is.")
        return account

    async def integrations(self) -> list[Integration]:
        """All shops of the account."""
        return readable_rows(Integration, await self._lists.data("/integrations"))

    async def last_failure(self, integration_id: int) -> ConnectionFailure | None:
        """The latest failure of a shop's connection, if any. Nothing else of its log is kept: it holds customers."""
        path = f"/integrations/{int(integration_id)}/logs"
        page = await self._lists.page(ConnectionFailure, path, {}, None, page_size=1)
        return next(iter(page.items), None)

    async def sender_addresses(self) -> list[SenderAddress]:
        """All addresses to send from."""
        return await self._lists.readable(SenderAddress, "/addresses/sender-addresses", page_size=OTHERS_A_PAGE)

    async def brands(self) -> list[Brand]:
        """All brands."""
        return await self._lists.readable(Brand, "/brands", page_size=OTHERS_A_PAGE)

    async def parcel_statuses(self) -> list[ParcelStatus]:
        """Every status a parcel can have, with Sendcloud's words for it."""
        return readable_rows(ParcelStatus, await self._lists.data("/parcels/statuses"))

    async def shipping_options(self, request: ShippingOptionFilter) -> list[ShippingOption]:
        """The ways to ship that match; an empty list when there are none. Counts as a write for the pace."""
        document = (await self._http.post("/shipping-options", request.body(), asked="look-up")).document
        return readable_rows(ShippingOption, document.get("data") if isinstance(document, dict) else None)

    async def validate_address(self, request: ValidateAddress) -> AddressValidation:
        """Whether a carrier can use an address. Counts as a write for the pace. Raises `Unavailable` without an answer.

        An account that may not ask is told so by `AccountProblem`, which says nothing about the rest of the account.
        """
        document = (await self._http.post("/addresses/validate", request.body(), asked="look-up")).document
        told = read(AddressValidation, document)
        if told is None:
            raise Unavailable("Sendcloud did not say anything about the address.")
        return told

    # --------------------------------------------------------------------------------------------------- orders

    async def find_orders(self, integration_id: int | None, order_number: str) -> list[Order]:
        """The orders of this shop (None: of any) whose number is *order_number*, apart from case and outer blanks.

        Sendcloud's own filter is only known to ignore case, so equality is checked here. There can be several. Raises
        `NotKnown` unless the whole list could be read, but for what is surely another order.
        """
        params: Params = {"order_number": order_number}
        if integration_id is not None:
            params = {"integration": integration_id, **params}
        wanted = same_number_key(order_number)

        def minds(row: object) -> bool:
            """What cannot be read, and tells another number, is not missed."""
            return number_told(row) in ("", wanted)

        found = await self._found(Order, "/orders", params, page_size=ORDERS_A_PAGE, word="order", minds=minds)
        return [order for order in found if same_number_key(order.order_number) == wanted]

    async def orders_page(
        self, integration_id: int, *, cursor: str | None = None, placed_from: date | None = None
    ) -> Page[Order]:
        """One page (200) of this shop's orders, newest first; with *placed_from* those placed on that day or later."""
        params: Params = {"integration": integration_id}
        if placed_from is not None:
            params = {**params, "order_created_at_min": placed_from.isoformat()}
        return await self._lists.page(Order, "/orders", params, cursor, page_size=ORDERS_A_PAGE)

    async def order(self, id: str) -> Order | None:
        """One order by Sendcloud's own id; None when Sendcloud says that there is none. Raises `NotKnown`."""
        data = await self._lists.one(f"/orders/{segment(id)}", "order")
        if data is None:
            return None
        order = read(Order, data)
        if order is None or order.id != id:
            raise NotKnown("Sendcloud's answer is not the order that was asked for.")
        return order

    # ------------------------------------------------------------------------------------------------ shipments

    async def find_shipments(self, integration_id: int | None, order_number: str) -> list[Shipment]:
        """The shipments made for orders with this number, failed and cancelled ones among them.

        *integration_id* None: of every shop. An empty list means that Sendcloud said there are none; whatever leaves
        that open raises `NotKnown`.
        """
        params: Params = {"order_number": order_number, **_of_shop(integration_id)}
        wanted = same_number_key(order_number)
        size = SHIPMENTS_A_PAGE
        found = await self._found(Shipment, "/shipments", params, page_size=size, word="shipment", minds=every)
        # A shipment need not tell its number; one that does not counts, since it was the number we asked for.
        return [each for each in found if not each.order_number or same_number_key(each.order_number) == wanted]

    async def shipments_page(
        self,
        integration_id: int | None,
        *,
        cursor: str | None = None,
        updated_after: datetime | None = None,
        announced_after: datetime | None = None,
        parcel_status: str | None = None,
    ) -> Page[Shipment]:
        """One page (100) of this shop's shipments, those alone that changed or were announced after, or are so."""
        moments = {"updated_after": updated_after, "announced_after": announced_after}
        given = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
        params: Params = {**_of_shop(integration_id), **given}
        if parcel_status is not None:
            params = {**params, "parcel_status": parcel_status}
        try:
            return await self._lists.page(Shipment, "/shipments", params, cursor, page_size=SHIPMENTS_A_PAGE)
        except Rejected as exc:
            if says_none(exc, "shipment"):
                return Page([])
            raise not_known(exc) from exc

    async def shipments(self, shipment_ids: Sequence[str], *, integration_id: int | None = None) -> list[Shipment]:
        """Up to 100 shipments by their ids, in Sendcloud's order; those that it does not list are left out.

        *integration_id*: only those that it lists for this shop.
        """
        if len(shipment_ids) > MOST_SHIPMENTS:
            raise ValueError(f"at most {MOST_SHIPMENTS} shipments in one call")
        wanted = [one for one in shipment_ids if is_name(one) and "," not in one]
        if not wanted:
            return []
        params: Params = {"shipment_uuids": ",".join(wanted), **_of_shop(integration_id)}
        try:
            page = await self._lists.page(Shipment, "/shipments", params, None, page_size=SHIPMENTS_A_PAGE)
        except Rejected as exc:
            if says_none(exc, "shipment"):
                return []
            raise not_known(exc) from exc
        return [each for each in page.items if each.id in wanted]

    async def shipment(self, shipment_id: str) -> Shipment | None:
        """One shipment; None when Sendcloud says that there is none. Raises `NotKnown`."""
        data = await self._lists.one(f"/shipments/{segment(shipment_id)}", "shipment")
        if data is None:
            return None
        shipment = read(Shipment, data)
        if shipment is None:
            raise NotKnown("Sendcloud's answer is not a shipment.")
        return shipment

    async def cancel_shipment(
        self, shipment_id: str, *, still_allowed: Callable[[], bool] = lambda: True
    ) -> CancelAnswer:
        """Ask to cancel a shipment with all its parcels. *still_allowed* is called right before the request leaves.

        Raises ``Rejected``: 404 (unknown), 409 (already cancelled, too late, delivered), 410 (was never announced);
        ``OutcomeUnknown`` when the answer was lost; ``Withdrawn`` where it was not allowed any more.
        """
        path = f"/shipments/{segment(shipment_id)}/cancel"
        answer = await self._http.post(path, None, asked="cancel", still_allowed=still_allowed)
        return read_cancel_answer(answer.status, answer.content)

    async def _found(
        self,
        model: type[Model],
        path: str,
        params: Params,
        *,
        page_size: int,
        word: str,
        minds: Callable[[object], bool],
    ) -> list[Model]:
        """Return all that fits a question; nothing only where Sendcloud says so."""
        try:
            return await self._lists.whole(model, path, params, page_size=page_size, minds=minds)
        except Rejected as exc:
            if says_none(exc, word):
                return []
            raise not_known(exc) from exc


def _of_shop(integration_id: int | None) -> Params:
    return {} if integration_id is None else {"integration_id": integration_id}
