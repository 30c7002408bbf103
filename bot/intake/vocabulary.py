"""The words that decide what a number in a text is, in the languages of Sendcloud's markets.

English, Dutch, German, French, Spanish, Italian, Portuguese, Polish, Danish, Swedish; without signs and accents.
"""

from __future__ import annotations

from bot.intake.headings import ORDER_HEADINGS


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


ORDER_WORDS = ORDER_HEADINGS | _words(
    "bestelnrs bestellings bestellungs bestell auftrage auftragen auftragsnr bestelldnummer ordernumbers orderref",
    "zamowieniem zamowieniu zamowienie zlecenia bestallningar bestallningen ordren ordrene bestillinger tilaukset",
    "preorder preorders backorder backorders objednavky comenzi pedido pedidos encomendas ordini commandes",
)
"""What an order is called; a number behind one of them is an order's."""

LINKS = _words("with met mit de del della der das la le el the")
"""What never stands right before the number of an order: an order *with* 1500, a *commande de* 1500."""

REFERENCES = _words(
    "nr nrs no nos num number numbers nummer nummers nummern numero numeros n numer numery ndeg id ids ref",
    "reference referentie referenz referencia numb",
)
"""Words for a number of whatever: they count right after a word for orders."""

NUMBER_WORDS = LINKS | REFERENCES | _words("is are was ist sind est sont son")
"""What may stand between such a word and its number."""

OTHER_THINGS = _words(
    "invoice invoices invoicenumber invoiceno ticket tickets case cases claim claims issue issues receipt quote",
    "rechnung rechnungen rechnungsnummer rechnungsnr angebot factuur facturen factuurnummer factuurnr offerte facture",
    "factures factura facturas fattura fatture fatura faktura faktury customer customers customernumber customerno",
    "client clients kunde kunden kundennummer kundennr klant klantnummer klantnr cliente clientes clienti tracking",
    "trackingnumber trackingcode trackingnummer sendungsnummer zendingnummer barcode sku article artikelnummer",
    "artikelnr iban account konto kontonummer rekening rekeningnummer compte phone telephone mobile telefon",
    "pr bug bugs fixes closes task tasks",
    "telefoon tel room zimmer kamer chambre habitacion page seite pagina return returns retour retoure rma",
)
"""What has numbers of its own, also behind ``#``: an invoice, a customer, a parcel on its way."""

QUANTITIES = _words(
    "qty quantity quantities aantal anzahl menge stuckzahl quantite qte cantidad quantita quantidade ilosc antal",
)
"""Words before which or behind which a short number says how many."""

ORDERING = _words("order commande bestel bestelle ordina encarga encomenda")
"""Words for an order with which one may order something as well: ``order 250 stickers``."""

ASKED = _words("please pls kindly to you we i can must should lets bitte svp aub graag")
"""What stands before such a word where it is what one is to do."""

COUNTS = QUANTITIES | _words("number count amount nombre totaal total sum")
"""What makes a number behind *orders* tell how many there are."""

NEGATIONS = _words(
    "not dont doesnt didnt cannot cant wont shouldnt never niet nooit geen nicht nie niemals kein keine keinen pas",
    "jamais non nunca nao inte aldrig ikke aldri ej",
)
"""Words that turn what a sentence asks for into its opposite."""

REFUSALS = _words(
    "cancel cancels cancelled canceled cancelling canceling cancellation cancellations annuleer annuleren annuleert",
    "geannuleerd geannuleerde annulering annuleringen storno stornieren storniere storniert stornierte stornierung",
    "annuler dannuler annules annulez annule annulee annulees annulation annulla annullare annullato annullati",
    "cancelar cancela cancelado cancelada cancelados canceladas anular anulado anulada anulowac anulowane anulowano",
    "avbestall annuller annulleret refund refunds refunded terugbetalen terugbetaald terugbetaling erstatten erstattet",
    "erstattung ruckerstattung rembourser rembourse remboursee remboursement reembolsar reembolso rimborso rimborsare",
    "except excepting excluding exclude skip hold stop behalve uitgezonderd overslaan ausser ausgenommen zuruckhalten",
    "sauf excepte excepto salvo tranne eccetto exceto oprocz returned returns retour geretourneerd geretourneerde",
    "zuruckgeschickt retourniert retournes retourne devuelto devueltos reso resi zwrocone",
)
"""Words that say of an order by themselves that no label is wanted for it."""

ALREADY = _words("already bereits schon reeds deja gia juz redan allerede")
"""Words for what is done before now."""

