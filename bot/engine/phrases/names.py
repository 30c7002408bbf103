"""Names of fields, as pointers and programmers write them: `/orders/0/house_number`, `receiver.zipCode`, `Name1`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.engine.phrases.faults import FAULT
from bot.engine.phrases.folding import fold
from bot.model.trouble import Field, Trouble

About = tuple[Trouble, tuple[Field, ...]]
"""A kind of trouble, and the fields that it is about."""


def _names(about: Trouble, field: Field | None, *names: str) -> dict[str, About]:
    return dict.fromkeys(names, (about, (field,) if field else ()))


_CLEAR: Final = (
    _names(Trouble.HOUSE_NUMBER, Field.HOUSE_NUMBER, "house_number", "housenumber", "house_nr", "house_no", "housenr",
    "street_number", "building_number",
           "huisnummer", "hausnummer")
    | _names(Trouble.PHONE, Field.PHONE, "phone", "phone_number", "phonenumber", "telephone", "telephone_number", "tel",
    "mobile", "mobile_number",
             "mobile_phone", "mobile_phone_number", "cell_phone", "sms_number", "to_telephone", "contact_phone", "sms",
             "telefono", "telefon" )
    | _names(Trouble.EMAIL, Field.EMAIL, "email", "e_mail", "email_address", "emailaddress", "to_email", "mail_address")
    | _names(Trouble.SERVICE_POINT, Field.SERVICE_POINT, "service_point", "service_point_id", "to_service_point",
    "to_service_point_id",
             "carrier_service_point_id", "service_point_details", "parcel_shop_id", "parcelshop_id", "pudo_id",
             "pickup_point", "pickup_point_id",
             "locker_id", "target_locker", "target_point", "relay_id", "point_relais", "collection_point")
    | _names(Trouble.SERVICE_POINT, Field.POST_NUMBER, "post_number", "postnumber", "post_nummer", "postnummer")
    | _names(Trouble.CUSTOMS, Field.HS_CODE, "hs_code", "hscode", "tariff_number", "hs_tariff_number", "hs_tariff_nr",
    "hstariff_nr", "tariff_code", "commodity_code" )
    | _names(Trouble.CUSTOMS, Field.ORIGIN_COUNTRY, "origin_country", "country_of_origin", "country_of_manufacture",
    "origin_country_code" )
    | _names(Trouble.CUSTOMS, Field.INVOICE_NUMBER, "customs_invoice_nr", "commercial_invoice_number", "invoice_number",
    "invoice_no" )
    | _names(Trouble.CUSTOMS, Field.TAX_NUMBER, "tax_numbers", "tax_number", "vat_number", "eori_number", "eori",
    "ioss_number" )
    | _names(Trouble.CUSTOMS, Field.CUSTOMS, "customs_details", "customs_information", "customs_declaration",
    "customs_shipment_type", "export_type",
             "shipment_type", "customs_items", "export_declaration", "incoterm", "incoterms")
    | _names(Trouble.CURRENCY, Field.CURRENCY, "currency", "currency_code")
    | _names(Trouble.OPTION, Field.OPTION, "ship_with", "contract_id", "shipping_option_code", "shipping_product_code",
    "shipping_method",
             "shipping_method_id", "shipping_option", "product_code", "service_code", "servicetype", "service_type",
             "delivery_method" )
    | _names(Trouble.INSURANCE, Field.INSURANCE, "insured_value", "insured_price", "total_insured_price",
    "additional_insured_price", "insurance",
             "total_insured_value", "insured_amount")
    | _names(Trouble.ADDRESS, Field.POSTAL_CODE, "postal_code", "postalcode", "post_code", "postcode", "zip",
    "zip_code", "zipcode", "plz" )
    | _names(Trouble.ADDRESS, Field.STATE, "state_province_code", "state_code", "province_code", "province", "to_state",
    "state_or_province_code",
             "state_or_province")
    | _names(Trouble.ADDRESS, Field.STREET, "street", "street_name", "address_line", "address_line_1", "address_line_2",
    "address_line1", "address_line2",
             "address_1", "address_2", "address1", "address2", "street1", "street2", "street_1", "street_2",
             "street_lines", "straat", "strasse", "po_box", "rue" )
    | _names(Trouble.ADDRESS, Field.CITY, "city", "town", "locality", "city_name", "post_town")
    | _names(Trouble.ADDRESS, Field.COUNTRY, "country_code", "country_iso", "country_iso_code", "country_code_iso2")
    | _names(Trouble.ADDRESS, Field.COMPANY, "company_name", "companyname")
)  # fmt: skip
"""Names that mean one thing wherever they stand."""

_BESIDE: Final = (
    _names(Trouble.ADDRESS, Field.NAME, "name", "first_name", "last_name", "name1", "name2", "name_1", "name_2",
    "full_name", "contact_name", "person_name" )
    | _names(Trouble.ADDRESS, Field.COMPANY, "company")
    | _names(Trouble.ADDRESS, Field.COUNTRY, "country")
    | _names(Trouble.ADDRESS, Field.STATE, "state", "region")
    | _names(Trouble.WEIGHT, Field.WEIGHT, "weight", "gross_weight", "total_weight", "parcel_weight")
    | _names(Trouble.WEIGHT, Field.DIMENSIONS, "dimensions", "dimension", "length", "width", "height", "girth", "volume"
    )
)  # fmt: skip
"""Names that mean that only at the end of a path whose every other part says where it leads: `product.name` is none."""

_COARSE: Final = {
    "shipping_address": (Trouble.ADDRESS, ()),
    "to_address": (Trouble.ADDRESS, ()),
    "delivery_address": (Trouble.ADDRESS, ()),
    "address": (Trouble.ADDRESS, ()),
    "measurement": (Trouble.WEIGHT, ()),
}
"""Names of whole groups of fields: what the text says of them is more exact."""

_ROLES: Final = frozenset(
    {
        "data", "attributes", "body", "request", "order", "orders", "shipping", "shipment", "shipments", "parcel",
        "parcels", "package", "packages",
        "address", "to", "ship", "shipto", "recipient", "receiver", "consignee", "customer", "delivery", "destination",
        "addressee", "contact", "person",
        "details", "shipping_address", "to_address", "delivery_address", "customer_details", "shipping_details",
        "measurement", "party", "info",
        "information", "billing_address", "dimensions", "dimension", "colli", "piece", "pieces", "message", "label",
        "value", "postal", "field",
        "label_details", "errors", "addresses",
    }
)  # fmt: skip
_SENDERS: Final = frozenset(
    { "from", "from_address", "sender", "shipper", "consignor", "sender_address", "return_address", "ship_from",
    "shipfrom", "absender", "pickup_address" }
)

_OF_A_CONTRACT: Final = frozenset(
    {"account_number", "account_id", "customer_number", "contract_number", "client_number", "billing_number"}
)

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PART: Final = re.compile(r"[^A-Za-z0-9_]+")
_NAMED: Final = re.compile(
    r"(?:\b(?:field|parameter|attribute|element|property|veld|feld|champ|campo|parametro)"
    r"\s*[:=]?\s*['\"«“\[(]?(?P<after>[A-Za-z][\w.\[\]/-]*))"
    r"|(?:^|[{\s])['\"]?(?P<before>[A-Za-z][\w.\[\]-]*)['\"]?\s*:\s"
    r"|['\"«“](?P<quoted>[A-Za-z][\w.\[\]]*)['\"»”]"
    r"|(?P<joined>\b[A-Za-z]\w*(?:[._/\[][A-Za-z0-9]\w*\]?)+|\b[A-Za-z]+[a-z0-9][A-Z]\w*)"
    r"|(?:data|fields?|values?|parameters?|attributes?|elements?): (?P<listed>[A-Za-z][\w.]*)\W*$"
)


def of_pointer(pointer: str) -> About | None:
    """Return what the path of a field is about; None where it names none, or a group of them."""
    return _of_path(pointer)


def of_group(pointer: str) -> About | None:
    """Return what the path of a group of fields is about."""
    parts = _parts(pointer)
    return _COARSE.get(parts[-1]) if parts else None


def of_text(text: str) -> About | None:
    """Return what a text is about that names a field as programmers do; *text* as it was written."""
    found = [about for name in _written(text) if (about := _of_path(name))]
    if not found:
        return None
    trouble = found[0][0]
    return trouble, tuple(dict.fromkeys(field for kind, fields in found if kind is trouble for field in fields))


def _written(text: str) -> Iterator[str]:
    for one in _NAMED.finditer(text):
        # "weight: 2 kg" tells a weight, "weight: required" what is wrong with it.
        if one["before"] is None or FAULT.search(fold(text[one.end() :])):
            yield next(name for name in one.groups() if name)


def _parts(path: str) -> list[str]:
    """Return the parts of a path in small letters, each as its words with an underscore between; indices left out."""
    parts = (_CAMEL.sub("_", part).casefold().strip("_") for part in _PART.split(path))
    return [part for part in parts if part and not part.isdigit()]


def _of_path(path: str) -> About | None:
    parts = _parts(path)
    if not parts or ("price" in parts[-1] and "insured" not in parts[-1]):
        return None
    if parts[-1] in _OF_A_CONTRACT:
        return Trouble.CONTRACT, ()
    if _SENDERS & {word for part in parts for word in (part, part.split("_")[0])}:
        return (Trouble.SENDER, ()) if len(parts) > 1 or "_" in parts[0] else None
    places = range(len(parts) - 1, -1, -1)
    return next((about for place in places if (about := _of_part(parts[place], parts[:place]))), None)


def _of_part(part: str, above: list[str]) -> About | None:
    """Return what one part of a path is about, or one end of it; *above*: the parts before it."""
    for name, before in _endings(part):
        if name in _CLEAR:
            return _CLEAR[name]
        if name in _BESIDE and all(one in _ROLES for one in (*above, *before)):
            return _BESIDE[name]
    return None


def _endings(part: str) -> Iterator[tuple[str, list[str]]]:
    """Yield a name and the ends of it that may be names of their own, each with the words before it."""
    words = part.split("_")
    for start in range(len(words)):
        yield "_".join(words[start:]), words[:start]
