"""A backup made while the bot runs: a bot that goes on with it buys nothing twice and tells nothing twice."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.ledger import audit, backup, health
from bot.ledger.backup import NotBackedUp
from bot.ledger.store import connect, prepare
from bot.sandbox.sendcloud import DropRow, Empty429, Fault, Hang, Html502, LateAct, Respond
from bot.sandbox.slack import Message
from bot.sandbox.slack.faults import RateLimited
from bot.sandbox.slack.records import File
from tests.clock import START
from tests.world import PURCHASE, World


def copy_of(world: World) -> Path:
    target = world.folder / "backup.db"
    assert backup.make(world.database, target, now=world.clock.now()).problems == []
    return target


async def restore(world: World, copy: Path) -> None:
    """Do as the README says: stop the bot, move the ledger away with what lies beside it, put the copy there."""
    await world.stop_bot()
    for file in world.folder.glob(f"{world.database.name}*"):
        file.rename(world.folder / f"lost-{file.name}")
    copy.rename(world.database)
    await world.start_bot()


async def all_told(world: World, parent: Message, labels: int) -> str:
    """Wait until a thread tells all its labels, the prices that are asked for afterwards too; return what it says."""
    priced = "SELECT 1 FROM events WHERE kind = 'label_priced'"
    await world.until(lambda: len(world.rows(priced)) == labels and world.all_shown())
    return await world.done(parent)


def told_twice(world: World) -> list[object]:
    """Return the messages of the bot's own that stand there more than once."""
    there = [message for message in world.slack.workspace.messages if not message.deleted]
    payloads = [(message.metadata or {}).get("event_payload") for message in there]
    counted = Counter((one["about"], one["key"]) for one in payloads if one)
    return [which for which, times in counted.items() if times > 1]


async def test_what_was_bought_after_the_backup_is_found_and_not_bought_again(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1101)]
    parent = await world.half_bought(numbers)
    copy = copy_of(world)
    world.sendcloud.latency = 0.0
    at_backup = len(world.sendcloud.bought)
    before = await all_told(world, parent, 100)
    await restore(world, copy)
    assert "waiting" in set(world.states().values())
    # The parent still says "Done" from before.
    await world.until(lambda: set(world.states().values()) == {"labelled"})
    thread = await all_told(world, parent, 100)

    assert 20 <= at_backup < 100
    assert sorted(world.sendcloud.bought) == numbers
    assert set(world.states().values()) == {"labelled"}
    assert told_twice(world) == []
    assert world.parents() == [parent]
    assert sorted(thread.split()) == sorted(before.split())
    assert world.rows("SELECT count(*) FROM events WHERE kind = 'ledger_restored'") == [(1,)]
    await world.stop_bot()
    assert audit.verify(world.database).problems == []


async def test_a_list_of_all_orders_that_a_restored_ledger_does_not_know_is_replaced_by_one_that_it_knows(
    world: World,
) -> None:
    numbers = [str(number) for number in range(1001, 1061)]
    parent = await world.half_bought(numbers)
    copy = copy_of(world)
    world.sendcloud.latency = 0.0
    await all_told(world, parent, 60)
    (before,) = await world.until(lambda: lists(world))
    await restore(world, copy)
    await world.until(lambda: set(world.states().values()) == {"labelled"})
    await all_told(world, parent, 60)
    await world.clock.run_for(120, step=1)

    (after,) = lists(world)
    known = "SELECT file_ids FROM messages WHERE key LIKE 'list-%' AND state = 'posted'"
    assert world.rows(known) == [(f'["{after.id}"]',)]
    assert after.content == before.content


def lists(world: World) -> list[File]:
    """Return the files of all orders that stand in Slack."""
    there = [message for message in world.slack.workspace.messages if not message.deleted]
    return [file for message in there for file in message.files if file.name.endswith(" orders.csv")]


async def test_a_request_that_arrives_after_the_restore_is_waited_for(world: World) -> None:
    world.orders("1001", "1002")
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("5"))
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(50))
    parent = await world.run(world.agent, "1001 1002")
    await world.says(parent, "Paused")
    copy = copy_of(world)
    assert set(world.states().values()) == {"waiting"}
    await world.until(lambda: len(world.purchases()) == 2)
    await world.kill_bot()
    await restore(world, copy)
    await world.clock.run_for(90, step=1)
    assert world.sendcloud.shipments
    await world.done(parent)

    assert sorted(world.sendcloud.bought) == ["1001", "1002"]
    assert world.states() == {"1001": "labelled", "1002": "labelled"}
    assert told_twice(world) == []


