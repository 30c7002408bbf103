"""Why a part of a message was not read as order numbers."""

from __future__ import annotations

from enum import StrEnum


class Unread(StrEnum):
    """Why something in a message was not read."""

    ELSEWHERE = "elsewhere"
    OTHER_KIND = "other_kind"
    GONE = "gone"
    OUT_OF_REACH = "out_of_reach"
    SLOW = "slow"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    SHEET = "sheet"
    SHEET_BEYOND = "sheet_beyond"
    NO_NUMBERS = "no_numbers"
    ONLY_POSSIBLE = "only_possible"
