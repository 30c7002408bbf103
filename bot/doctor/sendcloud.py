"""What is asked of Sendcloud: the keys, the shop, what they may read, and its webhook."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol
from urllib.parse import urlsplit

from bot.doctor.finding import Finding
from bot.sendcloud.account import Account, Brand, Integration, ParcelStatus, SenderAddress
from bot.sendcloud.errors import AccountProblem, SendcloudError
from bot.sendcloud.orders import Order
from bot.sendcloud.wire import Page
from bot.settings import Settings

_WEBHOOK: Final = "/sendcloud/webhook"


class SendcloudQuestions(Protocol):
    """What is asked of Sendcloud; ``bot.sendcloud.client`` answers it."""

    async def metadata(self) -> Account: ...
    async def integrations(self) -> list[Integration]: ...
    async def sender_addresses(self) -> list[SenderAddress]: ...
    async def brands(self) -> list[Brand]: ...
    async def parcel_statuses(self) -> list[ParcelStatus]: ...
    async def orders_page(self, integration_id: int) -> Page[Order]: ...


async def of_sendcloud(settings: Settings, sendcloud: SendcloudQuestions) -> list[Finding]:
    """Return what was found at Sendcloud."""
    keys = "SENDCLOUD_PUBLIC_KEY and SENDCLOUD_SECRET_KEY"
    try:
        account = await sendcloud.metadata()
    except SendcloudError as error:
        return [_refused(keys, error)]
    found = [Finding(keys, True, f"they belong to integration {account.integration_id}")]
    chosen = settings.sendcloud_integration_id
    wanted = chosen or account.integration_id
    try:
        shops = await sendcloud.integrations()
        found.append(_shop(wanted, shops, chosen=chosen is not None))
        own = next((shop for shop in shops if shop.id == account.integration_id), None)
        found.append(_webhook(own, has_secret=settings.sendcloud_webhook_secret is not None))
    except SendcloudError as error:
        found.append(_refused("Sendcloud shops", error))
    found.append(await _readable("Sendcloud orders", lambda: sendcloud.orders_page(wanted)))
    found.append(await _readable("Sendcloud parcels", sendcloud.parcel_statuses))
    found.append(await _readable("Sendcloud brands", sendcloud.brands))
    try:
        senders = await sendcloud.sender_addresses()
    except SendcloudError as error:
        return [*found, _refused("Sendcloud sender addresses", error)]
    enough = Finding("Sendcloud sender addresses", True, f"{len(senders)} found")
    none = Finding(enough.what, False, "there is none", "Add an address to send from in the Sendcloud panel.")
    return [*found, enough if senders else none]


def _shop(wanted: int, shops: Sequence[Integration], *, chosen: bool) -> Finding:
    what = f"Sendcloud shop {wanted}"
    shop = next((shop for shop in shops if shop.id == wanted), None)
    if shop is None:
        known = ", ".join(str(shop.id) for shop in shops) or "none"
        step = f"Set SENDCLOUD_INTEGRATION_ID to one of these: {known}."
        return Finding(what, False, "not among the account's integrations", step)
    if shop.started_failing_at is not None:
        step = "Mend the shop's connection in the Sendcloud panel: its new orders do not arrive."
        return Finding(what, False, f"failing since {shop.started_failing_at:%Y-%m-%d %H:%M} UTC", step)
    return Finding(what, True, "connected" if chosen else "connected; it is the key's own")


def _webhook(own: Integration | None, *, has_secret: bool) -> Finding:
    """Return whether Sendcloud tells the bot of changes: it does so for what was made by the key's own integration."""
    what = "SENDCLOUD_WEBHOOK_SECRET"
    if not has_secret:
        detail = (
            "not set, and not needed: the bot asks by itself. For labels that are told a little sooner, set it to the "
            f"integration's Webhook Signature Key and give the integration the address https://your-host{_WEBHOOK}"
        )
        return Finding(what, True, detail)
    path = urlsplit((own.webhook_url if own else None) or "").path.rstrip("/")
    if own is not None and own.webhook_active and path == _WEBHOOK:
        return Finding(what, True, "Sendcloud posts to the bot's address")
    step = (
        "In the Sendcloud panel, under Settings and Integrations, switch this integration's webhook feedback on, with "
        f"the address https://your-host{_WEBHOOK}: one that Sendcloud can reach and that leads to LABEL_BOT_HOST and "
        "LABEL_BOT_PORT. Until then the bot asks by itself, and nothing is lost."
    )
    if own is None or not own.webhook_active:
        return Finding(what, False, "set, but the webhook of the key's own integration is off", step)
    return Finding(what, False, "set, but the key's own integration posts to another address", step)


async def _readable(what: str, question: Callable[[], Awaitable[object]]) -> Finding:
    try:
        await question()
    except SendcloudError as error:
        return _refused(what, error)
    return Finding(what, True, "readable")


def _refused(what: str, error: SendcloudError) -> Finding:
    if isinstance(error, AccountProblem):
        steps = {
            "credentials": "Copy both keys again from the integration's page, and check that SENDCLOUD_AUTH fits its "
            "OAuth2 switch.",
            "payment": "Add a payment method in the Sendcloud panel.",
            "forbidden": "Give the integration the rights to read orders, parcels, prices and integrations, and to "
            "write parcels.",
        }
        return Finding(what, False, str(error), steps[error.kind])
    return Finding(what, False, str(error), "Check the network, SENDCLOUD_API_URL and Sendcloud's own status page.")
