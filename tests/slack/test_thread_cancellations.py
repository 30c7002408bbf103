"""The replies about labels that somebody wants cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model import Cancellation, CancelRefusal, CancelState, Cause, Choices, State
from bot.slack.screens.parent import parent
from bot.slack.screens.thread_cancellations import cancellations
from tests.slack.drawing_kit import ASKER, COLLEAGUE, NOW, item, run

ITEMS = [item(place, State.LABELLED) for place in (1, 2, 3, 4)]


def wish(place: int, state: CancelState, *, press: int = 1, person: str = ASKER, **more: Any) -> Cancellation:
    one = Cancellation(place, place, "L-7F3A", press, f"s-{place}", person, NOW, state, NOW)
    return replace(one, **more)


REFUSED = wish(1, CancelState.REFUSED, refusal=CancelRefusal.MOVED, cause=Cause("moved", "<!channel> No."))


def test_trouble_has_a_reply_of_its_own_that_mentions_whoever_pressed() -> None:
    posts = cancellations(run(*ITEMS, cancellations=(REFUSED, wish(2, CancelState.ASKED))))

    assert [post.key for post in posts] == ["cancel-refused:1", "cancel:1"]
    assert f"<@{ASKER}>, 1 label was not cancelled and stays good" in posts[0].text
    assert "1001, shipment s-1: on its way already. Sendcloud says: “&lt;!channel&gt; No.”" in posts[0].text
    assert "1 not cancelled · 1 asked for and not certain yet" in posts[1].text
    assert "Second label…" in posts[1].text


def test_the_counts_of_a_press_add_up_and_presses_stand_apart() -> None:
    states = list(CancelState)
    items = [item(place, State.LABELLED) for place in range(1, len(states) + 1)]
    wishes = [wish(place, state, press=2) for place, state in enumerate(states, start=1) if state != "refused"]
    other = wish(1, CancelState.CANCELLED, person=COLLEAGUE)
    first, second = cancellations(run(*items, cancellations=(other, *wishes)))

    assert f"<@{COLLEAGUE}> wants 1 label cancelled" in first.text
    assert "Second label…" not in first.text
    assert "1 cancelled · 1 asked for and not certain yet · 1 without a clear answer, being checked" in second.text
    assert "2 to be asked for" in second.text


def test_where_another_company_reads_nobodys_words_are_told() -> None:
    shared = replace(Choices(7, "Demo shop"), shared_channel=True)
    told = cancellations(run(*ITEMS, choices=shared, cancellations=(REFUSED,)))[0].text

    assert "on its way already" in told
    assert "Sendcloud says" not in told


def test_a_thousand_numbers_are_cut_and_counted() -> None:
    items = [item(place, State.LABELLED) for place in range(1, 1001)]
    told = cancellations(run(*items, cancellations=tuple(wish(one.id, CancelState.ASKED) for one in items)))

    assert len(told[0].text) < 4_000
    assert " more. I keep looking until" in told[0].text


def test_the_parent_says_how_many_are_being_cancelled_and_counts_what_is() -> None:
    gone = item(5, State.CANCELLED)
    told = parent(run(*ITEMS, gone, cancellations=(wish(2, CancelState.ASKED),)), now=NOW).text

    assert "4 of 5 labels ready, 1 cancelled" in told
    assert "1 label is being cancelled; the thread tells what came of it." in told
    assert "4 ready · 1 cancelled" in told
