"""One run through the whole bot while whole answers are spoilt, whatever they are about, and what must hold then."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from bot.sandbox.sendcloud import Respond
from bot.sandbox.slack import CannotDo, Modal
from tests.fuzz import schemas
from tests.fuzz.play import ENDED, PATIENCE, in_a_loop, works_on
from tests.fuzz.spoiler import Spoiler, Whole
from tests.fuzz.spoils import BROKEN, AsPublished, Broken, garbled, wire
from tests.world import PURCHASE, World, world_at

NUMBERS: Final = tuple(str(number) for number in range(1001, 1014))
_ALWAYS: Final = 1_000_000


@dataclass(frozen=True)
class Refusal:
    """The first *times* purchases are not carried out, and answered with this."""

    status: int
    body: Any
    times: int


@dataclass(frozen=True)
class Weather:
    """*few*: one order is bought instead of many."""

    whole: tuple[Whole, ...]
    refusals: tuple[Refusal, ...] = ()
    few: bool = False
    by_option: bool = False


@cache
def _told() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Return the published schemas of what the account itself is asked for."""
    logs = "/integrations/{id}/logs"
    return {
        ("GET", "/user/auth/metadata"): _in_data(schemas.of_merge("UserAuthMetadata")),
        ("GET", "/integrations"): schemas.of_operation("integrations.yml", "/integrations", "get", "200"),
        ("GET", "/integrations/*/logs"): schemas.of_operation("integrations.yml", logs, "get", "200"),
        ("GET", "/addresses/sender-addresses"): _in_data(_list_of(schemas.of_merge("SenderAddressResponse"))),
        ("POST", "/shipping-options"): _in_data(_list_of(schemas.of_merge("shipping-option"))),
        ("POST", "/addresses/validate"): schemas.of_operation("shipments.yml", "/addresses/validate", "post", "200"),
    }


def _in_data(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"data": schema}, "required": ["data"], "oneOf": []}


def _list_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema, "properties": {}, "oneOf": []}


def weathers() -> st.SearchStrategy[Weather]:
    """Return a strategy for what is wrong with whole answers."""
    return st.builds(
        Weather,
        whole=st.lists(st.one_of(*_wholes()), min_size=1, max_size=3).map(tuple),
        refusals=st.lists(_refusals(), max_size=1).map(tuple),
        few=st.booleans(),
        by_option=st.booleans(),
    )


def _wholes() -> Iterator[st.SearchStrategy[Whole]]:
    always_or_twice = st.sampled_from((2, _ALWAYS))
    for (method, path), schema in _told().items():
        places = sorted(set(schemas.paths(schema)))
        broken = st.builds(Broken, st.sampled_from(places), st.sampled_from(BROKEN))
        what = st.one_of(st.builds(AsPublished, schemas.values(schema)), broken, garbled)
        yield st.builds(Whole, st.just(method), st.just(path), what, always_or_twice)
    for path in ("/brands", "/orders", "/orders/*", "/shipments", "/shipments/*", "/parcels/*", "/parcel-documents/*"):
        yield st.builds(Whole, st.just("GET"), st.just(path), garbled, st.sampled_from((1, 2, 4)))
    # Whatever such an answer says, the labels were made.
    lost = garbled.filter(lambda one: one.status < 300 or one.status >= 500)
    yield st.builds(Whole, st.just("POST"), st.just(PURCHASE), lost, st.sampled_from((1, 2)))


def _refusals() -> st.SearchStrategy[Refusal]:
    published = schemas.of_operation("ship-an-order.yml", "/orders/create-labels-async", "post", "400")
    errors = schemas.values(schemas.part(published, ("errors",)))
    odd: st.SearchStrategy[Any] = st.sampled_from(({}, None, {"detail": "No."}, {"error": []}))
    bodies = st.one_of(errors.map(lambda told: {"errors": told}), odd)
    statuses = st.sampled_from((400, 401, 402, 403, 404, 409, 412, 422, 429, 500, 503))
    return st.builds(Refusal, statuses, bodies, st.sampled_from((1, 3)))


def play(weather: Weather) -> None:
    """Play a weather in a world of its own; AssertionError where a promise is broken."""
    with tempfile.TemporaryDirectory(prefix="label-bot-fuzz-") as folder:
        in_a_loop(_play(weather, Path(folder)))


async def _play(weather: Weather, folder: Path) -> None:
    async with world_at(folder) as world:
        numbers = NUMBERS[:1] if weather.few else NUMBERS
        world.orders(*numbers)
        await world.stop_bot()
        world.sendcloud.on_reply = Spoiler(world.sendcloud, {}, weather.whole).reply
        for one in weather.refusals:
            told = Respond(one.status, wire(one.body), {"Content-Type": "application/json"})
            world.sendcloud.faults.next("POST", PURCHASE, told, times=one.times)
        await world.start_bot()
        await _try_to_buy(world, numbers, by_option=weather.by_option)
        await world.clock.run_for(120, step=2)
        world.sendcloud.on_reply = None
        world.sendcloud.faults.clear()
        # Lists for the form are kept for five minutes, what a shipping option demands for ten.
        await world.clock.run_for(660, step=10)
        if world.agent.modal is not None:
            await world.agent.modal.close()
        await _everything_ends(world)
        await works_on(world)
        bought = world.sendcloud.bought
        assert sorted(set(bought)) == sorted(bought)
        # A shop, an option or an order that the bot was told of may not be there.
        world.sendcloud.refusals.clear()


async def _try_to_buy(world: World, numbers: tuple[str, ...], *, by_option: bool) -> None:
    """Whoever types sees the form, or is told why not; then the plan, or why there is none."""
    asked = await world.agent.command(f"/label {' '.join(numbers)}")
    await world.until(lambda: world.agent.modal or asked.replies)
    form = world.agent.modal
    if form is None or form.title != "Create labels":
        return
    if by_option:
        await _choose_option(world, form)
    if await form.submit():
        return
    plan = await world.checked(world.agent)
    if (plan.submit_text or "").startswith("Create"):
        await plan.submit()
        await world.until(lambda: world.parents())
        return
    assert "Look again" in plan.buttons() or "You gave" in plan.plain(), plan.plain()


async def _choose_option(world: World, form: Modal) -> None:
    try:
        await world.choose_option(form, "postnl")
    except (CannotDo, StopIteration, RuntimeError):
        form.choose("Shipping", "Shipping rules")


async def _everything_ends(world: World) -> None:
    """Once Sendcloud answers again every order ends; a run that was stopped is continued by a person."""
    for parent in world.parents():
        if "Continue" in parent.buttons():
            await world.agent.press(parent, "Continue")
    await world.until(lambda: set(world.states().values()) <= ENDED, limit=PATIENCE)
    await world.until(world.all_shown)
