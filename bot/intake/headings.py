"""The heading of a column: does it announce order numbers, or something about a customer or a parcel?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_HEADINGS: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "ordernumber", "ordernumbers", "orderno", "ordernos", "ordernr", "ordernrs", "ordernum", "ordernummer",
            "ordernummers", "bestelnummer", "bestelnummers", "bestelnr", "bestellingnummer", "bestellnummer",
            "bestellnr", "bestellungsnummer", "auftragsnummer", "auftragsnr", "auftragnummer", "numerodecommande",
            "numerocommande", "nodecommande", "ndecommande", "refcommande", "numeroordine", "numerodordine",
            "nordine", "numerodepedido", "numeropedido", "npedido", "numerodeencomenda", "numerodaencomenda",
            "numerodopedido", "numerzamowienia", "nrzamowienia", "ordrenummer", "ordrenr",
            "bestallningsnummer", "tilausnumero",
            "nomerzakaza", "cisloobjednavky", "rendelesszam", "rendelesszama", "numarcomanda",
            "numarulcomenzii", "numerzlecenia", "bestillingsnummer", "auftragsnummern", "bestellnummern",
            "ordrenumre", "purchaseordernumber", "increment",
            "incrementid", "salesordernumber", "amazonorderid", "bestellungnr", "ndegcommande",
            "ndegdecommande", "noordine", "numordine", "numpedido", "nopedido", "ncommande", "nodepedido",
            "nodaencomenda", "nodeencomenda", "nodopedido", "siparisno", "siparisnumarasi", "αριθμοσπαραγγελιασ",
            "номерзаказа", "номерзамовлення", "注文番号", "订单号", "訂單編號",
        }
    ),
    frozenset(
        {
            "order", "orders", "orderid", "orderids", "bestelling", "bestellingen", "bestelid", "bestellung",
            "bestellungen", "auftrag", "commande", "commandes", "ordine", "ordini", "pedido", "pedidos", "encomenda",
            "ordername", "encomendas", "zamowienie", "zamowienia", "ordre", "tilaus",
            "zlecenie", "bestallning", "bestilling", "objednavka", "rendeles", "comanda", "ordrer", "zamowien",
        }
    ),
    frozenset({"reference", "references", "ref", "orderreference", "orderref", "referentie", "referenz", "referencia"}),
    frozenset({"number", "numbers", "nummer", "numero", "nr", "no", "num"}),
    frozenset({"name"}),
)  # fmt: skip
"""Headings of the column that holds order numbers, the surest first, without spaces, signs and accents.

``Name`` is Shopify's, and everybody else's word for a customer.
"""

LONGEST_HEADING: Final = 120
"""Characters of a cell that are looked at to see whether it is a heading."""

_LETTERS = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i", "đ": "d"})
"""Letters that are no accented ones to Unicode."""

_ENDINGS = ("ordernumber", "orderno", "ordernr", "ordernummer", "bestelnummer", "bestellnummer")
"""How a heading with more words may end, such as ``Shop order number``."""

ORDER_HEADINGS = _HEADINGS[0] | _HEADINGS[1]
"""Headings that say by themselves that it is about orders."""

NAME = len(_HEADINGS) - 1
NUMBER = len(_HEADINGS) - 2
REFERENCE = len(_HEADINGS) - 3

STREET = frozenset(
    {"street", "address", "addressline", "road", "straat", "adres", "strasse", "str", "adresse", "rue", "via",
     "indirizzo", "calle", "direccion", "rua", "endereco", "ulica", "streetname", "straatnaam", "streetaddress"}
)  # fmt: skip

NOT_ORDERS = STREET | frozenset(
    {
        "name", "names", "customer", "customername", "firstname", "lastname", "surname", "fullname", "recipient",
        "company", "companyname", "contact", "naam", "klant", "klantnaam", "voornaam", "achternaam", "bedrijf",
        "bedrijfsnaam", "ontvanger", "kunde", "kundenname", "kundin", "vorname", "nachname", "firma", "empfanger",
        "nom", "prenom", "client", "destinataire", "societe", "nome", "cognome", "cliente", "azienda", "nombre",
        "apellido", "apellidos", "empresa", "imie", "nazwisko", "house", "housenumber", "houseno", "housenr",
        "huisnummer", "huisnr", "hausnummer", "hausnr", "city", "town", "place", "plaats", "stad", "woonplaats",
        "stadt", "ort", "ville", "citta", "ciudad", "cidade", "miasto", "state", "province", "region", "zip",
        "zipcode", "postcode", "postalcode", "postal", "plz", "postleitzahl", "codepostal", "codigopostal", "cap",
        "kodpocztowy", "country", "countrycode", "land", "pays", "paese", "pais", "kraj", "email", "mail",
        "emailaddress", "phone", "phonenumber", "telephone", "mobile", "telefoon", "telefoonnummer", "telefon",
        "telefonnummer", "tel", "telefono", "telefone", "date", "datum", "data", "fecha", "time", "total", "price",
        "amount", "weight", "quantity", "qty", "status", "customernumber", "customerno", "klantnummer", "kundennummer",
        "sku", "ean", "barcode", "stock", "article", "articlenumber", "artikel", "artikelnummer", "product", "item",
        "items", "pos", "position", "positie", "menge", "anzahl", "aantal", "quantite", "cantidad", "quantita",
        "tracking", "trackingnumber", "trackingcode", "invoice", "invoicenumber", "invoiceno", "rechnung",
        "rechnungsnummer", "factuur", "factuurnummer", "facture", "factura", "fattura", "betrag", "summe", "preis",
        "prijs", "bedrag", "totaal", "montant", "prix", "importo", "prezzo", "importe", "precio", "gewicht", "poids",
        "peso",
    }
)  # fmt: skip
"""Words in the heading of a column that holds something about a customer or a parcel, and no order numbers."""


def rank_of(heading: str) -> int | None:
    """Return how sure it is that order numbers stand below this heading, 0 for surest; None when it is not known."""
    known = next((rank for rank, names in enumerate(_HEADINGS) if heading in names), None)
    return 0 if known is None and heading.endswith(_ENDINGS) else known


CUSTOMERS = frozenset(
    {"customer", "customers", "client", "clients", "kunde", "kunden", "klant", "klanten", "cliente", "clienti", "buyer",
     "supplier", "vendor", "leverancier", "lieferant", "fournisseur", "proveedor", "fornitore"}
)  # fmt: skip


def is_of_customers(cell: str) -> bool:
    """Is this the heading of numbers that others give to an order: ``Customer order no.``?"""
    return not CUSTOMERS.isdisjoint(folded(word) for word in re.findall(r"[^\W\d_]+", cell[:LONGEST_HEADING]))


def is_about_others(cell: str) -> bool:
    """Is this the heading of a column with something about a customer or a parcel?"""
    words = [folded(word) for word in re.findall(r"[^\W\d_]+", cell[:LONGEST_HEADING])]
    return folded(cell) in NOT_ORDERS or any(word in NOT_ORDERS for word in words)


def is_house_number(headings: Sequence[str], place: int) -> bool:
    """Does this column hold the numbers of houses, because one beside it holds streets?"""
    beside = {*headings[max(0, place - 1) : place], *headings[place + 1 : place + 2]}
    return rank_of(headings[place]) == NUMBER and not STREET.isdisjoint(beside)


def folded(text: str) -> str:
    """Return a text without spaces, signs, digits and accents, in small letters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text[:LONGEST_HEADING].translate(_LETTERS))
    return "".join(char for char in text[:LONGEST_HEADING].casefold() if char.isalpha())
