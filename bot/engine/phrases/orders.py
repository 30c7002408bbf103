"""The order itself: that it is there already, that it is not there, that a price in it is negative."""

from __future__ import annotations

from typing import Final

from bot.engine.phrases.folding import phrases

DUPLICATE: Final = phrases(
    r"already exists\W*$", r"(?:referencia|envio|pedido|bulto|expedicion) duplicad\w+",
    r"doppelte (?:sendung|referenz|bestell|auftrags|sendungs)\w*",
    r"dubbele (?:zending|referentie|order|bestelling)", r"(?:reference|envoi|commande|colis) en double", r"doublon",
    r"(?:riferimento|spedizione|ordine|collo) duplicat\w",
    r"duplicate (?:shipment|parcel|reference|order|barcode|consignment|request|label|tracking)\w*",
    r"(?:shipment|parcel|order|reference|consignment|barcode|label|tracking|package|awb)(?: (?:number|id|no"
    r"|reference))?(?: [\w.#-]+)? (?:already|has already|was already|is already) (?:exists?|been|announced|created"
    r"|processed|shipped|in use|used|known|registered|labell?ed|manifested|assigned)",
    r"already (?:been )?(?:announced|processed|shipped|labell?ed|manifested)",
    r"(?:sendung|paket|auftrag|referenz|sendungsnummer|bestellung|auftragsnummer|barcode)\w* (?:[\w.#-]+ )"
    r"{0,4}(?:bereits|schon) (?:\w+)",
    r"(?:zending|pakket|order|referentie|barcode|bestelling)\w* (?:[\w.#-]+ ){0,4}(?:reeds|al) (?:aangemeld|verwerkt"
    r"|gebruikt|in gebruik|aangemaakt|bekend)",
    r"(?:zending|pakket|order|referentie|barcode) (?:[\w.#-]+ ){0,3}bestaat (?:al|reeds)",
    r"(?:envoi|colis|commande|expedition|reference|etiquette)s? (?:[\w.#-]+ ){0,4}(?:deja \w+|existe deja)",
    r"(?:envio|pedido|bulto|expedicion|referencia|etiqueta) (?:[\w.#-]+ ){0,4}ya (?:existe|esta|ha sido|fue)",
    r"ya existe (?:un|una) (?:envio|pedido|expedicion|etiqueta)",
    r"(?:spedizione|ordine|collo|riferimento|etichetta) (?:[\w.#-]+ ){0,4}gia \w+",
    r"esiste gia (?:una?|un') ?(?:spedizione|ordine|etichetta)", r"(?:przesylka|zamowienie) (?:\w+ ){0,2}juz istnieje",
)  # fmt: skip

NEGATIVE_PRICE: Final = phrases(
    r"negative[ -](?:\w+ ){0,3}(?:price|value|amount)s?",
    r"(?:price|value|amount)s? (?:[\w']+ ){0,4}(?:negative|greater than or equal to 0|less than 0|below (?:0|zero)"
    r"|at least 0)",
    r"(?:preis|prijs|prix|precio|prezzo|betrag|bedrag|montant|importe|importo)\w* (?:\w+ ){0,4}(?:negati\w+)",
    r"(?:negative[rsn]?|negatieve|negatif|negativo) (?:\w+ )?(?:preis|prijs|prix|precio|prezzo|betrag|bedrag|montant"
    r"|importe|importo)\w*",
)  # fmt: skip

NOT_FOUND: Final = phrases(
    r"not[ _]found", r"(?:does|do) (?:not|n't) exist", r"doesn't exist", r"no order matches", r"could not be found",
)  # fmt: skip
NO_SUCH_PAGE: Final = phrases(r"page (?:\w+ ){0,4}could not be found", r"could not be found (?:\w+ ){0,4}page")
