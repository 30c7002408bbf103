"""What refusals say is wrong with a thing: missing, not right, too long, too heavy; in several languages."""

from __future__ import annotations

import re
from typing import Final

from bot.engine.phrases.folding import one_of

_ENGLISH: Final = (
    r"missing", r"require[sd]?", r"mandatory", r"invalid", r"incorrect", r"wrong", r"incomplete", r"inaccurate",
    r"not (?:been )?(?:a )?(?:valid|provided|given|set|specified|filled|found|recogni[sz]ed|known|allowed|accepted"
    r"|correct"
    r"|available|supported|present|deliverable|permitted|possible|supplied|located|in the (?:right|correct|expected)"
    r"|routable"
    r"|match|resolve|be (?:found|validated|blank|empty|null|resolved|located|verified|determined|more|longer|greater))",
    r"can(?:not|'t| not) (?:be|find|locate|resolve|validate)", r"must (?:not )?(?:be|contain|have|match|consist|start)",
    r"may (?:not|only)", r"should (?:be|have|not|contain)", r"empty", r"blank", r"unknown",
    r"do(?:es)?(?: not|n't) (?:exist|match|belong|correspond|comply|conform|have|contain)", r"mismatch(?:es)?",
    r"too (?:long|short|many|large|heavy|high|low|big|small|few)", r"exceed(?:s|ed|ing)?",
    r"(?:longer|more|less|greater|higher|heavier|larger) than",
    r"at (?:most|least)", r"max(?:imum)?(?: (?:length|allowed))?", r"min(?:imum)?", r"refused", r"rejected",
    r"failed validation",
    r"could not", r"unable to", r"expired", r"closed", r"full", r"inactive", r"illegal characters?",
    r"invalid characters?", r"bad",
    r"malformed", r"only one", r"mixed", r"unavailable", r"out of (?:service|order)", r"needs?(?: to)?", r"needed",
    r"necessary", r"lacks?",
    r"lacking", r"without", r"absent", r"ambiguous", r"undeliverable",
    r"out of range", r"unsupported", r"unrecogni[sz]ed",
    r"please (?:enter|provide|specify|add|check|correct|fill|supply|give|verify)",
    r"no(?: valid)?(?! ?[.:]? ?\d)(?=\s+\w)", r"over(?: the)? (?:limit|maximum)", r"limit(?:ed)? (?:is|of|to)",
    r"(?:enter|provide|specify) (?:a|the) (?:valid|correct)", r"not (?:a|an)", r"is_?invalid", r"is_?required",
    r"validation (?:error|failed)", r"fail(?:s|ed) (?:to validate|check)", r"insufficient", r"does_not_exist",
    r"not_found",
    r"in(?:to)? a different", r"between \d", r"doesn't", r"discontinued",
    r"no longer (?:exists?|valid|available|active|open)",
)  # fmt: skip
_GERMAN: Final = (
    r"fehl(?:t|en|end|ende[rsn]?|erhafte?[rsn]?)", r"ungu?e?ltige?[rsn]?", r"falsche?[rsn]?", r"unvollstandige?[rsn]?",
    r"unbekannte?[rsn]?",
    r"erforderlich", r"notwendig", r"benotigt", r"pflicht(?:feld|angabe)?", r"inkorrekt", r"ungeeignet",
    r"unzulassige?[rsn]?",
    r"nicht (?:(?:eindeutig|korrekt|mehr|richtig) )?(?:gefunden|angegeben|bekannt|korrekt|gultig|zulassig|vorhanden"
    r"|eindeutig|ermittel\w*"
    r"|zustellbar|validier\w*|ausgefullt|leer|leitcodierbar|existent|aktiv|zugeordnet|ubereinstimm\w*|verfugbar"
    r"|moglich|erlaubt|erkannt|zu)",
    r"muss", r"mussen", r"darf (?:nicht|maximal|hochstens|nur)", r"durfen nicht",
    r"zu (?:lang|kurz|gross|schwer|hoch|niedrig|leicht)",
    r"uberschreite[tn]", r"uberschritten", r"maximal\w*", r"hochst\w+", r"mindest\w+", r"passt nicht", r"passen nicht",
    r"stimm(?:t|en) nicht",
    r"existiert nicht", r"gehort nicht", r"leer", r"angeben", r"erganzen", r"korrigieren", r"voll",
    r"bitte (?:geben|prufen|korrigieren|erganzen|uberprufen)",
    r"abgelaufen", r"geschlossen",
    r"kann nicht", r"konnte nicht", r"konnten nicht", r"keine?[rsn]?", r"ohne", r"langer als", r"mehr als", r"belegt",
    r"ausgelastet",
    r"unterschritten", r"abweich\w+",
)  # fmt: skip
_DUTCH: Final = (
    r"ontbre(?:ekt|ken|kende?)", r"ongeldige?", r"onjuiste?", r"onbekende?", r"onvolledige?", r"verplichte?",
    r"vereiste?", r"verkeerde?",
    r"foutie(?:f|ve)", r"fout(?:en)?",
    r"niet (?:gevonden|ingevuld|opgegeven|bekend|correct|geldig|juist|herkend|toegestaan|aanwezig|leeg|beschikbaar"
    r"|actief|bezorgbaar|meegegeven)", r"klopt niet", r"kloppen niet", r"k[oa]n(?:den)? niet", r"kunnen niet",
    r"kom(?:t|en) niet overeen", r"hoort niet", r"bestaat niet", r"moet(?:en)?",
    r"mag (?:niet|maximaal|geen)", r"te (?:lang|kort|zwaar|groot|hoog|laag)", r"overschrijdt", r"overschreden",
    r"maximaal", r"maximum", r"minimaal",
    r"leeg", r"nodig", r"vul", r"geef", r"geen(?: geldige?)?", r"gesloten", r"verlopen", r"vol", r"langer dan",
    r"meer dan", r"zonder",
)  # fmt: skip
_FRENCH: Final = (
    r"manqu\w+", r"invalides?", r"incorrecte?s?", r"erronee?s?", r"inconnue?s?", r"incomplete?s?", r"obligatoires?",
    r"requise?s?", r"absente?s?",
    r"vides?", r"non (?:valides?|trouvee?s?|renseignee?s?|reconnue?s?|conformes?|autorisee?s?|fournie?s?|desservie?s?"
    r"|precisee?s?)",
    r"n'(?:est|a|ont|existe|apparti\w+|existent)(?: (?:plus|pas|ete))*",
    r"ne (?:correspond(?:ent)?|doi(?:t|vent)|peu(?:t|vent)|figure|sont|respecte) pas",
    r"doi(?:t|vent)", r"trop (?:longue?s?|courte?s?|lourde?s?|grande?s?|elevee?s?)", r"depasse\w*", r"superieure?s?",
    r"inferieure?s?", r"maxim\w+",
    r"minim\w+", r"introuvables?", r"mal (?:formee?s?|renseignee?s?|formatee?s?)", r"necessaires?", r"aucune?",
    r"pas de", r"veuillez", r"merci de (?:renseigner|verifier|corriger)",
    r"ferme(?:e|s)?", r"expire(?:e|s)?", r"sans", r"plus de", r"saisir", r"saisissez", r"renseigne[rz]", r"indiquez",
    r"non disponible", r"sature\w*", r"ne dessert pas",
)  # fmt: skip
_SPANISH: Final = (
    r"falta\w*", r"invalid[oa]s?", r"no (?:es )?valid[oa]s?", r"incorrect[oa]s?", r"erroneo\w*", r"erronea\w*",
    r"desconocid[oa]s?", r"incomplet[oa]s?",
    r"obligatori[oa]s?", r"requerid[oa]s?", r"necesari[oa]s?", r"vaci[oa]s?",
    r"no (?:existe\w*|encontrad[oa]s?|coincide\w*|corresponde\w*|pertenece"
    r"|se (?:encuentra|encontro|ha \w+|especifica)|informad[oa]s?|indicad[oa]s?|permitid[oa]s?|puede\w*|debe\w*"
    r"|disponible|esta|tiene|consta|figura|es)",
    r"debe\w*", r"demasiado \w+", r"excede\w*", r"supera\w*", r"superior", r"inferior", r"maxim[oa]", r"minim[oa]",
    r"sin", r"cerrad[oa]", r"caducad[oa]",
    r"mal formado", r"formato incorrecto", r"es (?:requerido|obligatorio)", r"mas de", r"introduzca", r"indique",
)  # fmt: skip
_ITALIAN: Final = (
    r"manca\w*",
    r"non (?:e (?:stat[oa] )?)?(?:valid[oaie]|corrett[oaie]|trovat[oaie]|presente|specificat[oaie]|indicat[oaie]"
    r"|riconosciut[oaie]|esiste|esistente"
    r"|corrispond\w+|compilat[oaie]|puo|consentit[oaie]|disponibile|attiv[oaie]|inserit[oaie]|compatibil[ei]"
    r"|conforme)", r"errat[oaie]", r"sconosciut[oaie]",
    r"incomplet[oaie]", r"obbligatori[oae]?", r"richiest[oaie]", r"necessari[oae]", r"vuot[oaie]", r"dev(?:e|ono)",
    r"tropp[oa] \w+", r"supera\w*",
    r"superiore", r"inferiore", r"massim[oaie]", r"minim[oaie]", r"inesistente", r"assente", r"invalid[oaie]",
    r"chius[oa]", r"scadut[oa]", r"senza", r"nessun[oa]?", r"oltre", r"inserire", r"indicare", r"specificare",
)  # fmt: skip
_FURTHER: Final = (
    r"brak\w*", r"nieprawidlow\w+", r"niepoprawn\w+", r"wymagan\w+", r"bledn\w+", r"nieznan\w+",
    r"za (?:dlug|krotk|ciezk)\w+", r"przekracz\w+", r"przekroczon\w+",
    r"nie (?:istnieje|znaleziono|moze|jest|pasuje)", r"musi", r"em falta", r"obrigatori\w+",
    r"nao (?:existe|encontrad[oa]|corresponde|e valid[oa])",
    r"ogiltig\w*", r"saknas", r"ugyldig\w*", r"mangler",
)  # fmt: skip

