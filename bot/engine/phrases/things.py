"""What refusals are about: the data of an order, by its names in several languages."""

from __future__ import annotations

from typing import Final

from bot.engine.phrases.folding import one_of
from bot.model.trouble import Field

PHONE: Final = one_of(
    r"(?:tele)?phone(?: ?(?:numbers?|no|nr))?", r"mobile (?:phone|number|no)(?: number)?", r"cell ?phone",
    r"(?:sms|contact|gsm|mobile|tel)(?: ?(?:number|no|nr))", r"phonenumber", r"msisdn",
    r"telefoon(?:nummers?)?", r"gsm-?nummers?", r"mobiele? (?:telefoon)?nummers?", r"mobiel",
    r"telefon(?:nummern?|nr)?", r"(?:mobil|handy|mobilfunk|ruf)nummern?", r"mobiltelefon\w*",
    r"(?:numero|num|no?) (?:de |du )?(?:telephone|tel|portable|mobile|gsm)",
    r"telephones?(?: (?:portable|mobile|fixe))?",
    r"portable", r"(?:numero de )?(?:telefono|movil)(?: (?:movil|fijo))?", r"celular",
    r"(?:numero di )?(?:telefono|cellulare)", r"recapito telefonico", r"telefone", r"telemovel", r"(?:numer )?telefonu",
)  # fmt: skip
EMAIL: Final = one_of(
    r"e-? ?mails?(?:[ -]?(?:address(?:es)?|adres|adresse|id))?", r"mail(?:adresse| ?address|adres)",
    r"adresse? (?:e-?mail|mail|electronique)", r"courriels?", r"courrier electronique",
    r"(?:direccion de )?correo(?: electronico)?", r"posta elettronica", r"indirizzo (?:e-?mail|mail)",
    r"adres e-?mail", r"emailadres\w*", r"domain for email address",
)  # fmt: skip
HOUSE_NUMBER: Final = one_of(
    r"(?:house|street|building|door|premise|civic)[ _-]?(?:numbers?|nr|no)", r"huis ?(?:nummers?|nr)",
    r"haus ?(?:nummern?|nr)",
    r"numero (?:de (?:la )?(?:rue|voie|maison|calle|casa|portal)|dans la (?:rue|voie)|civico)",
    r"civico", r"numer (?:domu|budynku)",
)  # fmt: skip
POSTAL_CODE: Final = one_of(
    r"post(?:al)?[ -]?codes?", r"zip(?:[ -]?codes?)?", r"plz", r"postleitzahl(?:en)?", r"code?s? posta(?:l|ux)",
    r"codigos? posta(?:l|les|is)", r"cap", r"codice (?:di avviamento )?postale", r"kod(?:u)? pocztow\w+", r"cp",
    r"postcodes?",
)  # fmt: skip
CITY: Final = one_of(
    r"city", r"cities", r"town", r"locality", r"localite", r"ville", r"commune", r"(?:woon)?plaats(?:naam)?",
    r"(?:wohn|bestimmungs)?ort(?:s(?:name|angabe))?", r"stadt", r"stad", r"gemeente", r"ciudad", r"poblacion",
    r"localidad", r"municipio", r"citta", r"localita", r"comune", r"miasto", r"miejscowosc", r"post town",
)  # fmt: skip
STATE: Final = one_of(
    r"(?:state|province|county|region)[ /-]?(?:codes?|field)", r"states?(?: or |/)provinces?(?: codes?)?",
    r"province", r"provincia", r"provincie", r"bundesland", r"kanton", r"state(?= (?:is|must be) )",
    r"(?:recipient|receiver|consignee|destination|ship ?to) state",
)  # fmt: skip
COUNTRY: Final = one_of(
    r"(?:destination )?country(?: ?codes?)?", r"countrycode", r"(?:code )?pays", r"land(?:es)?(?:code|kennung|kurzel)?",
    r"landercode", r"(?:codigo de )?pais", r"(?:codice )?(?:paese|nazione)",
)  # fmt: skip
STREET: Final = one_of(
    r"street(?: ?(?:names?|lines?|address))?(?: ?\d)?(?! ?(?:number|nr|no))", r"address (?:line )?\d",
    r"address ?lines?(?: ?\d)?",
    r"addressline\d?", r"straat(?:naam)?", r"strassen?(?:name(?:ns)?)?", r"str",
    r"(?<!numero[ _-]de[ _-])(?<!numero[ _-]de[ _-]la[ _-])(?<!dans[ _-]la[ _-])rue", r"nom de (?:la )?(?:rue|voie)",
    r"(?<!numero[ _-]de[ _-])voie", r"(?<!numero[ _-]de[ _-])(?<!numero[ _-]de[ _-]la[ _-])calle", r"nome della via",
    r"ulica", r"adresregels?(?: ?\d)?", r"adresszeilen?(?: ?\d)?",
    r"lignes? d'adresse(?: ?\d)?", r"ligne \d", r"linea(?: \d)? de (?:la )?direccion", r"adresse ?[12]",
)  # fmt: skip
NAME: Final = one_of(
    r"(?:recipient|receiver|consignee|contact|customer|addressee|first|last|full|sur|family)(?:'s)?[ _-]?names?",
    r"name ?[123]", r"contact person", r"naam(?: (?:van de )?ontvanger)?", r"ontvangernaam", r"achternaam",
    r"voornaam",
    r"(?<!company[ _-])(?<!street[ _-])(?<!city[ _-])(?<!user[ _-])(?<!product[ _-])(?<!service[ _-])(?<!file[ _-])"
    r"name(?: (?:of the (?:recipient|receiver)|des empfangers))?", r"empfangername", r"nachname",
    r"vorname", r"ansprechpartner",
    r"(?<!de[ _-])nom(?! de (?:la )?(?:rue|voie|societe))(?: (?:du destinataire|de famille))?", r"prenom",
    r"nombre(?: (?:del? )?destinatario)?", r"apellidos?", r"nome(?: (?:del )?destinatario)?", r"cognome", r"nazwisko",
    r"imie", r"nominativo",
)  # fmt: skip
COMPANY: Final = one_of(
    r"company(?: ?names?)?", r"(?:empfanger)?firma", r"firmenname", r"bedrijfsnaam", r"raison sociale",
    r"nom de (?:la )?societe", r"(?:nombre de (?:la )?)?empresa", r"razon social", r"ragione sociale", r"azienda",
)  # fmt: skip
ADDRESS: Final = one_of(
    r"(?:shipping|delivery|destination|recipient|receiver|consignee|ship ?to|to)? ?address(?:es)?",
    r"(?:aflever|bezorg|verzend)?adres(?:sen|gegevens)?", r"(?:liefer|zustell|empfanger|ziel)?adress(?:en?|daten)",
    r"anschrift", r"adresses?(?: (?:de livraison|du destinataire))?", r"direccion(?:es)?", r"indirizz[oi]",
    r"endereco", r"(?:danych )?adres(?:u|ow\w+)?", r"recipient", r"receiver", r"consignee", r"addressee",
    r"ontvangers?", r"empfangers?", r"destinataire", r"destinatario", r"odbiorc\w+",
)  # fmt: skip
ADDRESS_PARTS: Final = {
    Field.NAME: NAME,
    Field.COMPANY: COMPANY,
    Field.STREET: STREET,
    Field.POSTAL_CODE: POSTAL_CODE,
    Field.CITY: CITY,
    Field.STATE: STATE,
    Field.COUNTRY: COUNTRY,
}

