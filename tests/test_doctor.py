"""The doctor: every kind of trouble is named, with what to do about it."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Finding
from bot.ledger.store import connect, prepare
from bot.sendcloud.account import Account, Brand, Integration, ParcelStatus, SenderAddress
from bot.sendcloud.errors import AccountProblem, Unavailable
from bot.sendcloud.orders import Order
from bot.sendcloud.wire import Page
from bot.settings import Settings
from bot.slack.probe import ChannelState, Identity, SlackSaysNo, SlackSilent
from bot.slack.scopes import NEEDED
from bot.web import Readiness, Web

ENVIRON = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SENDCLOUD_PUBLIC_KEY": "public-value",
    "SENDCLOUD_SECRET_KEY": "secret-value",
    "LABEL_BOT_ALLOWED_CHANNELS": "C1",
    "LABEL_BOT_ALLOWED_USERGROUPS": "S1",
    "LABEL_BOT_PORT": "0",
}


@dataclass
class Slack:
    """A workspace as it was told to be."""

    scopes: frozenset[str] | None = NEEDED
    state: ChannelState = field(default_factory=lambda: ChannelState("shipping", True, False, False))
    people: int = 3
    trouble: Mapping[str, Exception] = field(default_factory=dict)

    def _meet(self, question: str) -> None:
        if question in self.trouble:
            raise self.trouble[question]

    async def identity(self) -> Identity:
        self._meet("identity")
        return Identity("T1", "Shop", "U1", self.scopes)

    async def open_socket_address(self) -> None:
        self._meet("socket")

    async def channel(self, channel: str) -> ChannelState:
        self._meet("channel")
        return self.state

    async def members(self, usergroup: str) -> int:
        self._meet("members")
        return self.people


@dataclass
class Sendcloud:
    """An account as it was told to be."""

    failing: datetime | None = None
    senders: int = 1
    shop: Integration | None = None
    trouble: Mapping[str, Exception] = field(default_factory=dict)

    def _meet(self, question: str) -> None:
        if question in self.trouble:
            raise self.trouble[question]

    async def metadata(self) -> Account:
        self._meet("metadata")
        return Account(user_id=1, integration_id=7)

    async def integrations(self) -> list[Integration]:
        return [self.shop or Integration(id=7, started_failing_at=self.failing)]

    async def sender_addresses(self) -> list[SenderAddress]:
        return [SenderAddress(id=number) for number in range(self.senders)]

    async def brands(self) -> list[Brand]:
        return []

    async def parcel_statuses(self) -> list[ParcelStatus]:
        return []

    async def orders_page(self, integration_id: int) -> Page[Order]:
        self._meet("orders")
        return Page(items=[])


async def examined(
    tmp_path: Path, slack: Slack | None = None, sendcloud: Sendcloud | None = None, **environ: str
) -> list[Finding]:
    settings = Settings.load({**ENVIRON, "LABEL_BOT_DATABASE": str(tmp_path / "ledger.db"), **environ})
    return await doctor.examine(settings, slack=slack or Slack(), sendcloud=sendcloud or Sendcloud())


def wrong(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings if not finding.ok}


async def test_all_is_well_and_nothing_was_changed(tmp_path: Path) -> None:
    findings = await examined(tmp_path)

    assert wrong(findings) == {}
    assert doctor.lines(findings)[-1] == "All is well."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("slack", "what", "step"),
    [
        (Slack(trouble={"identity": SlackSaysNo("invalid_auth")}), "SLACK_BOT_TOKEN", "Copy the token"),
        (Slack(trouble={"identity": SlackSilent("ClientError")}), "SLACK_BOT_TOKEN", "network"),
        (Slack(trouble={"socket": SlackSaysNo("invalid_auth")}), "SLACK_APP_TOKEN", "Copy the token"),
        (Slack(scopes=NEEDED - {"files:write"}), "Slack scopes", "manifest.yml"),
        (Slack(trouble={"channel": SlackSaysNo("channel_not_found")}), "channel C1", "invite"),
        (Slack(state=ChannelState("shipping", False, False, False)), "channel C1", "/invite"),
        (Slack(state=ChannelState("shipping", True, True, False)), "channel C1", "Take it out"),
        (Slack(trouble={"members": SlackSaysNo("no_such_subteam")}), "user group S1", "nobody may act"),
        (Slack(people=0), "user group S1", "Add people"),
    ],
)
async def test_trouble_at_slack(tmp_path: Path, slack: Slack, what: str, step: str) -> None:
    found = wrong(await examined(tmp_path, slack))

    assert list(found) == [what]
    assert step in found[what].next_step


async def test_a_group_of_approvers_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    environ = {**ENVIRON, "LABEL_BOT_DATABASE": str(tmp_path / "ledger.db"), "LABEL_BOT_ALLOWED_USERGROUPS": ""}
    settings = Settings.load({**environ, "LABEL_BOT_APPROVERS": "S2"})
    slack = Slack(trouble={"members": SlackSaysNo("no_such_subteam")})

    found = wrong(await doctor.examine(settings, slack=slack, sendcloud=Sendcloud()))

    assert "LABEL_BOT_APPROVERS; until then it approves nobody" in found["user group S2"].next_step


@pytest.mark.parametrize(
    ("sendcloud", "what", "step"),
    [
        (
            Sendcloud(trouble={"metadata": AccountProblem("no", kind="credentials")}),
            "SENDCLOUD_PUBLIC_KEY and SENDCLOUD_SECRET_KEY",
            "SENDCLOUD_AUTH",
        ),
        (Sendcloud(trouble={"orders": AccountProblem("no", kind="forbidden")}), "Sendcloud orders", "rights"),
        (Sendcloud(trouble={"orders": Unavailable("no answer")}), "Sendcloud orders", "network"),
        (Sendcloud(failing=datetime(2026, 1, 2, tzinfo=UTC)), "Sendcloud shop 7", "connection"),
        (Sendcloud(senders=0), "Sendcloud sender addresses", "Add an address"),
    ],
)
async def test_trouble_at_sendcloud(tmp_path: Path, sendcloud: Sendcloud, what: str, step: str) -> None:
    found = wrong(await examined(tmp_path, sendcloud=sendcloud))

    assert list(found) == [what]
    assert step in found[what].next_step


async def test_the_anchor_channel_is_checked_like_the_others_and_once(tmp_path: Path) -> None:
    gone = Slack(trouble={"channel": SlackSaysNo("channel_not_found")})
    found = wrong(await examined(tmp_path, gone, LABEL_BOT_ANCHOR_CHANNEL="C2"))

    assert "LABEL_BOT_ALLOWED_CHANNELS" in found["channel C1"].next_step
    assert "LABEL_BOT_ANCHOR_CHANNEL" in found["channel C2"].next_step
    both = await examined(tmp_path, LABEL_BOT_ANCHOR_CHANNEL="C1")
    assert [finding.what for finding in both].count("channel C1") == 1


async def test_a_shop_that_is_not_there(tmp_path: Path) -> None:
    found = wrong(await examined(tmp_path, SENDCLOUD_INTEGRATION_ID="9"))

    assert found["Sendcloud shop 9"].next_step.endswith("one of these: 7.")


@pytest.mark.parametrize(
    ("active", "url", "said"),
    [
        (True, "https://bot.test/sendcloud/webhook", ""),
        (True, "https://bot.test/sendcloud/webhook/", ""),
        (False, "https://bot.test/sendcloud/webhook", "is off"),
        (None, None, "is off"),
        (True, "https://shop.test/other", "another address"),
    ],
)
async def test_whether_sendcloud_posts_to_the_bot(
    tmp_path: Path, active: bool | None, url: str | None, said: str
) -> None:
    sendcloud = Sendcloud(shop=Integration(id=7, webhook_active=active, webhook_url=url))
    found = wrong(await examined(tmp_path, sendcloud=sendcloud, SENDCLOUD_WEBHOOK_SECRET="key"))

    assert [said in finding.detail for finding in found.values()] == ([True] if said else [])


async def test_without_a_webhook_the_bot_asks_by_itself_and_nothing_is_wrong(tmp_path: Path) -> None:
    told = next(one for one in await examined(tmp_path) if one.what == "SENDCLOUD_WEBHOOK_SECRET")

    assert told.ok
    assert "/sendcloud/webhook" in told.detail


def test_a_sound_ledger_is_read_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    db = connect(path)
    prepare(db)
    db.close()
    before = path.read_bytes()

    assert wrong(doctor.ledger(path)) == {}
    assert path.read_bytes() == before


def test_trouble_with_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    db = connect(path)
    prepare(db)
    later = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('label-bot', 'm9999_later', '')"
    with db.atomic():
        db.execute(later)
    db.close()
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"no database at all" * 100)

    assert "newer label-bot" in wrong(doctor.ledger(path))["LABEL_BOT_DATABASE"].detail
    assert "something else" in wrong(doctor.ledger(other))["LABEL_BOT_DATABASE"].detail
    assert "cannot be read" in wrong(doctor.ledger(noise))["LABEL_BOT_DATABASE"].detail
    assert "no file" in wrong(doctor.ledger(tmp_path))["LABEL_BOT_DATABASE"].detail
    assert "no folder" in wrong(doctor.ledger(tmp_path / "none" / "x.db"))["LABEL_BOT_DATABASE"].detail


def test_a_network_drive_is_told(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")

    assert "network drive (nfs4)" in doctor.drive(tmp_path / "deeper", mounts).detail
    assert doctor.drive(Path("/"), mounts).ok


async def test_the_port() -> None:
    async def ready() -> Readiness:
        return Readiness()

    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = doctor.port("127.0.0.1", other.getsockname()[1])
    assert not taken.ok
    assert "another address or port" in taken.next_step
    server = Web("127.0.0.1", 0, slack=None, ready=ready)
    await server.start()
    number = server.port
    own = await asyncio.to_thread(doctor.port, "127.0.0.1", number)
    await server.stop()
    assert own.ok
    assert "running label-bot" in own.detail
    assert doctor.port("127.0.0.1", number).detail.endswith("is free")


@pytest.mark.parametrize("question", ["channel", "members"])
async def test_a_missing_scope_is_named_with_what_adds_it(tmp_path: Path, question: str) -> None:
    lacks = SlackSaysNo("missing_scope", "channels:read")
    (finding,) = wrong(await examined(tmp_path, Slack(trouble={question: lacks}))).values()

    assert "the app lacks the scope channels:read" in finding.detail
    assert finding.next_step == "Bring the app up to date with manifest.yml and reinstall it."


async def test_an_install_for_a_whole_organisation_is_told_with_what_to_install_instead(tmp_path: Path) -> None:
    class OfAnOrganisation(Slack):
        async def identity(self) -> Identity:
            return Identity("E1", "Group", "U1", NEEDED, organisation_wide=True)

    finding = wrong(await examined(tmp_path, OfAnOrganisation()))["SLACK_BOT_TOKEN"]

    assert "installed for a whole organisation" in finding.detail
    assert "Install the app in the one workspace that is to use it" in finding.next_step
