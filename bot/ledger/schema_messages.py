"""The tables of what was said in Slack."""

from __future__ import annotations

DELIVERY = (
    # What Slack was shown: a row is written before the call (posting) and completed by its answer (posted).
    """
    CREATE TABLE shown (
        about TEXT NOT NULL, key TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT, state TEXT NOT NULL,
        digest TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (about, key)
    ) WITHOUT ROWID
    """,
)