async def test_a_run_lost_with_the_ledger_is_not_bought_twice_when_asked_for_anew(world: World) -> None:
    world.orders("1001")
    copy = copy_of(world)
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(50))
    lost = await world.run(world.agent, "1001")
    await world.until(lambda: len(world.purchases()) == 1)
    await world.kill_bot()
    await restore(world, copy)
    again = await world.run(world.colleague, "1001")
    assert again.ts != lost.ts
    await world.clock.run_for(60, step=1)
    assert world.sendcloud.shipments
    await world.done(again)

    assert world.sendcloud.bought == ["1001"]
    assert world.states() == {"1001": "labelled"}


@pytest.mark.parametrize("started_anew", [False, True], ids=["while the bot runs", "before another start"])
async def test_nor_when_the_clock_of_the_machine_is_set_ahead_after_the_restore(
    world: World, started_anew: bool
) -> None:
    world.orders("1001")
    copy = copy_of(world)
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(100))
    await world.run(world.agent, "1001")
    await world.until(lambda: len(world.purchases()) == 1)
    await world.kill_bot()
    await restore(world, copy)
    if started_anew:
        await world.kill_bot()
    world.host.set_by = timedelta(hours=1)
    bot = await world.start_bot() if started_anew else world.bot
    assert bot is not None
    await world.until(lambda: bot.clock.now() == world.host.wall() or None)
    await world.done(await world.run(world.colleague, "1001"))
    await world.clock.run_for(120, step=1)

    assert world.sendcloud.bought == ["1001"]
    assert world.states() == {"1001": "labelled"}


async def test_a_run_that_waits_because_the_ledger_was_restored_says_so_and_until_when(world: World) -> None:
    world.orders("1001", "1002")
    copy = copy_of(world)
    await restore(world, copy)
    run = await world.run(world.agent, "1001 1002")
    told = await world.until(lambda: run.text if "I buy nothing before <!date^" in run.text else "")
    assert "restored from a backup" in told
    assert "about " not in told.splitlines()[1]
    buys_from = int(told.partition("<!date^")[2].partition("^")[0])
    await world.done(run)
    assert "restored" not in run.plain()
    assert world.sendcloud.calls_to("POST", PURCHASE)[0].time.timestamp() >= buys_from


async def test_an_order_that_was_being_asked_for_in_the_backup_is_found(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Hang(0.3))
    modal = await world.plan(world.agent, "1001")
    await modal.submit()
    await world.until(lambda: world.states() == {"1001": "claimed"})
    copy = copy_of(world)
    await world.until(lambda: world.states() == {"1001": "labelled"})
    await restore(world, copy)
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert world.sendcloud.bought == ["1001"]


async def test_an_order_that_was_asked_for_again_after_the_backup_is_not_asked_for_once_more(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Html502())
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(50))
    modal = await world.plan(world.agent, "1001")
    await modal.submit()
    await world.until(lambda: world.states() == {"1001": "unknown"})
    copy = copy_of(world)
    await world.until(lambda: len(world.purchases()) == 2)
    await world.kill_bot()
    await restore(world, copy)
    await world.clock.run_for(60, step=1)
    assert world.sendcloud.shipments
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert world.sendcloud.bought == ["1001"]


async def documents_asked_for(world: World) -> Message:
    world.orders("1001")
    parent = await world.run(world.agent, "1001")
    await world.done(parent)
    await world.press(world.agent, parent, "Get documents")
    return parent


async def documents_come_once(world: World, parent: Message, copy: Path) -> None:
    """Let the documents come, go back to the copy, and see that they do not come again."""
    assert world.rows("SELECT state FROM document_requests") == [("waiting",)]
    await world.until(lambda: world.rows("SELECT state FROM document_requests") == [("sent",)] or None)
    await restore(world, copy)
    await world.until(lambda: world.rows("SELECT state FROM document_requests") == [("sent",)] or None)
    await world.clock.run_for(10)
    replies = world.slack.thread(parent.channel, parent.ts)

    assert len([file for reply in replies for file in reply.files]) == 1
    assert told_twice(world) == []


async def test_documents_that_came_after_the_backup_do_not_come_again(world: World) -> None:
    world.sendcloud.faults.next("GET", "/parcel*", Empty429("5"))
    parent = await documents_asked_for(world)
    await world.until(lambda: world.rows("SELECT 1 FROM document_requests") or None)
    assert world.rows("SELECT 1 FROM messages WHERE kind = 'documents'") == []

    await documents_come_once(world, parent, copy_of(world))


async def test_documents_that_slack_kept_waiting_during_the_backup_do_not_come_again(world: World) -> None:
    world.slack.faults.next("files.getUploadURLExternal", RateLimited(5))
    parent = await documents_asked_for(world)
    await world.until(lambda: world.rows("SELECT 1 FROM messages WHERE state = 'lost'") or None)

    await documents_come_once(world, parent, copy_of(world))


