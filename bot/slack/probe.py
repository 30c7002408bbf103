"""Questions to Slack that change nothing, for whoever wants to know whether the set-up is right."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.delivery.outcomes import scope_needed
from bot.slack.directory import is_organisation_wide
from bot.slack.http import slack_client


class SlackSaysNo(Exception):
    """Slack answered and refused; *code* is its own word for the reason, such as ``invalid_auth``. *scope* is what the
    app lacks, if that is the reason."""

    def __init__(self, code: str, scope: str | None = None) -> None:
        super().__init__(f"Slack answered {code}" + (f", the app lacks the scope {scope}" if scope else ""))
        self.code = code
        self.scope = scope


class SlackSilent(Exception):
    """Slack gave no answer, or none that can be read."""


@dataclass(frozen=True)
class Identity:
    """Whose token it is. *scopes* is None when Slack did not say."""

    team_id: str
    team: str
    bot_user_id: str
    scopes: frozenset[str] | None
    organisation_wide: bool = False


@dataclass(frozen=True)
class ChannelState:
    """What matters about a channel that the bot should post to."""

    name: str
    is_member: bool
    is_archived: bool
    is_shared: bool


class SlackProbe:
    """Asks Slack with the bot's own token, and with the app-level token where one is given."""

    def __init__(self, *, bot_token: str, app_token: str | None, api_url: str) -> None:
        self._client = slack_client(bot_token, api_url=api_url)
        self._app_token = app_token

    async def identity(self) -> Identity:
        """Return what ``auth.test`` says. Raises SlackSaysNo or SlackSilent, as do the other questions."""
        answer = await _answer(self._client.auth_test())
        granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
        if isinstance(granted, list):
            granted = ",".join(granted)
        return Identity(
            team_id=str(answer.get("team_id", "")),
            team=str(answer.get("team", "")),
            bot_user_id=str(answer.get("user_id", "")),
            scopes=None if granted is None else frozenset(part.strip() for part in granted.split(",") if part.strip()),
            organisation_wide=is_organisation_wide(answer.data if isinstance(answer.data, dict) else {}),
        )

    async def open_socket_address(self) -> None:
        """Ask for the address of a socket, which proves the app-level token; the socket itself is not opened."""
        if self._app_token is None:
            raise SlackSaysNo("not_authed")
        await _answer(self._client.apps_connections_open(app_token=self._app_token))

    async def channel(self, channel: str) -> ChannelState:
        """Return the state of the channel with the id *channel*."""
        answer = await _answer(self._client.conversations_info(channel=channel))
        found = answer.get("channel") or {}
        return ChannelState(
            name=str(found.get("name") or channel),
            is_member=bool(found.get("is_member")),
            is_archived=bool(found.get("is_archived")),
            is_shared=bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared")),
        )

    async def members(self, usergroup: str) -> int:
        """Return how many people are in the user group with the id *usergroup*."""
        answer = await _answer(self._client.usergroups_users_list(usergroup=usergroup))
        return len(answer.get("users") or [])


async def _answer(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except SlackApiError as error:
        raise SlackSaysNo(_code(error), _scope(error)) from None
    except (SlackClientError, ClientError, TimeoutError, OSError) as error:
        raise SlackSilent(type(error).__name__) from None


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)  # a proxy's own page arrives here as text
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else "an answer that cannot be read"


def _scope(error: SlackApiError) -> str | None:
    return scope_needed(error.response) if _code(error) == "missing_scope" else None
