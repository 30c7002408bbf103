"""Views for people who open the ledger in Datasette or any other SQLite tool. The bot itself reads only the tables."""

from __future__ import annotations

from typing import Final

from bot.ledger.sql import among
from bot.model import RETRYABLE, State

_THREAD: Final = """
    LEFT JOIN messages AS parent ON parent.about = runs.id AND parent.key = 'parent'
"""
"""The parent message of a run's thread."""

_TOTALS: Final = ",\n        ".join(
    f"count(*) FILTER (WHERE items.state = '{state.value}') AS {state.value}" for state in State
)

VIEWS: Final = (
    # One row for each order of a run.
    f"""
    CREATE VIEW labels AS
    SELECT
        items.order_number, items.copy, items.state, items.carrier, items.shipment_id,
        (SELECT group_concat(json_extract(value, '$.id'), ', ') FROM json_each(items.parcels)) AS parcel_ids,
        (
            SELECT group_concat(json_extract(value, '$.tracking_number'), ', ') FROM json_each(items.parcels)
            WHERE json_extract(value, '$.tracking_number') <> ''
        ) AS tracking_numbers,
        items.option_label AS shipping_option, items.price, items.currency, items.price_is_rough,
        items.since AS state_since,
        runs.id AS run, runs.person AS confirmed_by, runs.created_at AS confirmed_at,
        json_extract(runs.choices, '$.shop_name') AS shop,
        coalesce(json_extract(runs.choices, '$.test_labels'), 0) AS is_test_label,
        coalesce(parent.channel, runs.channel) AS channel, parent.ts AS thread_ts
    FROM items JOIN runs ON runs.id = items.run_id {_THREAD}
    """,
    # Every run with how many of its orders are in each state.
    f"""
    CREATE VIEW runs_with_counts AS
    SELECT
        runs.id AS run, runs.created_at AS confirmed_at, runs.person AS confirmed_by, runs.state,
        json_extract(runs.choices, '$.shop_name') AS shop, count(items.id) AS orders,
        {_TOTALS},
        runs.stopped_by, json_extract(runs.cause, '$.kind') AS trouble, runs.continue_at,
        coalesce(parent.channel, runs.channel) AS channel, parent.ts AS thread_ts
    FROM runs LEFT JOIN items ON items.run_id = runs.id {_THREAD}
    GROUP BY runs.id
    """,
    # Orders without a label that somebody has to do something about.
    f"""
    CREATE VIEW failures AS
    SELECT
        items.order_number, items.state, json_extract(items.cause, '$.kind') AS trouble,
        json_extract(items.cause, '$.text') AS said, json_extract(items.cause, '$.code') AS code, items.carrier,
        items.since AS state_since, runs.id AS run, runs.person AS confirmed_by
    FROM items JOIN runs ON runs.id = items.run_id
    WHERE items.state IN {among((*RETRYABLE, State.UNDECIDED))}
    """,
    # What labels cost by quotes, for each day (UTC) and currency; test labels cost nothing. An order in several parcels
    # has a label for each, and its price is that of all of them.
    f"""
    CREATE VIEW spend_by_day AS
    SELECT
        substr(items.since, 1, 10) AS day, items.currency,
        sum(max(1, json_array_length(items.parcels))) AS labels,
        coalesce(sum(max(1, json_array_length(items.parcels))) FILTER (WHERE items.price IS NOT NULL), 0)
            AS labels_with_price,
        coalesce(sum(max(1, json_array_length(items.parcels))) FILTER (WHERE items.price_is_rough), 0)
            AS labels_with_rough_price,
        round(sum(CAST(items.price AS REAL)), 2) AS amount
    FROM items JOIN runs ON runs.id = items.run_id
    WHERE items.state = '{State.LABELLED}' AND NOT coalesce(json_extract(runs.choices, '$.test_labels'), 0)
    GROUP BY 1, 2
    """,
)
