"""Whatever Sendcloud answers: nothing is bought twice, every order ends, and one bad order stays one bad order.

``python -m tests.fuzz.long --examples 1000 --seed 7`` plays more of the same.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from tests.contract import spec

if spec.folder() is None:
    pytest.skip(spec.WHY_NOT, allow_module_level=True)

from tests.fuzz import play, whole
from tests.fuzz.play import Case
from tests.fuzz.spoils import About, Broken, Garbled, Spoil
from tests.fuzz.whole import Weather

few = settings(
    max_examples=2, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


FOUND = Case(
    good=12,
    bad=(
        (Spoil(About.ORDER, Garbled(418, b'{"data":{}}'), "id"),),
        (Spoil(About.ORDER, Garbled(502, b""), "id"), Spoil(About.SHIPMENT, Garbled(200, b"null"), "number")),
        (Spoil(About.SHIPMENT, Broken(("parcels",), "@deepest@"), "list"),),
        (Spoil(About.ORDER, Broken(("order_id",), None)),),
    ),
)


@few
@example(FOUND)
@given(play.cases())
def test_whatever_is_answered_about_some_orders_the_others_get_their_labels(case: Case) -> None:
    play.play(case)


@few
@given(whole.weathers())
def test_whatever_is_answered_for_a_while_every_order_ends_and_none_is_bought_twice(weather: Weather) -> None:
    whole.play(weather)