async def test_a_message_that_slack_kept_waiting_during_the_backup_does_not_come_again(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    world.slack.faults.next("chat.postMessage", RateLimited(5))
    await modal.submit()
    await world.until(lambda: world.rows("SELECT 1 FROM messages WHERE state = 'lost'") or None)
    copy = copy_of(world)
    parent = await world.until(lambda: next(iter(world.parents()), None))
    await world.done(parent)
    await restore(world, copy)
    await world.until(lambda: (world.states() == {"1001": "labelled"} and world.all_shown()) or None)

    assert world.parents() == [parent]
    assert told_twice(world) == []
    assert world.sendcloud.bought == ["1001"]


async def half_told(world: World) -> tuple[Message, Path]:
    """Have one of two orders told, and return the parent of the run and a copy of the ledger from then."""
    world.orders("1001")
    world.orders("1002", kind="slow")
    parent = await world.run(world.agent, "1001 1002")
    await world.says(parent, "Labels of this run")
    return parent, copy_of(world)


async def test_a_thread_that_was_deleted_and_told_anew_after_the_backup_is_not_told_once_more(world: World) -> None:
    parent, copy = await half_told(world)
    for message in [parent, *world.slack.thread(parent.channel, parent.ts)]:
        world.slack.delete(message)
    await world.until(lambda: [one for one in world.parents() if "Done" in one.plain()] or None)
    await world.until(lambda: world.all_shown() or None)
    (anew,) = world.parents()
    await restore(world, copy)
    await world.until(lambda: set(world.states().values()) == {"labelled"} or None)
    await world.done(anew)

    assert world.parents() == [anew]
    assert told_twice(world) == []


async def test_a_run_that_moved_to_a_direct_message_after_the_backup_is_told_there_once(world: World) -> None:
    parent, copy = await half_told(world)
    world.slack.channel(parent.channel).is_archived = True
    direct = world.slack.workspace.direct("U0AGENT").id
    await world.until(lambda: [one for one in world.parents(direct) if "Done" in one.plain()] or None)
    await world.until(lambda: world.all_shown() or None)
    await restore(world, copy)
    await world.until(lambda: set(world.states().values()) == {"labelled"} or None)
    await world.until(lambda: world.all_shown() or None)

    assert len(world.parents(direct)) == 1
    direct_messages = [one for one in world.slack.workspace.messages if one.channel == direct]
    keys = Counter(str((one.metadata or {}).get("event_payload")) for one in direct_messages)
    assert max(keys.values()) == 1


UNDECIDED = (DropRow(0, acted=False), DropRow(0, acted=False))


@pytest.mark.parametrize(
    ("button", "kind", "faults"),
    [
        ("Stop", "fine", UNDECIDED[:1]),
        ("Continue", "fine", (Respond(402),)),
        ("Retry 1 failed", "bad_address", ()),
        ("Look again", "fine", UNDECIDED),
        ("Buy again", "fine", UNDECIDED),
        ("Get documents", "fine", ()),
    ],
)
async def test_the_buttons_of_a_run_that_was_lost_with_the_ledger_say_that_the_bot_does_not_know_it(
    world: World, button: str, kind: str, faults: tuple[Fault, ...]
) -> None:
    world.orders("1001", kind=kind)
    copy = copy_of(world)
    for fault in faults:
        world.sendcloud.faults.next("POST", PURCHASE, fault)
    lost = await world.run(world.agent, "1001")
    await world.until(lambda: button in lost.buttons())
    await restore(world, copy)
    await world.agent.press(lost, button)
    await world.told(world.agent, "does not know this")


async def test_a_reason_for_a_run_that_was_lost_with_the_ledger_is_answered_in_its_form(world: World) -> None:
    world.orders("1001")
    copy = copy_of(world)
    for fault in UNDECIDED:
        world.sendcloud.faults.next("POST", PURCHASE, fault)
    modal = await world.asked_for_a_reason(world.agent, await world.run(world.agent, "1001"))
    await restore(world, copy)
    modal.fill("Reason", "There is none in the panel.")
    await modal.submit()
    assert "does not know this" in modal.plain()


async def test_after_a_restore_slack_shows_a_run_as_the_ledger_has_it(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    copy = copy_of(world)
    order.kind = "fine"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: "1 of 1 label ready" in run.plain() and world.all_shown())
    await restore(world, copy)
    await world.until(lambda: "1 failed" in run.plain() and world.all_shown())

    assert world.states() == {"1001": "refused"}
    assert "Retry 1 failed" in run.buttons()
    assert "1 order without a label" in world.thread(run)
    assert told_twice(world) == []
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: world.all_shown() and world.states()["1001"] != "refused")
    await world.done(run)
    assert world.sendcloud.bought == ["1001"]
    assert told_twice(world) == []


