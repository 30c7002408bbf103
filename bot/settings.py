"""What the bot is told from outside: the only reader of the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import SplitResult, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

NOT_BUILT_YET: Final = (
    "LABEL_BOT_DIGEST_AT",
)
"""Settings of the product that nothing obeys yet. To start with one of them set would promise what nobody does."""

DEFAULT_DATABASE: Final = "label-bot.db"

MOST_LABELS: Final = 1_000_000
"""Of a limit; a larger one limits nothing."""


_READ_ONCE: Final = ("SLACK_", "SENDCLOUD_")
_PROXIES: Final = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})


class SettingsError(Exception):
    """One or more settings are missing or malformed; the text names them all and shows no value."""


def _prefixed(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError
        return value

    return AfterValidator(check)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def on_this_machine(address: str) -> bool:
    """Say whether *address*, a URL, leads to the loopback of this very machine."""
    return _is_loopback(_split(address).hostname or "")


def _split(address: str) -> SplitResult:
    parts = urlsplit(address)
    _ = parts.port  # raises ValueError when it is no number
    return parts


def _url(address: str) -> str:
    """Accept ``https://`` anywhere and ``http://`` on this machine only; return it without a closing slash."""
    parts = _split(address)
    host = parts.hostname or ""
    plain = any(character.isspace() or not character.isprintable() for character in address)
    if plain or not host or parts.username is not None or parts.query or parts.fragment:
        raise ValueError
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise ValueError
    return address.rstrip("/")


