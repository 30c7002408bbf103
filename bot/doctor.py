"""Checks everything the bot depends on, live and without changing anything, and says what to do about each."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final, Protocol, TypeVar

from bot.ledger import health
from bot.sendcloud.account import Account, Brand, Integration, ParcelStatus, SenderAddress
from bot.sendcloud.errors import AccountProblem, SendcloudError
from bot.sendcloud.orders import Order
from bot.sendcloud.wire import Page
from bot.settings import Settings
from bot.slack.probe import ChannelState, Identity, SlackSaysNo, SlackSilent
from bot.slack.scopes import NEEDED

Answer = TypeVar("Answer")

_LEAST_FREE: Final = 200 * 1024 * 1024  # bytes; a run of 10,000 orders takes about a tenth of it
ORGANISATION_WIDE: Final = "the app is installed for a whole organisation, which this bot cannot work with"
INSTALL_IN_WORKSPACE: Final = (
    "Install the app in the one workspace that is to use it, and set SLACK_BOT_TOKEN to the token shown there."
)
_ALLOWED: Final = "Check the id in LABEL_BOT_ALLOWED_USERGROUPS; until then nobody may act."
_APPROVERS: Final = "Check the id in LABEL_BOT_APPROVERS; until then it approves nobody."
_REINSTALL: Final = "Bring the app up to date with manifest.yml and reinstall it."
_NETWORK_DRIVES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "fuse.ceph", "fuse.glusterfs", "afs", "lustre"}
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. *next_step* is what to do, and empty when all is well."""

    what: str
    ok: bool
    detail: str
    next_step: str = ""


class SlackQuestions(Protocol):
    """What is asked of Slack; ``bot.slack.probe`` answers it."""

    async def identity(self) -> Identity: ...
    async def open_socket_address(self) -> None: ...
    async def channel(self, channel: str) -> ChannelState: ...
    async def members(self, usergroup: str) -> int: ...


class SendcloudQuestions(Protocol):
    """What is asked of Sendcloud; ``bot.sendcloud.client`` answers it."""

    async def metadata(self) -> Account: ...
    async def integrations(self) -> list[Integration]: ...
    async def sender_addresses(self) -> list[SenderAddress]: ...
    async def brands(self) -> list[Brand]: ...
    async def parcel_statuses(self) -> list[ParcelStatus]: ...
    async def orders_page(self, integration_id: int) -> Page[Order]: ...


async def examine(settings: Settings, *, slack: SlackQuestions, sendcloud: SendcloudQuestions) -> list[Finding]:
    """Return what was found, in the order in which somebody would set the bot up."""
    return [
        Finding("settings", True, "complete and well formed"),
        *await _slack(settings, slack),
        *await _sendcloud(settings, sendcloud),
        *ledger(settings.label_bot_database),
        port(settings.label_bot_host, settings.label_bot_port),
    ]


def lines(findings: Sequence[Finding]) -> list[str]:
    """Return the findings as text, one line each and one more for what to do."""
    told: list[str] = []
    for finding in findings:
        told.append(f"{'ok   ' if finding.ok else 'wrong'}  {finding.what}: {finding.detail}")
        if not finding.ok:
            told.append(f"       -> {finding.next_step}")
    wrong = sum(not finding.ok for finding in findings)
    told.append("All is well." if not wrong else f"{wrong} of {len(findings)} checks went wrong.")
    return told


# ------------------------------------------------------------------------------------------------------------- Slack


async def _slack(settings: Settings, slack: SlackQuestions) -> list[Finding]:
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


# --------------------------------------------------------------------------------------------------------- Sendcloud


async def _sendcloud(settings: Settings, sendcloud: SendcloudQuestions) -> list[Finding]:
    keys = "SENDCLOUD_PUBLIC_KEY and SENDCLOUD_SECRET_KEY"
    try:
        account = await sendcloud.metadata()
    except SendcloudError as error:
        return [_refused(keys, error)]
    found = [Finding(keys, True, f"they belong to integration {account.integration_id}")]
    chosen = settings.sendcloud_integration_id
    wanted = chosen or account.integration_id
    try:
        found.append(_shop(wanted, await sendcloud.integrations(), chosen=chosen is not None))
    except SendcloudError as error:
        found.append(_refused("Sendcloud shops", error))
    found.append(await _readable("Sendcloud orders", lambda: sendcloud.orders_page(wanted)))
    found.append(await _readable("Sendcloud parcels", sendcloud.parcel_statuses))
    found.append(await _readable("Sendcloud brands", sendcloud.brands))
    try:
        senders = await sendcloud.sender_addresses()
    except SendcloudError as error:
        return [*found, _refused("Sendcloud sender addresses", error)]
    enough = Finding("Sendcloud sender addresses", True, f"{len(senders)} found")
    none = Finding(enough.what, False, "there is none", "Add an address to send from in the Sendcloud panel.")
    return [*found, enough if senders else none]


