"""The schema of the ledger: tables of the work here.

Those of approvals are in `schema_approvals`, of cancellations in `schema_cancellations`, of fixes in `schema_fixes`, of
Slack in `schema_messages`, and the views in `schema_views`.

A step that was released is never edited, only followed by another. Tables are STRICT; times are UTC text, flags 0 or 1.
Every table begins with what people read and ends with what only the bot needs.
"""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations

from bot.ledger.schema_approvals import APPROVALS
from bot.ledger.schema_cancellations import CANCELLATIONS
from bot.ledger.schema_fixes import FIXES
from bot.ledger.schema_messages import DELIVERY
from bot.ledger.schema_views import VIEWS
from bot.ledger.sql import HAS_WORDS, among
from bot.model import (
    ABOUT_FROZEN,
    LIVE,
    UNKNOWN,
    CallOutcome,
    Differs,
    EventKind,
    LineKind,
    PlanState,
    RequestState,
    RunState,
    Shipping,
    State,
)
from bot.model.failures import OPEN
from bot.model.ownership import OwnerState

migrations = Migrations("label-bot")


def known_migrations() -> set[str]:
    """Return the names of all steps this program has."""
    return {migration.name for migration in migrations._migrations}


@migrations()
def m0001_first_release(db: Database) -> None:
    for statement in (*WORK, *APPROVALS, *CANCELLATIONS, *FIXES, *EVENTS, *DELIVERY, *VIEWS):
        db.execute(statement)


