"""The words of a refusal as people can read them: sentences taken out of the wrappings of machines. Pure."""

from __future__ import annotations

import re
from typing import Final

from bot.engine.mask import plain
from bot.sendcloud.api_error import Unreadable, errors_in, read_json

_PAGE: Final = re.compile(r"<!doctype|<html\b|<head\b|<body\b|<title\b", re.IGNORECASE)
_TAG: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|</?[A-Za-z?!][^<>]{0,300}>|<[A-Za-z/?!][^<>]{0,300}$", re.DOTALL
)
_FAULT: Final = re.compile(
    r"<(?:\w+:)?(faultstring|errormessage|message|description|reason|text|detail)\b[^>]*>(.*?)</(?:\w+:)?\1>",
    re.IGNORECASE | re.DOTALL,
)
_TITLE: Final = re.compile(r"<title\b[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def readable(text: str) -> str:
    """Return what a text says to people: of a gateway's page nothing, of XML or JSON its sentences, without any tag."""
    text = plain(text)
    if _PAGE.search(text):
        return ""
    if text.lstrip().startswith(("{", "[")):
        return _of_json(text)
    if _TAG.search(text):
        faults = [_bare(found.group(2)) for found in _FAULT.finditer(text)]
        return " ".join(dict.fromkeys(one for one in faults if one)) or _bare(text)
    return text.strip()


def told(text: str) -> str:
    """Return what a text tells about its kind of trouble: as `readable`, and of a gateway's page its title."""
    page = plain(text)
    if not _PAGE.search(page):
        return readable(text)
    title = _TITLE.search(page)
    return _bare(title.group(1)) if title else ""


def _of_json(text: str) -> str:
    """Return the sentences of errors that came as JSON in a text; the text itself where it is none."""
    try:
        found = errors_in(read_json(text.encode()))
    except Unreadable:
        return text.strip()
    return " ".join(dict.fromkeys(said for one in found if (said := one.detail or one.title))) or text.strip()


def _bare(text: str) -> str:
    return " ".join(_TAG.sub(lambda found: f" {found.group(1) or ''} ", text).split())
