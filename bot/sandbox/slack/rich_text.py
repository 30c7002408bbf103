"""Rich text: sections, lists, quotes, preformatted (docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

from bot.sandbox.slack.shapes import Check, anything, array, boolean, choice, integer, record, string, typed

_STYLE = record(
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean)
)


def _part(fields: dict[str, Check], required: str) -> Check:
    return record({"type": string(), "style": _STYLE, "from_llm": boolean, **fields}, required)


PARTS: dict[str, Check] = {
    "text": _part({"text": string(None, 1)}, "text"),
    "link": _part({"url": string(3000, 1), "text": string(), "unsafe": boolean}, "url"),
    "emoji": _part({"name": string(None, 1), "unicode": string(), "skin_tone": integer(1, 6), "url": string()}, "name"),
    "channel": _part({"channel_id": string(None, 1), "tab_id": string()}, "channel_id"),
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
# Parts that refer to something elsewhere in Slack: what each needs, and what it may have.
_REFERENCES = {
    "attachment_mention": (
        "url",
        "text app_id entity_id icon_url channel_id ts full_size_preview_enabled icon_name reference_object_type",
    ),
    "canvas": ("file_id", "label hide_title section_id text url is_skill_invocation"),
    "canvas_message_unfurl": ("root_message_ts root_message_channel", ""),
    "canvas_user_mention": ("user_id", "thread_id"),
    "citation": ("url text index details", "is_slack_url"),
    "file": ("file_id", "text url is_skill_invocation"),
    "list_record": ("file_id", "record_id view_id text url"),
    "message_mention": ("channel_id message_ts", "author_id thread_ts text url"),
    "salesforce_data_field": (
        "salesforce_record_id",
        "salesforce_field_label salesforce_field_api_name salesforce_include_field_label",
    ),
    "work_object_mention": ("entity_id app_id text url", "icon_url full_size_preview_enabled product_name"),
    "workflow_mention": ("workflow_id function_trigger_id text", "url channel_id ts"),
}
PARTS |= {
    kind: _part(dict.fromkeys(f"{needed} {other}".split(), anything), needed)
    for kind, (needed, other) in _REFERENCES.items()
}
PARTS["tag"] = anything  # documented by its name alone
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
