"""The names by which Slack tells us what somebody used: callback, block and action ids."""

from __future__ import annotations

from typing import Final

# Views (callback ids)
CREATE_LABELS: Final = "create_labels"
CONFIRM_PLAN: Final = "confirm_plan"
ASK_AGAIN_VIEW: Final = "ask_again"
SECOND_LABEL_VIEW: Final = "second_label"
DECLINE_VIEW: Final = "decline_plan"
CANCEL_LABELS_VIEW: Final = "cancel_labels_view"
HAND_OVER_VIEW: Final = "hand_over_failure"
DISMISS_VIEW: Final = "dismiss_failure"
SENTENCE: Final = "sentence"
LEAVE_OUT_VIEW: Final = "leave_out"
GET_LABEL_VIEW: Final = "get_label"
PRINT_OPTIONS_VIEW: Final = "print_options"
PRINT_ZPL_VIEW: Final = "print_zpl"
FIX_VIEW: Final = "fix"
FIX_NEXT_VIEW: Final = "fix_next"

# Shortcut (callback id), fixed by the manifest
CREATE_LABELS_FROM_MESSAGE: Final = "create_labels_from_message"

# Inputs: the block id names the input, for values and for errors alike; the action id inside it is the same word,
# so that what was filled in survives an update of the view.
ORDER_NUMBERS: Final = "order_numbers"
ORDER_FILE: Final = "order_file"
KEPT_FILE: Final = "kept_file"
SHOP: Final = "shop"
SHIPPING: Final = "shipping"
SHIPPING_OPTION: Final = "shipping_option"
SENDER_ADDRESS: Final = "sender_address"
BRAND: Final = "brand"
PARCELS: Final = "parcels"
POST_TO: Final = "post_to"
REASON: Final = "reason"
NEW_OWNER: Final = "new_owner"
NUMBERS_LEFT_OUT: Final = "numbers_left_out"
SECOND_ORDERS: Final = "second_orders"
WHICH_LABELS: Final = "which_labels"
NUMBERS_TO_CANCEL: Final = "numbers_to_cancel"
LABEL_OF: Final = "label_of"
PAPERS: Final = "papers"
FORMAT: Final = "format"
SORTED: Final = "sorted"
FROM_LABEL: Final = "from_label"
UNPRINTED: Final = "unprinted"

PRINT_INPUTS: Final = (PAPERS, FORMAT, SORTED, FROM_LABEL, UNPRINTED)
"""The inputs of *Print options*, from top to bottom."""

CREATE_INPUTS: Final = (
    ORDER_NUMBERS, ORDER_FILE, SHOP, SHIPPING, SHIPPING_OPTION, SENDER_ADDRESS, BRAND, PARCELS, POST_TO,
)  # fmt: skip
"""The inputs of *Create labels*, from top to bottom."""

# Actions
PICK_ORDER: Final = "pick_order"
TICKS: Final = "ticks"
PREVIOUS_PAGE: Final = "previous_page"
NEXT_PAGE: Final = "next_page"
OVERVIEW: Final = "overview"
SHOW_SECTION: Final = "show_section"
LEAVE_OUT: Final = "leave_out"
USE_SHOP: Final = "use_shop"
CHANGE_PLAN: Final = "change_plan"
REMOVE_FILE: Final = "remove_file"
COUNT_AS_PAID: Final = "count_as_paid"
LOOK_AGAIN_PLAN: Final = "look_again_plan"
OPEN_PLAN: Final = "open_plan"
OPEN_FORM: Final = "open_form"
SECOND_LABEL: Final = "second_label"
APPROVE: Final = "approve_plan"
DECLINE: Final = "decline"
TAKE_FAILURE: Final = "take_failure"
TAKE_FAILURES_OF_RUN: Final = "take_failures_of_run"
HAND_OVER_FAILURE: Final = "hand_over_failure"
DISMISS_FAILURE: Final = "dismiss_failure"
OPEN_PANEL: Final = "open_panel"
CANCEL_UNUSED: Final = "cancel_unused"
STOP_RUN: Final = "stop_run"
CONTINUE_RUN: Final = "continue_run"
RETRY_FAILED: Final = "retry_failed"
RETRY_FIXED: Final = "retry_fixed"
RETRY_ORDERS: Final = "retry_orders"
SEND_FAILURES: Final = "send_failures"
SEND_SPEND: Final = "send_spend"
GET_DOCUMENTS: Final = "get_documents"
GET_LABEL: Final = "get_label"
PRINT_OPTIONS: Final = "print_options"
HAND_OVER: Final = "hand_over"
HAND_OVER_YESTERDAY: Final = "hand_over_yesterday"
LOOK_AGAIN: Final = "look_again"
ASK_AGAIN: Final = "ask_again"
CANCEL_LABEL: Final = "cancel_label"
FIX_ADDRESS: Final = "fix_address"
FIX_SERVICE_POINT: Final = "fix_service_point"
CANCEL_LABELS: Final = "cancel_labels"

VIEWS: Final = (
    CREATE_LABELS, CONFIRM_PLAN, ASK_AGAIN_VIEW, SECOND_LABEL_VIEW, LEAVE_OUT_VIEW, DECLINE_VIEW,
    GET_LABEL_VIEW, CANCEL_LABELS_VIEW,
    PRINT_OPTIONS_VIEW, PRINT_ZPL_VIEW, HAND_OVER_VIEW, DISMISS_VIEW,
    FIX_VIEW, FIX_NEXT_VIEW,
)
ACTIONS: Final = (
    SHIPPING,
    PICK_ORDER, TICKS, SHOW_SECTION, PREVIOUS_PAGE, NEXT_PAGE, OVERVIEW, LEAVE_OUT, USE_SHOP,
    CHANGE_PLAN, REMOVE_FILE, COUNT_AS_PAID,
    LOOK_AGAIN_PLAN, OPEN_PLAN, OPEN_FORM, SECOND_LABEL, APPROVE, DECLINE,
    PRINT_OPTIONS,
    STOP_RUN, CONTINUE_RUN, RETRY_FAILED, GET_DOCUMENTS, GET_LABEL, HAND_OVER, HAND_OVER_YESTERDAY,
    LOOK_AGAIN, ASK_AGAIN, CANCEL_LABEL, CANCEL_LABELS, CANCEL_UNUSED, OPEN_PANEL,
    TAKE_FAILURE, TAKE_FAILURES_OF_RUN, HAND_OVER_FAILURE, DISMISS_FAILURE,
    RETRY_FIXED, RETRY_ORDERS, FIX_ADDRESS, SEND_FAILURES, SEND_SPEND,
)  # fmt: skip
SEARCHES: Final = (SHIPPING_OPTION, FIX_SERVICE_POINT)
