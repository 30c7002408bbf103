"""Rich text: sections, lists, quotes, preformatted (docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

from bot.sandbox.slack.shapes import Check, array, boolean, choice, integer, record, string, typed

_STYLE = record(
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean)
)


def _part(fields: dict[str, Check], required: str) -> Check:
    return record({"type": string(), "style": _STYLE, **fields}, required)


PARTS: dict[str, Check] = {
    "text": _part({"text": string(None, 1)}, "text"),
    "link": _part({"url": string(3000, 1), "text": string(), "unsafe": boolean}, "url"),
    "emoji": _part({"name": string(None, 1), "unicode": string(), "skin_tone": integer(1, 6)}, "name"),
    "channel": _part({"channel_id": string(None, 1)}, "channel_id"),
    "user": _part({"user_id": string(None, 1)}, "user_id"),
    "usergroup": _part({"usergroup_id": string(None, 1)}, "usergroup_id"),
    "team": _part({"team_id": string(None, 1)}, "team_id"),
    "broadcast": _part({"range": choice("here", "channel", "everyone")}, "range"),
    "color": _part({"value": string(None, 1)}, "value"),
    "date": _part(
        {"timestamp": integer(0), "format": string(None, 1), "url": string(), "fallback": string()},
        "timestamp format",
    ),
}
_INLINE = array(typed(lambda: PARTS))
_SECTION = record({"type": string(), "elements": _INLINE}, "elements")
_ONLY_SECTIONS = typed(lambda: {"rich_text_section": _SECTION})

PARAGRAPHS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": record(
        {
            "type": string(),
            "style": choice("bullet", "ordered"),
            "elements": array(_ONLY_SECTIONS),
            "indent": integer(0, 8),
            "offset": integer(0),
            "border": integer(0, 1),
        },
        "style elements",
    ),
    "rich_text_preformatted": record(
        {
            "type": string(),
            "elements": array(typed(lambda: PARTS, "text", "link")),
            "border": integer(0, 1),
            "language": string(),
        },
        "elements",
    ),
    "rich_text_quote": record({"type": string(), "elements": _INLINE, "border": integer(0, 1)}, "elements"),
}

PARAGRAPH_LIST = array(typed(lambda: PARAGRAPHS))
RICH_TEXT = record(
    {"type": choice("rich_text"), "block_id": string(255, 1), "elements": PARAGRAPH_LIST},
    "type elements",
)
