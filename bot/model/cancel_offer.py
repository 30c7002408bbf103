"""What of a run can be cancelled, as somebody is shown it before they decide."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from bot.model.cancel_terms import CancelTerms
from bot.model.run import Item, Run


@dataclass(frozen=True)
class CancelOffer:
    """The labels of a run that can be asked to be cancelled, in the order given, and the terms for each of them."""

    run: Run
    items: tuple[Item, ...]
    terms: tuple[CancelTerms, ...]
    at: datetime

    @property
    def digest(self) -> str:
        """Return a short name for exactly these labels."""
        told = json.dumps([[item.id, item.shipment_id] for item in self.items])
        return hashlib.sha256(told.encode()).hexdigest()[:16]
