"""A record of what happened that can be told to forget: tests read all of it, a sandbox of many hours must not grow."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


class Journal(list[T]):
    """A list that grows at its end; `total` counts all entries. With *most* it keeps about so many of the newest."""

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self.most = most
        self.total = 0

    def append(self, entry: T) -> None:
        """Add an entry, and forget the oldest ones when there are twice as many as are to be kept."""
        super().append(entry)
        self.total += 1
        if self.most is not None and len(self) >= 2 * self.most:
            del self[: -self.most]

    def since(self, total: int) -> list[T]:
        """Return what came after *total* entries, as far as it is still known."""
        return self[max(0, total - self.total + len(self)) :]
