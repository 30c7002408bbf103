"""What works side by side while this process has the lease."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.approvals import Approvals
from bot.engine.buy import Buyer
from bot.engine.cancel import Canceller
from bot.engine.clock_watch import ClockWatch
from bot.engine.context import EngineContext
from bot.engine.fix import Fixer
from bot.engine.housekeeping import Housekeeper
from bot.engine.label_prices import LabelPrices
from bot.engine.reconcile import Reconciler
from bot.engine.verify import Verifier
from bot.engine.watch import Watcher
from bot.engine.worker import Part
from bot.model import Limits


def parts_of(context: EngineContext, limits: Limits, *, keep_words_days: int) -> list[Part]:
    """Return the parts of the engine. *keep_words_days*: for how long carriers' words are kept."""
    return [
        Reconciler(context),
        Verifier(context),
        Approvals(context, limits),
        Buyer(context),
        Canceller(context),
        Fixer(context, limits),
        Watcher(context),
        LabelPrices(context),
        Housekeeper(context, keep_words=timedelta(days=keep_words_days)),
        ClockWatch(context),
    ]