WEIGHT: Final = one_of(
    r"(?:(?:parcel|package|gross|total|shipment|item)[ _-]?)?weights?",
    r"(?:paket|brutto|gesamt|sendungs|pakket)?gewichts?",
    r"poids", r"pesos?", r"waga", r"wagi", r"mass",
)  # fmt: skip
DIMENSIONS: Final = one_of(
    r"dimensions?", r"girth", r"measurements?", r"gurtmass", r"(?:paket)?masse", r"abmessungen",
    r"(?:pakket)?afmetingen?",
    r"formaat", r"dimensiones", r"medidas", r"dimensioni", r"misure", r"dimensoes", r"wymiary?", r"gabaryt\w*",
    r"(?:parcel|package|colli|paket|pakket|colis|volumetric)(?:'s)? ?(?:length|width|height|sizes?|volume)",
    r"(?:length|width|height|lengte|breedte|hoogte|lange|laenge|breite|hohe|hoehe|longueur|largeur|hauteur|largo|ancho"
    r"|alto|lunghezza|larghezza|altezza)(?! (?:of|von|van|de|del|di) (?:the |de |la |das |des |der )?\w*(?:field|name|"
    r"string|value|address|street|feld|champ|campo|veld|adres|strass|nom|nombre))",
)  # fmt: skip

