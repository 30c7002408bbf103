"""The Web API's front door: arguments, token, scopes, limits and faults, the same for every method."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.slack.errors import Circumstance, SlackError
from bot.sandbox.slack.faults import Behind, NeverDone, StoredLate, StoreThenTimeout
from bot.sandbox.slack.meeting import Meeting, too_many
from bot.sandbox.slack.methods import METHODS, Method
from bot.sandbox.slack.pace import Pace
from bot.sandbox.slack.records import ApiCall, Json
from bot.sandbox.slack.state import Workspace

# Arguments that Slack takes as JSON text in a form.
_JSON_ARGUMENTS = frozenset({"blocks", "attachments", "metadata", "view", "files"})
_BOOLEANS = frozenset(
    {
        "as_user",
        "include_all_metadata",
        "include_users",
        "inclusive",
        "link_names",
        "mrkdwn",
        "reply_broadcast",
        "return_im",
        "unfurl_links",
        "unfurl_media",
    }
)
# Errors that a correct app can meet because of what people did; all others count as the app's mistake.
CIRCUMSTANCES = frozenset(
    {
        "already_reacted",
        "cannot_dm_bot",
        "cant_delete_message",
        "channel_not_found",
        "file_not_found",
        "hash_conflict",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "no_such_subteam",
        "not_found",
        "not_in_channel",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
    }
)


class WebApi:
    """Answers `/api/METHOD`."""

    def __init__(self, workspace: Workspace, meeting: Meeting, bot_token: str, app_token: str) -> None:
        self.workspace = workspace
        self.meeting = meeting
        self.bot_token = bot_token
        self.app_token = app_token
        self.pace = Pace(workspace.now)
        self.link_url: Callable[[], str] = str

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Carries out one call; every call and its answer is recorded."""
        name = request.match_info["method"]
        self.workspace.catch_up()
        try:
            args, token = await _arguments(request)
        except ValueError as error:
            return self._answer(name, {}, self._refused(name, SlackError("invalid_json", str(error))))
        fault = self.workspace.faults.take(name)
        met = await self.meeting.before(request, fault)
        if met is not None:
            self._record(name, args, met[1][1], met[1][0])
            return met[0]
        try:
            retry_after = self._admit(name, args, token)
            if retry_after is not None:
                refusal, (status, body) = too_many(retry_after)
                self._record(name, args, body, status)
                return refusal
            if isinstance(fault, StoredLate):
                self.workspace.later(fault.seconds, lambda: self._carried_out(name, args))
                self._record(name, args, {}, 0)
                return await self.meeting.never(request, drop=fault.drop)
            if isinstance(fault, NeverDone):
                return self._answer(name, args, {"ok": True})
            if isinstance(fault, Behind):
                args["latest"] = f"{self.workspace.now().timestamp() - fault.seconds:.6f}"
            answer = self._carried_out(name, args)
        except SlackError as error:
            answer = self._refused(name, error)
        if isinstance(fault, StoreThenTimeout):
            self._record(name, args, answer, 0)
            return await self.meeting.never(request, drop=fault.drop)
        return self._answer(name, args, answer)

    def _admit(self, name: str, args: Json, token: str | None) -> int | None:
        """Checks token, scope and pace before anything is done; returns the seconds to wait when it is too soon."""
        if name == "apps.connections.open":
            if token != self.app_token:
                raise SlackError("not_allowed_token_type" if token == self.bot_token else "invalid_auth")
            return self._paced(name, args, 50)
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if token is None and name != "api.test":
            raise SlackError("not_authed")
        if token != self.bot_token and name != "api.test":
            raise SlackError("not_allowed_token_type" if token == self.app_token else "invalid_auth")
        self.workspace.require(*method.scopes)
        return self._paced(name, args, method.per_minute)

    def _paced(self, name: str, args: Json, per_minute: int) -> int | None:
        if not self.workspace.enforce_limits:
            return None
        too_soon = (
            self.pace.post_too_soon(str(args.get("channel")))
            if name == "chat.postMessage"
            else self.pace.too_soon(name, per_minute)
        )
        if too_soon is not None:
            self.workspace.refuse(f"{name}: too many calls, HTTP 429 with Retry-After {too_soon}")
        return too_soon

    def _carried_out(self, name: str, args: Json) -> Json:
        try:
            return {"ok": True, **self._run(name, args)}
        except SlackError as error:
            return self._refused(name, error)

    def _run(self, name: str, args: Json) -> Json:
        if name == "apps.connections.open":
            return {"url": self.link_url()}
        method = METHODS[name]
        self._check_names(name, method, args)
        try:
            return method.handler(self.workspace, args)
        except (TypeError, ValueError) as error:
            # Only an argument of the wrong kind (a cursor that is no number, say) gets this far.
            raise SlackError("invalid_arguments", f"[ERROR] {error}") from error

    def _check_names(self, name: str, method: Method, args: Json) -> None:
        # slack_sdk adds team_id to every call of a client that Bolt made.
        unknown = args.keys() - method.required - method.optional - {"team_id"}
        if unknown:
            self.workspace.refuse(f"{name}: unknown argument {', '.join(sorted(unknown))}")
        missing = [argument for argument in sorted(method.required) if args.get(argument) in (None, "")]
        if missing:
            messages = [f"[ERROR] missing required field: {argument}" for argument in missing]
            raise SlackError("invalid_arguments", *messages)
        for argument, value in args.items():
            if argument in ("text", "channel", "ts", "thread_ts", "user") and not isinstance(value, str):
                raise SlackError("invalid_arguments", f"[ERROR] must be a string [json-pointer:/{argument}]")

    def _refused(self, name: str, error: SlackError) -> Json:
        details = "; ".join(error.messages) or ", ".join(f"{key} {value}" for key, value in error.extra.items())
        if error.error not in CIRCUMSTANCES and not isinstance(error, Circumstance):
            self.workspace.refuse(f"{name}: {error.error}{f' ({details})' if details else ''}")
        answer: Json = {"ok": False, "error": error.error, **error.extra}
        if error.messages:
            answer["response_metadata"] = {"messages": error.messages}
        return answer

    def _answer(self, name: str, args: Json, answer: Json) -> web.Response:
        self._record(name, args, answer, 200)
        accepted = ",".join(METHODS[name].scopes) if name in METHODS else ""
        headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes)), "x-accepted-oauth-scopes": accepted}
        return web.json_response(answer, headers=headers)

    def _record(self, name: str, args: Json, answer: Json, status: int) -> None:
        self.workspace.calls.append(ApiCall(self.workspace.now(), name, args, answer, status))
        self.workspace.changed("call", name)


async def _arguments(request: web.Request) -> tuple[Json, str | None]:
    """Reads the arguments of a call from query, form or JSON body; ValueError for a body that is neither."""
    args: Json = {name: _from_form(name, value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("the body is no object")
        args |= {name: _from_json(name, value) for name, value in body.items()}
    elif request.method == "POST" and request.content_length:
        form = await request.post()
        args |= {name: _from_form(name, value) for name, value in form.items() if isinstance(value, str)}
    bearer = request.headers.get("Authorization", "")
    token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else args.get("token")
    args.pop("token", None)
    return args, token


def _from_form(name: str, value: str) -> Any:
    if name in _BOOLEANS:
        return value.lower() in ("1", "true")
    return json.loads(value) if name in _JSON_ARGUMENTS and value else value


def _from_json(name: str, value: Any) -> Any:
    # Slack also takes the JSON arguments as text inside of a JSON body.
    return json.loads(value) if name in _JSON_ARGUMENTS and isinstance(value, str) and value else value
