"""What an answer to create-labels-async says, whatever its status. It is judged by nobody here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from bot.sendcloud.api_error import ApiError, Unreadable, errors_in, is_own_word, read_errors, read_json
from bot.sendcloud.errors import OutcomeUnknown, next_step
from bot.sendcloud.lenient import Identifier, Lenient, Text, as_int, as_text


class CreatedLabel(Lenient):
    """A shipment that was made and queued. The carrier can still refuse it later."""

    shipment_id: Identifier
    order_id: Text = None
    order_number: Text = None
    parcel_ids: list[int] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LabelsAnswer:
    """An answer that can be read: a 2xx, which may hold nothing but errors, or any other status beside rows.

    *data_present* is True when ``data`` held any row, readable or not: only when it is False can an error that names
    no order explain all of them. *unreadable_rows* counts rows that name no shipment or no order. *retry_after* is in
    seconds, None where nothing was said.
    """

    http_status: int
    labels: list[CreatedLabel] = field(default_factory=list)
    errors: list[ApiError] = field(default_factory=list)
    data_present: bool = False
    unreadable_rows: int = 0
    retry_after: float | None = None


def read_purchase(http_status: int, content: bytes, *, retry_after: float | None = None) -> LabelsAnswer:
    """Return what a whole answer says. Raises what ``errors.next_step`` decides where there is no row to believe.

    Rows are believed whatever the status beside them: each is a label that somebody pays for.
    """
    try:
        document = read_json(content)
    except Unreadable as exc:
        if content.lstrip().startswith(b"{"):
            # Broken JSON may have held rows, whatever the status says.
            raise OutcomeUnknown("Sendcloud's answer cannot be read.", answered=True, http_status=http_status) from exc
        raise next_step("purchase", status=http_status, retry_after=retry_after) from exc
    if isinstance(document, dict):
        answer = read_labels_answer(http_status, document, retry_after=retry_after)
        if answer.data_present or 200 <= http_status < 300:
            return answer
    raise next_step(
        "purchase",
        status=http_status,
        own_words=is_own_word(document),
        errors=errors_in(document),
        retry_after=retry_after,
    )


def read_labels_answer(http_status: int, document: dict[str, Any], *, retry_after: float | None = None) -> LabelsAnswer:
    """Return the rows and the errors of an answer's body."""
    data = document.get("data")
    rows: list[object] = data if isinstance(data, list) else [data] if data else []
    labels = [label for label in map(_created_label, rows) if label is not None]
    return LabelsAnswer(
        http_status=http_status,
        labels=labels,
        errors=read_errors(document.get("errors")),
        data_present=bool(rows),
        unreadable_rows=len(rows) - len(labels),
        retry_after=retry_after,
    )


def _created_label(row: object) -> CreatedLabel | None:
    if not isinstance(row, dict):
        return None
    shipment_id, order_id, number = (as_text(row.get(key)) for key in ("shipment_id", "order_id", "order_number"))
    if shipment_id is None or (order_id is None and number is None):
        return None
    many = row.get("parcels_ids")  # spelled with both plurals; `parcel_id` is the deprecated first of them
    listed = [each for each in map(as_int, many if isinstance(many, list) else []) if each is not None]
    first = as_int(row.get("parcel_id"))
    return CreatedLabel(
        shipment_id=shipment_id,
        order_id=order_id,
        order_number=number,
        parcel_ids=listed or ([] if first is None else [first]),
    )
