"""How people ask for it in Slack: one payload in, one call on the desk, an acknowledgement out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from bot.plan_words import PlanWords
from bot.slack import ids
from bot.slack.delivery.homes import Homes
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.delivery.windows import Windows
from bot.slack.downloads import Downloads
from handlers import (
    approval,
    cancel,
    change,
    create_labels,
    errors,
    failures,
    fix,
    get_label,
    hand_over,
    home,
    label,
    messages,
    options,
    owners,
    panel,
    plan,
    plan_page,
    print_options,
    run,
    shortcuts,
    spend,
)


def register(
    app: AsyncApp,
    desk: Desk,
    downloads: Downloads,
    words: PlanWords,
    windows: Windows,
    files: PrivateFiles,
    homes: Homes,
) -> None:
    """Tell Bolt who listens to what. This is the table of contents."""

    hear = partial(
        errors.telling, desk=desk, homes=homes, downloads=downloads, words=words, windows=windows, files=files
    )

    app.command("/label")(hear(label.label))
    app.shortcut(ids.CREATE_LABELS_FROM_MESSAGE)(hear(shortcuts.from_message))
    app.action(ids.OPEN_FORM)(hear(create_labels.from_button))
    app.event("app_home_opened")(hear(home.opened))
    app.event("app_mention")(hear(messages.written))
    app.event("channel_shared")(hear(messages.channel_shared))
    app.event({"type": "message", "subtype": messages.WRITTEN})(hear(messages.written))
    app.action(ids.SHIPPING)(hear(create_labels.choose_shipping))
    app.options(ids.SHIPPING_OPTION)(hear(options.search))

    _register_plans(app, hear)
    _register_runs(app, hear)

    # The last of the events: what nobody listens to is sent three times more.
    app.event("message")(hear(messages.passed_over))

    app.error(errors.fault)


def _register_plans(app: AsyncApp, hear: Callable[[errors.Listener], errors.Listener]) -> None:
    """Tell Bolt who listens to what can be done with the form and with a plan."""
    app.view(ids.CREATE_LABELS)(hear(create_labels.check_orders))
    app.action(ids.TICKS)(hear(plan_page.tick))
    for turning in (ids.SHOW_SECTION, ids.PREVIOUS_PAGE, ids.NEXT_PAGE, ids.OVERVIEW):
        app.action(turning)(hear(plan_page.turn))
    app.action(ids.PICK_ORDER)(hear(plan_page.pick_order))
    app.action(ids.CHANGE_PLAN)(hear(change.change))
    app.action(ids.REMOVE_FILE)(hear(create_labels.remove_file))
    app.action(ids.USE_SHOP)(hear(plan_page.use_shop))
    app.action(ids.COUNT_AS_PAID)(hear(plan_page.count_as_paid))
    app.action(ids.LEAVE_OUT)(hear(plan_page.leave_out))
    app.view(ids.LEAVE_OUT_VIEW)(hear(plan_page.leave_these_out))
    app.action(ids.LOOK_AGAIN_PLAN)(hear(plan.look_again))
    app.action(ids.SECOND_LABEL)(hear(plan.second_label))
    app.view(ids.SECOND_LABEL_VIEW)(hear(plan.add_second_labels))
    app.action(ids.OPEN_PLAN)(hear(plan.open_plan))
    app.view(ids.CONFIRM_PLAN)(hear(plan.confirm_plan))
    app.action(ids.APPROVE)(hear(approval.approve))
    app.action(ids.DECLINE)(hear(approval.decline))
    app.view(ids.DECLINE_VIEW)(hear(approval.decline_with_reason))
    for view in (*ids.VIEWS, ids.SENTENCE):
        app.view_closed(view)(hear(plan.view_closed))


def _register_runs(app: AsyncApp, hear: Callable[[errors.Listener], errors.Listener]) -> None:
    """Tell Bolt who listens to what can be done with a run and with its labels."""
    for button in run.ACTS:
        app.action(button)(hear(run.act_on_run))
    app.action(ids.PRINT_OPTIONS)(hear(print_options.ask))
    app.view(ids.PRINT_OPTIONS_VIEW)(hear(print_options.get))
    app.view(ids.PRINT_ZPL_VIEW)(hear(print_options.get_zpl))
    app.action(ids.RETRY_ORDERS)(hear(failures.retry))
    app.action(ids.SEND_FAILURES)(hear(failures.send_all))
    app.action(ids.SEND_SPEND)(hear(spend.send_all))
    app.action(ids.GET_LABEL)(hear(get_label.get))
    app.view(ids.GET_LABEL_VIEW)(hear(get_label.get_chosen))
    app.action(ids.CANCEL_LABEL)(hear(cancel.cancel_label))
    app.action(ids.CANCEL_LABELS)(hear(cancel.cancel_labels))
    app.view(ids.CANCEL_LABELS_VIEW)(hear(cancel.cancel_these_labels))
    app.action(ids.CANCEL_UNUSED)(hear(cancel.cancel_unused))
    app.action(ids.OPEN_PANEL)(hear(panel.opened))
    app.action(ids.TAKE_FAILURE)(hear(owners.take))
    app.action(ids.TAKE_FAILURES_OF_RUN)(hear(owners.take_of_run))
    app.action(ids.HAND_OVER_FAILURE)(hear(owners.hand_over))
    app.view(ids.HAND_OVER_VIEW)(hear(owners.handed_over))
    app.action(ids.DISMISS_FAILURE)(hear(owners.dismiss))
    app.view(ids.DISMISS_VIEW)(hear(owners.dismissed))
    for listing in (ids.HAND_OVER, ids.HAND_OVER_YESTERDAY):
        app.action(listing)(hear(hand_over.bring))
    app.action(ids.FIX_ADDRESS)(hear(fix.open_form))
    app.view(ids.FIX_VIEW)(hear(fix.save))
    app.view(ids.FIX_NEXT_VIEW)(hear(fix.next_form))
    app.options(ids.FIX_SERVICE_POINT)(hear(fix.search_points))
    app.action(ids.ASK_AGAIN)(hear(run.ask_again))
    app.view(ids.ASK_AGAIN_VIEW)(hear(run.ask_again_knowingly))
