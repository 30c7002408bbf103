"""Showing who we are: key pair or token, and keeping both to ourselves."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest
import pytest_asyncio

from bot.sendcloud import AccountProblem, NotSent, OAuth2, Sendcloud, Throttled, Unavailable, basic
from tests.sendcloud.scripted import PUBLIC, SECRET, ManualClock, Reply, Server, labels_for

OK = Reply(body={"data": []})
WHO = f"Basic {base64.b64encode(f'{PUBLIC}:{SECRET}'.encode()).decode()}"


def token(value: str, life: object = 3600) -> Reply:
    return Reply(body={"access_token": value, "token_type": "bearer", "expires_in": life})


@pytest_asyncio.fixture
async def bearer(server: Server, clock: ManualClock) -> AsyncIterator[Sendcloud]:
    auth = OAuth2(PUBLIC, SECRET, clock=clock, token_url=server.url + "/oauth2/token")
    made = Sendcloud(base_url=server.url, auth=auth, clock=clock)
    yield made
    await made.aclose()


def shown(server: Server) -> list[str]:
    return [each.headers["authorization"] for each in server.seen]


async def test_the_key_pair_goes_as_basic_authentication(client: Sendcloud, server: Server) -> None:
    server.replies(OK)
    await client.integrations()
    assert shown(server) == [WHO]


async def test_a_token_is_bought_once_and_renewed_shortly_before_it_ends(
    bearer: Sendcloud, server: Server, clock: ManualClock
) -> None:
    server.replies(token("one"), OK, OK, token("two"), OK)
    await bearer.integrations()
    clock.advance(3500)
    await bearer.integrations()
    clock.advance(50)
    await bearer.integrations()
    assert shown(server) == [WHO, "Bearer one", "Bearer one", WHO, "Bearer two"]
    assert server.seen[0].path == "/oauth2/token"
    assert parse_qs((server.seen[0].body or b"").decode()) == {"grant_type": ["client_credentials"], "scope": ["api"]}


async def test_many_callers_buy_one_token(bearer: Sendcloud, server: Server) -> None:
    server.replies(token("one"), *[OK] * 5)
    await asyncio.gather(*(bearer.integrations() for _ in range(5)))
    assert shown(server).count(WHO) == 1


async def test_a_read_whose_token_is_refused_gets_one_new_one(bearer: Sendcloud, server: Server) -> None:
    server.replies(token("one"), Reply(401), token("two"), OK)
    assert await bearer.integrations() == []
    server.replies(Reply(401), token("three"), Reply(401))
    with pytest.raises(AccountProblem):
        await bearer.integrations()
    assert shown(server) == [WHO, "Bearer one", WHO, "Bearer two", "Bearer two", WHO, "Bearer three"]


async def test_a_purchase_whose_token_is_refused_is_not_repeated(bearer: Sendcloud, server: Server) -> None:
    server.replies(token("one"), Reply(401), token("two"), Reply(202, {"data": []}))
    with pytest.raises(AccountProblem):
        await bearer.create_labels(labels_for("a"), still_allowed=lambda: True)
    await bearer.create_labels(labels_for("a"), still_allowed=lambda: True)
    assert shown(server) == [WHO, "Bearer one", WHO, "Bearer two"]


async def test_waiting_for_a_turn_fetches_the_token_so_that_the_purchase_need_not(
    bearer: Sendcloud, server: Server
) -> None:
    server.replies(token("one"), Reply(202, {"data": []}))
    await bearer.wait_for_purchase_turn()
    assert shown(server) == [WHO]
    await bearer.create_labels(labels_for("a"), still_allowed=lambda: True)
    assert len(server.seen) == 2


NO_TOKEN: list[tuple[Reply, type[Exception]]] = [
    (Reply(401, {"error": "invalid_client"}), AccountProblem),
    (Reply(400, {"error": "invalid_scope"}), AccountProblem),
    (Reply(429), Throttled),
    (Reply(500), NotSent),
    (Reply(302, headers={"Location": "/elsewhere"}), NotSent),
    (Reply(body=b"<html>"), NotSent),
    (Reply(body=[]), NotSent),
    (Reply(body={"access_token": "with\nnewline"}), NotSent),
    (Reply(drop="body"), NotSent),
]


@pytest.mark.parametrize(("reply", "kind"), NO_TOKEN)
async def test_without_a_token_a_purchase_surely_was_not_sent(
    bearer: Sendcloud, server: Server, reply: Reply, kind: type[Exception]
) -> None:
    server.replies(reply)
    with pytest.raises(kind):
        await bearer.create_labels(labels_for("a"), still_allowed=lambda: True)
    assert len(server.seen) == 1


async def test_without_a_token_a_look_up_is_unavailable(bearer: Sendcloud, server: Server) -> None:
    server.replies(*[Reply(500)] * 3)
    with pytest.raises(Unavailable):
        await bearer.integrations()


@pytest.mark.parametrize("life", [None, "soon", -5, True])
async def test_a_strange_life_of_a_token_is_taken_for_an_hour(
    bearer: Sendcloud, server: Server, clock: ManualClock, life: object
) -> None:
    server.replies(token("one", life), OK, OK)
    await bearer.integrations()
    clock.advance(3500)
    await bearer.integrations()
    assert shown(server) == [WHO, "Bearer one", "Bearer one"]


async def test_no_secret_shows_in_any_repr(server: Server, clock: ManualClock) -> None:
    keys, oauth = basic(PUBLIC, SECRET), OAuth2(PUBLIC, SECRET, clock=clock, token_url=server.url)
    client = Sendcloud(base_url=server.url, auth=oauth, clock=clock)
    server.replies(token("tell-nobody"), OK)
    await client.integrations()
    for each in (keys, oauth, client):
        assert not {SECRET, PUBLIC, "tell-nobody"} & set(f"{each!r} {each}".replace("'", " ").split())
        assert SECRET not in f"{each!r}{each}"
    await client.aclose()