async def test_a_restore_leaves_runs_of_long_ago_as_they_stand(world: World) -> None:
    world.orders("1001", "1002")
    old = await world.run(world.agent, "1001")
    await world.done(old)
    await world.clock.run_for(8 * 86_400, step=86_400 / 4)
    recent = await world.run(world.agent, "1002")
    await world.done(recent)
    at_rest = [message.text for message in world.slack.workspace.messages]
    edits = {one.ts: len(one.history) for one in (old, recent)}
    await restore(world, copy_of(world))
    await world.clock.run_for(20)

    assert [message.text for message in world.slack.workspace.messages] == at_rest
    assert {one.ts: len(one.history) - edits[one.ts] for one in (old, recent)} == {old.ts: 0, recent.ts: 1}


async def test_a_reply_that_was_deleted_and_told_anew_after_the_backup_is_not_told_once_more(world: World) -> None:
    world.orders("1001", "1002", kind="bad_address")
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)
    copy = copy_of(world)
    reply = next(one for one in world.slack.thread(run.channel, run.ts) if "without a label" in one.plain())
    world.slack.delete(reply)
    world.sendcloud.world.orders_numbered("1002")[0].kind = "fine"
    await world.press(world.agent, run, "Retry 2 failed")
    # One failure is left, which the deleted reply would have to say: it is told anew.
    await world.says(run, "1 order without a label")
    await world.done(run)
    await restore(world, copy)
    await world.clock.run_for(60, step=0.5)

    assert world.thread(run).count("without a label") == 1
    assert told_twice(world) == []


async def test_the_copy_has_the_head_of_the_original_and_is_one_file(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    verdict = backup.make(world.database, world.folder / "backup.db", now=START)

    assert verdict == audit.verify(world.database)
    assert audit.verify(world.folder / "backup.db") == verdict
    assert health.complaints(world.folder / "backup.db") == []
    beside = [file.name for file in world.folder.iterdir() if "backup" in file.name]
    assert beside == ["backup.db"]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    db = connect(path)
    prepare(db)
    db.close()
    return path


def test_a_backup_overwrites_only_what_it_was_told_to(ledger: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    target.write_text("last week's backup")

    with pytest.raises(NotBackedUp, match="--force"):
        backup.make(ledger, target, now=START)
    with pytest.raises(NotBackedUp, match="the ledger itself"):
        backup.make(ledger, tmp_path / "." / "ledger.db", force=True, now=START)
    assert target.read_text() == "last week's backup"
    backup.make(ledger, target, force=True, now=START)
    assert health.complaints(target) == []


def test_a_database_that_is_in_use_is_not_overwritten(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "used.db-wal").write_bytes(b"pages that SQLite would put into the copy")

    with pytest.raises(NotBackedUp, match="in use"):
        backup.make(ledger, tmp_path / "used.db", now=START)
    assert not (tmp_path / "used.db").exists()


def test_something_else_is_not_backed_up(tmp_path: Path) -> None:
    notes, empty, target = tmp_path / "notes.txt", tmp_path / "empty.db", tmp_path / "backup.db"
    notes.write_text("no database at all " * 100)
    sqlite3.connect(empty).close()
    empty.touch()

    for other in (notes, empty):
        with pytest.raises(NotBackedUp):
            backup.make(other, target, now=START)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty.db", "notes.txt"]


def test_on_the_command_line(ledger: Path, tmp_path: Path) -> None:
    def command(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["audit", "backup", *words], env={"LABEL_BOT_DATABASE": str(ledger)})
        return done.exit_code, done.output

    assert command(str(tmp_path / "one.db"))[0] == 0
    status, told = command(str(tmp_path / "one.db"))
    assert (status, told.count("\n"), "--force" in told) == (1, 1, True)
    assert command("--force", str(tmp_path / "one.db"))[0] == 0
    status, told = command(str(tmp_path / "no-such-folder" / "one.db"))
    assert (status, told.count("\n")) == (1, 1)


def test_a_ledger_that_was_altered_is_kept_and_told(ledger: Path, tmp_path: Path) -> None:
    db = connect(ledger)
    db.execute("INSERT INTO events (at, kind, detail, previous, hash) VALUES ('', 'run_done', '{}', '', '')")
    db.close()

    verdict = backup.make(ledger, tmp_path / "backup.db", now=START)
    assert len(verdict.problems) == 1
    assert (tmp_path / "backup.db").exists()
    done = CliRunner().invoke(
        cli, ["audit", "backup", "--force", str(tmp_path / "backup.db")], env={"LABEL_BOT_DATABASE": str(ledger)}
    )
    assert done.exit_code == 1
    assert "Event 1 (run_done" in done.output
