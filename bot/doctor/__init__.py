"""Checks everything the bot depends on, live and without changing anything, and says what to do about each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding
from bot.doctor.machine import drive, ledger, port
from bot.doctor.sendcloud import SendcloudQuestions, of_sendcloud
from bot.doctor.slack import INSTALL_IN_WORKSPACE, ORGANISATION_WIDE, SlackQuestions, of_slack
from bot.settings import Settings

__all__ = [
    "INSTALL_IN_WORKSPACE", "ORGANISATION_WIDE", "Finding", "drive", "examine", "ledger", "lines", "port",
]  # fmt: skip


async def examine(settings: Settings, *, slack: SlackQuestions, sendcloud: SendcloudQuestions) -> list[Finding]:
    """Return what was found, in the order in which somebody would set the bot up."""
    return [
        Finding("settings", True, "complete and well formed"),
        *await of_slack(settings, slack),
        *await of_sendcloud(settings, sendcloud),
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
