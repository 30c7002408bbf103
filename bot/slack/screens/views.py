"""Every modal, under one name: handlers and projector ask this module and nobody else."""

from __future__ import annotations

from bot.slack.screens.form import (
    CreateForm,
    option_value,
    read_create,
    read_option,
    read_pick,
    read_reason,
    read_shown,
)
from bot.slack.screens.modal import errors, sentence_view
from bot.slack.screens.modal_after_confirm import (
    all_taken,
    already_confirmed,
    ask_again,
    nothing_undecided,
    refused,
    started,
)
from bot.slack.screens.modal_create_labels import NUMBERS_MOST, create_labels, option_choices
from bot.slack.screens.modal_second_label import read_second, second_label
from bot.slack.screens.plan_view import checking, plan, plan_confirmed, plan_message

__all__ = [
    "NUMBERS_MOST",
    "CreateForm",
    "all_taken",
    "already_confirmed",
    "ask_again",
    "checking",
    "create_labels",
    "errors",
    "nothing_undecided",
    "option_choices",
    "option_value",
    "plan",
    "plan_confirmed",
    "plan_message",
    "read_create",
    "read_option",
    "read_pick",
    "read_reason",
    "read_second",
    "read_shown",
    "refused",
    "second_label",
    "sentence_view",
    "started",
]
