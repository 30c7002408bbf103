"""Messy text or a file in, order numbers out: what is certain, what is possible, what was not understood. Pure."""

from bot.intake.alternatives import parts_of
from bot.intake.commands import Command, ForForm, UnknownWord, numbers_asked_about, read_command
from bot.intake.files import MOST_BYTES, read_file
from bot.intake.formats import FileProblem, UnreadableFile
from bot.intake.pattern import ShopNumbers, learn
from bot.intake.period import read_period as read_period
from bot.intake.reading import Flaw, NotUnderstood, PassedOver, Possible, Reading, Row, Wanted, Why, at_most, join
from bot.intake.ready import ReadyAsked, read_ready
from bot.intake.spellings import LONGEST_NUMBER, spellings_in_words, spellings_of
from bot.intake.text import read_text

__all__ = [
    "LONGEST_NUMBER",
    "MOST_BYTES",
    "Command",
    "FileProblem",
    "Flaw",
    "ForForm",
    "NotUnderstood",
    "PassedOver",
    "Possible",
    "Reading",
    "ReadyAsked",
    "Row",
    "ShopNumbers",
    "UnknownWord",
    "UnreadableFile",
    "Wanted",
    "Why",
    "at_most",
    "join",
    "learn",
    "numbers_asked_about",
    "parts_of",
    "read_command",
    "read_file",
    "read_ready",
    "read_text",
    "spellings_in_words",
    "spellings_of",
]
