"""What the settings ask for, built: the client of Sendcloud, and the limits of what one person may buy alone."""

from __future__ import annotations

from bot.clock import Clock
from bot.engine.times import Times
from bot.model import Limits
from bot.sendcloud import OAuth2, Sendcloud, basic
from bot.settings import Settings


def limits_of(settings: Settings) -> Limits:
    """Return what the settings let one person buy alone."""
    return Limits(
        approvers=settings.label_bot_approvers,
        labels=settings.label_bot_approval_above,
        amount=settings.label_bot_approval_above_amount,
        daily=settings.label_bot_daily_limit,
        zone=settings.label_bot_timezone,
    )


def sendcloud_for(settings: Settings, clock: Clock, times: Times) -> Sendcloud:
    """Return the client that the settings ask for."""
    public = settings.sendcloud_public_key.get_secret_value()
    secret = settings.sendcloud_secret_key.get_secret_value()
    auth = (
        OAuth2(public, secret, clock=clock, token_url=settings.sendcloud_token_url)
        if settings.sendcloud_auth == "oauth2"
        else basic(public, secret)
    )
    partner = settings.sendcloud_partner_id
    return Sendcloud(
        base_url=settings.sendcloud_api_url,
        auth=auth,
        clock=clock,
        partner_id=str(partner) if partner else None,
        purchase_timeout=times.purchase_timeout,
        document_timeout=times.document_timeout,
    )
