"""The buttons on the parent message of a run."""

from __future__ import annotations

from typing import Final

from bot.model import Run, RunState, Safety, State, failed
from bot.slack import ids
from bot.slack.screens import hand_over, owners, words
from bot.slack.screens.blocks import button, plain_text
from bot.slack.screens.cancel_words import CANCEL_LABELS
from bot.slack.screens.text import Json

STOP: Final = "Stop"
STOP_TELLS: Final = "Stop run {run}"
STOP_ASK: Final = "Stop this run?"
STOP_WHAT: Final = (
    "Orders that were not sent to Sendcloud yet are held back; the calls in flight end. Labels that were bought stay. "
    "You can continue later."
)
STOP_YES: Final = "Stop the run"
STOP_NO: Final = "Keep going"
CONTINUE: Final = "Continue"
CONTINUE_TELLS: Final = "Continue run {run}"
RETRY: Final = "Retry {n} failed"
RETRY_TELLS: Final = "Retry {failed} of run {run}"
RETRY_FIXED: Final = "Retry {n} fixed"
RETRY_FIXED_TELLS: Final = "Retry {failed} of run {run}, whose cause was fixed"
GET_DOCUMENTS: Final = "Get documents"
GET_DOCUMENTS_TELLS: Final = "Get documents of run {run}"
PRINT_OPTIONS: Final = "Print options…"
PRINT_OPTIONS_TELLS: Final = "Print options for the documents of run {run}"
LOOK_AGAIN: Final = "Look again"
LOOK_AGAIN_TELLS: Final = "Look again for undecided orders of run {run}"
CANCEL_LABELS_TELLS: Final = "Cancel labels of run {run}: asks which ones first"
BUY_AGAIN: Final = "Buy again"
BUY_AGAIN_TELLS: Final = "Buy again what is undecided in run {run}"

_MAY_BE_BOUGHT: Final = (State.WAITING, State.CLAIMED, State.UNKNOWN)


def buttons(run: Run) -> list[Json]:
    """Return the buttons that make sense now; each says all of it to somebody who hears it alone."""
    going, papers = [*_stop(run), *_continue(run), *_retry(run)], [*_documents(run), *_hand_over(run)]
    return [*going, *papers, *_decide(run), *_cancel(run), *owners.take_run(run)]


def _continue(run: Run) -> list[Json]:
    held_back = run.state is RunState.STOPPED and run.of(State.STOPPED)
    if run.state is not RunState.PAUSED and not held_back:
        return []
    return [_button(run, CONTINUE, ids.CONTINUE_RUN, CONTINUE_TELLS, style="primary")]


def _retry(run: Run) -> list[Json]:
    """Return *Retry* for what may be asked for once more as it stands, and apart from it for what has to be fixed
    first; nothing for orders of which a label may exist, or that meet the same answer again in this run."""
    safe, fixed = failed(run.items, Safety.SAFE), failed(run.items, Safety.FIX_FIRST)
    found = []
    if safe:
        tells = RETRY_TELLS.format(failed=words.count(len(safe), "failed order"), run=run.id)
        found.append(_button(run, RETRY.format(n=len(safe)), ids.RETRY_FAILED, tells))
    if fixed:
        label, says = (RETRY_FIXED, RETRY_FIXED_TELLS) if safe else (RETRY, RETRY_TELLS)
        tells = says.format(failed=words.count(len(fixed), "failed order"), run=run.id)
        found.append(_button(run, label.format(n=len(fixed)), ids.RETRY_FIXED, tells))
    return found


def _documents(run: Run) -> list[Json]:
    if not run.of(State.LABELLED) or any(request.state == "waiting" for request in run.shared_requests):
        return []
    return [
        _button(run, GET_DOCUMENTS, ids.GET_DOCUMENTS, GET_DOCUMENTS_TELLS),
        _button(run, PRINT_OPTIONS, ids.PRINT_OPTIONS, PRINT_OPTIONS_TELLS),
    ]


def _hand_over(run: Run) -> list[Json]:
    """Return the button for the list of the day, once the labels of the run are there to be handed over."""
    return [] if _buys(run) or not run.of(State.LABELLED) else [hand_over.of_run(run.id)]


def _buys(run: Run) -> bool:
    """Say whether something may yet be bought that a person can keep from being bought. What is bought, with the PDF on
    its way, cannot."""
    return run.state in (RunState.RUNNING, RunState.PAUSED) and bool(run.of(*_MAY_BE_BOUGHT))


def _cancel(run: Run) -> list[Json]:
    """Return *Cancel labels*, where a label is not being cancelled yet."""
    going = {one.item_id for one in run.cancellations if one.is_open}
    if all(item.id in going for item in run.of(State.LABELLED)):
        return []
    return [_button(run, CANCEL_LABELS, ids.CANCEL_LABELS, CANCEL_LABELS_TELLS)]


def _decide(run: Run) -> list[Json]:
    if not run.of(State.UNDECIDED):
        return []
    return [
        _button(run, LOOK_AGAIN, ids.LOOK_AGAIN, LOOK_AGAIN_TELLS),
        _button(run, BUY_AGAIN, ids.ASK_AGAIN, BUY_AGAIN_TELLS),
    ]


def _button(run: Run, label: str, action: str, tells: str, style: str | None = None) -> Json:
    return button(label, action=action, value=run.id, tells=tells.replace("{run}", run.id), style=style)


def _stop(run: Run) -> list[Json]:
    if not _buys(run):
        return []
    confirm = {
        "title": plain_text(STOP_ASK, 100),
        "text": plain_text(STOP_WHAT, 300),
        "confirm": plain_text(STOP_YES, 30),
        "deny": plain_text(STOP_NO, 30),
        "style": "danger",
    }
    tells = STOP_TELLS.format(run=run.id)
    return [button(STOP, action=ids.STOP_RUN, value=run.id, tells=tells, style="danger", confirm=confirm)]
