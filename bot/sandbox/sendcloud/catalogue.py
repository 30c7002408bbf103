"""What the account has: shipping options with prices, contracts, sender addresses, brands, and the parcel statuses."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.sendcloud.calls import Json

STATUSES: dict[str, str] = {
    "READY_TO_SEND": "Ready to send",
    "ANNOUNCED": "Announced",
    "ANNOUNCING": "Being announced",
    "TO_SORTING": "En route to sorting center",
    "SORTING": "Being sorted",
    "SORTED": "Sorted",
    "UNSORTED": "Not sorted",
    "AT_SORTING_CENTRE": "At sorting centre",
    "SHIPMENT_ON_ROUTE": "Shipment on route",
    "DRIVER_ON_ROUTE": "Driver en route",
    "PICKED_UP_BY_DRIVER": "Shipment picked up by driver",
    "DELAYED": "Delivery delayed",
    "DELIVERY_FAILED": "Delivery attempt failed",
    "DELIVERED": "Delivered",
    "AWAITING_CUSTOMER_PICKUP": "Awaiting customer pickup",
    "COLLECTED_BY_CUSTOMER": "Shipment collected by customer",
    "ANNOUNCED_UNCOLLECTED": "Announced: not collected",
    "COLLECT_ERROR": "Error collecting",
    "UNDELIVERABLE": "Unable to deliver",
    "NO_LABEL": "No label",
    "CANCELLING_UPSTREAM": "Submitting cancellation request",
    "CANCELLING": "Cancellation requested",
    "CANCELLED": "Cancelled",
    "CANCELLED_UPSTREAM": "Cancelled upstream",
    "CANCELLATION_FAILED": "Cancellation failed",
    "UNKNOWN": "Unknown status",
    "ANNOUNCEMENT_FAILED": "Announcement failed",
    "AT_CUSTOMS": "At customs",
    "REFUSED_BY_RECIPIENT": "Refused by recipient",
    "RETURNED_TO_SENDER": "Returned to sender",
    "DELIVERY_METHOD_CHANGED": "Delivery method changed",
    "DELIVERY_DATE_CHANGED": "Delivery date changed",
    "DELIVERY_ADDRESS_CHANGED": "Delivery address changed",
    "EXCEPTION": "Exception",
    "ADDRESS_INVALID": "Address invalid",
}

SENDERS: list[dict[str, Json]] = [
    {
        "id": 17,
        "company_name": "Waxworks",
        "name": "Marie Bakker",
        "address_line_1": "Stadhuisplein",
        "house_number": "10",
        "postal_code": "5611 EM",
        "city": "Eindhoven",
        "country_code": "NL",
        "email": "warehouse@example.com",
        "phone_number": "+31401234567",
        "tax_numbers": [{"name": "EORI", "country_code": "NL", "value": "NL123456789"}],
        "signature": {"full_name": "Marie Bakker", "initials": "MB"},
    },
    {
        "id": 18,
        "company_name": "Waxworks Berlin",
        "name": "Jonas Weber",
        "address_line_1": "Torstraße",
        "house_number": "49",
        "postal_code": "10119",
        "city": "Berlin",
        "state_province_code": "null",
        "country_code": "DE",
        "email": "berlin@example.com",
        "phone_number": "+493012345678",
        "tax_numbers": [],
        "signature": {"full_name": "Jonas Weber", "initials": "JW"},
    },
]

BRANDS: list[dict[str, Json]] = [
    {"id": 42, "name": "Waxworks", "domain": "waxworks", "notify_reply_to_email": "hello@example.com"},
    {"id": 43, "name": "Waxworks Outlet", "domain": "waxworks-outlet", "notify_reply_to_email": None},
]

CARRIERS = {
    "sendcloud": "Sendcloud",
    "postnl": "PostNL",
    "dhl": "DHL eCommerce",
    "dpd": "DPD",
    "ups": "UPS",
    "gls": "GLS",
    "bpost": "bpost",
}
CONTRACTS = {"sendcloud": 500, "postnl": 517, "dhl": 518, "dpd": 519, "ups": 520, "gls": 521, "bpost": 522}
UPS_DIRECT = 620  # a second contract of one carrier: the same option code appears once for each


@dataclass(frozen=True)
class Option:
    """One shipping option.

    *price* in euros for one parcel (None: no quote), *max_weight* in kilograms, *hours* to deliver.
    """

    code: str
    name: str
    price: str | None
    area: str
    max_weight: str = "31.5"
    hours: int = 24
    contract: int = 0
    last_mile: str = "home_delivery"
    signature: bool = False
    needs: tuple[str, ...] = ()
    returns: bool = False

    @property
    def carrier(self) -> str:
        """The code of the carrier."""
        return self.code.split(":", 1)[0]

    @property
    def contract_id(self) -> int:
        """The contract that this option is sold under."""
        return self.contract or CONTRACTS[self.carrier]

    @property
    def for_service_point(self) -> bool:
        """Whether a service point has to be named."""
        return self.last_mile == "service_point"


HOME, ABROAD, WORLD = "domestic", "eu", "world"
OPTIONS: tuple[Option, ...] = (
    Option("sendcloud:letter", "Unstamped letter", "0.00", "any", "2", 48, last_mile="mailbox"),
    Option("postnl:standard", "PostNL Standard", "6.35", HOME),
    Option("postnl:standard/signature", "PostNL Standard with signature", "7.15", HOME, signature=True),
    Option("postnl:standard/insured=500", "PostNL insured up to 500 euro", "8.95", HOME, signature=True),
    Option("postnl:standard/age_check=18", "PostNL Standard, age check 18+", "8.25", HOME, signature=True),
    Option("postnl:standard/service_point", "PostNL service point", "5.35", HOME, "23", last_mile="service_point"),
    Option("postnl:mailbox", "PostNL Mailbox parcel", "4.15", HOME, "2", last_mile="mailbox"),
    Option("postnl:evening", "PostNL Evening delivery", "8.45", HOME),
    Option("postnl:eu_standard", "PostNL Parcel EU", "11.95", ABROAD, "23", 72),
    Option("postnl:globalpack", "PostNL GlobalPack", "24.50", WORLD, "20", 168, needs=("to_email",)),
    Option("dhl:parcel", "DHL Parcel", "5.95", HOME),
    Option("dhl:parcel/signature", "DHL Parcel with signature", "6.75", HOME, signature=True),
    Option("dhl:parcel/evening", "DHL Parcel evening", "7.75", HOME),
    Option("dhl:servicepoint", "DHL ServicePoint", "4.95", HOME, "20", last_mile="service_point"),
    Option("dhl:mailbox", "DHL Mailbox parcel", "3.95", HOME, "2", last_mile="mailbox"),
    Option("dhl:connect", "DHL Parcel Connect", "10.75", ABROAD, "31.5", 48),
    Option("dhl:worldwide", "DHL Parcel International", "27.90", WORLD, "31.5", 120, needs=("to_telephone",)),
    Option("dhl:parcel/return", "DHL Return", "5.25", HOME, returns=True),
    Option("dpd:classic", "DPD Classic", "5.75", HOME),
    Option("dpd:classic/predict", "DPD Home with Predict", "6.25", HOME, needs=("to_email",)),
    Option("dpd:pickup", "DPD Pickup point", "4.85", HOME, "20", last_mile="service_point"),
    Option("dpd:express_12", "DPD Express before 12:00", "14.90", HOME, hours=12),
    Option("dpd:classic_eu", "DPD Classic Europe", "9.85", ABROAD, "31.5", 48),
    Option("ups:standard", "UPS Standard", "8.10", HOME, "70"),
    Option("ups:standard", "UPS Standard", None, HOME, "70", contract=UPS_DIRECT),
    Option("ups:standard_eu", "UPS Standard Europe", "12.40", ABROAD, "70", 48),
    Option("ups:express_saver", "UPS Express Saver", "31.20", ABROAD, "70", 24, needs=("to_telephone",)),
    Option("ups:worldwide_expedited", "UPS Worldwide Expedited", "44.75", WORLD, "70", 96, needs=("to_telephone",)),
    Option("gls:business", "GLS BusinessParcel", "6.05", HOME, "31.5"),
    Option("gls:euro_business", "GLS EuroBusinessParcel", "10.15", ABROAD, "31.5", 72, needs=("to_telephone",)),
    Option("bpost:bpack_world", "bpost bpack World", "22.30", WORLD, "30", 168),
    Option("bpost:bpack_europe", "bpost bpack Europe", "10.90", ABROAD, "30", 72),
)

_RULES = {"NL": "postnl:standard", "BE": "dpd:classic_eu", "DE": "dhl:connect", "FR": "gls:euro_business"}


def find_option(code: str, contract_id: int | None = None) -> Option | None:
    """Return the option of that code (and contract, when one is named), None when the account does not have it."""
    for option in OPTIONS:
        if option.code == code and contract_id in (None, option.contract_id):
            return option
    return None


def known_contract(contract_id: int) -> bool:
    """Whether the account has a contract of that id."""
    return contract_id == UPS_DIRECT or contract_id in CONTRACTS.values()


def by_rules(country: str, *, in_customs_union: bool) -> str:
    """Return the option code that the account's shipping rules choose for a destination."""
    return _RULES.get(country, "ups:standard_eu" if in_customs_union else "ups:worldwide_expedited")


def by_default(country: str, *, in_customs_union: bool) -> str:
    """Return the option code of the account's shipping defaults."""
    if country == "NL":
        return "postnl:standard"
    return "postnl:eu_standard" if in_customs_union else "postnl:globalpack"


def contracts() -> list[dict[str, Json]]:
    """Return the contracts as GET /contracts shows them."""
    ids = [(carrier, number, True) for carrier, number in CONTRACTS.items()] + [("ups", UPS_DIRECT, False)]
    return [
        {
            "id": number,
            "client_id": f"client-{number}",
            "carrier_code": carrier,
            "carrier": {"code": carrier, "name": CARRIERS[carrier]},
            "name": CARRIERS[carrier] + (" Sendcloud contract" if shared else " own contract"),
            "country": "NL",
            "is_default_per_carrier": shared,
            "state": "active",
            "type": "broker" if shared else "direct",
        }
        for carrier, number, shared in ids
    ]
