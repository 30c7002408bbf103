"""What customers, shops and carriers write works nowhere, and what is private stays where it is."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.engine.privacy import Destinations
from bot.sandbox.sendcloud import Html502, Respond
from bot.sandbox.slack import Message, Modal
from bot.sandbox.slack.text import walk
from bot.sendcloud import Address
from tests.world import PURCHASE, World, world_at

HOSTILE = [
    "<!channel>",
    "<!here|x>",
    "@channel",
    "*b*",
    "_i_",
    "`c`",
    "~s~",
    "<@U0COLLEAGUE>",
    "<#C0SUPPORT>",
    "https://evil.example",
    "<https://evil.example|1001>",
    "mailto:x@evil.example",
    ":tada:",
    "&amp;",
    "<script>",
    "%s{0}{name}",
    "'; DROP TABLE items; --",
    "9" * 255,
    "https://evil.example/" + "a" * 230,
]


def everything(world: World) -> list[Message]:
    return [*world.slack.workspace.messages, *world.slack.workspace.ephemerals]


def active(message: Message) -> list[str]:
    """Return what pings or links in a message besides the bot's own: who asked, its channel, tracking, Slack."""
    harmless = ("<@U0AGENT>", "C0SHIPPING", "https://tracking.", "https://slack.com/", "sendcloud")
    return [one for one in [*message.pings, *message.links] if not any(part in one for part in harmless)]


async def test_hostile_order_numbers_are_bought_and_shown_and_do_nothing(world: World) -> None:
    world.orders(*HOSTILE)
    run = await world.confirm(world.agent, await from_file(world, *HOSTILE))
    thread = await world.done(run)
    assert sorted(world.sendcloud.bought) == sorted(HOSTILE)
    assert [number for number in HOSTILE if number not in thread.replace("\u2060", "")] == []
    assert {part for message in everything(world) for part in active(message)} == set()


async def test_hostile_order_numbers_do_nothing_in_private_answers(world: World) -> None:
    for number in HOSTILE[::4]:
        for question in ("history", "status"):
            result = await world.agent.command(f"/label {question} {number}")
            await world.soon(lambda result=result: result.replies)  # type: ignore[misc]  # each its own answer
    assert {part for message in world.agent.ephemerals for part in active(message)} == set()


async def test_hostile_numbers_that_nobody_knows_do_nothing_in_the_plan(world: World) -> None:
    modal = await from_file(world, *HOSTILE, "1001\u202e9999")
    assert f"{len(HOSTILE) + 1} not found" in modal.plain()
    assert "\u202e" not in modal.plain()
    kinds = {node.get("type") for node in walk(modal.blocks)}
    assert kinds.isdisjoint({"link", "emoji", "broadcast", "user", "usergroup", "mrkdwn"})


async def from_file(world: World, *numbers: str) -> Modal:
    """Have the agent check the numbers in a file."""
    form = await world.form(world.agent)
    rows = "".join('"' + number.replace('"', '""') + '"\n' for number in numbers)
    form.attach("Order file", "orders.csv", f"order number\n{rows}".encode())
    assert await form.submit() == {}
    return await world.checked(world.agent)


@pytest.mark.parametrize("kind", ["bad_address", "late_failure", "duplicate"])
async def test_a_hostile_number_does_nothing_in_failures_and_choices(world: World, kind: str) -> None:
    world.sendcloud.add_order("<!channel>*1*", kind=kind, failure="<!channel> <https://evil.example|click> *now* @here")
    modal = await from_file(world, "<!channel>*1*")
    if kind == "duplicate":
        await world.agent.choose(modal, "pick_order", modal.options("pick_order")[0])
    await world.done(await world.confirm(world.agent, modal))
    assert [active(message) for message in everything(world) if active(message)] == []


async def test_what_a_carrier_says_is_quoted_without_the_customers_data(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure")
    order.failure = (
        f"Refused: {order.name}, {order.address_line_1} {order.house_number}, {order.postal_code.replace(' ', '')} "
        f"{order.city}, {order.email}, {order.phone_number}, 06-12345678, other.person@example.org; code R-77"
    )
    thread = await world.done(await world.run(world.agent, "1001"))
    assert "code R-77" in thread
    for private in (
        order.name,
        order.address_line_1,
        order.city,
        "5642",
        order.email,
        order.phone_number,
        "12345678",
        "other.person",
    ):
        assert private not in thread


async def test_what_sendcloud_says_of_an_order_is_quoted_without_the_customers_data(world: World) -> None:
    order = world.sendcloud.add_order("1001")
    detail = f"The address {order.address_line_1} {order.house_number} in {order.city} of {order.name} is unknown."
    pointed = {"status": "400", "code": "invalid", "detail": detail, "source": {"pointer": "/data/attributes/orders/0"}}
    world.sendcloud.faults.next("POST", PURCHASE, Respond(400, {"errors": [pointed]}))
    thread = await world.done(await world.run(world.agent, "1001"))
    assert "is unknown." in thread
    assert not any(private in thread for private in (order.address_line_1, order.city, order.name))


async def test_after_a_restart_what_is_quoted_is_still_masked(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure")
    order.failure = f"No route to {order.address_line_1} in {order.city} for {order.name}."
    world.sendcloud.announce_after = 30
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "accepted"})
    await world.stop_bot()
    await world.start_bot()
    thread = await world.done(run)
    assert "No route to" in thread
    assert not any(private in thread for private in (order.address_line_1, order.city, order.name))


