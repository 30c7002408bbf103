"""A message of Slack as plain text and the files with it: blocks, pasted tables, attachments, what was forwarded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.unread import Unread
from bot.slack.block_text import text_of_blocks
from bot.slack.mrkdwn import plain_text

File = Mapping[str, Any]

_LISTS = ("csv", "tsv", "tab", "txt", "text", "xlsx", "xls")
"""Endings of names, and Slack's own kinds, of files that may be a list of order numbers."""

_MOST_FILES = 10
_DEEPEST = 5
"""Forwarded messages within forwarded ones that are looked into."""


@dataclass(frozen=True)
class MessageContent:
    """What a message says, the files that may be lists, and what is not read of it, by name."""

    text: str
    files: tuple[File, ...] = ()
    passed_over: tuple[tuple[str, Unread], ...] = ()


def content_of(message: Mapping[str, Any]) -> MessageContent:
    """Return what a message holds. A page that a link leads to is nobody's order and is not read."""
    forwarded = list(_forwarded(message, _DEEPEST))
    texts = [_text_of(message), *(_text_of_attachment(one) for one in forwarded)]
    files = [file for holder in (message, *forwarded) for file in _dicts(holder.get("files"))]
    read: list[File] = []
    passed_over: list[tuple[str, Unread]] = []
    for file in files:
        why = _why_not(file) or (Unread.SLOW if len(read) >= _MOST_FILES else None)
        if why is None:
            read.append(file)
        else:
            passed_over.append((name_of(file), why))
    return MessageContent("\n".join(filter(None, texts)), tuple(read), tuple(passed_over))


def _forwarded(holder: Mapping[str, Any], deepest: int) -> Iterator[Mapping[str, Any]]:
    """Yield what a message has attached, each with what is forwarded within it behind it."""
    for one in _dicts(holder.get("attachments")):
        if not _is_preview(one):
            yield one
            if deepest:
                yield from _forwarded(one, deepest - 1)


def name_of(file: File) -> str:
    """Return what people call a file; empty when Slack does not say."""
    return str(file.get("name") or file.get("title") or "")


def _text_of(message: Mapping[str, Any]) -> str:
    """Return the words of a message: those of its blocks, which its text repeats, or its text."""
    return text_of_blocks(message.get("blocks")).strip("\n") or plain_text(str(message.get("text") or ""))


def _text_of_attachment(attachment: Mapping[str, Any]) -> str:
    """Return the words of a forwarded message, or of what an app attached."""
    parts = [
        text_of_blocks(_dict(one.get("message")).get("blocks")) for one in _dicts(attachment.get("message_blocks"))
    ]
    words = "\n".join(filter(None, parts)).strip("\n") or _text_of(attachment)
    told = [plain_text(str(attachment.get("pretext") or "")), words]
    told += [
        f"{plain_text(str(one.get('title') or ''))}: {plain_text(str(one.get('value') or ''))}"
        for one in _dicts(attachment.get("fields"))
    ]
    return "\n".join(filter(None, told)) or plain_text(str(attachment.get("fallback") or ""))


def _is_preview(attachment: Mapping[str, Any]) -> bool:
    """Is this what Slack shows of a page that the message links to?"""
    shared = attachment.get("is_share") or attachment.get("is_msg_unfurl") or attachment.get("message_blocks")
    return bool((attachment.get("from_url") or attachment.get("original_url")) and not shared)


def _why_not(file: File) -> Unread | None:
    """Return why a file is not fetched; None when it may be a list."""
    if file.get("mode") in ("tombstone", "hidden_by_limit"):
        return Unread.GONE
    if file.get("is_external") or file.get("mode") == "external":
        return Unread.ELSEWHERE
    name = name_of(file).casefold()
    kind = name.rpartition(".")[2] if "." in name else str(file.get("filetype") or "").casefold()
    return None if kind in _LISTS else Unread.OTHER_KIND


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else iter(())