FAULT: Final = one_of(*_ENGLISH, *_GERMAN, *_DUTCH, *_FRENCH, *_SPANISH, *_ITALIAN, *_FURTHER)
CHARACTERS: Final = re.compile(
    r"\b(?:char(?:acter)?s?|maxlength|max_length|string|zeichen|stellen|tekens|karakters|caracteres?|caracter"
    r"|caratteri|znakow|signes)\b"
)
"""Letters are counted: whatever is too long then is a text, never a parcel."""

TOO_MUCH: Final = re.compile(
    r"\b(?:too heavy|zu schwer|te zwaar|trop lourde?s?|demasiado pesad[oa]|tropp[oa] pesante|overweight"
    r"|ubergewicht\w*|overgewicht|surpoids"
    r"|za ciezk\w+|weighs (?:more|over)|(?:exceeds?|over|above|more than|maximum(?: of)?|max\.?) \d+(?:[.,]\d+)? "
    r"?(?:kg|kilos?|g|lbs)\b)"
)
TOO_LARGE: Final = re.compile(
    r"\b(?:oversized?|too (?:large|big|bulky)|zu gross|zu sperrig|sperrgut|te groot|trop (?:grand|volumineux)\w*"
    r"|demasiado grande|tropp[oa] (?:grande|voluminos[oa])"
    r"|(?:exceeds?|over|above|more than|maximum(?: of)?) \d+(?:[.,]\d+)? ?(?:cm|mm|m)\b)"
)
UNIT: Final = re.compile(r"\d ?(?:cm|mm|m|inch(?:es)?|kg|g)\b")
MACHINE: Final = re.compile(
r"\b(?:api|servers?|systems?|web ?services?|databases?|locator|look-?up|finder|schnittstelle|systeem|serveur|sistema"
r"|servidor)\b" )
"""What is down when a thing is said to be out of reach is the machine that knows of it."""
FILE: Final = re.compile(r"\b(?:files?|images?|pdf|documents?|requests?|payload|message|logo|label)\b")
"""What is too large then is no parcel."""
