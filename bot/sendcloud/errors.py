"""What can go wrong between us and Sendcloud, one class for each next step.

    SendcloudError
    ├── NotSent            it never arrived              -> ask again
    ├── Throttled          too many requests             -> wait, then ask again
    ├── AccountProblem     keys, payment or permission   -> stop everything, tell the administrator
    ├── Rejected           this request is wrong         -> mend the request; nothing was made
    ├── Unavailable        a look-up got no answer       -> look again later
    │   └── NotKnown       its answer leaves it open     -> wait, or ask another way; never the same as "none"
    ├── OutcomeUnknown     it may have been carried out  -> find out before asking again
    └── DocumentNotReady   there is no such document yet -> read the shipment again
        └── DocumentInZpl  it was asked for as ZPL once  -> ask for it as ZPL

The text of an exception names no key, address, query or response body, so that it may be logged. What Sendcloud
said travels beside it, as ``ApiError`` values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.sendcloud.api_error import ApiError
from bot.sendcloud.statuses import ACCOUNT, AccountKind, Meaning, meaning_of

Asked = Literal["look-up", "cancel", "update", "purchase"]
"""Which kind of question was asked: a look-up alone changes nothing at Sendcloud."""


class SendcloudError(Exception):
    """Anything that this package raises about a call."""

    def __init__(self, message: str, *, errors: Sequence[ApiError] = (), http_status: int | None = None) -> None:
        super().__init__(message)
        self.errors: list[ApiError] = list(errors)
        self.http_status = http_status


class NotSent(SendcloudError):
    """The request did not reach Sendcloud, or only its head did: nothing was made, and asking again is safe."""


class Withdrawn(NotSent):
    """Whoever asked may no longer, since too much time went by or somebody else does the work now. Nothing was sent."""


class Throttled(SendcloudError):
    """Sendcloud answered 429: nothing was made. *retry_after* is in seconds, None when Sendcloud did not say."""

    def __init__(self, message: str, *, retry_after: float | None = None, http_status: int | None = 429) -> None:
        super().__init__(message, http_status=http_status)
        self.retry_after = retry_after


class AccountProblem(SendcloudError):
    """401, 402 or 403: every further request would meet the same answer."""

    def __init__(
        self,
        message: str,
        *,
        kind: AccountKind,
        errors: Sequence[ApiError] = (),
        http_status: int | None = None,
    ) -> None:
        super().__init__(message, errors=errors, http_status=http_status)
        self.kind = kind


class Rejected(SendcloudError):
    """Sendcloud understood that it will not do this: nothing was made."""

    another_way = True


class Unavailable(SendcloudError):
    """A look-up was not answered, or not readably, after all its retries. It changed nothing."""

    @property
    def another_way(self) -> bool:
        """Whether it may help to ask in another way: an answer came, and is of no use."""
        return self.http_status is not None


class NotKnown(Unavailable):
    """A look-up was answered, and the answer does not say whether there is anything, or all there is.

    "There are none" is said by an empty list in the published form, or by the published error for exactly the thing
    that was asked for; not by an empty body, a gateway's 404, a list beside an error or a part of a list.
    """

    another_way = True


class OutcomeUnknown(SendcloudError):
    """A request that changes something was sent, and nobody can say what became of it.

    *answered* is True when any HTTP answer came back, False when none did. Either way Sendcloud may still be at work on
    it: a proxy answers while what is behind it goes on.
    """

    def __init__(
        self,
        message: str,
        *,
        answered: bool,
        errors: Sequence[ApiError] = (),
        http_status: int | None = None,
    ) -> None:
        super().__init__(message, errors=errors, http_status=http_status)
        self.answered = answered


class DocumentNotReady(SendcloudError):
    """The parcel has no such document (yet). Sendcloud says 404 for pending and for failed labels alike."""


class DocumentInZpl(DocumentNotReady):
    """The label comes as ZPL, whatever is asked for: it was asked for as ZPL before, and stays so."""


def next_step(
    asked: Asked,
    *,
    status: int | None,
    sent: bool = True,
    own_words: bool = False,
    errors: Sequence[ApiError] = (),
    retry_after: float | None = None,
) -> SendcloudError:
    """Return the error that a call which did not succeed amounts to. This is the only place that decides.

    *status* is the HTTP status, None when there was no answer at all; *sent* says whether any of the body (of the
    whole request, when it has no body) may have left this machine; *own_words* that the body is an error of
    Sendcloud's, in its words. A 2xx status here means an answer that could not be read.
    """
    if status is None:
        return _unanswered(asked, sent=sent)
    match meaning_of(status):
        case Meaning.THROTTLED:
            return Throttled("Sendcloud asks us to slow down.", retry_after=retry_after)
        case Meaning.ACCOUNT:
            kind = ACCOUNT[status]
            return AccountProblem(
                f"Sendcloud refused our account ({kind}, HTTP {status}).", kind=kind, errors=errors, http_status=status
            )
        case Meaning.REFUSED:
            refused = True
        case Meaning.REFUSED_IF_SAID:
            refused = own_words
        case Meaning.ANSWERED | Meaning.UNCLEAR:
            # Documented for a cancellation: "This shipment is already being cancelled."
            refused = asked == "cancel" and status == 409
    if refused:
        return Rejected(f"Sendcloud rejected the request (HTTP {status}).", errors=errors, http_status=status)
    if asked == "look-up":
        return Unavailable(f"Sendcloud gave no usable answer (HTTP {status}).", errors=errors, http_status=status)
    return OutcomeUnknown(
        f"Sendcloud's answer does not say what became of the request (HTTP {status}).",
        answered=True,
        errors=errors,
        http_status=status,
    )


def _unanswered(asked: Asked, *, sent: bool) -> SendcloudError:
    if not sent:
        return NotSent("The request did not reach Sendcloud.")
    if asked == "look-up":
        return Unavailable("Sendcloud did not answer.")
    return OutcomeUnknown("Sendcloud did not answer after the request was sent.", answered=False)