def _shop(wanted: int, shops: Sequence[Integration], *, chosen: bool) -> Finding:
    what = f"Sendcloud shop {wanted}"
    shop = next((shop for shop in shops if shop.id == wanted), None)
    if shop is None:
        known = ", ".join(str(shop.id) for shop in shops) or "none"
        step = f"Set SENDCLOUD_INTEGRATION_ID to one of these: {known}."
        return Finding(what, False, "not among the account's integrations", step)
    if shop.started_failing_at is not None:
        step = "Mend the shop's connection in the Sendcloud panel: its new orders do not arrive."
        return Finding(what, False, f"failing since {shop.started_failing_at:%Y-%m-%d %H:%M} UTC", step)
    return Finding(what, True, "connected" if chosen else "connected; it is the key's own")


async def _readable(what: str, question: Callable[[], Awaitable[object]]) -> Finding:
    try:
        await question()
    except SendcloudError as error:
        return _refused(what, error)
    return Finding(what, True, "readable")


def _refused(what: str, error: SendcloudError) -> Finding:
    if isinstance(error, AccountProblem):
        steps = {
            "credentials": "Copy both keys again from the integration's page, and check that SENDCLOUD_AUTH fits its "
            "OAuth2 switch.",
            "payment": "Add a payment method in the Sendcloud panel.",
            "forbidden": "Give the integration the rights to read orders, parcels, prices and integrations, and to "
            "write parcels.",
        }
        return Finding(what, False, str(error), steps[error.kind])
    return Finding(what, False, str(error), "Check the network, SENDCLOUD_API_URL and Sendcloud's own status page.")


# ------------------------------------------------------------------------------------------------------ this machine

def ledger(path: Path) -> list[Finding]:
    """Return what is to be said of the ledger file, which need not exist yet, and of the folder that it is in."""
    what = "LABEL_BOT_DATABASE"
    folder = path.absolute().parent
    if not folder.is_dir():
        return [Finding(what, False, f"there is no folder {folder}", "Make it, or choose another path.")]
    if not os.access(folder, os.W_OK | os.X_OK):
        step = "Give the user that runs the bot the right to write there: SQLite needs the whole folder."
        return [Finding(what, False, f"the folder {folder} cannot be written to", step)]
    found = [drive(folder), _space(folder)]
    if not path.exists():
        return [Finding(what, True, f"{path} will be made at the first start"), *found]
    if not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
        step = "Give the user that runs the bot the right to read and write it, or choose another path."
        return [Finding(what, False, f"{path} is no file that can be read and written", step), *found]
    wrong = health.complaints(path)
    step = "Stop the bot, keep a copy of the file, and restore the last good one."
    return [Finding(what, not wrong, " ".join(wrong) or f"{path} is sound", step if wrong else ""), *found]


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    step = "" if free >= _LEAST_FREE else "Free some space: a ledger that cannot be written stops every run."
    return Finding("disk", not step, f"{free // 1024**2} MB free in {folder}", step)


def drive(folder: Path, mounts: Path = Path("/proc/mounts")) -> Finding:
    """Return whether *folder* is on a local disk, as far as the table *mounts* tells; elsewhere nobody can say."""
    kind = _file_system(folder, mounts)
    if kind not in _NETWORK_DRIVES:
        return Finding("drive", True, f"{folder} is on {kind or 'a drive of unknown kind'}")
    step = "Move the ledger to a local disk: SQLite's locks do not hold on a network drive."
    return Finding("drive", False, f"{folder} is on a network drive ({kind})", step)


def _file_system(folder: Path, mounts: Path) -> str:
    try:
        rows = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    holding = [(row[1], row[2]) for row in rows if len(row) > 2 and folder.resolve().is_relative_to(row[1])]
    return max(holding, key=lambda row: len(row[0]))[1] if holding else ""


def port(host: str, number: int) -> Finding:
    """Return whether the bot can listen at *host* and *number*, or already does."""
    what = "LABEL_BOT_HOST and LABEL_BOT_PORT"
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if _a_bot_answers(host, number):
            return Finding(what, True, f"a running label-bot answers at {host}:{number}")
        step = "Stop what listens there, or choose another address or port."
        return Finding(what, False, f"{host}:{number} cannot be listened on: {error.strerror}", step)
    return Finding(what, True, f"{host}:{number} is free")


def _a_bot_answers(host: str, number: int) -> bool:
    connection = HTTPConnection("127.0.0.1" if host in {"0.0.0.0", "::"} else host, number, timeout=3)  # noqa: S104 (compared, not bound)
    try:
        connection.request("GET", "/healthz")
        return b'"alive"' in connection.getresponse().read(200)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
