"""What has to be said about the telling itself: why a run is told elsewhere, or once more."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.model import Run
from bot.slack.screens.blocks import Part, paragraph
from bot.slack.screens.post import Post
from bot.slack.screens.text import Words, channel, foreign, person, say

MOVED: Final = "This run is told here, because I cannot write to {channel}: {reason}."
SIGNPOST: Final = "This run goes on in a direct message to {person}. Here it cannot: {reason}."
REPLACED: Final = "The first message of this run can no longer be changed; this one takes its place."
REPLACED_DELETED: Final = "The first message of this run was deleted; this one takes its place."
NO_FILES_HERE: Final = "I cannot put files into this channel: {reason}."
REFUSES_FILES: Final = "Slack refuses them ({code})."
OTHER_REASON: Final = "Slack says {code}"

TEXT_MOST: Final = 4_000
BLOCKS_MOST: Final = 50

_REASONS: Final = {
    "channel_not_found": "the channel is gone, or I can no longer see it",
    "not_in_channel": "I am not a member of it; invite me there again",
    "is_archived": "it is archived",
    "is_inactive": "it is archived or frozen",
    "restricted_action_thread_locked": "the thread is locked",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_non_threadable_channel": "it allows no threads",
    "restricted_action_thread_only_channel": "it allows nothing but threads",
    "cannot_reply_to_message": "replies to that message are not allowed",
    "posting_to_channel_denied": "I am not allowed to post there",
}
_FILE_REASONS: Final = {
    "file_type_not_allowed": "This workspace does not allow files of this type.",
    "file_uploads_disabled": "This workspace does not allow uploads.",
    "file_uploads_except_images_disabled": "This workspace allows pictures only.",
    "file_upload_size_restricted": "This workspace does not allow files of this size.",
    "storage_limit_reached": "This workspace has no room left for files.",
}


def _reason(code: str) -> Words:
    known = _REASONS.get(code)
    return say(known) if known else say(OTHER_REASON, code=foreign(code, 60))


def moved(run: Run, code: str) -> Words:
    """Return why a run is told in a direct message."""
    return say(MOVED, channel=channel(run.channel), reason=_reason(code))


def replaced(*, deleted: bool) -> Words:
    """Return why the parent of a run was posted once more."""
    return say(REPLACED_DELETED if deleted else REPLACED)


def signpost(run: Run, code: str) -> Part:
    """Return what is left in a thread that cannot be gone on with."""
    return paragraph(say(SIGNPOST, person=person(run.by.user), reason=_reason(code)))


def file_problem(code: str) -> str:
    """Return why Slack did not take the documents, as a sentence."""
    if code in _REASONS:
        return NO_FILES_HERE.format(reason=_REASONS[code])
    return _FILE_REASONS.get(code, REFUSES_FILES.format(code=code))


def with_lead(post: Post, line: Words) -> Post:
    """Return *post* with a first sentence, within what an edit may hold."""
    lead = paragraph(line)
    text = f"{lead.said()}\n{post.text}"
    if len(text) > TEXT_MOST:
        text = text[: TEXT_MOST - 1] + "…"
    return replace(post, text=text, blocks=[lead.block(), *post.blocks][:BLOCKS_MOST])
