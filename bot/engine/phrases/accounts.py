"""The account at Sendcloud, its contracts with carriers, its sender addresses: phrases in several languages."""

from __future__ import annotations

from typing import Final

from bot.engine.phrases.folding import phrases

PAYMENT: Final = phrases(
    r"(?:valid )?payment method", r"unpaid invoices?", r"payment (?:is )?overdue", r"overdue (?:invoices?|payments?)",
    r"outstanding (?:invoices?|balance)", r"credit limit", r"direct debit", r"billing settings",
    r"(?:insufficient|not enough) (?:funds|credit|balance)",
)  # fmt: skip
FORBIDDEN: Final = phrases(
    r"not allowed to announce", r"permission denied", r"do(?:es)? not have (?:the )?(?:\w+ )?permission",
    r"missing (?:required )?(?:oauth )?scopes?",
)  # fmt: skip
LOCKED: Final = phrases(
    r"account (?:is |has been |was )?(?:locked|blocked|suspended|disabled|deactivated|not (?:yet )?(?:activated"
    r"|verified|approved))",
)  # fmt: skip
CREDENTIALS: Final = phrases(
    r"invalid (?:username|credentials|api ?key|token)", r"authentication credentials",
    r"(?:token|credentials) (?:has |have |is )?expired", r"no credentials",
)  # fmt: skip
SUBSCRIPTION: Final = phrases(
    r"(?:upgrade|exceeds?|exceeded|reached|limit of) (?:[\w']+ ){0,6}(?:subscription|your (?:current )?plan|monthly "
    r"(?:allowance|limit))",
    r"(?:subscription|your (?:current )?plan) (?:[\w']+ ){0,4}(?:does not|doesn't|is not|allow|limit|expired|ended)",
    r"not (?:included|available|supported) (?:in|on|with|by) (?:your |the )?(?:current )?(?:subscription|(?:\w+ )"
    r"?plan)",
    r"(?:maximum|monthly) (?:number of )?(?:unstamped letters|labels) (?:[\w']+ ){0,5}(?:reached|exceeded|used)",
)  # fmt: skip
NO_SENDER_ADDRESS: Final = phrases(
    r"user has no address", r"no (?:valid |default )?sender ?address", r"sender has no address",
    r"sender[ _]address(?:_id)? (?:[\w'.]+ ){0,4}(?:exist|invalid|unknown|not found|missing|required)",
)  # fmt: skip

