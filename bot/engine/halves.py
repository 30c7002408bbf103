"""The halves of calls that were refused as a whole: in which words each was, until both have been asked for.

In memory only, since what is forgotten costs calls and never money. That a batch was halved, and which orders are in
which half, is in the ledger (``items.batch``); only the words of a refusal are here. After a start in between, a half
that is refused in the words of its forgotten sibling is halved once more instead of stopping the run: a few calls more,
each refused, and one more order that is told as refused, for a person to retry. A call that was refused made nothing,
and each goes out after a look and a claim as any other does.
"""

from __future__ import annotations

from bot.engine.settle import Settlement


class Halves:
    """Remembers refusals.

    A batch is named by its way through the halvings, such as ``ab``: the second half of the first half.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], str] = {}

    def sibling(self, run_id: str, batch: str) -> str | None:
        """Return the words in which the other half of the same call was refused; None where it was not."""
        if not batch or batch[-1] not in "ab":
            return None
        other = "b" if batch[-1] == "a" else "a"
        return self._words.get((run_id, batch[:-1] + other))

    def note(self, run_id: str, batch: str, settlement: Settlement) -> None:
        """Keep how a batch was refused. What stopped the run is over: it may be asked for again after that."""
        if settlement.halt is not None:
            self.forget(run_id)
        elif settlement.refused_whole is not None:
            self._words[run_id, batch] = settlement.refused_whole

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        self._words = {key: words for key, words in self._words.items() if key[0] != run_id}