SERVICE_POINT: Final = one_of(
    r"service ?points?(?: id)?", r"servicepunt\w*", r"parcel ?shops?", r"pakket ?(?:shop|punt|automaat)\w*",
    r"paket ?shops?", r"packstation(?:en)?", r"postfilialen?", r"filialen?",
    r"pick-?[ -]?up (?:points?|locations?|shops?)",
    r"(?:parcel |target |)lockers?(?: (?:id|code))?", r"targetlocker", r"points? relais", r"points? de retrait",
    r"point retrait", r"relais(?: colis| pickup)?", r"relay points?", r"puntos? (?:de recogida|de entrega|pack|relay)",
    r"puntos? (?:di ritiro|pudo)", r"punti? di ritiro", r"(?:afhaal|ophaal|post)(?:punt|locatie|kantoor)\w*",
    r"(?:drop-?[ -]?off|access|collection) points?", r"paczkomat\w*", r"apm", r"pudo(?: ?(?:id|point))?", r"citypaq",
    r"oficina(?: de correos)?", r"ufficio postale", r"ponto de (?:recolha|entrega)",
)  # fmt: skip
POST_NUMBER: Final = one_of(r"post ?number", r"postnumber", r"postnummern?")

HS_CODE: Final = one_of(
    r"hs ?(?:tariff ?)?(?:codes?|numbers?)", r"hscode", r"harmoni[sz]ed (?:system )?(?:tariff )?(?:codes?|numbers?)",
    r"tariff ?(?:codes?|numbers?|nr)", r"commodity codes?", r"(?:zoll|waren)?tarifnummern?", r"taric(?: code)?",
    r"codes? (?:sh|douaniers?)", r"codigos? (?:arancelarios?|taric|hs)", r"partida arancelaria",
    r"codic[ei] doganal[ei]",
    r"goederencodes?",
)  # fmt: skip
ORIGIN_COUNTRY: Final = one_of(
    r"country of (?:origin|manufacture)", r"origin country", r"(?:herkunfts|ursprungs)land",
    r"land van (?:herkomst|oorsprong)",
    r"pays d'origine", r"pais de origen", r"paese di origine",
)  # fmt: skip
INVOICE_NUMBER: Final = one_of(
    r"(?:commercial |proforma )?invoice ?(?:numbers?|no|nr|date)", r"commercial invoice", r"invoice",
    r"rechnungsnummer",
    r"handelsrechnung", r"factuurnummer", r"handelsfactuur", r"(?:numero de )?facture(?: commerciale| pro ?forma)?",
    r"(?:numero de )?factura(?: comercial| proforma)?", r"(?:numero (?:di )?)?fattura(?: commerciale)?", r"proforma",
)  # fmt: skip
ITEM_VALUE: Final = one_of(
    r"(?:goods|contents?|items?|customs|commodity) (?:value|price|amount)",
    r"value of (?:the )?(?:goods|contents?|items?)",
    r"warenwert", r"zollwert", r"goederenwaarde", r"waarde van de (?:goederen|inhoud)",
    r"valeur (?:de la marchandise|des marchandises|en douane|des? articles?|du contenu)",
    r"valor de (?:la mercancia|los articulos|aduanas?|del contenido)", r"valore (?:della merce|doganale|del contenuto)",
)  # fmt: skip
DESCRIPTION: Final = one_of(
    r"(?:goods|contents?|items?|customs|commodity) description", r"description of (?:the )?(?:goods|contents?|items?)",
    r"(?:waren|inhalts)beschreibung", r"omschrijving van de (?:inhoud|goederen)", r"goederenomschrijving",
    r"description (?:de la marchandise|du contenu|des (?:articles|marchandises))",
    r"descripcion de(?:l contenido| la mercancia)",
    r"descrizione de(?:l contenuto|lla merce)", r"nature of (?:the )?(?:contents|shipment)",
)  # fmt: skip
TAX_NUMBER: Final = one_of(
    r"eori(?:[ -]?(?:number|no|nummer|nr))?", r"vat(?:[ -]?(?:number|no|id|registration))?",
    r"ioss(?:[ -]?(?:number|no|nummer))?",
    r"tax (?:id|numbers?|identification(?: numbers?)?)", r"btw-?nummer", r"ust-?id\w*", r"umsatzsteuer\w*",
    r"steuernummer",
    r"numero (?:de )?(?:tva|eori)", r"numero (?:di )?partita iva", r"partita iva", r"codice fiscale", r"nif", r"cif",
    r"dni", r"cpf",
)  # fmt: skip
CUSTOMS: Final = one_of(
    r"customs (?:data|declarations?|information|info|items?|documents?|invoice|forms?|details?|descriptions?|contents?"
    r"|lines?|papers?)", r"cn ?2[23]", r"cp ?71",
    r"douane(?:gegevens|verklaring|informatie|formulier|documenten?|waarde)?",
    r"zoll(?:daten|erklarung|inhaltserklarung|angaben|dokumente?|formular|informationen|rechnung)?",
    r"(?:declaration|donnees|informations?|documents?) (?:de |en )?douan\w+",
    r"(?:declaracion|datos|informacion|documentos?) (?:de |para )?(?:la )?aduan\w+",
    r"(?:dichiarazione|dati|informazioni|documenti) doganal\w+", r"dogana",
    r"export (?:reason|declaration|documents?|type)",
    r"reason for export", r"(?:customs )?incoterms?", r"customs articles?",
)  # fmt: skip
CUSTOMS_PARTS: Final = {
    Field.HS_CODE: HS_CODE,
    Field.ORIGIN_COUNTRY: ORIGIN_COUNTRY,
    Field.INVOICE_NUMBER: INVOICE_NUMBER,
    Field.ITEM_VALUE: ITEM_VALUE,
    Field.DESCRIPTION: DESCRIPTION,
    Field.TAX_NUMBER: TAX_NUMBER,
}