WORK: Final = (
    f"""
    CREATE TABLE plans (
        id TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN {among(PlanState)}),
        person TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
        created_at TEXT NOT NULL, checked_at TEXT, run_id TEXT, cause TEXT,
        choices TEXT NOT NULL, twice TEXT NOT NULL, not_understood TEXT NOT NULL,
        cut INTEGER NOT NULL CHECK (cut IN (0, 1)),
        eager_feedback INTEGER NOT NULL DEFAULT 0 CHECK (eager_feedback IN (0, 1)),
        shop_failing_since TEXT, shop_failed_with TEXT, shop_failed_at TEXT, unknown_words TEXT,
        -- What only the bot needs: whether it holds words to forget, the window that shows it, the versions,
        -- and how many of its lines are looked up so far.
        holds_words INTEGER NOT NULL CHECK (holds_words IN (0, 1)), view_id TEXT, aside_view_id TEXT,
        version INTEGER NOT NULL, shown_version INTEGER NOT NULL, tick_version INTEGER NOT NULL DEFAULT 1,
        done INTEGER NOT NULL DEFAULT 0,
        -- When Slack saw the newest press that ticks were taken from, and why the plan is shown again if it is.
        ticks_from TEXT, shown_again TEXT CHECK (shown_again IN {among(Differs)})
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_plan_per_view ON plans (view_id) WHERE view_id IS NOT NULL",
    "CREATE INDEX plans_to_forget_words_of ON plans (id) WHERE holds_words = 1",
    f"CREATE INDEX plans_with_words ON plans (created_at) WHERE {HAS_WORDS}",
    "CREATE INDEX plans_laid_aside ON plans (aside_view_id) WHERE aside_view_id IS NOT NULL",
    "CREATE INDEX plans_of_somebody ON plans (person, created_at) WHERE state <> 'confirmed'",
    "CREATE INDEX plans_to_show ON plans (id) WHERE shown_version < version",
    f"CREATE INDEX plans_to_check ON plans (created_at) WHERE state = '{PlanState.CHECKING}'",
    f"""
    CREATE TABLE plan_lines (
        plan_id TEXT NOT NULL REFERENCES plans (id), position INTEGER NOT NULL,
        typed TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN {among(LineKind)}),
        ticked INTEGER NOT NULL CHECK (ticked IN (0, 1)), possible INTEGER NOT NULL CHECK (possible IN (0, 1)),
        order_number TEXT, ordered_at TEXT, used_before INTEGER NOT NULL CHECK (used_before IN (0, 1)),
        has_service_point INTEGER NOT NULL CHECK (has_service_point IN (0, 1)),
        destination TEXT, country TEXT, weight TEXT, carrier TEXT, option_label TEXT, price TEXT, currency TEXT,
        price_is_rough INTEGER NOT NULL CHECK (price_is_rough IN (0, 1)), like_orders INTEGER NOT NULL,
        copy INTEGER NOT NULL, reason TEXT, beside TEXT, holder TEXT, checks TEXT NOT NULL, failed_before TEXT,
        shop_name TEXT, other_shops TEXT NOT NULL, candidates TEXT NOT NULL,
        -- What only the bot needs: ids, how to look the number up, the shipments that were there.
        integration_id INTEGER, option_code TEXT, contract_id INTEGER,
        order_id TEXT, sendcloud_id TEXT, spellings TEXT NOT NULL, snapshot TEXT NOT NULL,
        -- Where the line stands in the window (`bot.model.Section`).
        section TEXT GENERATED ALWAYS AS (
            CASE WHEN possible AND kind <> 'waiting' THEN 'possible' WHEN kind = 'ambiguous' THEN 'choose'
            WHEN kind = 'ready' AND checks <> '[]' THEN 'doubted' ELSE kind END
        ) VIRTUAL,
        PRIMARY KEY (plan_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX plan_lines_by_section ON plan_lines (plan_id, section, position)",
    "CREATE INDEX plan_lines_second ON plan_lines (plan_id, position) WHERE copy > 1",
    "CREATE INDEX plan_lines_to_choose ON plan_lines (plan_id, position) WHERE candidates <> '[]' AND possible = 0",
    f"""
    CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY, plan_id TEXT NOT NULL UNIQUE REFERENCES plans (id),
        state TEXT NOT NULL CHECK (state IN {among(RunState)}),
        person TEXT NOT NULL, team TEXT NOT NULL, channel TEXT NOT NULL,
        created_at TEXT NOT NULL, changed_at TEXT NOT NULL,
        approved_by TEXT, stopped_by TEXT, cause TEXT, continue_at TEXT, choices TEXT NOT NULL,
        -- What only the bot needs: how often it was set going, failed calls in a row, why Slack does not take the file
        -- of all orders, which version was shown.
        list_problem TEXT,
        round INTEGER NOT NULL DEFAULT 1, failures INTEGER NOT NULL DEFAULT 0,
        version INTEGER NOT NULL DEFAULT 1, shown_version INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX runs_by_state ON runs (state)",
    "CREATE INDEX runs_of_a_day ON runs (person, created_at)",
    "CREATE INDEX runs_by_time ON runs (created_at)",
    f"CREATE INDEX runs_with_words ON runs (changed_at) WHERE {HAS_WORDS}",
    "CREATE INDEX runs_to_show ON runs (id) WHERE shown_version < version",
    f"""
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), orders INTEGER NOT NULL,
        claimed_at TEXT NOT NULL, ended_at TEXT, outcome TEXT CHECK (outcome IN {among(CallOutcome)}),
        http_status INTEGER, request TEXT NOT NULL,
        -- What only the bot needs: who had the work, and until when the call may be sent.
        token INTEGER NOT NULL, send_by TEXT NOT NULL,
        -- Until when it may be sent as the machine counts it, which nobody can set.
        boot TEXT, send_by_counted REAL,
        CHECK ((ended_at IS NULL) = (outcome IS NULL))
    ) STRICT
    """,
    "CREATE INDEX open_attempts ON attempts (token) WHERE ended_at IS NULL",
    f"""
    CREATE TABLE items (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), position INTEGER NOT NULL,
        order_number TEXT NOT NULL, copy INTEGER NOT NULL DEFAULT 1, reason TEXT, beside TEXT,
        state TEXT NOT NULL CHECK (state IN {among(State)}), since TEXT NOT NULL,
        carrier TEXT, option_label TEXT, shipment_id TEXT, parcels TEXT NOT NULL DEFAULT '[]',
        price TEXT, currency TEXT, price_is_rough INTEGER NOT NULL DEFAULT 0 CHECK (price_is_rough IN (0, 1)),
        cause TEXT, holder TEXT, option_code TEXT, came_by TEXT,
        integration_id INTEGER NOT NULL, order_id TEXT NOT NULL, sendcloud_id TEXT,
        -- What only the bot needs: what prices depend on, the request that is open and what is looked for, when, how
        -- often and until when.
        country TEXT, weight TEXT, contract_id INTEGER,
        -- Who asked for it once more, and when: from then on it counts for their day, not for that of the run.
        pressed_by TEXT, pressed_at TEXT,
        number_key TEXT NOT NULL, batch TEXT NOT NULL DEFAULT '', destination TEXT,
        snapshot TEXT NOT NULL DEFAULT '[]', candidates TEXT NOT NULL DEFAULT '[]', checked_at TEXT,
        attempt_id INTEGER REFERENCES attempts (id), asked_again INTEGER NOT NULL DEFAULT 0,
        next_look_at TEXT, looks INTEGER NOT NULL DEFAULT 0, open_until TEXT,
        may_ask_again INTEGER NOT NULL DEFAULT 0 CHECK (may_ask_again IN (0, 1)),
        UNIQUE (run_id, position)
    ) STRICT
    """,
    # Whatever clicks, processes and crashes do, the database itself lets only one run at a time have an order.
    f"""
    CREATE UNIQUE INDEX one_live_label_per_order_and_copy ON items (integration_id, order_id, copy)
    WHERE state IN {among(LIVE)}
    """,
    "CREATE INDEX items_by_state ON items (run_id, state)",
    "CREATE INDEX items_by_order ON items (order_id)",
    "CREATE INDEX items_of_a_day ON items (pressed_by, pressed_at) WHERE pressed_by IS NOT NULL",
    "CREATE INDEX items_beside ON items (beside) WHERE beside IS NOT NULL",
    "CREATE INDEX items_beside_others ON items (run_id) WHERE beside IS NOT NULL",
    f"CREATE INDEX items_with_words ON items (since) WHERE {HAS_WORDS}",
    f"CREATE INDEX items_labelled ON items (since) WHERE state = '{State.LABELLED}'",
    # What needs a person; see `bot.ledger.failures`.
    f"CREATE INDEX items_failed ON items (since, id) WHERE state IN {among(OPEN)}",
    "CREATE INDEX items_by_number ON items (number_key)",
    "CREATE INDEX items_by_shipment ON items (shipment_id) WHERE shipment_id IS NOT NULL",
    "CREATE INDEX items_by_attempt ON items (attempt_id) WHERE attempt_id IS NOT NULL",
    "CREATE INDEX items_of_a_hand_over ON items (since) WHERE state = 'labelled'",
    f"CREATE INDEX items_waiting ON items (run_id) WHERE state = '{State.WAITING}'",
    "CREATE INDEX items_to_look_at ON items (state, next_look_at) WHERE next_look_at IS NOT NULL",
    "CREATE INDEX items_to_count_out ON items (open_until) WHERE open_until IS NOT NULL",
    f"""
    CREATE TABLE document_requests (
        id INTEGER PRIMARY KEY, run_id TEXT REFERENCES runs (id), person TEXT NOT NULL, at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN {among(RequestState)}),
        reprint INTEGER NOT NULL CHECK (reprint IN (0, 1)), problem TEXT, ended_at TEXT,
        -- The one order whose label goes to this person alone; NULL for documents that go into the thread.
        position INTEGER,
        -- What was chosen, as JSON, NULL for what is given without a choice; and the positions of the orders whose
        -- labels Slack took, such as 1-40,43.
        wanted TEXT CHECK (wanted IS NULL OR json_valid(wanted)), handed_out TEXT,
        -- The shipment of a label that was made outside the bot, which no run has, and the number of its order.
        shipment_id TEXT, order_number TEXT,
        CHECK ((run_id IS NULL) = (shipment_id IS NOT NULL)), CHECK (run_id IS NOT NULL OR position IS NOT NULL)
    ) STRICT
    """,
    f"""
    CREATE UNIQUE INDEX one_open_request ON document_requests
    (ifnull(run_id, shipment_id), ifnull(position, 0), CASE WHEN position IS NULL THEN '' ELSE person END)
    WHERE state = '{RequestState.WAITING}'
    """,
    "CREATE INDEX requests_by_run ON document_requests (run_id)",
    "CREATE INDEX requests_to_serve ON document_requests (state, id)",
    # What labels were made by that have another option, or another price, than their plan knew: what that costs by the
    # quote asked for afterwards, without a label fee. No part of the chain: it explains and estimates, and proves
    # nothing; what it says of a label stands in the row of its order, with an event.
    """
    CREATE TABLE label_quotes (
        item_id INTEGER NOT NULL PRIMARY KEY REFERENCES items (id), integration_id INTEGER NOT NULL, at TEXT NOT NULL,
        by_rules INTEGER NOT NULL CHECK (by_rules IN (0, 1)), sender_address_id INTEGER, from_country TEXT,
        country TEXT, weight TEXT,
        parcels INTEGER NOT NULL, option_code TEXT NOT NULL, contract_id INTEGER, option_label TEXT, carrier TEXT,
        price TEXT, currency TEXT, asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1))
    ) STRICT
    """,
    "CREATE INDEX label_quotes_to_ask ON label_quotes (item_id) WHERE asked = 0",
    "CREATE INDEX label_quotes_of_rules ON label_quotes (integration_id, country, at) WHERE by_rules = 1",
    # Which of a shop's own words for payment mean paid, as people have said.
    """
    CREATE TABLE paid_words (
        integration_id INTEGER NOT NULL, word TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (integration_id, word)
    ) STRICT, WITHOUT ROWID
    """,
    # Who sees to an order that got no label, or that nobody has to: what was said of it last.
    f"""
    CREATE TABLE failure_owners (
        item_id INTEGER NOT NULL PRIMARY KEY REFERENCES items (id),
        state TEXT NOT NULL CHECK (state IN {among(OwnerState)}), owner TEXT, person TEXT NOT NULL, at TEXT NOT NULL,
        reason TEXT,
        CHECK ((state = 'taken') = (owner IS NOT NULL)), CHECK ((state = 'dismissed') = (reason IS NOT NULL))
    ) STRICT
    """,
    # Refusals in words that are in no catalogue. No part of the chain: they explain nothing that was bought.
    # The key comes first: SQLite 3.40 takes the values of such a table for NULL where it does not.
    f"""
    CREATE TABLE unknown_errors (
        id TEXT NOT NULL PRIMARY KEY, seen INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN {among(sorted(UNKNOWN))}), code TEXT,
        said TEXT NOT NULL, order_number TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX unknown_errors_with_words ON unknown_errors (last_at) WHERE said <> ''",
    # Which clicks on buttons were carried out, for a day: Slack may deliver the same one again.
    "CREATE TABLE clicks (id TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX clicks_to_forget ON clicks (at)",
    # What each person chose in Create labels the last time; the form opens with it.
    f"""
    CREATE TABLE last_choices (
        person TEXT NOT NULL, team TEXT NOT NULL, shop_id INTEGER,
        shipping TEXT NOT NULL CHECK (shipping IN {among(Shipping)}),
        option_code TEXT, contract_id INTEGER, option_label TEXT,
        sender_address_id INTEGER, brand_id INTEGER, channel TEXT, at TEXT NOT NULL,
        PRIMARY KEY (person, team)
    ) STRICT, WITHOUT ROWID
    """,
    # How a channel wants its documents; never from where on, and never as ZPL.
    """
    CREATE TABLE print_choices (
        channel TEXT NOT NULL PRIMARY KEY, wanted TEXT NOT NULL CHECK (json_valid(wanted)), person TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # Who may work on the ledger now. The token grows with every new holder, so a paused one is recognised.
    """
    CREATE TABLE lease (
        name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, token INTEGER NOT NULL, until TEXT NOT NULL,
        -- The same as the machine counts it, for others on the same boot, and the file that the holder works on.
        boot TEXT, until_counted REAL, file TEXT
    ) STRICT
    """,
    # A backup has a row that says when it was made; `at` is when a bot first went on with it.
    "CREATE TABLE restores (id INTEGER PRIMARY KEY, made_at TEXT NOT NULL, at TEXT) STRICT",
)

EVENTS: Final = (
    f"""
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN {among(EventKind)}),
        person TEXT, run_id TEXT, order_number TEXT, detail TEXT NOT NULL, integration_id INTEGER, order_id TEXT,
        -- What only the bot needs: the number as it is looked up, and the chain of hashes.
        number_key TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX events_by_run ON events (run_id)",
    "CREATE INDEX events_by_number ON events (number_key)",
    f"CREATE INDEX events_about_frozen_plans ON events (seq) WHERE kind IN {among(ABOUT_FROZEN)}",
    """
    CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
)
