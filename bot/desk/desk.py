"""The one door of the desk: what is done about plans, about runs, and what can be asked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.desk.approvals import Approvals
from bot.desk.cancellations import Cancellations
from bot.desk.catalogue import Catalogue
from bot.desk.context import DeskContext
from bot.desk.failures import Failures
from bot.desk.fixes import Fixes
from bot.desk.forms import Forms
from bot.desk.hand_over import HandOvers
from bot.desk.home import Health, Home, all_is_well
from bot.desk.labels import Labels
from bot.desk.plan_pages import PlanPages
from bot.desk.plans import Plans
from bot.desk.questions import Questions
from bot.desk.ready import ReadyPlans
from bot.desk.rights import Rights
from bot.desk.runs import Runs
from bot.desk.spend import Spending
from bot.desk.unused import Unused
from bot.engine.privacy import FixHashes
from bot.ledger import Ledger, clicks
from bot.model import Limits, Person
from bot.people import Directory
from bot.plan_words import PlanWords
from bot.sendcloud import Sendcloud
from bot.waiting import Wakeup

UTC_ZONE = ZoneInfo("UTC")


def new_id(prefix: str) -> str:
    """Return a short name that nobody guesses or confuses: no 0, 1, I or O."""
    return prefix + "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(7))


class Desk:
    """Where handlers bring what people want.

    *name*: makes the id of a plan or a run from its prefix.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        sendcloud: Sendcloud,
        directory: Directory,
        rights: Rights,
        catalogue: Catalogue,
        test_labels: bool,
        panel_url: str | None,
        label_fee: Decimal | None = None,
        zone: ZoneInfo = UTC_ZONE,
        clock: Clock,
        wakeup: Wakeup,
        words: PlanWords,
        fix_hashes: FixHashes,
        limits: Limits,
        health: Health = all_is_well,
        name: Callable[[str], str] = new_id,
    ) -> None:
        self._ledger = ledger
        self._rights = rights
        self._clock = clock
        self.test_labels = test_labels
        self.panel_url = panel_url
        self.catalogue = catalogue
        context = DeskContext(ledger, rights, clock, wakeup)
        self.approvals = Approvals(context, directory, limits, name=name)
        self.plans = Plans(
            context, directory, catalogue, words, self.approvals,
            test_labels=test_labels, label_fee=label_fee, name=name,
        )  # fmt: skip
        self.pages = PlanPages(context, self.approvals)
        self.runs = Runs(context, directory, limits)
        self.failures = Failures(context, directory, limits, panel_url=panel_url)
        self.home = Home(context, directory, self.approvals, self.failures, limits, health)
        self.hand_overs = HandOvers(context, self.runs, zone)
        self.labels = Labels(context, self.plans, self.runs, sendcloud)
        self.forms = Forms(context, directory, catalogue)
        self.ready = ReadyPlans(context, self.plans, self.forms, catalogue, zone=zone, name=name)
        self.questions = Questions(ledger, sendcloud, directory, catalogue, clock=clock, zone=zone)
        self.fixes = Fixes(context, self.runs, sendcloud, fix_hashes)
        self.cancellations = Cancellations(context, zone=zone)
        self.spending = Spending(context, self.approvals)
        self.unused = Unused(ledger, sendcloud, clock=clock, zone=zone)

    def now(self) -> datetime:
        """Return the time by which plans and runs are shown, in UTC."""
        return self._clock.now()

    async def once(self, told: str) -> None:
        """Return when this is the first time that Slack tells of something. Raises `Repeated`.

        *told*: what tells it from anything else.
        """
        key = hashlib.sha256(told.encode()).hexdigest()
        await self._ledger.write(clicks.once, key, self.now(), lambda _: None)

    async def admit(self, person: Person, channel: str | None = None, *, fresh: bool = True) -> None:
        """Return when *person* may use the bot (in *channel*). Raises `NotAllowed`.

        *fresh*: ask Slack, and do not trust what it said a while ago.
        """
        await self._rights.check(person, channel, fresh=fresh)
