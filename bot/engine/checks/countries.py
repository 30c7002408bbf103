"""What addresses look like by country: postal codes, states, house numbers, and what is outside the EU's customs.

Written from the countries' own postal rules (Universal Postal Union, "Addressing systems"). A country that is not in a
table is not judged: a wrong alarm costs more than a refusal, which costs nothing.
"""

from __future__ import annotations

import re
from typing import Final

_POSTAL_CODES: Final = {
    "AD": r"AD\d{3}",
    "AT": r"\d{4}",
    "AU": r"\d{4}",
    "BE": r"\d{4}",
    "BG": r"\d{4}",
    "BR": r"\d{5}-?\d{3}",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?-?\d[A-Z]\d",
    "CH": r"\d{4}",
    "CY": r"\d{4}",
    "CZ": r"\d{3} ?\d{2}",
    "DE": r"\d{5}",
    "DK": r"\d{4}",
    "EE": r"\d{5}",
    "ES": r"(?:0[1-9]|[1-4]\d|5[0-2])\d{3}",
    "FI": r"\d{5}",
    "FR": r"\d{2} ?\d{3}",
    "GB": r"(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|BFPO ?\d{1,4}|(?:AI|AS|BI|FI|PC|SI|ST|TD|TK)[A-Z]{2} ?1ZZ)",
    "GG": r"GY\d\d? ?\d[A-Z]{2}",
    "GR": r"\d{3} ?\d{2}",
    "HR": r"\d{5}",
    "HU": r"\d{4}",
    "IE": r"(?:[AC-FHKNPRTV-Y]\d[\dW] ?[\dAC-FHKNPRTV-Y]{4})",
    "IM": r"IM\d\d? ?\d[A-Z]{2}",
    "IT": r"\d{5}",
    "JE": r"JE\d\d? ?\d[A-Z]{2}",
    "JP": r"\d{3}-?\d{4}",
    "LI": r"94\d{2}",
    "LT": r"\d{5}",
    "LU": r"\d{4}",
    "LV": r"\d{4}",
    "MC": r"980\d{2}",
    "MT": r"[A-Z]{3} ?\d{2,4}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "NO": r"\d{4}",
    "PL": r"\d{2}-?\d{3}",
    "PT": r"\d{4}(?:[- ]?\d{3})?",
    "RO": r"\d{6}",
    "SE": r"\d{3} ?\d{2}",
    "SI": r"\d{4}",
    "SK": r"\d{3} ?\d{2}",
    "SM": r"4789\d",
    "US": r"\d{5}(?:[- ]?\d{4})?",
    "VA": r"00120",
}
_POSTAL_CODE: Final = {country: re.compile(pattern) for country, pattern in _POSTAL_CODES.items()}
_COUNTRY_PREFIX: Final = re.compile(r"(?:[A-Z]{1,3})[- ](?=\d)")

NEEDS_POSTAL_CODE: Final = frozenset(_POSTAL_CODES) - {"IE", "AD", "VA", "SM"}
"""Countries to which nothing goes without a postal code. Irish Eircodes are optional."""

NEEDS_STATE: Final = frozenset({"US", "CA", "IT", "AU"})
"""Countries whose carriers ask for a state or province (domain brief, section 2)."""

NEEDS_HOUSE_NUMBER: Final = frozenset({"NL", "BE", "LU", "DE", "AT", "DK", "PL", "CZ", "SK", "HU", "ES", "IT", "PT"})
"""Countries in which every delivery address has a house number, or says in words that it has none."""

NO_NUMBER: Final = re.compile(
    r"(?<!\w)(?:s\.? ?/ ?n\.?º?|s\.? ?n\.? ?c\.?|sin n[uú]mero|senza numero|sem n[uú]mero)(?!\w)", re.IGNORECASE
)
"""How Spaniards, Italians and Portuguese write that a building has no number."""

PO_BOX: Final = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?box|postbus|postfach|packstation|postfiliale|bo[iî]te postale|b\.? ?p\.? ?\d|"
    r"apartado|apdo|casella postale|caixa postal|skrytka|postboks|box \d|locker)(?!\w)",
    re.IGNORECASE,
)
"""Words of addresses that are no building."""

EU: Final = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The customs union of the EU; Monaco belongs to it."""

# The Canaries, Ceuta and Melilla; Livigno; Büsingen and Helgoland.
_OUTSIDE_BY_POSTAL_CODE: Final = {
    "ES": re.compile(r"(?:35|38|51|52)\d{3}"),
    "IT": re.compile(r"23041|23030"),
    "DE": re.compile(r"78266|27498"),
}


def postal_code_fits(country: str, code: str) -> bool:
    """Return whether *code* can be a postal code of *country* (ISO code, capitals); True where nothing is known."""
    pattern = _POSTAL_CODE.get(country)
    if pattern is None:
        return True
    text = " ".join(code.upper().split())
    # "D-10119", "NL-5611 EM": an old habit that carriers accept.
    plain = _COUNTRY_PREFIX.sub("", text, count=1) if country not in ("GB", "CA", "AD", "MT") else text
    return any(pattern.fullmatch(each) is not None for each in (text, plain))


def needs_customs(sender: str | None, country: str, postal_code: str) -> bool:
    """Return whether a parcel from *sender* (ISO code) has to be declared; False when *sender* is unknown."""
    if sender is None or not country:
        return False
    if sender == country:
        return sender in EU and _is_outside(country, postal_code)
    if sender in EU:
        return country not in EU or _is_outside(country, postal_code)
    return True


def _is_outside(country: str, postal_code: str) -> bool:
    pattern = _OUTSIDE_BY_POSTAL_CODE.get(country)
    return pattern is not None and pattern.fullmatch(postal_code.strip()) is not None
