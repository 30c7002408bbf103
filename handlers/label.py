"""``/label``: the form, or a private answer."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import ChannelRefused, Desk, UnknownShop, UnreadableDay
from bot.intake import Command, ForForm, UnknownWord, numbers_asked_about, read_command
from bot.model import Person
from bot.slack.mrkdwn import plain_text
from bot.slack.screens import (
    answer_cancel,
    answer_failures,
    answer_history,
    answer_runs,
    answer_status,
    answer_unused,
    answers,
    modal_check_and_confirm,
    modal_create_labels,
)
from bot.slack.screens.answer_unknown_word import unknown_word
from bot.slack.screens.answers import Answer
from handlers import spend
from handlers.create_labels import open_form
from handlers.people import acting
from handlers.replies import open_view, say

COMMANDS = ("ready", "status", "history", "failures", "runs", "cancel", "spend", "unused", "help")
"""First words with a meaning of their own; every other word of letters alone is asked about."""


async def label(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk) -> None:
    """Somebody typed ``/label``."""
    await ack()
    channel = body["channel_id"]
    await desk.admit(acting(body), channel)
    match read_command(plain_text(body.get("text") or ""), COMMANDS):
        case Command(name="ready", rest=rest):
            await ready(body, respond, client, desk, rest)
        case Command(name=name, rest=rest):
            await say(respond, await answer(desk, name, rest, acting(body)))
        case UnknownWord(word=word, meant=meant, typed=typed):
            await say(respond, unknown_word(word, meant, typed))
        case ForForm(typed=typed):
            again = answers.TYPE_NUMBERS_AGAIN if typed else answers.TYPE_AGAIN
            await open_form(client, respond, body, desk, numbers=typed, channel=channel, again=again)


async def ready(body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk, rest: str) -> None:
    """Somebody wants a plan of the orders that are paid and have no label."""
    by = acting(body)
    try:
        request = await desk.ready.prepare(rest, by=by, typed_in=body["channel_id"])
    except UnreadableDay:
        await say(respond, answers.sentence(answers.NO_SUCH_DAY))
    except UnknownShop as exc:
        await say(respond, answers.no_such_shop(exc.several, exc.known))
    except ChannelRefused as exc:
        await say(respond, answers.sentence(modal_create_labels.channel_error(exc.problem.value)))
    else:
        view = modal_check_and_confirm.looking_for_ready()
        view_id = await open_view(client, respond, body, view, again=answers.READY_AGAIN)
        if view_id is not None:
            await desk.ready.begin(request, by=by, view_id=view_id)


async def answer(desk: Desk, command: str, rest: str, by: Person) -> Answer:
    """Return the private answer to a command and what was typed behind it."""
    match command:
        case "help" if not rest:
            return answers.help_table(test_labels=desk.test_labels)
        case "failures" if not rest:
            return answer_failures.failures(await desk.failures.read(by), now=desk.now(), test_labels=desk.test_labels)
        case "status" if rest:
            return await status(desk, rest)
        case "history" if rest:
            return answer_history.history(rest, await desk.questions.history(rest), test_labels=desk.test_labels)
        case "unused" if not rest:
            return await unused(desk)
        case "runs" if not rest:
            return await latest_runs(desk)
        case "spend":
            return await spend.answer(desk, rest, by)
        case "cancel" if rest:
            return await cancelling(desk, rest)
        case _:
            return answers.not_understood(command, rest)


async def status(desk: Desk, rest: str) -> Answer:
    """Return where the orders stand that somebody asks about."""
    numbers, workspace = numbers_asked_about(rest), await desk.questions.workspace()
    found = [await desk.questions.status(number) for number in numbers[: answer_status.MOST]]
    left_out = numbers[answer_status.MOST :]
    return answer_status.statuses(
        found, left_out, workspace=workspace, panel=desk.panel_url, test_labels=desk.test_labels
    )


async def unused(desk: Desk) -> Answer:
    """Return the labels that were bought and never scanned."""
    workspace = await desk.questions.workspace()
    return answer_unused.unused(await desk.unused.find(), workspace=workspace, now=desk.now())


async def latest_runs(desk: Desk) -> Answer:
    """Return where the latest runs stand."""
    listed, workspace = await desk.runs.latest(answer_runs.MOST + 1), await desk.questions.workspace()
    return answer_runs.runs(listed, workspace=workspace, test_labels=desk.test_labels)


async def cancelling(desk: Desk, rest: str) -> Answer:
    """Return which labels of the orders that somebody names can be cancelled, and on which terms."""
    numbers, workspace = numbers_asked_about(rest), await desk.questions.workspace()
    found = [await desk.questions.status(number) for number in numbers[: answer_cancel.MOST]]
    return answer_cancel.cancelling(
        found, numbers[answer_cancel.MOST :], workspace=workspace, test_labels=desk.test_labels, now=desk.now()
    )
