"""Who is out of reach, and what is still being worked on: phrases for trouble that passes, in several languages."""

from __future__ import annotations

from typing import Final

from bot.engine.phrases.folding import phrases

_SOON: Final = r"(?:temporarily|currently|momentarily|presently)"
_GERADE: Final = r"(?:vorubergehend|derzeit|momentan|zurzeit|zur zeit|aktuell|zeitweise|im moment|gerade|kurzfristig)"
_NU: Final = r"(?:tijdelijk|momenteel|op dit moment|nu)"
_MOMENT: Final = r"(?:momentanement|temporairement|actuellement|provisoirement)"
_AHORA: Final = r"(?:temporalmente|actualmente|momentaneamente|en este momento|por el momento)"
_ORA: Final = r"(?:temporaneamente|momentaneamente|attualmente|al momento)"

OUT_OF_REACH: Final = phrases(
    r"connecting to the carrier", r"upstream connect error", r"(?:https?)?connection ?(?:pool|error|failure)",
    r"timing out",
    r"(?:backend|upstream|endpoint|proxy)(?: server)? (?:is )?(?:unavailable|unreachable|down|not available)",
    r"(?:could not|cannot|unable to) (?:\w+ ){1,4}at this time",
    r"(?:could|can) ?not (?:connect|be reached)",
    r"(?:unable|failed|failure) to (?:connect|reach|contact)",
    r"connection (?:to [\w' ]{1,40} )?(?:was )?(?:refused|reset|closed|aborted|lost|failed|timed|error|could not be)",
    r"host (?:is )?unreachable",
    rf"{_SOON} (?:unavailable|not available|not reachable|unreachable|out of (?:service|order)|down|offline"
    rf"|suspended|overloaded|busy)",
    r"temporary (?:error|failure|problem|outage|issue|unavailability)", r"temporar(?:y|ily) (?:un|not )available",
    r"carrier(?:'s)? (?:[\w-]+ ){0,3}(?:is |was |are )?(?:currently |temporarily )?(?:unavailable|not available"
    r"|unreachable|not responding|down|offline|busy)(?! for)",
    r"(?:web ?)?(?:service|server|system|api|gateway|host)s? (?:is |are |was |were )?(?:currently |temporarily )"
    r"?(?:unavailable|unreachable|not responding"
    r"|down|offline|busy|overloaded|under maintenance)(?! (?:for|between|to|in) )", r"bad gateway",
    r"gateway time-?out",
    r"(?:request|connection|gateway|read|server|response|operation|call)(?: has| is| was)?[ -]time-?d?-?[ -]?out",
    r"timed[ -]out", r"time-?out (?:while|when|after|error|occurred|expired|exceeded|waiting|calling|connecting)",
    r"no (?:response|answer|reply) (?:was )?(?:received )?from",
    r"(?:did not|does not|is not|not) respond(?:ing)?\b(?! to)", r"under(?:going)? (?:scheduled |planned )?maintenance",
    r"(?:scheduled|planned) maintenance", r"maintenance (?:window|mode|work)",
    r"too many requests", r"rate ?limit(?: (?:is |was )?(?:exceeded|reached))", r"name or service not known",
    r"max retries exceeded", r"remote end closed",
    r"(?:http|status|error|code)[ :=]*(?:code[ :=]*)?50[0234]\b", r"50[234] (?:bad|service|gateway|server)",
    r"service unavailable$", r"empty (?:response|reply) from",
    # German
    rf"{_GERADE} (?:\w+ ){{0,2}}?(?:nicht|un)(?: ?(?:erreichbar|verfugbar|moglich|zur verfugung))(?! fur)",
    r"(?:vorubergehende|temporare) (?:storung|wartung|nichtverfugbarkeit)\w*",
    r"(?:dienst|server|service|system|webservice|schnittstelle|carrier|versanddienstleister|zusteller)s? "
    r"(?:(?!fur |in )[\w-]+ ){0,6}nicht (?:erreichbar|verfugbar)(?! fur)", r"wartungsarbeiten",
    r"(?:antwortet|reagiert) nicht",
    r"(?:antwoordt|reageert) niet", r"ssl handshake", r"down for maintenance",
    r"(?:fehler|erreur|fout|errore|error)(?:code)? 50[0234]\b", r"service indisponible(?! (?:pour|vers|dans))",
    r"no (?:esta )?disponible (?:temporalmente|actualmente|momentaneamente)",
    r"(?:zeituberschreitung|zeitlimit)", r"(?:server|system|dienst) (?:ist )?(?:uberlastet|ausgefallen)",
    r"keine (?:antwort|verbindung) (?:vom|von|zum|zu)",
    r"verbindung (?:\w+ ){0,5}(?:fehlgeschlagen|nicht hergestellt|unterbrochen|abgebrochen|nicht moglich)",
    r"verbindungs(?:fehler|aufbau fehlgeschlagen|abbruch)",
    # Dutch
    rf"{_NU} (?:\w+ ){{0,2}}?(?:niet|on)(?: ?(?:bereikbaar|beschikbaar|mogelijk))(?! voor)",
    r"tijdelijke? (?:storing|probleem|onderhoud)",
    r"(?:dienst|server|service|systeem|webservice|vervoerder)\w* (?:(?!voor |naar )[\w-]+ ){0,5}niet (?:bereikbaar"
    r"|beschikbaar)(?! "
    r"voor)",
    r"(?:in|wegens|gepland) onderhoud", r"onderhoudswerkzaamheden", r"geen (?:antwoord|verbinding|reactie) (?:van|met)",
    r"verbinding (?:\w+ ){0,5}(?:mislukt|verbroken|niet tot stand)", r"(?:server|systeem) (?:is )?overbelast",
    # French
    rf"{_MOMENT} (?:indisponible|inaccessible|injoignable|non disponible|hors service)s?(?! pour (?!le moment))",
    r"(?:indisponible|inaccessible|injoignable)s? pour le moment",
    r"(?:le |les )?(?:service|serveur|systeme|transporteur|webservice)s? (?:(?!pour |vers )[\w']+ ){0,5}(?:est|sont) "
    r"(?:\w+ )"
    r"?(?:indisponible|inaccessible|injoignable)s?(?! pour (?!le moment))",
    r"(?:en|pour|cause de|operation de) maintenance", r"delai (?:d'attente |de reponse )?(?:est )?(?:depasse|expire)",
    r"(?:pas|aucune) (?:de )?reponse du", r"ne repond(?:ent)? pas",
    r"(?:connexion|connecter|joindre|contacter) (?:[\w']+ ){0,6}(?:impossible|a echoue|refusee|interrompue)",
    r"impossible de (?:se connecter|joindre|contacter)", r"(?:serveur|service) surcharge",
    r"echec de (?:la )?connexion",
    # Spanish
    rf"{_AHORA} (?:no (?:esta )?disponible|fuera de servicio|inaccesible|indisponible)",
    rf"no (?:esta|se encuentra) disponible {_AHORA}",
    r"servicios? (?:web )?(?:del|de la|de) (?:transportista|servidor|\w+) no (?:esta )?(?:disponible|responde)(?! "
    r"(?:para|en))",
    r"(?:servicio|servidor|sistema|transportista) (?:\w+ ){0,3}(?:fuera de servicio|no responde|saturado)",
    r"(?:en|por) mantenimiento", r"tiempo de (?:espera|respuesta) (?:\w+ ){0,2}(?:agotado|superado|excedido)",
    r"(?:no|sin) (?:hay )?respuesta del", r"no se (?:puede|ha podido|pudo) (?:conectar|contactar|establecer)",
    r"(?:error|fallo) de conexion", r"conexion (?:\w+ ){0,3}(?:rechazada|fallida|perdida)",
    # Italian
    rf"{_ORA} (?:non (?:e )?(?:disponibile|raggiungibile)|indisponibile|irraggiungibile|fuori servizio)",
    rf"non (?:e )?(?:disponibile|raggiungibile) {_ORA}",
    r"(?:servizio|server|sistema|corriere|vettore) (?:(?!per )[\w']+ ){0,5}non (?:e )?(?:al momento )?(?:disponibile"
    r"|raggiungibile|risponde)(?! per)", r"(?:in|per) manutenzione",
    r"(?:tempo|timeout) (?:di (?:attesa|risposta) )?(?:scaduto|esaurito|superato)",
    r"(?:nessuna|mancata) risposta (?:dal|del|da)", r"impossibile (?:connettersi|contattare|raggiungere|stabilire)",
    r"(?:errore|problema) di connessione", r"connessione (?:\w+ ){0,3}(?:rifiutata|fallita|interrotta|scaduta)",
    # Polish, Portuguese
    r"tymczasowo niedostepn\w+", r"usluga (?:\w+ ){0,3}(?:jest )?niedostepna", r"przekroczono (?:limit )?czasu?",
    r"(?:temporariamente|de momento) indisponivel",
)  # fmt: skip

