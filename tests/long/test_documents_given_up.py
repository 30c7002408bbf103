"""Documents that Slack does not take: told in time, and the press works again."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox.slack import ApiError, ServerError
from tests.test_documents import labelled, pages_in
from tests.world import World


async def test_an_upload_that_slack_never_completes_is_told_and_the_next_press_brings_the_files(world: World) -> None:
    run = await labelled(world, 1)
    world.slack.faults.next("files.completeUploadExternal", ApiError("internal_error"), times=1_000)
    await world.press(world.agent, run, "Get documents")
    await world.until(lambda: "Slack did not take the files" in world.thread(run), limit=900)
    world.slack.faults.clear()
    await world.press(world.agent, run, "Get documents")
    assert len(await world.until(lambda: pages_in(world, run))) == 1


async def test_documents_that_slack_does_not_take_are_given_up_in_time_though_the_clock_was_set_back(
    world: World,
) -> None:
    world.orders("1001")
    parent = await world.run(world.agent, "1001")
    await world.done(parent)
    world.slack.faults.next("files.*", ServerError(), times=1_000)
    await world.press(world.agent, parent, "Get documents")
    await world.says(parent, "Documents are on their way")
    await world.kill_bot()
    world.host.set_by = timedelta(hours=-1)
    await world.start_bot()

    await world.says(parent, "The documents could not be put here", limit=900)
