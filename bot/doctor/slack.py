"""What is asked of Slack: the tokens, their scopes, channels and user groups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from bot.doctor.finding import Finding
from bot.settings import Settings
from bot.slack.probe import ChannelState, Identity, SlackSaysNo, SlackSilent
from bot.slack.scopes import NEEDED

Answer = TypeVar("Answer")

ORGANISATION_WIDE: Final = "the app is installed for a whole organisation, which this bot cannot work with"
INSTALL_IN_WORKSPACE: Final = (
    "Install the app in the one workspace that is to use it, and set SLACK_BOT_TOKEN to the token shown there."
)
_ALLOWED: Final = "Check the id in LABEL_BOT_ALLOWED_USERGROUPS; until then nobody may act."
_APPROVERS: Final = "Check the id in LABEL_BOT_APPROVERS; until then it approves nobody."
_REINSTALL: Final = "Bring the app up to date with manifest.yml and reinstall it."


class SlackQuestions(Protocol):
    """What is asked of Slack; ``bot.slack.probe`` answers it."""

    async def identity(self) -> Identity: ...
    async def open_socket_address(self) -> None: ...
    async def channel(self, channel: str) -> ChannelState: ...
    async def members(self, usergroup: str) -> int: ...


async def of_slack(settings: Settings, slack: SlackQuestions) -> list[Finding]:
    """Return what was found at Slack, as far as its token lets it be asked."""
    identity = await _ask_slack("SLACK_BOT_TOKEN", slack.identity)
    if isinstance(identity, Finding):
        return [identity]  # every other question would get the same answer
    if identity.organisation_wide:
        return [Finding("SLACK_BOT_TOKEN", False, ORGANISATION_WIDE, INSTALL_IN_WORKSPACE), _scopes(identity)]
    found = [Finding("SLACK_BOT_TOKEN", True, f"workspace {identity.team} ({identity.team_id})"), _scopes(identity)]
    if settings.socket_mode:
        answer = await _ask_slack("SLACK_APP_TOKEN", slack.open_socket_address)
        found.append(answer if isinstance(answer, Finding) else Finding("SLACK_APP_TOKEN", True, "Socket Mode answers"))
    named = dict.fromkeys(settings.label_bot_allowed_channels, "LABEL_BOT_ALLOWED_CHANNELS")
    if settings.label_bot_anchor_channel is not None:
        named.setdefault(settings.label_bot_anchor_channel, "LABEL_BOT_ANCHOR_CHANNEL")
    found += [await _channel(slack, channel, setting) for channel, setting in named.items()]
    groups = dict.fromkeys(settings.label_bot_approvers, _APPROVERS)
    groups |= dict.fromkeys(settings.label_bot_allowed_usergroups, _ALLOWED)
    found += [await _usergroup(slack, group, step) for group, step in groups.items()]
    return found


async def _ask_slack(what: str, question: Callable[[], Awaitable[Answer]]) -> Answer | Finding:
    try:
        return await question()
    except SlackSaysNo as no:
        if no.scope:
            return Finding(what, False, str(no), _REINSTALL)
        return Finding(what, False, str(no), f"Copy the token again from the app's pages at Slack and set {what}.")
    except SlackSilent as silent:
        return Finding(what, False, f"no answer ({silent})", "Check the network, the proxy and SLACK_API_URL.")


def _scopes(identity: Identity) -> Finding:
    what = "Slack scopes"
    if identity.scopes is None:
        return Finding(what, True, "Slack did not say which were granted")
    missing = sorted(NEEDED - identity.scopes)
    if not missing:
        more = sorted(identity.scopes - NEEDED)
        return Finding(what, True, "all granted" + (f", and more than needed: {', '.join(more)}" if more else ""))
    return Finding(
        what, False, f"missing: {', '.join(missing)}", _REINSTALL
    )


async def _channel(slack: SlackQuestions, channel: str, setting: str) -> Finding:
    what = f"channel {channel}"
    try:
        state = await slack.channel(channel)
    except SlackSaysNo as no:
        step = f"Check the id in {setting}, and invite the bot there."
        return Finding(what, False, str(no), _REINSTALL if no.scope else step)
    except SlackSilent as silent:
        return Finding(what, False, f"no answer ({silent})", "Try again.")
    if state.is_archived:
        return Finding(what, False, f"#{state.name} is archived", f"Take it out of {setting}.")
    if not state.is_member:
        return Finding(what, False, f"the bot is not in #{state.name}", "Invite the bot there with /invite.")
    shared = ", which is shared with another workspace: its people see the threads" if state.is_shared else ""
    return Finding(what, True, f"the bot is in #{state.name}{shared}")


async def _usergroup(slack: SlackQuestions, group: str, step: str) -> Finding:
    what = f"user group {group}"
    try:
        count = await slack.members(group)
    except SlackSaysNo as no:
        return Finding(what, False, str(no), _REINSTALL if no.scope else step)
    except SlackSilent as silent:
        return Finding(what, False, f"no answer ({silent})", "Try again.")
    if not count:
        return Finding(what, False, "nobody is in it", "Add people to the group, or take it out of the setting.")
    return Finding(what, True, f"{count} members")
