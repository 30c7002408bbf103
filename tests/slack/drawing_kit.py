"""Plans, runs and hostile words to draw, and the limits that whatever is drawn must keep."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.checks import Check, CheckKind
from bot.model import (
    Candidate,
    Cause,
    Choices,
    DocumentRequest,
    Holder,
    Item,
    LineKind,
    MissingLists,
    Offer,
    Option,
    Parcel,
    Person,
    Plan,
    PlanLine,
    PlanPage,
    PlanState,
    Run,
    RunState,
    Section,
    Shipping,
    ShippingChoice,
    State,
    Tally,
    most_shown,
)
from bot.plan_words import PlanWords
from bot.sandbox.slack.blocks import message_problems, option_problems, view_problems
from bot.sandbox.slack.limits import blocks_text, json_size
from bot.sandbox.slack.text import block_links, block_pings, links, pings
from bot.slack.screens import modal_check_and_confirm, thread
from bot.slack.screens.post import Post

quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASKER, COLLEAGUE = "U0ASKER", "U0COLLEAGUE"
HOSTILE = (
    "<!channel>",
    "<!here|x>",
    "@channel",
    "<@U0VICTIM>",
    "<https://evil.example|click>",
    "https://evil.example/a",
    "*bold* _it_ ~no~ `code`",
    "```\nblock\n```",
    ":tada:",
    "\u202e1001\u202c",
    "\u200b\u200b",
    "10\n01\t02",
    "&&&&&&",
    "{number} {who} %s",
    "x" * 255,
    "&" * 255,
    "<!everyone>" * 23,
    "\ud83d",
    "注文１００１",
)
INVISIBLE = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2061-\u2069\ufeff]")

foreign_words = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=255), st.from_regex(r"\A#?\d{4,6}\Z"))
moments = st.integers(0, 10_000).map(lambda seconds: NOW - timedelta(seconds=seconds))
short = st.one_of(st.sampled_from(("", "1Z999", *HOSTILE)), st.text(max_size=40))
fit_urls = st.sampled_from(("https://track.example/1?a=1&b=2", "http://127.0.0.1:8080/t"))
unfit_urls = st.sampled_from([word for word in HOSTILE if not word.startswith("https:")])
urls = st.one_of(st.none(), fit_urls, unfit_urls, st.text())
parcels = st.builds(
    Parcel, id=st.integers(1, 10**9), tracking_number=short, tracking_url=urls, documents=st.just(("label",))
)
kinds = st.sampled_from(("address", "phone", "carrier", "data", "customs", "own", "never heard of"))
causes = st.builds(Cause, kind=kinds, text=foreign_words)
holders = st.builds(
    Holder,
    at=st.one_of(st.none(), moments),
    person=st.sampled_from((None, COLLEAGUE)),
    run_id=st.sampled_from((None, "L-1")),
)


@st.composite
def items(draw: st.DrawFn, place: int, number: str | None = None) -> Item:
    """One order of a run, in any state, with whatever a hostile world wrote into it."""
    state = draw(st.sampled_from(list(State)))
    return Item(
        id=place,
        run_id="L-7F3A",
        position=place,
        integration_id=7,
        order_number=number if number is not None else draw(foreign_words),
        order_id=str(place),
        sendcloud_id=None,
        copy=draw(st.integers(1, 2)),
        state=state,
        since=draw(moments),
        asked_again=draw(st.integers(0, 1)),
        shipment_id=draw(st.one_of(st.none(), foreign_words)) if state not in (State.LABELLED,) else "95524bc9-174f",
        parcels=tuple(draw(st.lists(parcels, max_size=3))),
        carrier=draw(st.one_of(st.none(), foreign_words)),
        cause=draw(st.one_of(st.none(), causes)) if state in (State.REFUSED, State.FAILED) else None,
        holder=draw(st.one_of(st.none(), holders)),
        candidates=tuple(draw(st.lists(foreign_words, max_size=3))),
        open_until=draw(st.one_of(st.none(), moments)),
    )


choices = st.builds(
    Choices,
    integration_id=st.just(7),
    shop_name=foreign_words,
    shipping=st.sampled_from(list(Shipping)),
    option_code=st.just("dhl:x"),
    option_label=st.one_of(st.none(), foreign_words),
    sender_label=st.one_of(st.none(), foreign_words),
    brand_label=st.one_of(st.none(), foreign_words),
    test_labels=st.booleans(),
)


@st.composite
def runs(draw: st.DrawFn, most: int = 50) -> Run:
    """A run of up to *most* orders, some of them drawn and the rest repeated from these."""
    drawn = [draw(items(place)) for place in range(1, draw(st.integers(1, 8)) + 1)]
    count = draw(st.integers(1, most))
    many = tuple(_placed(drawn[place % len(drawn)], place + 1) for place in range(count))
    return Run(
        id="L-7F3A",
        by=Person(ASKER, "T1"),
        channel="C0SHIPPING",
        choices=draw(choices),
        state=draw(st.sampled_from(list(RunState))),
        created_at=NOW,
        changed_at=NOW,
        items=many,
        stopped_by=draw(st.sampled_from((None, COLLEAGUE))),
        cause=draw(st.one_of(st.none(), causes)),
        continue_at=draw(st.one_of(st.none(), moments)),
        documents=tuple(draw(st.lists(_requests, max_size=2, unique_by=lambda request: request.id))),
    )


_requests = st.builds(
    DocumentRequest,
    id=st.integers(1, 9),
    run_id=st.just("L-7F3A"),
    by=st.just(COLLEAGUE),
    at=st.just(NOW),
    state=st.sampled_from(("waiting", "sent", "failed")),
    problem=st.one_of(st.none(), foreign_words),
)


def _placed(item: Item, place: int) -> Item:
    return Item(**{**item.__dict__, "id": place, "position": place, "order_id": str(place)})


def item(place: int, state: State, number: str = "", **more: Any) -> Item:
    """One order with just what a test is about."""
    known: dict[str, Any] = {
        "id": place,
        "run_id": "L-7F3A",
        "position": place,
        "integration_id": 7,
        "order_number": number or str(1000 + place),
        "order_id": str(place),
        "sendcloud_id": None,
        "copy": 1,
        "state": state,
        "since": NOW - timedelta(minutes=1),
    }
    return Item(**{**known, **more})


def labelled(place: int, number: str = "", **more: Any) -> Item:
    """One order with a label."""
    one = Parcel(400 + place, f"3S{place}", f"https://track.example/{place}")
    return item(place, State.LABELLED, number, shipment_id=f"ship-{place}", parcels=(one,), carrier="PostNL", **more)


def run(*orders: Item, state: RunState = RunState.RUNNING, **more: Any) -> Run:
    """A run of these orders."""
    known: dict[str, Any] = {
        "id": "L-7F3A",
        "by": Person(ASKER, "T1"),
        "channel": "C0SHIPPING",
        "choices": Choices(7, "Demo shop"),
        "state": state,
        "created_at": NOW,
        "changed_at": NOW,
        "items": orders,
    }
    return Run(**{**known, **more})


candidates = st.builds(
    Candidate,
    order_id=st.text(min_size=1, max_size=64),
    sendcloud_id=st.just("9"),
    order_number=foreign_words,
    created_at=st.one_of(st.none(), foreign_words),
    total=st.one_of(st.none(), foreign_words),
)
prices = st.one_of(st.none(), st.decimals(0, 20, places=2), st.just(Decimal("NaN")))


@st.composite
def lines(draw: st.DrawFn, place: int) -> PlanLine:
    """One number of a plan, in any state."""
    kind = draw(st.sampled_from(list(LineKind)))
    return PlanLine(
        position=place,
        typed=draw(foreign_words),
        kind=kind,
        ticked=kind is LineKind.READY and draw(st.booleans()),
        possible=draw(st.booleans()),
        order_number=draw(st.one_of(st.none(), foreign_words)),
        holder=draw(st.one_of(st.none(), holders)),
        candidates=tuple(draw(st.lists(candidates, max_size=12))) if kind is LineKind.AMBIGUOUS else (),
        checks=tuple(draw(st.lists(st.builds(Check, st.sampled_from(CheckKind), st.integers(0, 3)), max_size=2))),
        carrier=draw(st.one_of(st.none(), foreign_words)),
        price=draw(prices),
        currency=draw(st.sampled_from((None, "EUR", "GBP"))),
    )


@st.composite
def plans(draw: st.DrawFn, most: int = 300) -> Plan:
    """A plan of up to *most* numbers."""
    drawn = [draw(lines(place)) for place in range(1, draw(st.integers(1, 6)) + 1)]
    count = draw(st.integers(1, most))
    return Plan(
        id="P-1",
        by=Person(ASKER, "T1"),
        channel="C0SHIPPING",
        choices=draw(choices),
        state=draw(st.sampled_from(list(PlanState))),
        created_at=NOW,
        checked_at=draw(st.one_of(st.none(), moments)),
        lines=tuple(PlanLine(**{**drawn[n % len(drawn)].__dict__, "position": n + 1}) for n in range(count)),
        twice=tuple(draw(st.lists(foreign_words, max_size=5))),
        not_understood=tuple(draw(st.lists(foreign_words, max_size=5))),
        cause=draw(st.one_of(st.none(), causes)),
        eager_feedback=draw(st.booleans()),
        shop_failing_since=draw(st.one_of(st.none(), st.just("2026-11-20T10:00:00Z"), foreign_words)),
        cut=draw(st.booleans()),
    )


_option = st.builds(Option, id=st.text(min_size=1, max_size=160), label=foreign_words)
options = st.lists(_option, max_size=130, unique_by=lambda one: one.id)
shipping_choices = st.builds(
    ShippingChoice,
    code=st.text(min_size=1, max_size=160),
    contract_id=st.one_of(st.none(), st.integers(1, 10**9)),
    label=foreign_words,
)
offers = st.builds(
    Offer,
    shops=options.map(tuple),
    default_shop=st.one_of(st.none(), st.just("7")),
    senders=options.map(tuple),
    brands=options.map(tuple),
    test_labels=st.booleans(),
    missing=st.sampled_from((None, *MissingLists)),
)


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in blocks or a view."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from nodes(child)


def words_in(node: Any) -> str:
    """Return everything that can be read in blocks or a view."""
    return "\n".join(one["text"] for one in nodes(node) if isinstance(one.get("text"), str))


def check_inert(blocks: Any, text: str = "") -> None:
    """Nothing that others wrote formats, links to a strange place, pings or hides."""
    for node in nodes(blocks):
        # In grey a person can be named in no other way; nothing else stands with it.
        named = node.get("type") == "mrkdwn" and re.fullmatch("<@U0[A-Z]+>", node["text"])
        assert named or node.get("type") not in ("mrkdwn", "markdown", "broadcast", "usergroup", "emoji"), node
        if node.get("type") == "plain_text":
            assert node["emoji"] is False
        if node.get("type") == "text" or node.get("type") == "plain_text":
            assert not INVISIBLE.search(node["text"]), node
    assert set(block_pings(blocks)) <= {f"<@{ASKER}>", f"<@{COLLEAGUE}>"}
    assert set(pings(text, names_linked=True)) <= {f"<@{ASKER}>", f"<@{COLLEAGUE}>"}
    for url in (*block_links(blocks), *links(text)):
        assert url.startswith(("https://track.example/", "http://127.0.0.1:8080/", "https://slack.com/archives/")), url
    json.dumps(blocks).encode()
    text.encode()


def check_post(post: Post) -> None:
    """A message that Slack takes, also as an edit."""
    assert message_problems(post.blocks) == []
    assert 0 < len(post.text) < 4_000
    assert blocks_text(post.blocks) < 13_000
    assert len(post.blocks) <= 50
    check_inert(post.blocks, post.text)
    assert post.digest() == post.digest()


def check_answer(answer: tuple[str, list[dict[str, Any]]]) -> None:
    """A private message that Slack takes; it is never edited."""
    text, blocks = answer
    assert message_problems(blocks) == []
    assert 0 < len(text) < 13_000
    assert blocks_text(blocks) < 13_000
    check_inert(blocks, text)


def check_view(view: dict[str, Any]) -> None:
    """A modal that Slack takes."""
    assert view_problems(view, "modal") == []
    assert json_size(view) < 250_000
    assert len(view["private_metadata"]) <= 3_000
    assert view["notify_on_close"] is True
    check_inert(view["blocks"])


def check_options(answer: dict[str, Any]) -> None:
    """The answer to a live search that Slack takes."""
    assert option_problems(answer) == []
    check_inert(answer["options"])


def plan(*known_lines: PlanLine, state: PlanState = PlanState.READY, **more: Any) -> Plan:
    known: dict[str, Any] = {
        "id": "P-1",
        "by": Person(ASKER, "T1"),
        "channel": "C0SHIPPING",
        "choices": Choices(7, "Demo shop"),
        "state": state,
        "created_at": NOW,
        "checked_at": NOW,
        "lines": known_lines,
    }
    return Plan(**{**known, **more})


def line(place: int, kind: LineKind, **more: Any) -> PlanLine:
    """Return a line of a plan; one that is ready is ticked, too."""
    known = {"position": place, "typed": str(1000 + place), "kind": kind, "ticked": kind is LineKind.READY}
    return PlanLine(**{**known, **more})


def section_of(one: PlanLine) -> Section:
    """Return where a line stands in the window, told apart from the ledger's own way of saying it."""
    if one.possible and one.kind is not LineKind.WAITING:
        return Section.POSSIBLE
    if one.kind is LineKind.AMBIGUOUS:
        return Section.CHOOSE
    return Section.DOUBTED if one.kind is LineKind.READY and one.checks else Section(one.kind.value)