DONE = _words(
    "shipped sent dispatched labelled labeled printed verzonden verstuurd geprint versendet verschickt gedruckt envoye",
    "envoyes envoyee envoyees expedie expedies expediee expediees enviado enviados enviada enviadas spedito spediti",
    "spedita spedite inviato inviati wyslane wyslano wyslany skickat skickade sendt afsendt",
)
"""What has become of an order that needs no label any more, when it is said so."""

EITHER = _words("or oder ou")
"""Words between two numbers of which one is meant, and nobody knows which."""

WROTE = _words("wrote writes schreef schrijft schrieb schreibt ecrit escribio scritto scrisse escreveu napisal skrev")

CONJUNCTIONS = _words(
    "and en und et y e i och og plus also ook auch aussi anche tambien tambem oraz sowie or oder ou",
)

UNITS = _words(
    "item items pcs pc piece pieces stuks stuk st stk stuck stucke artikel artikelen articles article artikeln",
    "product products produkt produkte producten produits produit productos prodotti produtos produktow unit units",
    "eenheden einheiten unites unidades unidad unita pair pairs paar paren box boxes doos dozen doosjes karton",
    "kartons carton cartons colis paquet paquets pakket pakketten paket pakete parcel parcels package packages",
    "paquetes pacchi pacotes paczek paczki pezzi pezzo piezas pieza pecas peca sztuk szt sztuki styck kpl kg g gr",
    "gram grams kilo kilos lb lbs oz gramm grammes grammi gramos cm mm m km l ml cl inch inches eur euro euros usd",
    "gbp pln zl chf sek dkk nok kr dollar dollars pounds percent procent prozent times keer mal fois veces volte",
    "vezes day days dag dagen tag tage tagen jour jours dia dias giorni giorno dni dagar hour hours uur uren uhr",
    "stunden heure heures hora horas ore godzin h min mins minutes minuten week weeks weken woche wochen semaines",
    "semanas settimane tygodni month months maanden monate mois meses mesi years year jaar jahre ans anos anni lat",
    "people customers klanten kunden clients clientes clienti total totaal pages page pallets pallet palette meters",
    "am pm more meer mehr extra",
)
"""Words beside which a number counts, measures or dates."""

WEAK_UNITS = _words(
    "orders labels bestellingen bestellungen auftrage commandes pedidos ordini encomendas zamowien verzendlabels",
    "etiketten etiquettes etiquetas etichette etykiet versandlabels stickers zendingen sendungen envois envios",
    "spedizioni",
)
"""What is counted (``2 orders``), unless an order word stands before the number."""

STREETS = _words(
    "street road rd ave avenue lane ln drive court close square terrace way highway straat laan weg plein kade",
    "gracht singel dijk steeg strasse str platz allee gasse ring ufer damm rue boulevard bd blvd quai chemin",
    "impasse place via viale piazza corso largo vicolo calle plaza avda avenida paseo carrer rua travessa estrada",
    "praca ulica ul aleja al plac osiedle gatan vagen gata vej gade alle torv katu tie",
)
STREET_ENDINGS = (
    "straat", "strasse", "str", "laan", "weg", "plein", "kade", "gracht", "singel", "dijk", "gasse", "platz", "allee",
    "gatan", "vagen", "vej", "gade", "katu",
)  # fmt: skip
FLATS = _words(
    "flat apt apartment appartement suite floor room huis bus etage stock wohnung batiment bat piso puerta interno",
    "scala lokal postbus box bte po postfach zip postcode plz cap postal code bp house huisnummer hausnummer",
)
"""Words of an address beside which a number is a part of it."""

MONTHS = _words(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september",
    "october november december januari februari maart mei juni juli augustus oktober maa mrt okt januar februar",
    "marz mai dezember dez janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero",
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic gennaio",
    "febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott janeiro fevereiro",
    "marco maio junho julho setembro outubro novembro dezembro fev out stycznia lutego marca kwietnia maja czerwca",
    "lipca sierpnia wrzesnia pazdziernika listopada grudnia maj augusti",
)

REQUESTS = _words(
    "ship send create make print generate need needs process dispatch label labels shipping ready buy order orders",
    "verstuur versturen verzend verzenden verzonden maak maken aanmaken aan stuur sturen printen verzendlabel",
    "verzendlabels zendlabel senden sende sendet schicken schick verschicken versenden versende versand",
    "versandetikett versandlabel versandlabels etikett etiketten erstellen erstelle drucken envoyer envoie envoyez",
    "expedier expediez expedie creer creez imprimer etiquette etiquettes enviar envia envie envien crear crea",
    "imprimir etiqueta etiquetas spedire spedisci spedite inviare invia creare stampare stampa etichetta etichette",
    "criar crie imprima expedir wyslac wyslij wyslijcie etykieta etykiety etykiete wydrukuj utworz skicka skriv",
    "fragtsedel skapa lav opret sendes",
)
"""Words with which somebody asks for labels."""

