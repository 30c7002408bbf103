"""Settings: what is accepted, and the one message about everything that is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import Bot
from bot.settings import NOT_BUILT_YET, Settings, SettingsError, database_path, unknown_names

LEAST: Final[Mapping[str, str]] = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SENDCLOUD_PUBLIC_KEY": "public-value",
    "SENDCLOUD_SECRET_KEY": "secret-value",
}
VARIABLES: Final = sorted(name.upper() for name in Settings.model_fields)


def refusal(**changed: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.load({**LEAST, **changed})
    return str(caught.value)


def test_the_least_that_is_needed_starts_with_the_documented_defaults() -> None:
    settings = Settings.load(LEAST)

    assert settings.socket_mode
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.sendcloud_auth == "basic"
    assert settings.sendcloud_api_url == "https://panel.sendcloud.sc/api/v3"
    assert settings.sendcloud_token_url == "https://account.sendcloud.com/oauth2/token"
    assert settings.sendcloud_integration_id is None
    assert settings.sendcloud_test_labels is False
    assert settings.label_bot_database == Path("label-bot.db")
    assert (settings.label_bot_host, settings.label_bot_port) == ("127.0.0.1", 3000)
    assert settings.label_bot_allowed_channels == ()
    assert settings.label_bot_anchor_channel is None
    assert settings.label_bot_settle_seconds == 60
    assert (settings.label_bot_log_format, settings.label_bot_log_level) == ("text", "INFO")


def test_every_setting_can_be_given() -> None:
    settings = Settings.load(
        {
            **LEAST,
            "SLACK_API_URL": "http://127.0.0.1:4000/api",
            "SENDCLOUD_AUTH": "oauth2",
            "SENDCLOUD_API_URL": "http://localhost:4001/api/v3/",
            "SENDCLOUD_TOKEN_URL": "http://[::1]:4001/oauth2/token",
            "SENDCLOUD_INTEGRATION_ID": "42",
            "SENDCLOUD_PARTNER_ID": "b2f2bd0c-6a3c-4bd8-8b0f-2a2d1c0a7a51",
            "SENDCLOUD_TEST_LABELS": "true",
            "LABEL_BOT_DATABASE": "/data/ledger.db",
            "LABEL_BOT_HOST": "0.0.0.0",  # noqa: S104 (a value, nothing listens)
            "LABEL_BOT_PORT": "8080",
            "LABEL_BOT_ALLOWED_CHANNELS": "C01, G02,",
            "LABEL_BOT_ALLOWED_USERGROUPS": "S01",
            "LABEL_BOT_ANCHOR_CHANNEL": "C03",
            "LABEL_BOT_SETTLE_SECONDS": "90",
            "LABEL_BOT_LOG_FORMAT": "json",
            "LABEL_BOT_LOG_LEVEL": "debug",
        }
    )

    assert settings.slack_api_url == "http://127.0.0.1:4000/api/"
    assert settings.sendcloud_api_url == "http://localhost:4001/api/v3"
    assert settings.sendcloud_integration_id == 42
    assert settings.sendcloud_test_labels is True
    assert settings.label_bot_allowed_channels == ("C01", "G02")
    assert settings.label_bot_allowed_usergroups == ("S01",)
    assert settings.label_bot_anchor_channel == "C03"
    assert settings.label_bot_settle_seconds == 90
    assert settings.label_bot_log_level == "DEBUG"


async def test_the_settle_time_reaches_whoever_looks_up() -> None:
    bot = Bot(Settings.load({**LEAST, "LABEL_BOT_SETTLE_SECONDS": "90"}))
    await bot.sendcloud.aclose()

    assert bot._worker._context.times.unanswered == timedelta(seconds=60 + 90)


def test_nothing_set_names_everything_that_is_needed() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({})

    needed = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SENDCLOUD_PUBLIC_KEY", "SENDCLOUD_SECRET_KEY"]
    assert [name for name in VARIABLES if f"  {name} is missing" in str(caught.value)] == sorted(needed)


def test_http_mode_needs_the_signing_secret_and_socket_mode_does_not() -> None:
    http = {name: value for name, value in LEAST.items() if name != "SLACK_APP_TOKEN"}

    assert not Settings.load({**http, "SLACK_SIGNING_SECRET": "s"}).socket_mode
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET is missing"):
        Settings.load(http)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-private"),
        ("SLACK_APP_TOKEN", "xoxb-private"),
        ("SLACK_API_URL", "http://slack.test/private"),
        ("SLACK_API_URL", "https://user:private@slack.test/"),
        ("SLACK_API_URL", "ftp://127.0.0.1/private"),
        ("SENDCLOUD_API_URL", "http://127.0.0.1.private.test/"),
        ("SENDCLOUD_API_URL", "https://"),
        ("SENDCLOUD_TOKEN_URL", "http://10.0.0.1/private"),
        ("SENDCLOUD_AUTH", "private"),
        ("SENDCLOUD_INTEGRATION_ID", "private"),
        ("SENDCLOUD_INTEGRATION_ID", "0"),
        ("SENDCLOUD_PARTNER_ID", "private"),
        ("SENDCLOUD_TEST_LABELS", "private"),
        ("LABEL_BOT_HOST", "private host"),
        ("LABEL_BOT_PORT", "private"),
        ("LABEL_BOT_PORT", "70000"),
        ("LABEL_BOT_ALLOWED_CHANNELS", "C01,#private"),
        ("LABEL_BOT_ALLOWED_USERGROUPS", "@private"),
        ("LABEL_BOT_ANCHOR_CHANNEL", "#private"),
        ("LABEL_BOT_ANCHOR_CHANNEL", "C01,C02"),
        ("LABEL_BOT_SETTLE_SECONDS", "private"),
        ("LABEL_BOT_SETTLE_SECONDS", "59"),
        ("LABEL_BOT_SETTLE_SECONDS", "-60"),
        ("LABEL_BOT_SETTLE_SECONDS", "1e300"),
        ("LABEL_BOT_APPROVERS", "private"),
        ("LABEL_BOT_DAILY_LIMIT", "0"),
        ("LABEL_BOT_DAILY_LIMIT", "private"),
        ("LABEL_BOT_LOG_FORMAT", "private"),
        ("LABEL_BOT_LOG_LEVEL", "private"),
    ],
)
def test_a_malformed_setting_is_named_without_its_value(name: str, value: str) -> None:
    message = refusal(**{name: value})

    assert f"  {name} is malformed: " in message
    assert message.startswith("1 setting needs attention:")
    assert "private" not in message


def test_several_wrong_settings_make_one_message() -> None:
    message = refusal(LABEL_BOT_PORT="x", SENDCLOUD_AUTH="x", LABEL_BOT_DIGEST_AT="1", SENDCLOUD_SECRET_KEY=" ")

    assert message.startswith("4 settings need attention:")
    assert "  SENDCLOUD_SECRET_KEY is missing" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LABEL_BOT_APPROVAL_ABOVE", "-1"),
        ("LABEL_BOT_APPROVAL_ABOVE", "1.5"),
        ("LABEL_BOT_APPROVAL_ABOVE_AMOUNT", "1e9"),
        ("LABEL_BOT_APPROVAL_ABOVE_AMOUNT", "1,000.00"),
        ("LABEL_BOT_APPROVAL_ABOVE_AMOUNT", "-1"),
        ("LABEL_BOT_APPROVAL_ABOVE_AMOUNT", "NaN"),
    ],
)
def test_a_malformed_limit_is_named(name: str, value: str) -> None:
    assert f"  {name} is malformed: " in refusal(**{name: value, "LABEL_BOT_APPROVERS": "S0LEADS"})


@pytest.mark.parametrize("name", ["LABEL_BOT_APPROVAL_ABOVE", "LABEL_BOT_APPROVAL_ABOVE_AMOUNT"])
def test_a_limit_without_approvers_stops_the_start(name: str) -> None:
    message = refusal(**{name: "7"})

    assert f"  {name} is set, and nobody could approve: set LABEL_BOT_APPROVERS as well" in message
    settings = Settings.load({**LEAST, name: "7", "LABEL_BOT_APPROVERS": "S0LEADS, S0FINANCE"})
    assert settings.label_bot_approvers == ("S0LEADS", "S0FINANCE")


@pytest.mark.parametrize("name", NOT_BUILT_YET)
def test_a_setting_that_nothing_obeys_yet_stops_the_start(name: str) -> None:
    message = refusal(**{name: "7"})

    assert f"  {name} is set" in message
    assert "not built yet" in message


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = Settings.load({**LEAST, "LABEL_BOT_PORT": "", "LABEL_BOT_APPROVERS": " "})

    assert settings.label_bot_port == 3000


def test_no_secret_shows_in_a_repr() -> None:
    settings = Settings.load({**LEAST, "SLACK_SIGNING_SECRET": "signing-value"})

    assert set(settings.secrets()) == {*LEAST.values(), "signing-value"}
    assert not [secret for secret in settings.secrets() if secret in f"{settings!r} {settings}"]


def test_the_environment_is_not_looked_at_when_another_was_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABEL_BOT_PORT", "4444")

    assert Settings.load(LEAST).label_bot_port == 3000


def test_misspelt_names_are_found() -> None:
    assert unknown_names({**LEAST, "LABEL_BOT_CHANELS": "x", "LABEL_BOT_APPROVERS": "S1"}) == ("LABEL_BOT_CHANELS",)


def test_the_ledger_alone_can_be_asked_for() -> None:
    assert database_path({}) == Path("label-bot.db")
    assert database_path({"LABEL_BOT_DATABASE": "/x/y.db"}) == Path("/x/y.db")


@given(st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=30)))
def test_whatever_is_set_gives_settings_or_a_message_about_known_names(environ: dict[str, str]) -> None:
    try:
        Settings.load(environ)
    except SettingsError as error:
        told = [line.split()[0] for line in str(error).splitlines()[1:]]
        assert told
        assert set(told) <= set(VARIABLES)
        assert len(told) == len(set(told))
