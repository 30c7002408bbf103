"""What people wrote before somebody opens the page, so that there is something to answer."""

from __future__ import annotations

from bot.sandbox.slack import SlackStandIn

_BATCH = b"Order number;Customer\n1001;A.\n1003;C.\n1004;D.\n"


async def settle_in(slack: SlackStandIn) -> None:
    """Lets the people of the sandbox write a few messages."""
    agent, colleague, lead = slack.person("U0AGENT"), slack.person("U0COLLEAGUE"), slack.person("U0LEAD")
    await lead.say("Labels for today are made here. Type /label and the order numbers.", "C0SHIPPING")
    await agent.say("Packed and waiting for labels: 1001, 1002 and 1003", "C0SUPPORT")
    await colleague.say("And this afternoon's list as a file.", "C0SUPPORT", files={"afternoon.csv": _BATCH})
    await slack.person("U0STRANGER").say("Hello! Can you tell us when 1004 leaves?", "C0SHARED")
