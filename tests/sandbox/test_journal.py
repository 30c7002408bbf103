"""What the stand-ins record: all of it for the tests, the newest for a sandbox that stays open."""

from __future__ import annotations

from bot.sandbox.journal import Journal


def test_a_journal_keeps_everything_unless_told_otherwise() -> None:
    journal: Journal[int] = Journal()
    for number in range(10):
        journal.append(number)

    assert journal == list(range(10))
    assert (journal.total, journal.since(7), journal.since(10)) == (10, [7, 8, 9], [])


def test_a_journal_forgets_the_oldest_and_still_counts_them() -> None:
    journal: Journal[int] = Journal(most=3)
    longest = 0
    for number in range(100):
        journal.append(number)
        longest = max(longest, len(journal))

    assert longest < 6
    assert journal[-3:] == [97, 98, 99]
    assert (journal.total, journal.since(98), journal.since(100)) == (100, [98, 99], [])
    assert journal.since(0) == list(journal)
