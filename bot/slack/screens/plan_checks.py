"""What the checks before money found, in words: what is wrong with an order and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.checks import Check, CheckKind
from bot.slack.screens import words

_SENTENCES: Final[dict[CheckKind, str]] = {
    CheckKind.NO_ADDRESS: "It has no shipping address. Add one in Sendcloud or in the shop.",
    CheckKind.NO_HOUSE_NUMBER: "Its address has no house number.",
    CheckKind.ODD_HOUSE_NUMBER: "Sendcloud says that the carrier cannot use its house number.",
    CheckKind.UNKNOWN_ADDRESS: "Sendcloud says that its address does not exist.",
    CheckKind.ODD_POSTAL_CODE: "Its postal code cannot be one of its country.",
    CheckKind.NO_STATE: "Its address has no state or province, which this country needs.",
    CheckKind.NO_PHONE: "The shipping option needs a phone number, and it has none.",
    CheckKind.NO_EMAIL: "The shipping option needs an e-mail address, and it has none.",
    CheckKind.ODD_EMAIL: "Its e-mail address cannot be right.",
    CheckKind.LONG_LINE: "A line of its address is long. Sendcloud moves what does not fit to the next line.",
    CheckKind.NO_WEIGHT: "It has no weight. Sendcloud takes your account's default, if there is one.",
    CheckKind.NOT_OFFERED: "The shipping option is not offered for its country and weight. Choose another one.",
    CheckKind.TOO_HEAVY: "It is too heavy for the shipping option. Choose another one.",
    CheckKind.TOO_LARGE: "It is too large for the shipping option. Choose another one.",
    CheckKind.NO_DIMENSIONS: "The shipping option needs length, width and height, and it has none.",
    CheckKind.NO_SERVICE_POINT: "The shipping option goes to a service point, and none was chosen.",
    CheckKind.OTHER_SERVICE_POINT: "Its service point belongs to another carrier than the shipping option.",
    CheckKind.UNUSED_SERVICE_POINT: "The customer chose a service point, and the shipping option goes to the door.",
    CheckKind.NO_ITEM_ID: "It has {products} without an item id, so it cannot be split over several parcels.",
    CheckKind.NO_OPTION: "No shipping option is set on the order. Set one in Sendcloud, or choose one here.",
    CheckKind.NO_CUSTOMS_ITEMS: "It goes to customs and lists no products.",
    CheckKind.NO_HS_CODE: "It goes to customs: {products} without HS code. Add it to the product in the shop.",
    CheckKind.ODD_HS_CODE: "It goes to customs: {products} with an HS code that is not 6 to 12 digits.",
    CheckKind.NO_ORIGIN: "It goes to customs: {products} without country of origin.",
    CheckKind.NO_DESCRIPTION: "It goes to customs: {products} without description.",
    CheckKind.NO_ITEM_VALUE: "It goes to customs: {products} without value.",
    CheckKind.NO_ITEM_WEIGHT: "It goes to customs: {products} without weight.",
    CheckKind.NEGATIVE_PRICE: "It has {products} with a negative price, such as a discount. Sendcloud refuses that.",
    CheckKind.MIXED_CURRENCIES: "Its products have prices in several currencies. Sendcloud takes one.",
    CheckKind.ODD_CURRENCY: "Its prices are in a currency that Sendcloud does not take to customs.",
    CheckKind.LOCAL_PICKUP: "The customer chose to collect it.",
    CheckKind.UNPAID: "The shop says that it is not paid.",
    CheckKind.PAYMENT_UNKNOWN: "The shop's word for its payment is not one that is known to mean paid.",
    CheckKind.CANCELLED: "The shop says that it is cancelled or refunded.",
    CheckKind.ON_HOLD: "The shop says that it is on hold.",
    CheckKind.LABEL_CANCELLED: "Somebody had its last label cancelled. Perhaps it is not to be sent any more.",
}


_LACKING: Final[dict[CheckKind, str]] = {
    CheckKind.NO_NAME: "name or company",
    CheckKind.NO_STREET: "street",
    CheckKind.NO_CITY: "town",
    CheckKind.NO_COUNTRY: "country",
    CheckKind.NO_POSTAL_CODE: "postal code",
}
"""Parts of an address that one sentence names together."""

LACKING: Final = "Its address has no {part}."


def findings(checks: Sequence[Check]) -> str:
    """Return one sentence or two for each finding; what the address lacks shares one, the first."""
    lacking = [f"no {_LACKING[check.kind]}" for check in checks if check.kind in _LACKING]
    sentences = [f"Its address has {' and '.join(lacking)}."] if lacking else []
    return " ".join([*sentences, *(_told(check) for check in checks if check.kind not in _LACKING)])


def folded(found: Sequence[tuple[Sequence[Check], int]]) -> list[str]:
    """Return one line for each kind of finding on many orders, the most frequent first.

    *found*: findings that orders have together, and how many orders have exactly these.
    """
    orders: Counter[CheckKind] = Counter()
    products: dict[CheckKind, set[int]] = {}
    for checks, count in found:
        for check in checks:
            orders[check.kind] += count
            products.setdefault(check.kind, set()).add(check.products)
    return [
        f"{words.orders(count)}: {_SENTENCES.get(kind) or LACKING.format(part=_LACKING[kind])}".format(
            products=_products(products[kind])
        )
        for kind, count in orders.most_common()
    ]


def _products(counts: set[int]) -> str:
    least, most = min(counts), max(counts)
    return words.count(most, "product") if least == most else f"{least} to {most} products"


def _told(check: Check) -> str:
    return _SENTENCES[check.kind].format(products=_products({check.products}))