async def test_what_a_carrier_says_is_masked_by_the_order_where_the_shipment_tells_no_address(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure")
    order.failure = f"No route to {order.address_line_1} in {order.city} for {order.name}."
    world.sendcloud.announce_after = 30
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "accepted"})
    world.sendcloud.purchases_of("1001")[0].to_address.clear()
    thread = await world.done(run)
    assert "No route to" in thread
    assert not any(private in thread for private in (order.address_line_1, order.city, order.name))


async def test_neither_log_nor_ledger_holds_a_key_or_anything_of_a_customer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="label_bot")
    caplog.set_level(logging.INFO)
    async with world_at(tmp_path) as world:
        world.orders("1001", "1002")
        world.orders("1003", kind="bad_address")
        world.orders("1004", kind="late_failure")
        world.orders("1005", kind="non_eu")
        world.sendcloud.add_order("1006", kind="duplicate")
        world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
        run = await world.run(world.agent, "1001 1002 1003 1004 1005 1006 4711")
        await world.done(run)
        await world.press(world.agent, run, "Get documents")
        await world.until(lambda: [file for reply in world.slack.thread(run.channel, run.ts) for file in reply.files])
        answer = await world.agent.command("/label status 1003")
        await world.until(lambda: answer.replies)
        await world.stop_bot()
        said = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
        assert [secret for secret in world.secrets() if secret in said] == []
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        world.check_ledger_is_private()


async def test_the_bytes_of_a_document_are_nowhere_but_in_the_thread(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    await world.until(lambda: [file for reply in world.slack.thread(run.channel, run.ts) for file in reply.files])
    assert all(b"%PDF-" not in file.read_bytes() for file in world.folder.iterdir() if file.is_file())
    assert {channel for file in world.slack.files.values() for channel in file.channels} == {"C0SHIPPING"}


def test_a_place_is_the_same_however_its_postal_code_is_written_and_unknown_without_one() -> None:
    places = Destinations("key")
    lisbon = places.of(Address(country_code="PT", postal_code="1000-205"))
    assert lisbon is not None
    assert places.of(Address(country_code="pt", postal_code="1000 205")) == lisbon
    assert places.of(Address(country_code="PT", postal_code="1000-206")) != lisbon
    assert places.of(Address(country_code="PT")) is None
    assert places.of(None) is None


async def test_a_customer_is_nowhere_on_disk_and_nowhere_in_the_log_in_any_spelling(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure")
    order.name, order.address_line_1, order.city = "Zoë Größenberger", "Übungsstraße", "Wüstenrath"
    order.failure = (
        "Empfänger GROESSENBERGER ZOE, Uebungsstr. 17, W&uuml;stenrath, %C3%9Cbungsstra%C3%9Fe, "
        "Gr\\u00f6\\u00dfenberger; R-77"
    )
    caplog.set_level(logging.DEBUG)
    thread = await world.done(await world.run(world.agent, "1001"))
    await world.stop_bot()
    files = b"".join(file.read_bytes() for file in world.folder.iterdir() if file.is_file())
    # Of a library's words nothing but the place is written, which tests of the log hold.
    logged = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith(("bot", "label_bot")))
    everywhere = [files.decode("utf-8", errors="replace"), logged, thread]

    assert "R-77" in thread
    for place in everywhere:
        small = place.casefold()
        parts = ("größenb", "groessenb", "grossenb", "bungsstr", "stenrath", "zoë", "c3%9cbung")
        assert [part for part in parts if part in small] == []


async def test_what_a_carrier_said_is_gone_after_the_days_it_is_kept(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_KEEP_WORDS_DAYS="2") as world:
        order = world.sendcloud.add_order("1001", kind="late_failure")
        order.failure = "Sorting centre Q-4242 says no."
        await world.done(await world.run(world.agent, "1001"))
        chain = world.rows("SELECT group_concat(detail) FROM events")[0][0]
        assert "Q-4242" not in chain
        assert "said" in chain
        assert world.rows("SELECT cause FROM items WHERE cause LIKE '%Q-4242%'")
        await world.stop_bot()
        world.clock.advance(2 * 86_400 + 60)
        await world.start_bot()
        await world.until(lambda: not world.rows("SELECT 1 FROM items WHERE cause LIKE '%Q-4242%'") or None)
        await world.clock.run_for(5)
        files = {file.name: file.read_bytes() for file in world.folder.iterdir() if file.name.startswith("ledger.db")}
        assert [name for name, held in files.items() if b"Q-4242" in held] == []
        assert world.rows("SELECT json_extract(cause, '$.kind') FROM items")[0][0]


async def test_the_ledger_is_for_its_owner_alone(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    modes = {file.stat().st_mode & 0o777 for file in world.folder.glob("ledger*")}

    assert modes == {0o600}


def test_after_the_secret_key_was_renewed_a_place_is_unknown_and_not_another_one() -> None:
    lisbon, porto = Address(country_code="PT", postal_code="1000-205"), Address(country_code="PT", postal_code="4000")
    before, after = Destinations("key"), Destinations("renewed key")
    assert before.differ(before.of(lisbon), porto)
    assert not before.differ(before.of(lisbon), lisbon)
    assert not after.differ(before.of(lisbon), lisbon)
    assert not after.differ(before.of(lisbon), porto)
    assert not after.differ("0123456789abcdef", porto)


async def test_an_order_in_doubt_is_decided_after_the_secret_key_was_renewed(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states()["1001"] == "unknown")
    await world.stop_bot()
    world.sendcloud.keys.secret_key = "renewed"
    world.environ["SENDCLOUD_SECRET_KEY"] = "renewed"
    await world.start_bot()
    await world.done(run)
    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 1