MAY_PASS: Final = phrases(
    r"(?:please )?(?:try|retry)(?: it)? (?:again )?(?:later|in a (?:few|moment|minute|while)|after some)",
    r"(?:please )?try again(?: (?:soon|shortly))?\W*$", r"internal (?:server |system |processing )?error",
    r"unexpected (?:system |server |internal )?error",
    r"(?:system|server|technical) (?:error|failure|fault|problem|issue|difficult\w+)",
    r"(?:interner|unerwarteter|technischer) (?:\w*fehler)", r"technische (?:storung|probleme?)",
    r"(?:system|server)fehler", r"spater (?:noch ?mal|noch einmal|erneut|wieder)",
    r"versuchen sie es (?:\w+ ){0,2}(?:erneut|noch)",
    r"(?:interne|technische|onverwachte) (?:server|systeem)?(?:fout|storing)",
    r"(?:probeer|probeert) (?:u )?(?:het )?(?:\w+ ){0,3}(?:opnieuw|later|nogmaals)", r"later opnieuw",
    r"erreur (?:technique|interne|systeme|inattendue|serveur)", r"(?:probleme|incident) technique",
    r"(?:reessayer|reessayez|ressayer|renouveler votre demande) (?:\w+ ){0,3}(?:plus tard|ulterieurement)",
    r"(?:error|fallo|problema) (?:tecnico|interno|inesperado|del? (?:sistema|servidor))",
    r"(?:intentelo|intente|vuelva a intentarlo|reintente) (?:\w+ ){0,4}(?:mas tarde|de nuevo|nuevamente|pasados)",
    r"(?:errore|problema) (?:tecnico|interno|imprevisto|di sistema|del (?:server|sistema))",
    r"(?:riprovare|riprova|ritentare)(?: (?:\w+ ){0,2}piu tardi)?",
    r"blad (?:wewnetrzny|serwera)", r"(?:sprobuj|prosze sprobowac) (?:ponownie )?pozniej", r"erro (?:interno|tecnico)",
)  # fmt: skip
"""Weaker signs of the same: only where nothing that the refusal is about is named."""

IN_PROGRESS: Final = phrases(
    r"still processing", r"processing a previous request", r"previous request is (?:still )?(?:being )?process\w+",
    r"(?:is|are) (?:currently |still )?being processed", r"wird (?:\w+ ){0,2}(?:verarbeitet|bearbeitet)",
    r"wordt (?:\w+ ){0,2}verwerkt", r"en cours de traitement", r"se esta procesando", r"in (?:fase di )?elaborazione",
    r"already being cancelled",
)  # fmt: skip