DOING = REQUESTS - ORDER_WORDS - _words(
    "need needs label labels ready order orders shipping aan verzonden versand etikett etiketten etiquette etiquettes",
    "etiqueta etiquetas etichetta etichette etykieta etykiety etykiete verzendlabel verzendlabels zendlabel",
    "versandetikett versandlabel versandlabels fragtsedel",
) | _words(
    "shipped sent rausschicken abschicken rauszuschicken losschicken opsturen dexpedier denvoyer nexpediez nenvoyez",
)
"""What one does, or does not, with an order."""

_DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday maandag dinsdag woensdag donderdag vrijdag zaterdag",
    "zondag montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi",
    "samedi dimanche lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi",
    "sabato domenica segunda terca quarta quinta sexta poniedzialek wtorek sroda czwartek piatek sobota niedziela",
)
_CARRIERS = _words(
    "dhl postnl dpd ups gls fedex tnt bpost hermes evri colissimo chronopost correos inpost via per mondial relay",
    "royal mail poste italiane brt seur ctt",
)

_FILLERS = _words(
    "please pls plz thanks thank you thx hi hello hey team all everyone these this those the a an for today",
    "tomorrow now asap urgent urgently can could would will we i me my our us it them they to do be is are",
    "following below here with just only also too still out as soon possible must have has get let off on in cc due",
    "by list number numbers nr no new open morning good afternoon evening kindly want if some priority first",
    "express again go remaining rest graag alsjeblieft aub svp bedankt dank hallo hoi goedemorgen collega collegas",
    "vandaag morgen nu voor van de het een deze dit die kun kan kunnen kunt jij je jullie u ik wij mij moeten moet",
    "worden wordt zo snel mogelijk spoed even nog volgende nummer nummers lijst te om zijn bitte danke guten tag",
    "heute jetzt fur der das den dem diese dieser kann konnt konnen konnten ihr sie ich wir mir uns mussen muss",
    "noch mal folgende folgenden bald moglichst schnell eilig dringend nummern liste sind ist mit bonjour salut",
    "merci aujourdhui demain pour le la les un une des ces ce cette pouvez peux vous tu nous faut il veuillez",
    "suivantes suivants vite numero numeros por favor gracias hola buenos dias hoy manana para el los las una estos",
    "estas este esta puedes pueden podrias necesito hay que siguientes urgente lista per favore grazie ciao",
    "buongiorno oggi domani lo gli questi queste questo questa puoi potete potresti bisogna seguenti ecco obrigado",
    "obrigada ola bom dia hoje amanha os um uma estes pode podem preciso seguintes prosze dzieki dziekuje czesc",
    "dzis dzisiaj jutro na ten ta dla czy mozesz mozna o tack hej idag imorgon dessa du ni jag vi tak venligst dag",
    "disse fra",
)
REQUEST_WORDS = REQUESTS | _FILLERS | _DAYS | _CARRIERS | ORDER_WORDS | NUMBER_WORDS | CONJUNCTIONS
"""All words that a line may hold which asks for labels and says nothing else."""

ADDRESSES = _words(
    "to naar nach an address adres adresse anschrift direccion indirizzo endereco lieferadresse deliver delivery",
    "bezorgadres leverancier billing invoice phone tel telefoon telefon telephone mobile zip postcode",
)
"""Words that make a line above numbers announce an address, and no list of orders."""

PREPOSITIONS = _words(
    "to naar nach an at in on om um a by since until sinds bis hasta fino do from von van aus da de od ab",
)
"""Words behind which a number is a place or a time, unless it is the end of a range."""

RANGE_WORDS = _words(
    "to tm tot bis until through thru hasta al ate do til till fino",
)
"""Words between the ends of a range."""

CLOSINGS = _words(
    "regards cheers greetings groet groeten groetjes mvg gruss gruesse grusse mfg cordialement saludos atentamente",
    "saluti cordiali cumprimentos pozdrawiam pozdrowienia halsningar hilsen sincerely best kind vriendelijke",
    "freundlichen viele liebe bien",
    "thanks thank thx bedankt dank danke merci gracias grazie obrigado obrigada dziekuje tack tak mille",
)
"""How a short line begins below which somebody signs."""
