"""What a shipping option, or its carrier, does not take: whole phrases in several languages."""

from __future__ import annotations

from typing import Final

from bot.engine.phrases.folding import phrases

_WHERE: Final = (
    r"(?:destinations?(?: countr(?:y|ies))?|countr(?:y|ies)|regions?|areas?|routes?|relations?|lanes?|islands?|zones?)"
)
OPTION: Final = phrases(
    rf"{_WHERE}(?: [\w'\"]+){{0,3}} (?:is |are )?(?:not|un|no longer)(?: ?(?:currently )?(?:supported|served"
    rf"|serviced|serviceable|allowed|covered|available|deliverable|reachable|permitted|possible|enabled))",
    r"(?:not|no longer|un)[ -]?(?:available|supported|allowed|possible|offered|permitted|served|applicable"
    r"|deliver(?:ed|able)?) (?:for|to|in|between|within|at|with|on) (?:[\w'\"-]+ ){0,4}(?:destination|country|region"
    r"|area|route|postcode|post code|postal code|zip|address|weight|location|delivery|product|service|option"
    r"|contract|recipient|shipment|island|parcel)s?",
    r"(?:un|not )available (?:for|between) (?:the )?(?:selected|given|these|this|your|chosen)",
    r"(?:no|cannot|can't|does not|do not|doesn't|not) (?:[\w']+ ){0,2}deliver(?:y|ies)? (?:to|in|at|possible"
    r"|available)",
    r"out(?:side)?(?: of)? (?:the |our |its )?(?:\w+ )?(?:service|delivery|coverage|serviced?) ?(?:area|zone|region"
    r"|range)?", r"(?:not|isn't) (?:within|in|part of) (?:the |our )?(?:service|delivery|coverage) area",
    r"(?:tariff|rate|price|routing|route|service|product)s? (?:not|cannot be|could not be) (?:found|available"
    r"|determined|calculated|defined) (?:for|to|with)?",
    r"no (?:\w+ )?(?:tariff|rate|price|routing|route|service|product|shipping (?:method|option|product))s? (?:\w+ )"
    r"{0,2}(?:found|available|defined|possible|matches|for)", r"tariff not found",
    r"(?:dienst|service) fur (?:\w+ ){1,4}nicht (?:verfugbar|moglich|erlaubt|zulassig)",
    r"(?:unsupported|unserviceable|excluded|blocked|invalid) (?:destination|service area|route)",
    r"(?:shipping|delivery|shipments?) (?:is |are )?not (?:possible|available|allowed|permitted|supported) (?:to|in)",
    r"(?:post ?code|postal code|zip ?code|zip|cap|plz|code postal|codigo postal|postleitzahl)(?: [\w.]+){0,3} (?:is "
    r"|wird |e |est |no esta |wordt )?(?:not|un|non|no|nicht|niet|n'est pas) ?(?:serviced|served|covered|serviceable"
    r"|servit[oa]|copert[oa]|desservi|couvert|cubierto|beliefert|bediend|bezorgd)",
    r"(?:delivery|deliveries|shipping|shipment)s? (?:to|in|for) (?:[\w']+ ){1,5}(?:is |are )?(?:not|im|un|no longer) "
    r"?(?:possible|available|allowed|supported|offered)",
    r"(?:shipping|delivery)[ _](?:option|method|product|service|type)s?(?: [\w':._-]+){0,3} (?:is |are )?(?:not|in"
    r"|un|no longer|does not|cannot|can't|unknown)(?: ?\w+)?",
    r"(?:invalid|unknown|unsupported|inactive|disabled) (?:shipping|delivery)[ _](?:option|method|product|service"
    r"|type)",
    r"(?:product|service)(?: ?(?:code|type|level|name|combination|option)s?)?(?: [\w':.,_()-]{1,40}){0,3}? (?:is "
    r"|are |was )?(?:not (?:available|allowed|supported|valid|possible|permitted|active|enabled|found|known|offered"
    r"|bookable|activated|authori[sz]ed|contracted)|unavailable|unknown|invalid|unsupported|does not exist|disabled"
    r"|discontinued|no longer)(?= |$|[.,;:!])",
    r"(?:invalid|unknown|unsupported|incorrect|wrong|inactive) (?:\w+ )?(?:product|service)(?: ?(?:codes?|types?"
    r"|levels?|combination|options?|name))?\b(?! ?point)",
    r"carrier (?:[\w']+ ){0,3}not (?:enabled|active|activated|supported)", r"carrier (?:is )?disabled",
    r"carrier [\w-]+ (?:does not|doesn't) exist",
    r"invalid contract", r"not enabled for",
    r"(?:cash on delivery|cod|saturday delivery|signature|age check|id check|neighbou?r delivery|express)(?: \w+)"
    r"{0,2} (?:is )?(?:not (?:available|possible|allowed|supported|permitted)|unavailable)",
    r"not (?:supported|served|serviced|offered|covered) by (?:the )?carrier",
    r"(?:option|method|product|service) cannot be used", r"(?:combination|product) options?",
    r"(?:cannot|can not|must not) be (?:combined|used together)",
    r"does not (?:support|serve|service|cover|offer) (?:[\w']+ ){0,4}(?:destination|country|region|area|postcode"
    r"|postal code|address|route|delivery|parcel|service|product)",
    # German
    r"(?:ziel|bestimmungs|empfanger)?(?:land|region|gebiet|insel|plz|postleitzahl|destination)(?: \w+){0,4} (?:wird "
    r"|ist |werden )?(?:\w+ )?nicht (?:\w+ )?(?:beliefert|unterstutzt|bedient|angeboten|zulassig|moglich|versorgt"
    r"|angefahren|erlaubt)(?! format)",
    r"(?:produkt|verfahren|versandart|versandprodukt|versandmethode|versandoption|service|leistung|zusatzleistung"
    r"|zusatzservice|versanddienst)\w*(?: [\w':.,()-]+){0,8}? (?:nicht (?:verfugbar|erlaubt|moglich|zulassig"
    r"|unterstutzt|zugelassen|buchbar|aktiviert|freigeschaltet|angeboten|gultig|kombinierbar|bekannt)|unzulassig"
    r"|ungu?e?ltig|unbekannt)(?= |$|[.,;:!])",
    r"(?:ungu?e?ltige[rs]?|unbekannte[rs]?|unzulassige[rs]?) (?:produkt|verfahren|versandart|versandprodukt|service)"
    r"\w*", r"keine?n? (?:tarif|route|routing|zustellung|versand|lieferung|preis)\w*(?: \w+){0,5}",
    r"\w*(?:zustellung|lieferung|versand)(?: \w+){0,5} nicht moglich",
    r"au(?:ss|ß)erhalb des (?:zustell|liefer|service)gebiet\w*",
    r"nicht (?:verfugbar|moglich|zulassig) fur (?:\w+ ){0,3}(?:land|ziel\w*|plz|postleitzahl|adresse|region|gewicht"
    r"|empfanger)",
    # Dutch
    r"(?:(?:bestemmings)?land|bestemming|regio|gebied|postcodegebied|land van bestemming)(?: \w+){0,3} (?:wordt |is )"
    r"?niet (?:\w+ )?(?:ondersteund|bezorgd|bediend|mogelijk|toegestaan|bereikbaar)",
    r"(?:product|productcode|verzendmethode|verzendoptie|verzendwijze|optie|productoptie|dienst)\w*(?: [\w':.,()-]+)"
    r"{0,6}? (?:niet (?:beschikbaar|toegestaan|mogelijk|ondersteund|geldig|actief|bekend)|ongeldig|onbekend)(?= |$"
    r"|[.,;:!])", r"(?:ongeldige?|onbekende?|onjuiste?) (?:product\w*|verzendmethode|verzendoptie|dienst)",
    r"(?:bezorging|levering|verzending)(?: \w+){0,5} niet mogelijk",
    r"geen (?:tarief|route|bezorging|levering)\w*(?: \w+){0,4}",
    r"niet beschikbaar voor (?:\w+ ){0,3}(?:land|bestemming|postcode|adres|gewicht|gebied)",
    # French
    r"(?:pays|destination|zone|region|code postal|localite|ile)s?(?: [\w']+){0,4} (?:n'(?:est|sont) pas |non |n'est "
    r"plus )(?:\w+ )?(?:desservie?s?|couverte?s?|pris(?:e|es)? en charge|autorisee?s?|livree?s?|accessibles?"
    r"|disponibles?|eligibles?)",
    r"(?:produit|prestation|offre|service|mode de livraison|methode d'expedition|option)s?(?: [\w'.()-]+){0,6}? "
    r"(?:n'(?:est|existe) (?:pas|plus) |non |est |pas )?(?:\w+ )?(?:indisponible|disponible|autorisee?|invalide"
    r"|inconnue?|incorrecte?|compatible|eligible|possible|inexistante?|valide)s?(?: (?:pour|vers|sur|avec|dans|a "
    r"destination))",
    r"(?:code produit|produit|prestation|offre|mode de livraison|option)(?: [\w'.()-]+){0,4}? (?:est |n'est pas |non "
    r")?(?:invalide|inconnue?|incorrecte?|non autorisee?|autorisee?|valide|souscrite?|activee?)",
    r"(?:livraison|expedition|envoi)(?: [\w']+){0,5} (?:impossible|non (?:autorisee?|disponible|assuree?)|n'est pas "
    r"(?:possible|assuree?|disponible))", r"(?:pas|aucune?) (?:de )?(?:tarif|livraison|prestation|desserte)\w*",
    r"(?:indisponible|non disponible|pas disponible)s? (?:pour|vers|sur) (?:ce|cette|la|le|l') ?(?:\w+ )?(?:code "
    r"postal|pays|destination|zone|adresse|poids|produit)", r"hors (?:de la )?zone",
    # Spanish
    r"(?:pais|destino|zona|region|poblacion|codigo postal|isla)(?: (?:de )?\w+){0,3} no (?:esta )?(?:\w+ )"
    r"?(?:soportado|cubiert[oa]|admitid[oa]|servid[oa]|permitid[oa]|disponible|autorizad[oa]|habilitad[oa])",
    r"(?:producto|servicio|modalidad|metodo de envio|tipo de (?:servicio|envio)|opcion)(?: [\w'.()-]+){0,4}? (?:no "
    r"(?:esta )?(?:disponible|permitid[oa]|valid[oa]|admitid[oa]|existe|contratad[oa]|habilitad[oa]|autorizad[oa]"
    r"|compatible)|invalid[oa]|incorrect[oa]|desconocid[oa])(?: (?:para|en|con|a)\b|$|[.,;:])",
    r"no (?:se (?:puede|realiza)n?|hay) (?:entregas?|entregar|envios?|enviar|servicio|tarifas?)",
    r"(?:sin|ninguna|no hay|no existe) (?:una )?(?:tarifas?|cobertura|servicio) ?",
    r"fuera de (?:la )?(?:zona|cobertura|area)", r"tarifa no (?:encontrada|disponible|existe)",
    # Italian
    r"(?:paese|destinazione|zona|regione|nazione|localita|isola)(?: (?:di )?\w+){0,3} non (?:e )?(?:\w+ )"
    r"?(?:servit[oa]|copert[oa]|supportat[oa]|consentit[oa]|ammess[oa]|disponibile|abilitat[oa]|raggiungibile)",
    r"(?:prodotto|servizio|metodo di spedizione|modalita|opzione)(?: [\w'.()-]+){0,4}? (?:non (?:e )?(?:disponibile"
    r"|consentit[oa]|valid[oa]|ammess[oa]|abilitat[oa]|attiv[oa]|previst[oa]|compatibile|esistente)|errat[oa]"
    r"|sconosciut[oa])(?: (?:per|in|con|verso)\b|$|[.,;:])",
    r"(?:consegna|spedizione)(?: \w+){0,4} non (?:e )?(?:possibile|disponibile|consentita)",
    r"(?:nessuna|non esiste) (?:una )?tariffa\w*", r"fuori (?:zona|area)", r"tariffa non (?:trovata|disponibile)",
    r"usluga (?:\w+ ){0,3}niedostepna (?:dla|w|na)",
)  # fmt: skip

