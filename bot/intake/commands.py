"""What was typed behind ``/label``: a command, a word that is none, or order numbers."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from bot.intake.spellings import TRIM
from bot.intake.text import read_text
from bot.intake.tokens import Kind, tokens_of
from bot.intake.vocabulary import PREPOSITIONS, REQUEST_WORDS

_AROUND = TRIM + ",;…/="
"""Signs around a command that do not matter."""

_ENDING = ".,:;!?…"
_AROUND_NUMBERS = REQUEST_WORDS | PREPOSITIONS | {"of", "about"}

_ALIKE = 0.6
"""How much a word must look like a command to be taken for one that was mistyped, from 0 to 1."""


@dataclass(frozen=True)
class Command:
    """A command of the bot, in small letters, and what stands behind it."""

    name: str
    rest: str = ""


@dataclass(frozen=True)
class UnknownWord:
    """A word of letters alone that is no command, the command it looks like, and all that was typed."""

    word: str
    meant: str | None
    typed: str


@dataclass(frozen=True)
class ForForm:
    """What goes into the form *Create labels*; nothing where nothing was typed."""

    typed: str


Typed = Command | UnknownWord | ForForm


def read_command(text: str, commands: Collection[str]) -> Typed:
    """Return what *text* means. Any white space separates; case and signs around the first word do not matter."""
    typed = text.strip()
    first, rest = ([*typed.split(maxsplit=1), "", ""])[:2]
    word = first.strip(_AROUND).casefold()
    if word in commands:
        return Command(word, rest.strip().rstrip(_ENDING))
    if first and not first.strip("?¿"):
        return Command("help")
    if not word.isalpha():
        return ForForm(typed)
    meant = difflib.get_close_matches(word[:40], sorted(commands), n=1, cutoff=_ALIKE)
    return UnknownWord(first.strip(_AROUND), meant[0] if meant else None, typed)


def numbers_asked_about(rest: str) -> list[str]:
    """Return the order numbers behind a command: those of a list, also with words such as *of order* before them;
    otherwise all of it as one number."""
    tokens = tokens_of(" ".join(rest.split()))
    words = [token.word for token in tokens if token.kind is Kind.WORD]
    numbers = [token.text.rstrip(_ENDING) for token in tokens if token.kind.is_number]
    if words and numbers and _AROUND_NUMBERS.issuperset(words):
        return numbers
    listed = [wanted.typed for wanted in read_text(rest).certain]
    return listed or ([rest.strip()] if rest.strip() else [])