def _ids(pattern: str) -> BeforeValidator:
    shape = re.compile(pattern)

    def split(value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(shape.fullmatch(part) for part in ids):
            raise ValueError
        return ids

    return BeforeValidator(split)


def _amount(value: object) -> object:
    """Accept an amount of money in plain digits: no exponent, no sign, no separator of thousands."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", value):
        raise ValueError
    return value


Url = Annotated[str, AfterValidator(_url)]
SlackUrl = Annotated[str, AfterValidator(lambda address: _url(address) + "/")]
BotToken = Annotated[SecretStr, _prefixed("xoxb-")]
AppToken = Annotated[SecretStr, _prefixed("xapp-")]
Channels = Annotated[tuple[str, ...], NoDecode, _ids(r"[CG][A-Z0-9]+")]
Usergroups = Annotated[tuple[str, ...], NoDecode, _ids(r"S[A-Z0-9]+")]
Amount = Annotated[Decimal, BeforeValidator(_amount)]
Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)


def _zone(name: object) -> object:
    if not isinstance(name, str):
        return name
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as exc:
        raise ValueError from exc


Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]

_HTTPS = "an https:// address (http:// on a loopback address only)"


class Settings(BaseSettings):
    """Every setting of the bot, checked. The description of a field says what its variable should look like."""

    model_config = SettingsConfigDict(
        frozen=True, arbitrary_types_allowed=True, extra="ignore", hide_input_in_errors=True
    )

    slack_bot_token: BotToken = Field(description="the bot token, beginning with xoxb-")
    slack_app_token: AppToken | None = Field(
        None, description="an app-level token, beginning with xapp-, or nothing for HTTP mode"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="the app's signing secret; HTTP mode needs it, Socket Mode needs SLACK_APP_TOKEN instead"
    )
    slack_api_url: SlackUrl = Field("https://slack.com/api/", description=_HTTPS)
    sendcloud_public_key: SecretStr = Field(description="the public key of a Sendcloud API integration")
    sendcloud_secret_key: SecretStr = Field(description="the secret key that belongs to SENDCLOUD_PUBLIC_KEY")
    sendcloud_auth: Literal["basic", "oauth2"] = Field("basic", description="basic or oauth2")
    sendcloud_api_url: Url = Field("https://panel.sendcloud.sc/api/v3", description=_HTTPS)
    sendcloud_token_url: Url = Field("https://account.sendcloud.com/oauth2/token", description=_HTTPS)
    sendcloud_integration_id: int | None = Field(
        None, ge=1, description="the number of an integration, or nothing for the key's own"
    )
    sendcloud_partner_id: UUID | None = Field(None, description="a UUID, as Sendcloud hands out to partners")
    sendcloud_webhook_secret: SecretStr | None = Field(
        None, description="the integration's Webhook Signature Key, or its secret key where none is shown"
    )
    sendcloud_test_labels: bool = Field(False, description="true or false")
    label_bot_database: Path = Field(Path(DEFAULT_DATABASE), description="the path of a file")
    label_bot_host: str = Field("127.0.0.1", pattern=r"^[A-Za-z0-9.:-]+$", description="a host name or address")
    label_bot_port: int = Field(3000, ge=0, le=65535, description="a port number")
    label_bot_allowed_channels: Channels = Field((), description="channel ids (C… or G…), separated by commas")
    label_bot_allowed_usergroups: Usergroups = Field((), description="user group ids (S…), separated by commas")
    label_bot_approvers: Usergroups = Field((), description="user group ids (S…), separated by commas")
    label_bot_approval_above: int | None = Field(
        None, ge=0, le=MOST_LABELS, description="a number of labels, 0 or more"
    )
    label_bot_approval_above_amount: Amount | None = Field(
        None, description="an amount such as 250 or 99.50, without a currency"
    )
    label_bot_daily_limit: int | None = Field(None, ge=1, le=MOST_LABELS, description="a number of labels, 1 or more")
    label_bot_anchor_channel: str | None = Field(
        None, pattern=r"^[CG][A-Z0-9]+$", description="a channel id (C… or G…)"
    )
    label_bot_keep_words_days: int = Field(30, ge=1, le=3_650, description="a number of days, 1 or more")
    label_bot_label_fee: Decimal | None = Field(
        None, ge=0, le=100, max_digits=8, description="an amount for each label, such as 0.09"
    )
    label_bot_timezone: Zone = Field(ZoneInfo("UTC"), description="a time zone, such as Europe/Amsterdam")
    label_bot_panel_url: Url | None = Field(None, description=f"{_HTTPS}, or nothing for Sendcloud's own panel")
    label_bot_settle_seconds: int = Field(60, ge=60, le=86_400, description="a number of seconds, 60 or more")
    label_bot_log_format: Literal["text", "json"] = Field("text", description="text or json")
    label_bot_log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what ``load`` read: an environment that was not handed in is never looked at."""
        return (init_settings,)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return the settings that *environ* (by default the process's own environment) holds.

        A variable that is empty or blank counts as not set. Raises SettingsError, naming every variable that is
        missing, malformed, or set although nothing obeys it yet.
        """
        given = _given(environ)
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): value for name, value in given.items()}
        complaints: dict[str, str] = {}
        settings: Self | None = None
        try:
            settings = cls(**source())
        except ValidationError as error:
            complaints = cls._complaints(error)
        if "SLACK_APP_TOKEN" not in given and "SLACK_SIGNING_SECRET" not in given:
            complaints["SLACK_SIGNING_SECRET"] = f"is missing: {cls._expected('slack_signing_secret')}"
        for name in ("LABEL_BOT_APPROVAL_ABOVE", "LABEL_BOT_APPROVAL_ABOVE_AMOUNT"):
            if name in given and "LABEL_BOT_APPROVERS" not in given:
                complaints.setdefault(name, "is set, and nobody could approve: set LABEL_BOT_APPROVERS as well")
        for name in NOT_BUILT_YET:
            if name in given:
                complaints[name] = "is set, and what it asks for is not built yet: remove it"
        if settings is None or complaints:
            raise SettingsError(_message(complaints))
        return settings

    @classmethod
    def _complaints(cls, error: ValidationError) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in error.errors(include_url=False, include_context=False, include_input=False):
            field = str(item["loc"][0])
            problem = "is missing" if item["type"] == "missing" else "is malformed"
            found[field.upper()] = f"{problem}: {cls._expected(field)}"
        return found

    @classmethod
    def _expected(cls, field: str) -> str:
        return cls.model_fields[field].description or "see the README"

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over a socket that the bot opens; otherwise Slack calls the bot over HTTP."""
        return self.slack_app_token is not None

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for whoever has to keep them out of what is written."""
        values: Iterable[Any] = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def database_path(environ: Mapping[str, str] | None = None) -> Path:
    """Return the ledger's path, for the commands that need no other setting."""
    return Path(_given(environ).get("LABEL_BOT_DATABASE", DEFAULT_DATABASE))


def unknown_names(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the names that begin like the bot's own and mean nothing to it, most likely misspelt, sorted."""
    known = {name.upper() for name in Settings.model_fields} | set(NOT_BUILT_YET)
    return tuple(sorted(name for name in _given(environ) if name.startswith("LABEL_BOT_") and name not in known))


def clear_environment() -> None:
    """Take out of the process's environment what libraries would look up there by themselves once the settings are
    read: the tokens once more (Slack's warns of a second one at each start), and proxies, which would see too much."""
    for name in [name for name in os.environ if name.upper().startswith(_READ_ONCE) or name.upper() in _PROXIES]:
        del os.environ[name]


def _given(environ: Mapping[str, str] | None) -> dict[str, str]:
    source = os.environ if environ is None else environ
    return {name: value.strip() for name, value in source.items() if name == name.upper() and value.strip()}


def _message(complaints: Mapping[str, str]) -> str:
    count = len(complaints)
    opening = "1 setting needs attention:" if count == 1 else f"{count} settings need attention:"
    return "\n".join([opening, *(f"  {name} {what}" for name, what in complaints.items())])
