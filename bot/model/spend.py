"""What labels cost over some days: one row for each order, and sums that add up to the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.model.labels_of_day import AlikeOrders, LabelsOfDay, add_up


@dataclass(frozen=True)
class Period:
    """The days from *first* to *last*, both of them included."""

    first: date
    last: date

    def between(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when the first day begins and the last one ends in *zone*, whatever the clocks do in between."""
        ends = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(ends, time(), zone)

    def days(self) -> list[date]:
        """Return each of the days."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class BoughtOrder:
    """One order whose label became ready, or several that are alike, without their numbers. *person*: who asked for it.
    *cost*: its labels and their price."""

    order_number: str
    ready_at: datetime
    carrier: str
    shop: str
    person: str
    run_id: str
    cost: AlikeOrders


@dataclass(frozen=True)
class Spend:
    """*orders*: in the order in which their labels became ready. *of_everybody*: not the reader's own alone. *cut*:
    there were more than are kept here. *zone*: where the days are those of the team."""

    period: Period
    zone: tzinfo
    orders: tuple[BoughtOrder, ...] = ()
    of_everybody: bool = False
    cut: bool = False

    def total(self) -> LabelsOfDay:
        """Return what all of it comes to."""
        return add_up(one.cost for one in self.orders)

    def day_of(self, one: BoughtOrder) -> date:
        """Return the day of the team on which a label became ready."""
        return one.ready_at.astimezone(self.zone).date()

    def by(self, key: Callable[[BoughtOrder], str]) -> list[tuple[str, LabelsOfDay]]:
        """Return what it comes to for each value of *key*, by name; the sums add up to the total."""
        groups: dict[str, list[AlikeOrders]] = {}
        for one in self.orders:
            groups.setdefault(key(one), []).append(one.cost)
        return [(name, add_up(groups[name])) for name in sorted(groups)]


def most_first(groups: Sequence[tuple[str, LabelsOfDay]]) -> list[tuple[str, LabelsOfDay]]:
    """Return groups with the most labels first."""
    return sorted(groups, key=lambda group: -(group[1].labels + group[1].test))
