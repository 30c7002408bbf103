"""The calls that put an order right: changing it, and finding a service point for it."""

from __future__ import annotations

from collections.abc import Callable

from bot.sendcloud.errors import Unavailable
from bot.sendcloud.lists import readable_rows
from bot.sendcloud.order_update import OrderUpdate
from bot.sendcloud.paths import segment
from bot.sendcloud.service_points import ServicePoint
from bot.sendcloud.transport import Params, Transport

NEAREST = 20
"""Service points that are asked for at once."""


class RepairCalls:
    """The part of the client that changes orders."""

    _http: Transport

    async def update_order(
        self, id: str, request: OrderUpdate, *, still_allowed: Callable[[], bool] = lambda: True
    ) -> None:
        """Change an order, named by Sendcloud's own id. The answer does not show it, and it may take effect later.

        *still_allowed* is called right before the request leaves. Raises ``Rejected`` (nothing was changed),
        ``OutcomeUnknown`` where nobody knows, ``Withdrawn`` where it was not allowed any more. Counts as a write.
        """
        path = f"/orders/{segment(id)}"
        await self._http.post(path, request.body(), asked="update", still_allowed=still_allowed, method="PATCH")

    async def service_points(
        self, *, carrier_code: str, country_code: str, postal_code: str | None = None, city: str | None = None
    ) -> list[ServicePoint]:
        """Service points of one carrier, nearest first where a place was given. An empty list proves nothing.

        Raises `Rejected` where the shop of the keys or the carrier has none, `Unavailable` without a usable answer.
        """
        place = {"address_postal_code": postal_code, "address_city": city}
        given = {name: value for name, value in place.items() if value}
        params: Params = {"country_code": country_code, "carrier_code": carrier_code, **given, "limit": NEAREST}
        document = (await self._http.get("/service-points", params)).document
        data = document.get("data") if isinstance(document, dict) else None
        if not isinstance(data, dict):
            raise Unavailable("Sendcloud did not say which service points there are.")
        return [point for point in readable_rows(ServicePoint, data.get("results")) if not point.is_expired]
