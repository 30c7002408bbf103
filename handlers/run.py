"""The buttons on a run: stop, continue, retry, look again, ask again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, NotAllowed, UnknownRun
from bot.ledger.clicks import Repeated
from bot.model import Holder, Person, Run, State
from bot.slack import ids
from bot.slack.screens import answers, modal, modal_buy_again, words
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from handlers.label import say
from handlers.openings import open_view
from handlers.people import acting, press_of

Act = Callable[[str, Person, str], Awaitable[answers.Answer | None]]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons of a run."""

    async def second(run_id: str, action: str) -> answers.Answer:
        """Return what somebody is told who came second."""
        first = await desk.first(run_id, action)
        return answers.already(action, by=first[0], at=first[1]) if first else answers.already(action)

    async def stop(run_id: str, by: Person, press: str) -> answers.Answer | None:
        return None if await desk.stop(run_id, by=by, press=press) else await second(run_id, "stop")

    async def go_on(run_id: str, by: Person, press: str) -> answers.Answer | None:
        done = await desk.go_on(run_id, by=by, press=press)
        return told(done.taken) if done else await second(run_id, "continue")

    async def retry(run_id: str, by: Person, press: str) -> answers.Answer | None:
        done = await desk.retry(run_id, by=by, press=press)
        return told(done.taken) if done else await second(run_id, "retry")

    async def look_again(run_id: str, by: Person, press: str) -> answers.Answer | None:
        return None if await desk.look_again(run_id, by=by, press=press) else await second(run_id, "look_again")

    async def documents(run_id: str, by: Person, press: str) -> answers.Answer | None:
        return None if await desk.request_documents(run_id, by=by, press=press) else await second(run_id, "documents")

    acts: dict[str, Act] = {
        ids.STOP_RUN: stop,
        ids.CONTINUE_RUN: go_on,
        ids.RETRY_FAILED: retry,
        ids.LOOK_AGAIN: look_again,
        ids.GET_DOCUMENTS: documents,
    }
    for action, act in acts.items():
        app.action(action)(button(act))

    @app.action(ids.ASK_AGAIN)
    async def ask_again(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
        await ack()
        try:
            run = await desk.find_run(body["actions"][0]["value"], acting(body))
        except NotAllowed as exc:
            await say(respond, answers.not_allowed(exc.refusal))
            return
        except UnknownRun:
            await say(respond, answers.sentence(words.GONE))
            return
        if await open_view(client, body["trigger_id"], await question(run)) is None:
            await say(respond, answers.sentence(answers.PERSON_TOO_FAST))

    async def question(run: Run, *, changed: Sequence[int] = (), reason: str = "") -> dict[str, Any]:
        """Return the form for a run's undecided orders, or what there is to say when there are none."""
        if run.of(State.UNDECIDED):
            return modal_buy_again.ask_again(run, changed=changed, reason=reason)
        return modal_buy_again.nothing_undecided(await desk.first(run.id, "ask_again"))

    @app.view(ids.ASK_AGAIN_VIEW)
    async def ask_again_knowingly(ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody gave a reason: the orders they were shown are asked for again, if they still are as shown."""
        reason = read_reason(body["view"])
        if len(reason) < SHORTEST_REASON:
            await ack(**modal.reason_needed())
            return
        run_id, shown = modal_buy_again.read_shown(body["view"]["private_metadata"])
        try:
            other = await desk.ask_again(run_id, shown, by=acting(body), reason=reason, press=press_of(body))
        except NotAllowed as exc:
            await ack(response_action="update", view=modal.refused(exc.refusal))
        except UnknownRun:
            await ack(response_action="update", view=modal_buy_again.unknown_run())
        except Repeated:
            await ack(
                response_action="update",
                view=modal_buy_again.answered_already(),
            )
        else:
            if other is None:
                await ack()
            else:
                view = await question(other.run, changed=other.changed, reason=reason)
                await ack(response_action="update", view=view)


def button(act: Act) -> Callable[..., Awaitable[None]]:
    """Return a listener that acknowledges a click, carries it out for whoever clicked, and answers privately."""

    async def pressed(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        try:
            answer = await act(body["actions"][0]["value"], acting(body), press_of(body))
        except Repeated:
            # Whoever pressed was answered the first time.
            return
        except NotAllowed as exc:
            answer = answers.not_allowed(exc.refusal)
        except UnknownRun:
            answer = answers.sentence(words.GONE)
        if answer is not None:
            await say(respond, answer)

    return pressed


def told(taken: Sequence[tuple[str, Holder]]) -> answers.Answer | None:
    """Return what the person who clicked has to know beyond what the thread shows."""
    return answers.taken(taken) if taken else None
