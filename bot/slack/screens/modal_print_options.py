"""The modal *Print options*: which documents of a run, in which format and order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.model import Form, Option, Paper, Run, Sorting, State, Wanted
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import blocks_of, option, paragraph, plain_text
from bot.slack.screens.modal import chosen, errors, field, given_to, modal, remark, select, typed_in, whole_number
from bot.slack.screens.parent_buttons import GET_DOCUMENTS
from bot.slack.screens.post import banner
from bot.slack.screens.text import Json, bold, say

TITLE: Final = "Print options"
HEAD: Final = "{labels} of {orders} can be handed out."
FREE: Final = "Reprinting is free. This channel keeps format, order and papers for the next time; ZPL is never kept."
PAPERS: Final = "Papers"
PAPER_NAMES: Final = {
    Paper.LABELS: "Labels",
    Paper.CUSTOMS: "Customs papers",
    Paper.PICK_LIST: "Pick list",
}
PAPERS_HINT: Final = "Each kind comes as a file of its own. The pick list tells what goes into which order."
PAPERS_NEEDED: Final = "Choose at least one."
FORMAT: Final = "Format of labels"
FORM_NAMES: Final = {
    Form.AS_MADE: "PDF, each label in its own size",
    Form.A6: "PDF, A6",
    Form.A4: "PDF, A4 with four labels a sheet",
    Form.ZPL: "ZPL, for a label printer",
    Form.PNG: "PNG, pictures",
}
SORTED: Final = "Sorted"
SORTING_NAMES: Final = {
    Sorting.GIVEN: "As given",
    Sorting.CARRIER: "By carrier",
    Sorting.OPTION: "By shipping option",
    Sorting.SKU: "By SKU",
}
FROM_LABEL: Final = "From label no."
FROM_LABEL_HINT: Final = "Leave empty for all. Counted in the order chosen above, as the pages of the file are."
FROM_LABEL_WRONG: Final = "There is no label with this number: the last one is no. {last}."
UNPRINTED: Final = "Only some"
UNPRINTED_NAME: Final = "Not yet printed only"
UNPRINTED_WHAT: Final = "Leaves out orders whose labels I have handed out before"
ZPL_TITLE: Final = "Really as ZPL?"
ZPL_WHAT: Final = (
    "A label that was asked for as ZPL stays ZPL: Sendcloud hands it out as nothing else any more, no PDF and no "
    "picture. Only a label printer that understands ZPL can print it."
)
ZPL_YES: Final = "Get ZPL"


def print_options(run: Run, kept: Wanted) -> Json:
    """Return the modal for a run. *kept*: what its channel chose the last time, which is chosen already."""
    labelled = run.of(State.LABELLED)
    head = say(HEAD, labels=words.labels(labels_of(run)), orders=words.orders(len(labelled)))
    return modal(
        TITLE,
        [
            *blocks_of([*banner(run), paragraph(head)]),
            _boxes(ids.PAPERS, PAPERS, [option(PAPER_NAMES[one], one) for one in Paper], kept.papers, PAPERS_HINT),
            *_pick(ids.FORMAT, FORMAT, FORM_NAMES, kept.form),
            *_pick(ids.SORTED, SORTED, SORTING_NAMES, kept.sorting),
            field(
                ids.FROM_LABEL,
                FROM_LABEL,
                {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
                hint=FROM_LABEL_HINT,
            ),
            _boxes(
                ids.UNPRINTED,
                UNPRINTED,
                [{**option(UNPRINTED_NAME, "unprinted"), "description": plain_text(UNPRINTED_WHAT, 75)}],
            ),
            remark(FREE),
        ],
        callback=ids.PRINT_OPTIONS_VIEW,
        metadata=run.id,
        submit=GET_DOCUMENTS,
        close=words.CANCEL,
    )


def labels_of(run: Run) -> int:
    """Return how many labels of a run there are to hand out."""
    return sum(len(item.parcels) for item in run.of(State.LABELLED))


def _boxes(name: str, label: str, options: Sequence[Json], ticked: Sequence[str] = (), hint: str = "") -> Json:
    element: Json = {"type": "checkboxes", "options": list(options)}
    initial = [one for one in options if one["value"] in ticked]
    if initial:
        element["initial_options"] = initial
    return field(name, label, element, hint=hint)


def _pick(name: str, label: str, names: Mapping[Any, str], kept: str) -> list[Json]:
    offered = [Option(value.value, text) for value, text in names.items()]
    return select(name, label, offered, chosen=kept, optional=False)


def read_wanted(view: Mapping[str, Any]) -> Wanted:
    """Return what was chosen. A value that the form does not have counts as nothing chosen."""
    ticked = {one.get("value") for one in given_to(view, ids.PAPERS).get("selected_options") or []}
    form, _ = chosen(view, ids.FORMAT)
    sorting, _ = chosen(view, ids.SORTED)
    return Wanted(
        papers=tuple(one for one in Paper if one.value in ticked),
        form=next((one for one in Form if one.value == form), Form.AS_MADE),
        sorting=next((one for one in Sorting if one.value == sorting), Sorting.GIVEN),
        first=whole_number(typed_in(view, ids.FROM_LABEL)) or None,
        unprinted=bool(given_to(view, ids.UNPRINTED).get("selected_options")),
    )


def mistakes(wanted: Wanted, labels: int) -> Json | None:
    """Return the answer that shows what is wrong at its input; None where nothing is. *labels*: how many there are."""
    if not wanted.papers:
        return errors({ids.PAPERS: PAPERS_NEEDED})
    if wanted.first is not None and wanted.first > labels:
        return errors({ids.FROM_LABEL: FROM_LABEL_WRONG.format(last=labels)})
    return None


def is_for_good(wanted: Wanted) -> bool:
    """Say whether this changes for good in what labels come, so that it is asked about first."""
    return wanted.form is Form.ZPL and Paper.LABELS in wanted.papers


def really_zpl(run_id: str, wanted: Wanted) -> Json:
    """Return the modal that asks whether labels are wanted as ZPL, with what was chosen in it."""
    kept = {
        "run": run_id,
        "papers": list(wanted.papers),
        "sorting": wanted.sorting,
        "first": wanted.first,
        "unprinted": wanted.unprinted,
    }
    parts = [paragraph((bold(ZPL_TITLE),), say(ZPL_WHAT))]
    return modal(
        TITLE,
        blocks_of(parts),
        callback=ids.PRINT_ZPL_VIEW,
        metadata=json.dumps(kept),
        submit=ZPL_YES,
        close=words.CANCEL,
    )


def read_zpl(view: Mapping[str, Any]) -> tuple[str, Wanted]:
    """Return the run and what was chosen before it was asked about."""
    kept = json.loads(view["private_metadata"])
    wanted = Wanted(
        papers=tuple(Paper(one) for one in kept["papers"]),
        form=Form.ZPL,
        sorting=Sorting(kept["sorting"]),
        first=kept["first"],
        unprinted=kept["unprinted"],
    )
    return str(kept["run"]), wanted
