"""One question to Sendcloud over HTTP: signed, paced, timed, logged, and asked again where that is harmless.

https://www.sendcloud.dev/docs/getting-started/api-client-requirements: HTTPS, HTTP/1.1, and a GET must have no body.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx

from bot.clock import Clock
from bot.outgoing import ACCEPTED_ENCODINGS, MOST_FILE, MOST_JSON
from bot.sendcloud.answer import Answer
from bot.sendcloud.api_error import Unreadable, errors_in, is_own_word, read_json
from bot.sendcloud.auth import OAuth2, authorities
from bot.sendcloud.body import whole_body
from bot.sendcloud.errors import Asked, NotSent, OutcomeUnknown, Throttled, Unavailable, Withdrawn, next_step
from bot.sendcloud.pace import LONGEST_HOLD, Lane, Pace, Turn
from bot.sendcloud.purchase_body import PurchaseBody
from bot.sendcloud.retry_after import parse_retry_after
from bot.sendcloud.statuses import Meaning, meaning_of

log = logging.getLogger("label_bot.sendcloud")
logging.getLogger("httpx").setLevel(logging.WARNING)  # its own line for each call shows the query

Params = Mapping[str, str | int | Sequence[int]]

JSON = "application/json"
MOST_THROTTLED_TRIES = 5
MOST_FAILED_TRIES = 3
CONNECT, READ, WRITE, POOL = 5.0, 30.0, 30.0, 5.0
LONGEST_CALL = 120.0
"""Seconds for a whole answer that comes in drops: the read time-out only bounds the gap between two of them."""

_WITHIN = "within"
_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def _is_final(error: NotSent | Unavailable, failed: int, request: httpx.Request) -> bool:
    """Return whether nothing is gained by asking again. *failed*: how often it failed by now."""
    brief = request.extensions.get(_WITHIN, LONGEST_CALL) < LONGEST_CALL and error.http_status is None
    once = isinstance(error, Withdrawn) or (isinstance(error, Unavailable) and (brief or request.method != "GET"))
    return once or failed >= MOST_FAILED_TRIES


class Transport:
    """Asks. Look-ups are repeated where repeating may help; whatever changes something is repeated never, or only
    when it surely was not carried out.
    """

    def __init__(
        self,
        *,
        base_url: str,
        auth: httpx.Auth,
        clock: Clock,
        pace: Pace,
        user_agent: str,
        purchase_timeout: float,
        rng: random.Random,
    ) -> None:
        self.pace = pace
        self.ahead: timedelta | None = None
        self._base_url = base_url.rstrip("/")
        self._auth = auth
        self._clock = clock
        self._rng = rng
        self._purchase_timeout = purchase_timeout
        headers = {"User-Agent": user_agent, "Accept": JSON, "Accept-Encoding": ACCEPTED_ENCODINGS}
        self._http = httpx.AsyncClient(
            auth=auth,
            headers=headers,
            verify=authorities(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(connect=CONNECT, read=READ, write=WRITE, pool=POOL),
        )
        # A kept-alive connection may turn out dead only after the request went down it, and then nobody knows
        # whether a label was bought. So each purchase has a connection of its own.
        self._purchase_http = httpx.AsyncClient(
            auth=auth,
            headers=headers,
            verify=authorities(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(connect=CONNECT, read=purchase_timeout, write=WRITE, pool=POOL),
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()
        await self._purchase_http.aclose()
        if isinstance(self._auth, OAuth2):
            await self._auth.aclose()

    async def prepare_purchase(self) -> Turn:
        """Wait for a purchase's turn, with everything done that would otherwise delay it afterwards."""
        await self._prepare_auth()
        turn = await self.pace.writes.turn(purchase=True)
        try:
            await self._prepare_auth()  # in case the token ran out while we queued
        except BaseException:  # whatever it is: the turn is given back, and it is raised again
            turn.end()
            raise
        return turn

    async def _prepare_auth(self) -> None:
        if isinstance(self._auth, OAuth2):
            await self._auth.prepare()

    # ------------------------------------------------------------------------------------------ repeated, paced

    async def get(
        self, path: str, params: Params | None = None, *, accept: str = JSON, within: float = LONGEST_CALL
    ) -> Answer:
        """Ask and return the 2xx answer, after retries but for one that took *within* seconds, where that is less than
        usual; raise as ``errors.next_step`` decides."""

        def build() -> httpx.Request:
            url, headers = self._url(path), {"Accept": accept}
            return self._http.build_request("GET", url, params=params, headers=headers, extensions={_WITHIN: within})

        return await self._repeat(build, path, asked="look-up", as_json=accept == JSON)

    async def post(
        self,
        path: str,
        body: Mapping[str, Any] | None,
        *,
        asked: Asked,
        still_allowed: Callable[[], bool] = lambda: True,
        method: str = "POST",
    ) -> Answer:
        """Ask, again only on 429 and when it surely did not arrive. *still_allowed*: see `_paced`."""

        def build() -> httpx.Request:
            return self._http.build_request(method, self._url(path), json=body)

        as_json = body is not None
        return await self._repeat(build, path, asked=asked, as_json=as_json, still_allowed=still_allowed)

    async def _repeat(
        self,
        build: Callable[[], httpx.Request],
        path: str,
        *,
        asked: Asked,
        as_json: bool,
        still_allowed: Callable[[], bool] = lambda: True,
    ) -> Answer:
        throttled = failed = 0
        while True:
            request = build()
            reads = request.method == "GET"
            try:
                return await self._paced(request, path, asked=asked, as_json=as_json, still_allowed=still_allowed)
            except Throttled as exc:
                throttled += 1
                wait = self._hold(self.pace.reads if reads else self.pace.writes, throttled, exc.retry_after)
                if throttled >= MOST_THROTTLED_TRIES or wait > LONGEST_HOLD:
                    raise
            except (NotSent, Unavailable) as exc:
                failed += 1
                if _is_final(exc, failed, request):
                    if isinstance(exc, NotSent) and asked == "look-up":
                        raise Unavailable("Sendcloud could not be reached.") from exc
                    raise
                await self._clock.sleep(self._backoff(failed) / 2)

    async def _paced(
        self, request: httpx.Request, path: str, *, asked: Asked, as_json: bool, still_allowed: Callable[[], bool]
    ) -> Answer:
        """Ask once, in turn. *still_allowed* is called when the turn has come; False raises `Withdrawn`."""
        lane = self.pace.reads if request.method == "GET" else self.pace.writes
        with await lane.turn() as turn:
            if not still_allowed():
                raise Withdrawn("The request is no longer allowed to go.")
            turn.sent()
            within = request.extensions.get(_WITHIN, LONGEST_CALL)
            answer = await self._ask(self._http, request, path, asked=asked, within=within)
        return self._judged(answer, asked=asked, as_json=as_json)

    def _hold(self, lane: Lane, tries: int, retry_after: float | None) -> float:
        """Pause the whole lane, and return for how long it ought to be."""
        wait = retry_after or self._backoff(tries)
        lane.throttled(wait)
        return wait

    def _backoff(self, tries: int) -> float:
        """Return seconds: 1 to 2, then 2 to 4, 4 to 8 ... up to a minute."""
        return min(2.0 ** (tries - 1) * self._rng.uniform(1.0, 2.0), LONGEST_HOLD)

    # --------------------------------------------------------------------------------------------- once, unpaced

    async def purchase(
        self,
        path: str,
        content: bytes,
        *,
        headers: Mapping[str, str],
        still_allowed: Callable[[], bool],
        turn: Turn | None = None,
    ) -> Answer:
        """POST once and return the answer, whatever its status.

        *still_allowed* is asked before anything is sent and again before the body's first byte. *turn*: the turn that
        was waited for; without one the request goes at once, and counts. Raises `NotSent`, and `OutcomeUnknown` where
        no whole answer came.
        """
        if turn is None and not self.pace.writes.has_free_place:
            raise NotSent("Too many writes are under way.")
        if not still_allowed():
            raise Withdrawn("The request is no longer allowed to go.")
        turn = turn or self.pace.writes.take(purchase=True)
        body = PurchaseBody(content, still_allowed, turn)
        request = self._purchase_http.build_request(
            "POST",
            self._url(path),
            content=body.parts(),
            headers={"Content-Type": JSON, "Content-Length": str(len(content)), **headers},
        )
        with turn:
            answer = await self._ask(
                self._purchase_http, request, path, asked="purchase", within=self._purchase_timeout, sent=body.has_begun
            )
        if answer.status == 429:
            self._hold(self.pace.writes, 1, answer.retry_after)
        return answer

    async def _ask(
        self,
        http: httpx.AsyncClient,
        request: httpx.Request,
        path: str,
        *,
        asked: Asked,
        within: float,
        sent: Callable[[], bool] | None = None,
    ) -> Answer:
        """Send *request* and return all of its answer. *sent* tells whether a part of its body may have gone out."""
        started = time.monotonic()
        status: int | None = None
        try:
            async with asyncio.timeout(within):
                response = await http.send(request, stream=True)
                status = response.status_code
                most = MOST_JSON if request.headers["Accept"] == JSON else MOST_FILE
                content = await whole_body(response, most=most)
        except (httpx.HTTPError, TimeoutError) as exc:
            gone = sent() if sent is not None else not isinstance(exc, _NEVER_ARRIVED)
            if status is not None and asked != "look-up":
                # What broke off may have told of labels that were made, whatever its status.
                raise OutcomeUnknown(
                    f"Sendcloud's answer (HTTP {status}) broke off.", answered=True, http_status=status
                ) from exc
            if isinstance(exc, httpx.DecodingError):
                raise Unavailable(f"Sendcloud's answer (HTTP {status}) cannot be read.", http_status=status) from exc
            raise next_step(asked, status=None, sent=gone) from exc
        finally:
            elapsed = (time.monotonic() - started) * 1000
            log.info("%s %s -> %s in %.0f ms", request.method, path, status or "no answer", elapsed)
        now = self._clock.now()
        retry_after = parse_retry_after(response.headers.get("Retry-After"), now=now)
        answer = Answer(status, response.headers, content, retry_after=retry_after, received=now)
        if answer.is_success and answer.ahead is not None:
            self.ahead = answer.ahead
        return answer

    def _judged(self, answer: Answer, *, asked: Asked, as_json: bool) -> Answer:
        """Return a 2xx answer, with its JSON if that was asked for; raise what anything else amounts to."""
        document, readable = None, True
        try:
            document = read_json(answer.content) if as_json or not answer.is_success else None
        except Unreadable:
            readable = False
        if answer.is_success and readable:
            return replace(answer, document=document)
        # A body that is neither JSON nor empty is a proxy's page: to a look-up that refuses nothing.
        foreign = asked == "look-up" and not readable and bool(answer.content.strip())
        if foreign and meaning_of(answer.status) in (Meaning.REFUSED, Meaning.REFUSED_IF_SAID):
            raise Unavailable(f"Sendcloud gave no usable answer (HTTP {answer.status}).", http_status=answer.status)
        raise next_step(
            asked,
            status=answer.status,
            own_words=is_own_word(document),
            errors=errors_in(document),
            retry_after=answer.retry_after,
        )

    def _url(self, path: str) -> str:
        return self._base_url + path
