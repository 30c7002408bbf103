"""The pick list: what is taken off the shelves for which order, in letters that every printer has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.document_order import in_order
from bot.engine.order_contents import Product
from bot.engine.pick_list import pick_list
from bot.engine.text_pdf import ROWS, Line, shown, text_pdf
from bot.model import Sorting
from tests.pdf_kit import words_on
from tests.slack.drawing_kit import labelled, run

MUG, CAP = Product("MUG", "Mug, blue", 2), Product("CAP", "Cap", 1)


@pytest.mark.parametrize(
    ("sorting", "places"),
    [(Sorting.GIVEN, [1, 2, 3, 4]), (Sorting.CARRIER, [2, 1, 4, 3]), (Sorting.SKU, [2, 4, 1, 3])],
)
def test_like_goes_with_like_and_the_unknown_comes_last(sorting: Sorting, places: list[int]) -> None:
    carriers = {1: "PostNL", 2: "DHL", 3: None, 4: "PostNL"}
    items = [replace(labelled(place), carrier=carrier) for place, carrier in carriers.items()]
    contents = {1: (MUG, CAP), 2: (CAP,), 4: (MUG,)}
    assert [item.position for item in in_order(items, sorting, contents)] == places


def test_the_pick_list_adds_up_products_and_lists_orders_as_they_are_sorted() -> None:
    orders = run(labelled(1, "1001"), labelled(2, "1002"), labelled(3, "1003"))
    (page,) = words_on(pick_list(orders, orders.items[::-1], {1: (MUG, CAP), 2: (MUG,)}))
    assert "Orders: 3. Pieces: 5." in page
    assert page.index("4 x  MUG Mug, blue") < page.index("1. 1003") < page.index("2. 1002") < page.index("3. 1001")
    assert "could not be read" in page


def test_letters_that_the_file_lacks_lose_their_accent_and_none_breaks_it() -> None:
    assert shown("Łódź  mug\n(żółty) €") == "Lódz mug (zólty) €"
    assert shown("杯子 \x00") == "?? ?"
    (page,) = words_on(text_pdf([[Line("a (b) \\ c")]]))
    assert page.startswith("a (b) \\ c")


def test_an_order_is_not_torn_apart_at_the_end_of_a_page() -> None:
    blocks = [[Line("a")] * (ROWS - 4), [Line("together"), Line("stay"), Line("we")]]
    first, second = words_on(text_pdf(blocks))
    assert "together" not in first
    assert second.split()[:3] == ["together", "stay", "we"]
