"""The buttons of *Make it fail*: what they are called, and what is said while it happens and once it is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STORM_CALLS: Final = 8
STORM_WAIT: Final = 3
GATEWAY_CALLS: Final = 3
SLACK_CALLS: Final = 3
SLACK_WAIT: Final = 5


@dataclass(frozen=True)
class FaultButton:
    """One button: its id, the words on it, and what is to be said while it is happening and once it is over."""

    id: str
    group: str
    name: str
    about: str
    happening: str = ""
    over: str = ""


BUTTONS: Final = (
    FaultButton(
        "buy_500",
        "Next purchase",
        "Answers 500",
        "Nothing is bought by it.",
        over="Nothing was bought. The bot looks it up for {both}, then asks again.",
    ),
    FaultButton(
        "buy_never",
        "Next purchase",
        "Never answers",
        "Nor buys; takes {both}.",
        "The bot waits {wait} for the answer, and looks it up for as long again.",
        "Nothing was bought, which the bot cannot know: a person decides.",
    ),
    FaultButton(
        "buy_after",
        "Next purchase",
        "Loses its answer",
        "Bought, then the line breaks.",
        over="It was bought. The bot finds it by looking it up, and does not ask again.",
    ),
    FaultButton(
        "rows",
        "Next purchase",
        "Refuses the first order",
        "An error, and the other labels beside it.",
        over="The first order was refused. The others were bought, in an answer that says error.",
    ),
    FaultButton(
        "late",
        "Next purchase",
        "Carrier refuses late",
        "One order, accepted at first.",
        over="One order is refused after it was accepted.",
    ),
    FaultButton(
        "cancel_late",
        "Next cancellation",
        "Takes a while",
        "The carrier cancels it half a minute later.",
        over="Half a minute after it was asked for, it is certain.",
    ),
    FaultButton(
        "cancel_refused",
        "Next cancellation",
        "Refused by the carrier",
        "Taken at first, refused half a minute later.",
        over="The label stays. The bot finds it out by looking.",
    ),
    FaultButton(
        "cancel_conflict",
        "Next cancellation",
        "Refused at once",
        "The label stays.",
        over="The label stays, and the thread says so.",
    ),
    FaultButton(
        "cancel_after",
        "Next cancellation",
        "Loses a cancellation's answer",
        "Carried out, then the line breaks.",
        over="The bot reads the shipment, and knows.",
    ),
    FaultButton(
        "fix_sync",
        "Next change of an order",
        "The shop takes it back",
        "Its sync brings the old value back at once.",
        over="The bot read the order, did not see the change, and did not retry.",
    ),
    FaultButton(
        "fix_refused",
        "Next change of an order",
        "Refused",
        "Nothing is changed.",
        over="The window and the thread say so.",
    ),
    FaultButton(
        "fix_after",
        "Next change of an order",
        "Loses a change's answer",
        "Changed, then the line breaks.",
        over="The bot reads the order, and knows.",
    ),
    FaultButton(
        "storm",
        "Sendcloud",
        "429 storm",
        f"The next {STORM_CALLS} calls are too many.",
        f"After each refusal the bot waits {STORM_WAIT} s.",
        "All of them were repeated.",
    ),
    FaultButton(
        "gateway",
        "Sendcloud",
        "Not found, says a gateway",
        f"The next {GATEWAY_CALLS} questions about shipments.",
        "The bot asks again: this is no answer.",
        "All of them were asked again.",
    ),
    FaultButton(
        "document",
        "Sendcloud",
        "Damaged document",
        "The next file is no PDF.",
        over="The bot names what it could not give.",
    ),
    FaultButton(
        "down",
        "Sendcloud",
        "Down",
        "Nobody listens until you end it.",
        "Nobody listens. Press again to end it.",
        "It is back.",
    ),
    FaultButton(
        "slack",
        "Slack",
        "Rate limits",
        f"The next {SLACK_CALLS} messages wait {SLACK_WAIT} s.",
        f"Messages come {SLACK_WAIT} s late.",
        "All of them came.",
    ),
    FaultButton(
        "upload",
        "Slack",
        "Loses an upload",
        "Accepted, and never shown.",
        over="The file never came. The bot looks for it, and sends it again.",
    ),
    FaultButton(
        "plain",
        "Slack",
        "Refuses newer blocks",
        "As a workspace that has no tables that can be searched.",
        "Newer blocks are refused. Press again to end it.",
        "It takes them again; the bot tries them once a day.",
    ),
)