CONTENTS: Final = phrases(
    r"(?:alcohol\w*|batter(?:y|ies)|perishables?|liquids?|tobacco|weapons?|cosmetics|aerosols?|perfumes?)(?: \w+)"
    r"{0,3} (?:not|prohibited|forbidden"
    r"|excluded|restricted)", r"(?:no|without) (?:alcohol|batteries|liquids|perishables)",
    r"(?:akkus?|batterien|batterijen|alkohol|alcool|alcol|piles|baterias?|batterie)(?: \w+){0,3} (?:nicht|verboten"
    r"|niet|verboden|interdit\w*|non|no|prohibid\w*|vietat\w*)",
    r"dangerous goods", r"lithium(?: batter\w+)?", r"hazardous (?:goods|materials?)",
    r"(?:prohibited|restricted|forbidden|non-?mailable) (?:items?|goods|contents?|articles?|merchandise)",
    r"gefahrgut\w*", r"gevaarlijke (?:stoffen|goederen)", r"marchandises? (?:dangereuses?|interdites?)",
    r"mercancias? (?:peligrosas?|prohibidas?)", r"merc[ei] (?:pericolos[ae]|proibit[ae])",
    r"verboden (?:goederen|inhoud)", r"verbotene[rsn]? (?:inhalt\w*|ware\w*)",
)  # fmt: skip
_MANY: Final = (
    r"(?:multi-?[ -]?(?:coll[io]|parcel|piece|package|colis|bulto)s?|mehrpaket\w*|(?:mehrere|meerdere|plusieurs"
    r"|varios|piu) (?:pakete|pakketten|colli|colis|bultos)"
    r"|(?:number|amount|quantity|anzahl|aantal|nombre|numero)(?: maxim\w+)? (?:of|der|de|di|van)? ?(?:parcels"
    r"|packages|pieces|boxes|pakete|packstucke|pakketten|colli|colis|bultos))"
)
_NOT_SO_MANY: Final = (
    r"(?:not|no longer|un)[ -]?(?:allowed|supported|possible|available|permitted)|exceed\w*|too (?:many|high)"
    r"|greater than|more than|maxim\w+|at most"
    r"|nicht (?:erlaubt|moglich|unterstutzt|zulassig|verfugbar)|uberschrit\w+|uberschreit\w+|niet (?:toegestaan"
    r"|mogelijk|ondersteund)|overschr\w+"
    r"|(?:n'est|ne sont) pas|non (?:autorise|disponible|consentit|supportat)\w*|depasse\w*|no (?:esta )?(?:permitid"
    r"|disponible|admitid)\w*|supera\w*|excede\w*"
)
PARCELS: Final = phrases(
    rf"{_MANY}(?: \S+){{0,5}}? (?:{_NOT_SO_MANY})", rf"(?:{_NOT_SO_MANY})(?: \S+){{0,4}}? {_MANY}",
    r"(?:only|maximum(?: of)?|max\.?|at most|more than|not more than|no more than|up to) (?:one|1|single|two|\d+) "
    r"(?:parcel|package|piece|coll[io]|box)(?:e?s)?",
    r"(?:nur|maximal|hochstens|mehr als) (?:ein|1|zwei|\d+) pakete?",
    r"(?:slechts|maximaal|meer dan|hoogstens) (?:een|1|\d+) (?:pakket|pakketten|colli|collo)",
    r"(?:un seul|maximum|plus d'un|plus de \d+) (?:\d+ )?colis",
    r"(?:un solo|maximo|mas de un|mas de \d+) (?:\d+ )?bultos?",
    r"(?:un solo|massimo|piu di un|piu di \d+) (?:\d+ )?coll[oi]",
)  # fmt: skip