CURRENCY: Final = one_of(
    r"currenc(?:y|ies)(?: code)?", r"wahrung(?:scode)?", r"valuta", r"devise", r"moneda", r"divisa", r"waluta",
)  # fmt: skip
INSURANCE: Final = one_of(
    r"insur(?:ed|ance)(?: (?:value|amount|sum))?", r"declared value", r"verzekerd\w*(?: (?:bedrag|waarde))?",
    r"verzekering\w*",
    r"versicherung\w*", r"versicherter? \w+", r"(?:valeur|montant) (?:assuree?|declaree?)", r"assurance",
    r"(?:valor|importe) (?:asegurado|declarado)", r"seguro", r"valore (?:assicurato|dichiarato)", r"assicurazione",
)  # fmt: skip

SENDER: Final = one_of(
    r"(?:sender|shipper|consignor|exporter|ship ?from)(?:'s)?",
    r"(?:from|return|collection|origin|pick-?[ -]?up) address",
    r"afzenders?(?:adres)?", r"retouradres", r"ophaaladres", r"absenders?", r"absender(?:adresse|daten)",
    r"versenders?",
    r"abholadresse", r"expediteur", r"remitente", r"mittente", r"remetente", r"nadawc\w+",
)  # fmt: skip
"""Who sends. A fault of theirs is in the account's own data, whatever of it is named beside."""

RECIPIENT: Final = one_of(
    r"recipient(?:'s)?", r"receiver(?:'s)?", r"consignee(?:'s)?", r"importer(?:'s)?", r"ontvangers?", r"empfangers?",
    r"destinataire", r"destinatario", r"importeurs?",
)  # fmt: skip

EORI: Final = one_of(r"eori(?:[ -]?(?:number|no|nummer|nr))?", r"ioss(?:[ -]?(?:number|no|nummer))?")
"""Tax numbers that only who sends can have, where nobody else is named."""

OWN_SENDER: Final = one_of(
    r"(?:sender|shipper|return|from|collection|pick-?[ -]?up)(?:'s)? ?(?:address|details|data|info(?:rmation)?)",
    r"afzender(?:adres|gegevens)", r"retouradres", r"ophaaladres", r"absender(?:adresse|daten)", r"abholadresse",
)  # fmt: skip
