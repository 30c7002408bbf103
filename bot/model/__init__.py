"""What the bot talks about: people, plans, runs, messages, events. Plain values; each room may use them."""

from __future__ import annotations

from bot.model.acts import RunAct as RunAct
from bot.model.cause import Cause as Cause
from bot.model.events import Event as Event
from bot.model.events import EventKind as EventKind
from bot.model.messages import MessageKind as MessageKind
from bot.model.messages import MessageState as MessageState
from bot.model.messages import RunPlace as RunPlace
from bot.model.messages import SlackMessage as SlackMessage
from bot.model.numbers import same_number_key as same_number_key
from bot.model.offer import MissingLists as MissingLists
from bot.model.offer import Offer as Offer
from bot.model.offer import Option as Option
from bot.model.offer import ShippingChoice as ShippingChoice
from bot.model.order_status import OrderStatus as OrderStatus
from bot.model.order_status import OutsideLabel as OutsideLabel
from bot.model.order_status import Sighting as Sighting
from bot.model.people import Holder as Holder
from bot.model.people import Person as Person
from bot.model.plan import MOST_ORDERS as MOST_ORDERS
from bot.model.plan import PLAN_KEEPS as PLAN_KEEPS
from bot.model.plan import TEST_OPTION as TEST_OPTION
from bot.model.plan import Candidate as Candidate
from bot.model.plan import Choices as Choices
from bot.model.plan import FailedBefore as FailedBefore
from bot.model.plan import LineKind as LineKind
from bot.model.plan import Plan as Plan
from bot.model.plan import PlanLine as PlanLine
from bot.model.plan import PlanState as PlanState
from bot.model.plan import Shipping as Shipping
from bot.model.run import CHUNK as CHUNK
from bot.model.run import LIVE as LIVE
from bot.model.run import MOVING as MOVING
from bot.model.run import OUTCOME_OPEN as OUTCOME_OPEN
from bot.model.run import RETRYABLE as RETRYABLE
from bot.model.run import TEXT_FIELD as TEXT_FIELD
from bot.model.run import DocumentRequest as DocumentRequest
from bot.model.run import Item as Item
from bot.model.run import Parcel as Parcel
from bot.model.run import RequestState as RequestState
from bot.model.run import Run as Run
from bot.model.run import RunState as RunState
from bot.model.run import State as State
from bot.model.run import chunks as chunks
from bot.model.screen import OnScreen as OnScreen
