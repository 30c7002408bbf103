"""Messy text or a file in, order numbers out, and what was not understood. No side effects."""

from bot.intake.files import FileProblem, UnreadableFile, read_file
from bot.intake.reading import Reading, Wanted, join
from bot.intake.spellings import LONGEST_NUMBER, spellings_of
from bot.intake.text import read_text

__all__ = [
    "LONGEST_NUMBER",
    "FileProblem",
    "Reading",
    "UnreadableFile",
    "Wanted",
    "join",
    "read_file",
    "read_text",
    "spellings_of",
]
