"""Where in a plan a window stands: what the drawing of a plan carries in its ``private_metadata``."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.model import PlanPage, Section


@dataclass(frozen=True)
class PlanPlace:
    """*show*: the section that has the window to itself, None for the overview. *button*: how many labels it names."""

    plan_id: str
    tick_version: int = 0
    show: Section | None = None
    page: int = 1
    button: int = 0

    def metadata(self) -> str:
        """Return the place as text for Slack to keep."""
        show = self.show.value if self.show else None
        return json.dumps([self.plan_id, self.tick_version, show, self.page, self.button], separators=(",", ":"))


def place_of(page: PlanPage) -> PlanPlace:
    """Return where a drawing of *page* stands."""
    return PlanPlace(page.plan.id, page.plan.tick_version, page.show, page.page, page.labels)


def read_place(metadata: str) -> PlanPlace:
    """Return the place in the metadata of a view; what is not one of ours is taken for the id of a plan."""
    try:
        plan_id, tick_version, show, page, button = json.loads(metadata)
        return PlanPlace(str(plan_id), int(tick_version), Section(show) if show else None, int(page), int(button))
    except (ValueError, TypeError):
        return PlanPlace(metadata)
