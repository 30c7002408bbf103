"""Who is asking: Basic keys and bearer tokens, and the endpoint that gives the tokens out."""

from __future__ import annotations

import base64
import binascii
import json
import random
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from bot.sandbox.sendcloud.bodies import error, ok, refuse
from bot.sandbox.sendcloud.calls import Ask, Reply

TOKEN_LIFE = timedelta(seconds=3600)


class Keys:
    """The keys of one integration, and the tokens that were given for them."""

    def __init__(self, public_key: str, secret_key: str, seed: int) -> None:
        self.public_key, self.secret_key = public_key, secret_key
        self.basic_refused = False
        self._tokens: dict[str, datetime] = {}
        self._random = random.Random(seed)  # noqa: S311 - repeatable tokens of a stand-in

    def refusal(self, ask: Ask) -> Reply | None:
        """Return the 401 for a request without good credentials, None for one that has them."""
        header = ask.headers.get("authorization")
        if header is None:
            detail = "Authentication credentials were not provided."
            return refuse(401, error(401, "authentication_failed", detail, title="No credentials"))
        scheme, _, rest = header.partition(" ")
        if scheme.lower() == "basic" and not self.basic_refused and self._is_mine(rest):
            return None
        if scheme.lower() == "bearer" and ask.at < self._tokens.get(rest, ask.at):
            return None
        made = error(401, "authentication_failed", "Invalid username/password.", pointer="/data")
        return refuse(401, made)

    def token(self, ask: Ask) -> Reply:
        """Answer POST /oauth2/token: client credentials against a token of an hour."""
        scheme, _, rest = ask.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic" or not self._is_mine(rest):
            return _denied(401, "invalid_client", "Client authentication failed.")
        form = parse_qs(ask.raw.decode("utf-8", errors="replace"))
        if form.keys() - {"grant_type", "scope"}:
            return _denied(400, "invalid_request", "The request holds an unknown parameter.")
        if form.get("grant_type") != ["client_credentials"]:
            return _denied(400, "unsupported_grant_type", "Only client_credentials is served here.")
        scope = form.get("scope", ["api"])[0]
        token = f"ory_at_{self._random.getrandbits(256):064x}"
        self._tokens[token] = ask.at + TOKEN_LIFE
        lasts = int(TOKEN_LIFE.total_seconds())
        return ok({"access_token": token, "expires_in": lasts, "scope": scope, "token_type": "bearer"})

    def _is_mine(self, encoded: str) -> bool:
        try:
            given = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return given == f"{self.public_key}:{self.secret_key}"


def _denied(status: int, code: str, why: str) -> Reply:
    return Reply(status, json.dumps({"error": code, "error_description": why}).encode())
