"""Foreign words on their way into Slack, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.screens.blocks import blocks_of, bullets, paragraph, text_of
from bot.slack.screens.text import (
    channel,
    escape,
    foreign,
    is_link,
    link,
    moment,
    own,
    person,
    plain,
    say,
    written_moment,
)


@pytest.mark.parametrize(
    ("written", "most", "shown"),
    [
        (" 1001 ", 9, "1001"),
        ("\u202e1001\u202c", 9, "1001"),
        ("10\u200b01\ufeff", 9, "1001"),
        ("10\n01\t02", 9, "10 01 02"),
        ("\x00\x1b[31m1001", 20, "[31m1001"),
        ("\ud83d1001", 9, "1001"),
        ("1001", 4, "1001"),
        ("10012", 4, "100…"),
        ("\u3164", 4, ""),
    ],
)
def test_what_is_shown_of_foreign_words(written: str, most: int, shown: str) -> None:
    assert plain(written, most) == shown


@given(st.text(), st.integers(1, 50))
def test_it_is_never_longer_than_it_may_be(written: str, most: int) -> None:
    assert len(plain(written, most)) <= most


def test_slacks_three_characters_are_escaped() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert foreign("<!channel>").said == "&lt;!channel&gt;"
    assert foreign("<!channel>").element == {"type": "text", "text": "<!channel>"}


def test_addresses_and_pings_do_not_work_in_the_text_either() -> None:
    assert "https://" not in foreign("https://evil.example").said
    assert "@channel" not in foreign("@channel").said
    assert foreign("https://evil.example").element["text"] == "https://evil.example"


def test_what_cannot_be_seen_is_said_to_be_blank() -> None:
    assert foreign("\u200b").element["text"] == "(blank)"


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://track.example/1?a=1&b=2#c", True),
        ("http://127.0.0.1:8080/t", True),
        ("http://localhost/t", True),
        ("http://[::1]/t", True),
        ("http://track.example/1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://user@track.example/", False),
        ("https://track.example/a b", False),
        ("https://track.example/|x", False),
        ("https://track.example/<x>", False),
        ("https://track.example:x/", False),
        ("https://tráck.example/", False),
        ("https://[bad/", False),
        ("https://track.example/" + "a" * 300, False),
        ("", False),
    ],
)
def test_only_a_fit_address_becomes_a_link(url: str, fit: bool) -> None:
    assert is_link(url) is fit
    assert link(url, "3S1").element["type"] == ("link" if fit else "text")


def test_a_link_without_address_is_its_name() -> None:
    assert link(None, "3S1").element == {"type": "text", "text": "3S1"}


def test_names_of_people_and_channels_are_names_only_if_they_are_ids() -> None:
    assert person("U0ASKER").said == "<@U0ASKER>"
    assert person("U1> <!channel").element["type"] == "text"
    assert person(None).said == "an unknown person"
    assert channel("C0SHIPPING").said == "<#C0SHIPPING>"
    assert channel("C1><!here").element["type"] == "text"


def test_a_moment_is_shown_in_the_readers_own_zone() -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    assert moment(at).said == "<!date^1795424400^{date_short_pretty} {time}|2026-11-23 09:00 UTC>"
    assert moment(at.astimezone(timezone(timedelta(hours=2)))) == moment(at)
    assert written_moment("2026-11-23T09:00:00Z") == moment(at)
    assert written_moment("last week").element["text"] == "last week"
    assert written_moment("2026-11-23").element["type"] == "text"


def test_a_template_is_filled_once() -> None:
    line = say("{number} of {total}.", number=foreign("{total}"), total=2)

    assert text_of([paragraph(line)]) == "{total} of 2."


def test_parts_read_aloud_as_they_are_seen() -> None:
    parts = [paragraph((own("a"),), (own("b"),)), bullets([(own("c"), own("d")), (own("e"),)])]

    assert text_of(parts) == "a\nb\n• cd\n• e"
    section, listed = (block["elements"][0] for block in blocks_of(parts))
    assert section["elements"] == [{"type": "text", "text": "a\nb"}]
    assert [one["elements"][0]["text"] for one in listed["elements"]] == ["cd", "e"]