def page_of(one: Plan, show: Section | None = None, page: int = 1) -> PlanPage:
    """Return a page of a plan that no ledger holds."""
    tallies = Counter(
        (section_of(each), each.ticked, each.carrier, each.country, each.currency, str(each.price or ""),
         each.price_is_rough, each.like_orders > 0)
        for each in one.lines
    )  # fmt: skip
    to_choose = [each for each in one.lines if each.candidates and not each.possible]
    lines: dict[Section, tuple[PlanLine, ...]] = {}
    for section in (show,) if show else tuple(Section):
        found = [each for each in one.lines if section_of(each) is section]
        found = (
            sorted(to_choose, key=lambda each: each.kind is not LineKind.AMBIGUOUS)
            if section is Section.CHOOSE
            else found
        )
        most = most_shown(section, alone=show is not None)
        grouped = section is Section.READY and show is None and len(found) > most
        lines[section] = () if grouped else tuple(found[(page - 1) * most : page * most])
    findings = Counter(each.checks for each in one.lines if section_of(each) is Section.DOUBTED)
    given = {Section.TWICE: one.twice, Section.NOT_UNDERSTOOD: one.not_understood}
    return PlanPage(
        replace(one, lines=()),
        tuple(
            Tally(section, ticked, orders, carrier, country, currency, Decimal(price) if price else None, rough, like)
            for (section, ticked, carrier, country, currency, price, rough, like), orders in tallies.items()
        ),
        show,
        page,
        lines=lines,
        entries={
            section: texts[(page - 1) * most : page * most]
            for section, texts in given.items()
            if show in (None, section)
            for most in [most_shown(section, alone=show is not None)]
        },
        findings=tuple(findings.items()),
        choices=len(to_choose),
        second=tuple(each for each in one.lines if each.copy > 1 and each.kind is LineKind.READY)[:20]
        if not show
        else (),
    )


def view_of(one: Plan, now: datetime = NOW, told: PlanWords | None = None, **where: Any) -> dict[str, Any]:
    """Return the modal *Check and confirm* for a plan."""
    return modal_check_and_confirm.plan(page_of(one, **where), now, told or PlanWords())


def shown(one: Plan, **where: Any) -> str:
    return words_in(view_of(one, **where)["blocks"])


def drawn(one: Run) -> dict[str, Post]:
    posts = thread.draw(one, now=NOW)
    found = {post.key: post for post in posts}
    assert len(found) == len(posts)
    return found


def buttons(post: Post) -> dict[str, str]:
    return {one["text"]["text"]: one["action_id"] for one in nodes(post.blocks) if one.get("type") == "button"}
