"""In which blocks a long list may be shown: what a workspace takes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Rows(StrEnum):
    """How the rows of a large run are drawn, each plainer than the one before."""

    DATA_TABLE = "data_table"
    TABLE = "table"
    LINES = "lines"


def used_in(blocks: list[dict[str, Any]]) -> Rows:
    """Return which of them a message is drawn with."""
    kinds = {block["type"] for block in blocks}
    return next((rows for rows in (Rows.DATA_TABLE, Rows.TABLE) if rows in kinds), Rows.LINES)
