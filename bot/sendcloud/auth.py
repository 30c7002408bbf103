"""How we show who we are: the key pair itself, or a bearer token bought with it.

https://www.sendcloud.dev/docs/getting-started/authentication. Neither keys nor tokens show in a repr or an error.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from functools import cache

import httpx

from bot.clock import Clock, steady
from bot.outgoing import ACCEPTED_ENCODINGS
from bot.sendcloud.api_error import Unreadable, errors_of, read_json
from bot.sendcloud.body import whole_body
from bot.sendcloud.errors import AccountProblem, NotSent, Throttled
from bot.sendcloud.lenient import as_decimal, as_text
from bot.sendcloud.retry_after import parse_retry_after

TOKEN_URL = "https://account.sendcloud.com/oauth2/token"  # noqa: S105 (an address, not a token)
RENEW_BEFORE = timedelta(seconds=60)
_USUAL_LIFE = 3600.0
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_WHOLE_CALL = 30.0  # seconds


@cache
def authorities() -> ssl.SSLContext:
    """Return whom TLS trusts, read once for all connections: httpx's own choice, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def basic(public_key: str, secret_key: str) -> httpx.Auth:
    """Return authentication with an integration's key pair."""
    return httpx.BasicAuth(public_key, secret_key)


class OAuth2(httpx.Auth):
    """Bearer tokens by client credentials (RFC 6749, section 4.4), where client id and secret are the key pair.

    A token is kept until a minute before it expires and renewed by one caller while the others wait. A read whose
    token is refused gets one new token and is asked again; a write only drops the token, because its body cannot be
    sent a second time from here. No token to be had raises ``AccountProblem``, ``Throttled`` or ``NotSent``: each
    time the request proper has not been sent.
    """

    def __init__(
        self, client_id: str, client_secret: str, *, clock: Clock, token_url: str = TOKEN_URL, scope: str = "api"
    ) -> None:
        self._clock = clock
        self._steady = steady(clock)
        self._token_url = token_url
        self._scope = scope
        self._token: str | None = None
        self._renew_at: datetime | None = None
        self._renewing = asyncio.Lock()
        self._http = httpx.AsyncClient(
            auth=httpx.BasicAuth(client_id, client_secret),
            timeout=_TIMEOUT,
            verify=authorities(),
            trust_env=False,
            follow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": ACCEPTED_ENCODINGS},
        )

    def __repr__(self) -> str:
        return "<OAuth2>"

    async def aclose(self) -> None:
        """Close the connections to the token endpoint."""
        await self._http.aclose()

    async def prepare(self) -> None:
        """Make sure that a token is at hand, so that the next request needs no other before it."""
        await self._current()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign *request*, as httpx asks for it."""
        token = await self._current()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code != 401:
            return
        if self._token == token:
            self._token = None
        if request.method == "GET":
            request.headers["Authorization"] = f"Bearer {await self._current()}"
            yield request

    async def _current(self) -> str:
        async with self._renewing:
            if self._token is None or self._renew_at is None or self._steady.now() >= self._renew_at:
                self._token, life = await self._renew()
                # A life shorter than the margin still has to serve the request it was asked for.
                self._renew_at = self._steady.now() + max(life - RENEW_BEFORE, life / 2)
            return self._token

    async def _renew(self) -> tuple[str, timedelta]:
        form = {"grant_type": "client_credentials", "scope": self._scope}
        request = self._http.build_request("POST", self._token_url, data=form)
        try:
            async with asyncio.timeout(_WHOLE_CALL):
                response = await self._http.send(request, stream=True)
                content = await whole_body(response)
        except (httpx.HTTPError, TimeoutError) as exc:
            raise NotSent("Sendcloud's token endpoint did not answer.") from exc
        if response.status_code == 429:
            retry_after = parse_retry_after(response.headers.get("Retry-After"), now=self._clock.now())
            raise Throttled("Sendcloud's token endpoint asks us to slow down.", retry_after=retry_after)
        if 400 <= response.status_code < 500 and response.status_code != 408:
            raise AccountProblem(
                f"Sendcloud gave no access token (HTTP {response.status_code}).",
                kind="credentials",
                errors=errors_of(content),
                http_status=response.status_code,
            )
        return _read_token(response, content)


def _read_token(response: httpx.Response, content: bytes) -> tuple[str, timedelta]:
    try:
        answer = read_json(content) if response.is_success else None
    except Unreadable:
        answer = None
    token = as_text(answer.get("access_token")) if isinstance(answer, dict) else None
    # Only printable ASCII may go into a header, and no answer's mistake may say more than that.
    if token is None or not token.isascii() or not token.isprintable() or not isinstance(answer, dict):
        raise NotSent(f"Sendcloud's token endpoint gave no token (HTTP {response.status_code}).")
    told = as_decimal(answer.get("expires_in"))
    life = float(told) if told is not None and 0 < told < 10**9 else _USUAL_LIFE
    return token, timedelta(seconds=life)