CONTRACT: Final = phrases(
    r"(?:account|user|customer|contract|token|key)s? (?:\w+ )?(?:does not|doesn't|do not|not|has no|have no|without)"
    r"(?: have)?"
    r" (?:\w+ )?(?:access|permissions?|rights?)", r"no (?:access|permission) (?:to|for)",
    r"(?:kunden?|mandant|debitor|cliente|abonado|klant) (?:\w+ )?(?:gesperrt|unbekannt|inaktiv|no (?:existe"
    r"|encontrado|valido|activo|dado de alta)|bloqueado"
    r"|desconocido|non (?:esiste|trovato|attivo|valido|abilitato)|sconosciuto|bloccato|onbekend|geblokkeerd)",
    r"(?:contrat|compte)(?: client)? (?:[\w'.-]*\d[\w'.-]* )?n'(?:est|existe)(?: (?:pas|plus))?(?: (?:encore )"
    r"?(?:actif|active|valide|autorise|reconnu|ouvert))?",
    r"authenti(?:cation|fication) (?:has )?(?:failed|error|failure)",
    r"(?:login|log-?in|sign-?in|logon) (?:has )?(?:failed|error|incorrect|invalid|denied)",
    r"(?:invalid|wrong|incorrect|bad|unknown|expired) (?:user ?name|user|password|credentials?|api[ _-]?key|access "
    r"token|token|login|(?:access )?licen[sc]e|client id|certificate)",
    r"(?:user ?name|password|credentials?|api[ _-]?key|access token|access key|licen[sc]e(?: number)?|certificate)"
    r"(?: or password| and password|s)? (?:[\w']+ ){0,3}(?:invalid|incorrect|wrong|expired|missing|not valid|unknown"
    r"|locked)",
    r"unauthori[sz]ed", r"access (?:is )?denied", r"not authori[sz]ed",
    r"ip ?address(?: [\d.]+)? (?:is )?(?:not |un)(?:allowed|authori[sz]ed|whitelisted|known)",
    r"(?:account|contract|customer|debtor|client|agreement|merchant|depot|billing|shipper|ekp|participation|posting "
    r"location)(?:'s)?(?: ?(?:number|no\.?|nr\.?|id|code|account))?(?: [\w.'\"()-]*\d[\w.'\"()-]*)? (?:(?:is|was|has "
    r"been|has|are) )?(?:been )?(?:currently )?(?:invalid|unknown|inactive|not (?:active|valid|found|known|activated"
    r"|authori[sz]ed|allowed|recogni[sz]ed|enabled|configured)|expired|blocked|suspended|closed|locked|disabled|does "
    r"not exist|on hold|terminated|on stop|missing|incorrect)",
    r"(?:invalid|unknown|incorrect|inactive|expired|blocked|no (?:valid |active )?|missing) ?(?:customer|account"
    r"|contract|client|debtor|shipper|merchant|billing|ekp)(?: (?:number|no\b|nr\b|id|code|account)|(?! "
    r"\w*(?:address|name|phone|email|e-mail|country|postal|post|city|street|zip|details|data)))\b",
    r"(?:number|barcode|tracking|awb|consignment)[ -]?(?:number )?(?:range|series|pool|interval)s?",
    r"(?:no more|out of|ran out of|run out of|no (?:free|available)) (?:tracking|barcode|parcel|consignment|shipment"
    r"|awb) ?(?:numbers?|codes?)?", r"(?:insufficient|not enough|too low|low) (?:[\w']+ )?(?:funds|balance|credit)",
    r"(?:balance|funds|credit|wallet|deposit|prepaid)(?: \w+)? (?:is |are )?(?:too low|insufficient|not sufficient"
    r"|not enough|empty|exceeded)", r"credit limit", r"wallet",
    # German
    r"(?:vertrags?|kunden|abrechnungs|teilnahme|verfahrens|mandanten|debitoren)(?:nummer|nr|kennung|konto)?(?: "
    r"[\w.'\"()-]*\d[\w.'\"()-]*)? (?:\w+ ){0,4}(?:un(?:gu?e?ltig|bekannt|zulassig)|nicht (?:gultig|bekannt|aktiv"
    r"|gefunden|freigeschaltet|zugeordnet|vorhanden)|abgelaufen|gesperrt|falsch|inaktiv|existiert nicht|fehlt)",
    r"(?:ungu?e?ltige?|falsche?|unbekannte?|gesperrte?) (?:vertrag\w*|kunden(?:nummer|konto|kennung)"
    r"|abrechnungsnummer|zugangsdaten|anmeldedaten|benutzer\w*|passwort|kennwort|ekp)",
    r"(?:benutzer(?:name)?|passwort|kennwort|zugangsdaten|anmeldedaten|konto|account)(?: \w+)? (?:(?:ist|sind|wurde) "
    r")?(?:falsch|ungu?e?ltig|gesperrt|abgelaufen|nicht (?:korrekt|gultig|bekannt|aktiv))",
    r"(?:anmeldung|authentifizierung|login) (?:ist )?(?:fehlgeschlagen|nicht moglich|gescheitert)", r"nummernkreis\w*",
    r"keine (?:berechtigung|freien (?:paket|sendungs)nummern)", r"nicht (?:berechtigt|autorisiert|freigeschaltet)",
    r"guthaben (?:\w+ ){0,3}(?:nicht|aufgebraucht|zu niedrig)",
    # Dutch
    r"(?:klant|contract|debiteur|account)(?:nummer|nr|code)?(?: [\w.'\"()-]*\d[\w.'\"()-]*)? (?:\w+ )"
    r"{0,2}?(?:ongeldig|onbekend|niet (?:geldig|bekend|actief|gevonden|toegestaan)|verlopen|geblokkeerd|inactief"
    r"|bestaat niet)",
    r"(?:ongeldige?|onbekende?|onjuiste?|verkeerde?) (?:klant(?:nummer|code)|contract\w*|gebruikers?naam|wachtwoord"
    r"|inloggegevens|account\w*|api-?sleutel)", r"(?:authenticatie|aanmelding|inloggen) (?:is )?mislukt",
    r"nummerreeks\w*", r"barcodereeks\w*", r"(?:onvoldoende|ontoereikend) saldo",
    r"saldo (?:is )?(?:onvoldoende|ontoereikend|te laag)", r"geen (?:toegang|rechten|geldig contract)",
    r"niet geautoriseerd",
    # French
    r"(?:contrat|compte(?: client)?|(?:code|numero)(?: de)? (?:client|compte|contrat)|identifiants?|mot de passe)(?: "
    r"[\w.'\"()-]*\d[\w.'\"()-]*)? (?:(?:est|sont) )?(?:\w+ ou \w+ )?(?:invalide|inconnu|incorrect|errone|expire"
    r"|bloque|suspendu|ferme|inactif|resilie|non (?:valide|autorise|actif|reconnu|trouve))\w*",
    r"(?:identifiants?|login)(?: ou| et) mot de passe", r"(?:echec|erreur) (?:d'|de l'|lors de l')?authentification",
    r"(?:acces|operation) (?:refusee?|non autorisee?)", r"vous n'etes pas autorise", r"plage de numeros",
    r"(?:plus|pas) (?:de|assez de) numeros? (?:de )?(?:colis|suivi)", r"solde (?:\w+ )?insuffisant",
    r"provision insuffisante", r"credit insuffisant",
    # Spanish
    r"(?:contrato|cuenta|(?:codigo|numero) de (?:cliente|contrato|cuenta|abonado)|codigo etiquetador|usuario"
    r"|contrasena|credenciales)(?: [\w.'\"()-]*\d[\w.'\"()-]*)? (?:(?:es|esta|son) )?(?:o \w+ )?(?:invalid|incorrect"
    r"|desconocid|caducad|bloquead|inactiv|no (?:valid|existe|autorizad|activ|encontrad))\w*",
    r"(?:error|fallo) (?:de|en la) autenticacion", r"(?:no|usuario no) autorizado", r"acceso denegado",
    r"rango de (?:numeros?|envios|codigos)", r"(?:saldo|credito|fondos) (?:\w+ )?insuficiente\w*",
    # Italian
    r"(?:contratto|conto|account|(?:codice|numero) (?:cliente|contratto|conto|abbonamento)|utente|password"
    r"|credenziali)(?: [\w.'\"()-]*\d[\w.'\"()-]*)? (?:e )?(?:o \w+ )?(?:non (?:valid|trovat|attiv|autorizzat"
    r"|abilitat|corrett|riconosciut)|errat|scadut|bloccat|sconosciut|sospes|inesistent)\w*",
    r"autenticazione (?:fallita|non riuscita)", r"errore di autenticazione", r"accesso negato",
    r"non (?:autorizzat|abilitat)\w+ (?:al|all|per)", r"(?:credito|saldo|fondi) (?:\w+ )?insufficient\w*",
    r"(?:credito|saldo) (?:esaurito)", r"range di numeri",
    r"(?:nieprawidlow\w+|bledn\w+) (?:login|haslo|token)\w*", r"brak (?:uprawnien|autoryzacji)", r"brak srodkow",
)  # fmt: skip
NO_SUCH_SHOP: Final = phrases(
    r"integration (?:with id \d+ )?(?:does not exist|doesn't exist|could not be found|is unknown)"
)
