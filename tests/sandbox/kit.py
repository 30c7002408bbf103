"""One of everything in Block Kit, as docs.slack.dev/reference/block-kit describes it, in our own words."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

Json = dict[str, Any]


class Sample(NamedTuple):
    """Something that Slack takes on a surface, and words that then stand on the screen."""

    surface: str
    payload: Any
    words: tuple[str, ...]


def plain(text: str, **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str, **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def options(*texts: str, kind: str = "plain_text") -> list[Json]:
    return [{"text": {"type": kind, "text": text}, "value": f"value-{at}"} for at, text in enumerate(texts)]


def button(text: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def beside(element: Json) -> list[Json]:
    return [section("A word beside it", accessory=element)]


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "acts", "elements": list(elements)}]


def asked(element: Json, **more: Any) -> Json:
    block = {"type": "input", "label": plain("The question"), "element": element, **more}
    return {
        "type": "modal",
        "title": plain("A form"),
        "submit": plain("Send"),
        "close": plain("Leave"),
        "blocks": [block],
    }


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def say(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def rich_list(*texts: str, **more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [line(say(text)) for text in texts], **more}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def image(name: str) -> Json:
    return {"type": "image", "image_url": "https://pictures.example.com/one.png", "alt_text": name}


CONFIRM: Final = {
    "title": plain("Are you sure?"),
    "text": mrkdwn("Would you not rather *wait*?"),
    "confirm": plain("Do it"),
    "deny": plain("Stop, I changed my mind"),
    "style": "danger",
}
CARD: Final = {
    "type": "card",
    "icon": image("Icon"),
    "title": mrkdwn("Parcel service", verbatim=False),
    "subtitle": mrkdwn("Brings things"),
    "hero_image": image("A large picture"),
    "body": mrkdwn("Every card *equally*."),
    "actions": [button("Choose it", action_id="choose")],
}
TASK: Final = {
    "task_id": "task_1",
    "title": "Fetching the weather",
    "status": "pending",
    "output": rich(line(say("Found it in two places"))),
    "sources": [{"type": "url", "url": "https://weather.example.com/", "text": "the weather"}],
}


def chart(kind: str) -> list[Json]:
    points = [{"label": day, "value": value} for day, value in (("Mon", 120), ("Tue", 135.5), ("Wed", 90))]
    series = [{"name": "A name of more than twenty letters", "data": points}, {"name": "Second", "data": points}]
    axes = {"categories": ["Mon", "Tue", "Wed"], "x_label": "Day", "y_label": "Parcels"}
    drawn = {"type": kind, "series": series, "axis_config": axes}
    return [{"type": "data_visualization", "title": "Parcels a day", "chart": drawn}]


BLOCKS: Final[dict[str, Sample]] = {
    "actions: select and button": Sample(
        "message",
        actions(
            {
                "type": "static_select",
                "placeholder": plain("Which one is it?"),
                "action_id": "select_2",
                "options": options("First one", "Second one"),
            },
            button("Cancel", value="cancel", action_id="button_1"),
        ),
        ("Cancel",),
    ),
    "actions: date picker and overflow": Sample(
        "message",
        actions(
            {"type": "datepicker", "action_id": "date", "initial_date": "1990-04-28", "placeholder": plain("A date")},
            {"type": "overflow", "options": options("one", "two", "three", "four"), "action_id": "more"},
            button("Click me", value="click_me_123", action_id="button"),
        ),
        ("Click me",),
    ),
    "alert": Sample(
        "modal",
        {
            "type": "modal",
            "title": plain("Mind it"),
            "blocks": [{"type": "alert", "level": "info", "text": mrkdwn("It is *so*.")}],
        },
        ("It is so.",),
    ),
    "auth_provider": Sample(
        "message",
        [{"type": "auth_provider", "value": "drive", "name": plain("A drive"), "is_connected": False}],
        ("A drive", "Connect"),
    ),
    "call": Sample("message", [{"type": "call", "call_id": "R0E69JAIF"}], ("R0E69JAIF",)),
    "card": Sample("message", [CARD], ("Parcel service", "Brings things", "Every card equally.", "Choose it")),
    "card with one of Slack's icons": Sample(
        "message", [{"type": "card", "slack_icon": {"type": "icon", "name": "rocket"}, "title": plain("Up")}], ("Up",)
    ),
    "carousel": Sample(
        "message", [{"type": "carousel", "elements": [CARD, {"type": "card", "body": plain("Two")}]}], ("Two",)
    ),
    "container": Sample(
        "message",
        [
            {
                "type": "container",
                "block_id": "bulk",
                "title": plain("Two records"),
                "subtitle": mrkdwn("Look at _them_"),
                "width": "full",
                "icon": image("Records"),
                "is_collapsible": True,
                "default_collapsed": False,
                "child_blocks": [
                    section("*1024*\nopen → closed"),
                    {"type": "divider"},
                    {"type": "context", "elements": [mrkdwn(":white_check_mark: two will change")]},
                    *actions(button("All of them", style="primary", action_id="all")),
                ],
            }
        ],
        ("Two records", "Look at them", "open → closed", "two will change", "All of them"),
    ),
    "container with a rich title": Sample(
        "message",
        [
            {
                "type": "container",
                "rich_text_title": rich(line(say("Bold title", bold=True))),
                "child_blocks": [section("in it")],
            }
        ],
        ("Bold title", "in it"),
    ),
    "context": Sample(
        "message",
        [{"type": "context", "elements": [image("a pin"), mrkdwn("Where: *here*"), plain("now")]}],
        ("Where: here", "now"),
    ),
    "context_actions: feedback": Sample(
        "message",
        [
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "action_id": "feedback",
                        "positive_button": {
                            "text": plain("Good"),
                            "value": "good",
                            "accessibility_label": "It was good",
                        },
                        "negative_button": {"text": plain("Bad"), "value": "bad"},
                    }
                ],
            }
        ],
        ("Good", "Bad"),
    ),
    "context_actions: icon": Sample(
        "message",
        [
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "icon_button",
                        "icon": "trash",
                        "text": plain("Delete"),
                        "action_id": "delete",
                        "value": "it",
                    }
                ],
            }
        ],
        (),
    ),
    "data_table": Sample(
        "message",
        [
            {
                "type": "data_table",
                "caption": "A fine table",
                "page_size": 2,
                "row_header_column_index": 0,
                "rows": [
                    [raw("Name"), raw("Weight")],
                    *([raw(f"Row {at}"), {"type": "raw_number", "value": at, "text": f"{at}.0"}] for at in range(5)),
                    [raw("Row 5"), rich(line(say("heavy", bold=True)))],
                ],
            }
        ],
        ("A fine table", "Name", "Row 0", "1.0"),
    ),
    "data_visualization: pie": Sample(
        "message",
        [
            {
                "type": "data_visualization",
                "title": "What is liked",
                "chart": {"type": "pie", "segments": [{"label": "This", "value": 45}, {"label": "That", "value": 55}]},
            }
        ],
        ("What is liked", "This", "45"),
    ),
    "data_visualization: bar": Sample("message", chart("bar"), ("Parcels a day", "Mon", "135.5", "Second")),
    "data_visualization: line": Sample("message", chart("line"), ("Parcels a day", "Mon", "135.5", "Second")),
    "data_visualization: area": Sample("message", chart("area"), ("Parcels a day", "Mon", "135.5", "Second")),
    "divider": Sample("message", [section("above"), {"type": "divider"}, section("below")], ("above", "below")),
    "file": Sample("message", [{"type": "file", "external_id": "ABCD1", "source": "remote"}], ("ABCD1",)),
    "header": Sample("message", [{"type": "header", "text": plain("A fine heading"), "level": 2}], ("A fine heading",)),
    "image": Sample(
        "message",
        [image("A kitten, asleep") | {"title": plain("Please enjoy it"), "block_id": "image4"}],
        ("A kitten, asleep", "Please enjoy it"),
    ),
    "image of a Slack file": Sample(
        "message",
        [{"type": "image", "slack_file": {"id": "F0123456"}, "alt_text": "A kitten, awake"}],
        ("A kitten, awake",),
    ),
    "image of a Slack file by its address": Sample(
        "message",
        [
            {
                "type": "image",
                "slack_file": {"url": "https://files.slack.com/files-pri/T0-F0/x.png"},
                "alt_text": "A dog",
            }
        ],
        ("A dog",),
    ),
    "markdown": Sample(
        "message",
        [
            {
                "type": "markdown",
                "text": "## Two\n**This is bold** and ~~gone~~\n1. one\n2. two\n\n> said\n\n```py\nx = 1\n```",
            }
        ],
        ("Two", "This is bold", "gone", "one", "said", "x = 1"),
    ),
    "plan": Sample(
        "message",
        [
            {
                "type": "plan",
                "title": "Thinking is over",
                # As in the reference: the tasks of a plan need no type, and two texts may share an id.
                "tasks": [
                    {
                        "task_id": "call_001",
                        "title": "Looked it up",
                        "status": "in_progress",
                        "details": rich(line(say("Searched"))) | {"block_id": "same"},
                        "output": rich(line(say("Found"))) | {"block_id": "same"},
                    },
                    {"task_id": "call_002", "title": "Asked about it", "status": "pending"},
                    TASK | {"type": "task_card", "status": "complete"},
                ],
            }
        ],
        ("Thinking is over", "Looked it up", "Searched", "Found", "Asked about it", "Fetching the weather", "1 of 3"),
    ),
    "task_card": Sample("message", [TASK | {"type": "task_card"}], ("Fetching the weather",)),
    "section: text": Sample(
        "message", [section("A message *with bold* and _slanted_ text", expand=True)], ("with bold and slanted",)
    ),
    "section: fields": Sample(
        "message",
        [
            {
                "type": "section",
                "text": mrkdwn("Two columns"),
                "fields": [mrkdwn("*Priority*"), mrkdwn("*Type*"), plain("High"), plain("String")],
            }
        ],
        ("Priority", "String"),
    ),
    "table": Sample(
        "message",
        [
            {
                "type": "table",
                "column_settings": [{"is_wrapped": True}, {"align": "right"}, None],
                "rows": [
                    [raw("Head A"), raw("Head B")],
                    [raw("Data 1A"), rich(line({"type": "link", "text": "Data 1B", "url": "https://example.com"}))],
                ],
            }
        ],
        ("Head A", "Data 1A", "Data 1B"),
    ),
    "video": Sample(
        "message",
        [
            {
                "type": "video",
                "title": plain("How it is done", emoji=True),
                "title_url": "https://video.example.com/1",
                "description": plain("In three minutes"),
                "video_url": "https://video.example.com/1?embed",
                "alt_text": "Somebody packs a parcel",
                "thumbnail_url": "https://video.example.com/1.jpg",
                "author_name": "The author",
                "provider_name": "The provider",
                "provider_icon_url": "https://video.example.com/icon.png",
            }
        ],
        ("How it is done", "In three minutes"),
    ),
}

RICH: Final[dict[str, Sample]] = {
    "styles": Sample(
        "message",
        [
            rich(
                line(
                    say("bold", bold=True),
                    say(" slanted", italic=True),
                    say(" gone", strike=True),
                    say(" code", code=True),
                    say(" under", underline=True),
                    say(" marked", highlight=True, client_highlight=False, unlink=True),
                )
            )
        ],
        ("bold slanted gone code under marked",),
    ),
    "lists": Sample(
        "message",
        [
            rich(
                line(say("Breakfast")),
                rich_list("Hashbrowns", "Eggs", indent=0, border=1),
                rich_list("Scrambled", indent=1),
                rich_list("Fifth", style="ordered", offset=4),
            )
        ],
        ("Breakfast", "Hashbrowns", "Scrambled", "Fifth"),
    ),
    "preformatted": Sample(
        "message",
        [
            rich(
                {
                    "type": "rich_text_preformatted",
                    "elements": [
                        say('{\n  "a": 1\n}'),
                        {"type": "link", "url": "https://example.com", "text": "link in it"},
                    ],
                    "border": 0,
                    "language": "json",
                }
            )
        ],
        ('"a": 1', "link in it"),
    ),
    "quote": Sample("message", [rich({"type": "rich_text_quote", "elements": [say("As was said")]})], ("As was said",)),
    "mentions": Sample(
        "message",
        [
            rich(
                line(
                    {"type": "user", "user_id": "U0LEAD"},
                    say(" "),
                    {"type": "channel", "channel_id": "C0SHIPPING", "tab_id": "x"},
                    say(" "),
                    {"type": "usergroup", "usergroup_id": "S0AGENTS"},
                    say(" "),
                    {"type": "broadcast", "range": "here"},
                    say(" "),
                    {"type": "team", "team_id": "T0TEAM"},
                    say(" "),
                    {"type": "user", "user_id": "U123ABC456"},
                )
            )
        ],
        ("@Team Lead #shipping @agents @here T0TEAM @U123ABC456",),
    ),
    "link, emoji, colour, date": Sample(
        "message",
        [
            rich(
                line(
                    {"type": "link", "url": "https://api.example.com"},
                    say(" "),
                    {"type": "emoji", "name": "wave", "skin_tone": 3},
                    {"type": "emoji", "name": "wave::skin-tone-2"},
                    {"type": "emoji", "name": "no_such_thing"},
                    say(" "),
                    {"type": "color", "value": "#F405B3"},
                    say(" "),
                    {"type": "date", "timestamp": 1720710212, "format": "{date_num} at {time}", "fallback": "timey"},
                )
            )
        ],
        ("https://api.example.com", ":no_such_thing:", "#F405B3", "2024-07-11 at 17:03"),
    ),
    "references": Sample(
        "message",
        [
            rich(
                line(
                    {"type": "attachment_mention", "url": "https://example.com/a", "text": "an attachment"},
                    say(" "),
                    {"type": "canvas", "file_id": "F1", "label": "a canvas"},
                    say(" "),
                    {"type": "canvas_message_unfurl", "root_message_ts": "1", "root_message_channel": "C0SHIPPING"},
                    say(" "),
                    {"type": "canvas_user_mention", "user_id": "U0LEAD"},
                    say(" "),
                    {"type": "citation", "url": "https://example.com/c", "text": "a source", "index": 1, "details": {}},
                    say(" "),
                    {"type": "file", "file_id": "F1", "text": "a file"},
                    say(" "),
                    {"type": "list_record", "file_id": "F1", "text": "a record"},
                    say(" "),
                    {"type": "message_mention", "channel_id": "C0SHIPPING", "message_ts": "1", "text": "a message"},
                    say(" "),
                    {"type": "salesforce_data_field", "salesforce_record_id": "1", "salesforce_field_label": "a field"},
                    say(" "),
                    {
                        "type": "work_object_mention",
                        "entity_id": "E",
                        "app_id": "A",
                        "text": "an object",
                        "url": "https://example.com/w",
                    },
                    say(" "),
                    {"type": "workflow_mention", "workflow_id": "W", "function_trigger_id": "F", "text": "a workflow"},
                )
            )
        ],
        (
            "an attachment a canvas A message in #shipping @Team Lead",
            "a source a file a record a message a field an object a workflow",
        ),
    ),
}


def _menu(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "text1234", "placeholder": plain("Select items"), **more}


ELEMENTS: Final[dict[str, Sample]] = {
    "button": Sample("message", beside(button("Click me", value="click_me_123", action_id="button")), ("Click me",)),
    "button: style, address, confirm, label": Sample(
        "message",
        actions(
            button("Save", style="primary", value="1", confirm=CONFIRM),
            button("Link", url="https://example.com/next", accessibility_label="Goes elsewhere"),
            button("For the lead", visible_to_user_ids=["U0LEAD"]),
        ),
        ("Save", "Link"),
    ),
    "checkboxes": Sample(
        "message",
        beside(
            {
                "type": "checkboxes",
                "action_id": "these",
                "options": [
                    option | {"description": mrkdwn("*more* of it")}
                    for option in options("One", "*Two*", kind="mrkdwn")
                ],
                "initial_options": [{"value": "value-0", "text": mrkdwn("One")}],
            }
        ),
        ("One", "Two", "more of it"),
    ),
    "datepicker": Sample("message", beside(_menu("datepicker", initial_date="1990-04-28")), ()),
    "datetimepicker": Sample(
        "modal",
        asked({"type": "datetimepicker", "action_id": "when", "initial_date_time": 1628633820}),
        ("The question",),
    ),
    "timepicker": Sample(
        "message", beside(_menu("timepicker", initial_time="11:40", timezone="America/Los_Angeles")), ()
    ),
    "email_text_input": Sample(
        "modal", asked({"type": "email_text_input", "action_id": "mail", "placeholder": plain("A mail")}), ()
    ),
    "url_text_input": Sample("modal", asked({"type": "url_text_input", "action_id": "url"}), ()),
    "number_input": Sample(
        "modal",
        asked(
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "action_id": "n",
                "min_value": "1",
                "max_value": "99",
                "initial_value": "7",
            }
        ),
        (),
    ),
    "file_input": Sample(
        "modal",
        asked({"type": "file_input", "action_id": "file", "filetypes": ["jpg", "png"], "max_files": 5}),
        ("Add files",),
    ),
    "image": Sample("message", beside(image("A small cat")), ("A small cat",)),
    "static_select with groups": Sample(
        "message",
        beside(
            _menu(
                "static_select",
                option_groups=[{"label": plain("Group 1"), "options": options("One", "Two")}],
                initial_option=options("One", "Two")[1] | {"text": plain("Two", emoji=True)},
            )
        ),
        (),
    ),
    "multi_static_select": Sample(
        "message", beside(_menu("multi_static_select", options=options("*so*", "or so"), max_selected_items=1)), ()
    ),
    "external_select": Sample("message", beside(_menu("external_select", min_query_length=3)), ()),
    "multi_external_select": Sample("message", beside(_menu("multi_external_select", min_query_length=0)), ()),
    "users_select": Sample("message", beside(_menu("users_select", initial_user="U0LEAD")), ()),
    "multi_users_select": Sample(
        "message", beside(_menu("multi_users_select", initial_users=["U0LEAD"])), ("Team Lead",)
    ),
    "conversations_select": Sample(
        "modal",
        asked(
            _menu(
                "conversations_select",
                default_to_current_conversation=True,
                response_url_enabled=True,
                filter={
                    "include": ["public", "mpim"],
                    "exclude_bot_users": True,
                    "exclude_external_shared_channels": True,
                },
            )
        ),
        (),
    ),
    "multi_conversations_select": Sample("message", beside(_menu("multi_conversations_select")), ()),
    "channels_select": Sample("message", actions(_menu("channels_select", initial_channel="C0SHIPPING")), ()),
    "multi_channels_select": Sample(
        "message", beside(_menu("multi_channels_select", initial_channels=["C0SHIPPING"])), ("#shipping",)
    ),
    "overflow": Sample(
        "message",
        beside(
            {
                "type": "overflow",
                "action_id": "overflow",
                "options": [
                    *options("one", "two"),
                    {"text": plain("three"), "value": "3", "url": "https://example.com", "description": plain("far")},
                ],
                "confirm": CONFIRM,
            }
        ),
        (),
    ),
    "plain_text_input": Sample(
        "modal",
        asked(
            {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "min_length": 2,
                "max_length": 99,
                "initial_value": "so far",
                "focus_on_load": True,
                "placeholder": plain("Type it"),
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
            },
            hint=plain("A hint"),
            optional=True,
            dispatch_action=True,
        ),
        ("The question", "(optional)", "A hint"),
    ),
    "radio_buttons": Sample(
        "message",
        beside(
            {
                "type": "radio_buttons",
                "action_id": "one",
                "options": options("Radio 1", "Radio 2"),
                "initial_option": options("Radio 1")[0],
            }
        ),
        ("Radio 1", "Radio 2"),
    ),
    "rich_text_input": Sample(
        "home",
        {
            "type": "home",
            "blocks": [
                asked(
                    {
                        "type": "rich_text_input",
                        "action_id": "rich",
                        "focus_on_load": True,
                        "initial_value": rich(line(say("so far"))),
                    }
                )["blocks"][0]
            ],
        },
        ("The question",),
    ),
    "workflow_button": Sample(
        "message",
        beside(
            {
                "type": "workflow_button",
                "text": plain("Run it"),
                "action_id": "workflow",
                "workflow": {
                    "trigger": {
                        "url": "https://slack.com/shortcuts/Ft0123ABC456/xyz",
                        "customizable_input_parameters": [{"name": "a", "value": "1"}],
                    }
                },
            }
        ),
        ("Run it",),
    ),
}

SAMPLES: Final = {
    **{f"block {name}": sample for name, sample in BLOCKS.items()},
    **{f"rich text {name}": sample for name, sample in RICH.items()},
    **{f"element {name}": sample for name, sample in ELEMENTS.items()},
}
