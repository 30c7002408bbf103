"""From a failure to its next step: what is told, what may be tried again, what is counted because nobody knows it."""

from __future__ import annotations

from click.testing import CliRunner

from bot.__main__ import cli
from tests.world import World

GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx/1.25</h1></body></html>"


async def test_retry_sends_what_is_safe_alone_however_often_it_is_pressed(world: World) -> None:
    world.sendcloud.add_order("1001", kind="busy_carrier")
    world.sendcloud.add_order("1002", kind="bad_address")
    run = await world.run(world.agent, "1001 1002")
    told = await world.done(run)
    assert "1001: carrier out of reach." in told
    assert "Nobody has to correct anything: wait a few minutes, then retry." in told
    assert {"Retry 1 failed", "Retry 1 fixed"} <= set(run.buttons())
    await world.press(world.agent, run, "Retry 1 failed")
    await world.colleague.press(run, "Retry 1 failed", stale=True)
    await world.until(lambda: "1 of 2 labels ready" in run.plain())
    await world.done(run)

    # The second press was on the button for what only had to wait, and nothing of that was left.
    assert world.sendcloud.bought == ["1001", "1001"]
    assert world.states() == {"1001": "labelled", "1002": "refused"}


async def test_a_gateways_page_is_not_shown(world: World) -> None:
    world.sendcloud.add_order("1001", kind="late_failure", failure=GATEWAY)
    run = await world.run(world.agent, "1001")
    told = await world.done(run)

    assert "1001: carrier out of reach." in told
    assert "nginx" not in told
    assert "html" not in told


async def test_what_nobody_knows_is_shown_as_it_is_counted_and_listed(world: World) -> None:
    world.sendcloud.add_order("1001", kind="late_failure", failure="Fout 4711 in module 7")
    world.sendcloud.add_order("1002", kind="late_failure", failure="Fout 4712 in module 7")
    world.sendcloud.add_order("1003", kind="late_failure", failure="Telefoonnummer ontbreekt")
    run = await world.run(world.agent, "1001 1002 1003")
    told = await world.done(run)
    assert "Fout 4711 in module 7" in told
    assert world.rows("SELECT seen, kind FROM unknown_errors") == [(2, "carrier")]
    listed = unknown_errors(world)
    assert "Fout 471" in listed
    assert "Telefoon" not in listed
    # SQLite itself calls the file sound: it has its own opinion of tables whose key is not the first column.
    assert world.rows("PRAGMA integrity_check") == [("ok",)]

    await world.clock.run_for(31 * 86_400, step=86_400 / 4)
    assert world.rows("SELECT seen, said FROM unknown_errors") == [(2, "")]
    assert "(erased)" in unknown_errors(world)


def unknown_errors(world: World) -> str:
    """Return what ``label-bot audit unknown-errors`` prints."""
    done = CliRunner().invoke(cli, ["audit", "unknown-errors"], env={"LABEL_BOT_DATABASE": str(world.database)})
    assert done.exit_code == 0
    return done.output
