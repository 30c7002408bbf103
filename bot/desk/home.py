"""What somebody finds in App Home."""

from __future__ import annotations

from bot.desk.approvals import Approvals
from bot.desk.context import DeskContext
from bot.desk.failures import Failures
from bot.ledger import home
from bot.model import HomePage, OpenQuestion, Person
from bot.people import Directory


class Home:
    """App Home, as it is when somebody opens it."""

    def __init__(
        self, context: DeskContext, directory: Directory, approvals: Approvals, failures: Failures
    ) -> None:
        self._context = context
        self._directory = directory
        self._approvals = approvals
        self._failures = failures

    async def read(self, by: Person) -> HomePage:
        """Return what *by* finds there. Raises `NotAllowed`."""
        await self._context.rights.check(by, None)
        now = self._context.now()
        questions = await self._context.ledger.read(home.open_questions, by, now=now)
        return HomePage(
            plans=await self._context.ledger.read(home.open_plans, by, now=now),
            to_decide=await self._to_decide(questions, by),
            asked=tuple(one for one in questions if one.asked_by == by.user),
            failures=await self._failures.read(by),
            workspace=(await self._directory.identity()).url,
        )

    async def _to_decide(self, questions: tuple[OpenQuestion, ...], by: Person) -> tuple[OpenQuestion, ...]:
        others = tuple(one for one in questions if by.user not in (one.asked_by, one.made_by))
        return others if others and await self._approvals.may_approve(by) else ()
