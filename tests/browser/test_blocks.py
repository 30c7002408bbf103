"""Other people's messages and modals: what Slack takes is drawn, what it refuses is refused with the reason."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chromium import Screen, Windows
from tests.sandbox.kit import SAMPLES, button, plain, section

LINK = '<a href="{}">{}</a>'
EMOJI = '<span class="emoji" role="img" aria-label="{}">{}</span>'
TIME = '<time datetime="2024-07-11T15:03:32.000Z">{}</time>'

pytestmark = pytest.mark.timeout(240)


class TryOut:
    """The window *Try blocks*."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.box = screen.page.get_by_role("textbox", name="Block Kit JSON")
        self.stage = screen.page.locator(".try-stage")
        self.problems = screen.page.locator(".try-problems")

    async def paste(self, payload: Any) -> None:
        """Put something in as JSON and wait until the page has looked at it."""
        await self.look_at(json.dumps(payload, indent=1))

    async def look_at(self, text: str) -> None:
        """Put a text in and wait until the page has looked at it."""
        await self.box.fill(text)
        await expect(self.stage).to_have_attribute("aria-busy", "false")

    async def words(self) -> str:
        """What stands there, in one line."""
        return " ".join((await self.stage.inner_text()).split())


@pytest.fixture
async def tryout(windows: Windows) -> TryOut:
    screen = await windows.open()
    await screen.page.get_by_role("button", name="Try blocks").click()
    return TryOut(screen)


NAMELESS = """stage => [...stage.querySelectorAll("button, a, input, textarea, select, summary, [role=img]")]
    .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.title || node.labels?.length))
    .map((node) => node.outerHTML)"""


async def test_one_of_everything_is_drawn(tryout: TryOut) -> None:
    for name, sample in SAMPLES.items():
        await tryout.paste(sample.payload)
        assert await tryout.problems.inner_text() == "", name
        shown = await tryout.words()
        # What stands inside of pictures and folded parts is told to screen readers, or once they are opened.
        told = " ".join(
            await tryout.stage.locator("[aria-label]").evaluate_all("all => all.map((one) => one.ariaLabel)")
        )
        folded = " ".join(await tryout.stage.locator("details").all_text_contents())
        for words in sample.words:
            assert words in shown or words in told or words in folded, (name, words, shown)
        assert shown or told, name
        assert await tryout.stage.locator(".not-drawn").count() == 0, name
        assert await tryout.stage.evaluate(NAMELESS) == [], name
        wide = await tryout.stage.evaluate("stage => stage.scrollWidth - stage.clientWidth")
        assert wide <= 0, (name, wide)


async def test_what_is_unknown_or_broken_has_a_place(tryout: TryOut) -> None:
    await tryout.paste(
        [
            {"type": "hologram", "depth": 3},
            {"type": "section"},
            {"type": "section", "text": "no object"},
            {"type": "actions", "elements": [{"type": "lever"}, button("Still a button")]},
            {"type": "table"},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_table"}, {"type": "rich_text_section", "elements": [{"type": "x"}]}],
            },
            {"type": "constructor"},
            "nothing",
            section("The last one"),
        ]
    )
    for reason in (
        "unsupported type: hologram [json-pointer:/blocks/0/type]",
        "text or fields is needed",
        "lever",
        "missing required field: rows",
        "unsupported type: constructor",
    ):
        await expect(tryout.problems).to_contain_text(reason)
    shown = await tryout.words()
    for words in ("So nobody would see it", "type hologram", "Still a button", "rich_text_table", "The last one"):
        assert words in shown


@pytest.mark.parametrize("wrap", ["blocks", "string", "message", "attachment", "view", "one", "comma"])
async def test_it_takes_blocks_as_people_have_them(tryout: TryOut, wrap: str) -> None:
    blocks = [section("Found it"), {"type": "divider"}]
    modal = {"type": "modal", "title": plain("A modal"), "blocks": blocks}
    given = {
        "blocks": json.dumps(blocks),
        "string": json.dumps({"channel": "C1", "blocks": json.dumps(blocks)}),
        "message": json.dumps({"type": "message", "text": "Found it, too", "blocks": blocks}),
        "attachment": json.dumps({"attachments": [{"color": "#36a64f", "blocks": blocks}]}),
        "view": json.dumps({"trigger_id": "1.2.3", "view": modal}),
        "one": json.dumps(blocks[0]),
        "comma": json.dumps({"blocks": blocks}).replace("]}", ",],}"),
    }
    await tryout.look_at(given[wrap])
    assert await tryout.problems.inner_text() == ""
    assert "Found it" in await tryout.words()


async def test_older_attachments_are_drawn(tryout: TryOut) -> None:
    fields = [{"title": "Priority", "value": "*High*", "short": True}]
    older = {
        "color": "danger",
        "pretext": "Before it",
        "author_name": "Its author",
        "title": "Its title",
        "text": "_Text_",
    }
    await tryout.paste({"attachments": [older | {"fields": fields, "footer": "Its foot"}, {"fallback": "Only this"}]})
    assert await tryout.problems.inner_text() == ""
    shown = await tryout.words()
    for words in ("Before it", "Its author", "Its title", "Text", "Priority", "High", "Its foot", "Only this"):
        assert words in shown


MRKDWN = {
    "plain &amp; simple &lt;b&gt;": "plain &amp; simple &lt;b&gt;",
    "<b>no tag</b> &amp;amp;": "&lt;b&gt;no tag&lt;/b&gt; &amp;amp;",
    "*bold* _slanted_ ~gone~ `code`": "<strong>bold</strong> <em>slanted</em> <s>gone</s> <code>code</code>",
    "*bold _and slanted ~and gone~_*": "<strong>bold <em>and slanted <s>and gone</s></em></strong>",
    "2*3*4 and snake_case_name": "2*3*4 and snake_case_name",
    "* not bold *": "* not bold *",
    "`*not bold* &lt;`": "<code>*not bold* &lt;</code>",
    "```a\n*b*```": '<pre class="code">a\n*b*</pre>',
    "&gt; said\n&gt; more\nnot": '<blockquote class="quote">said<br>more</blockquote>not',
    "&gt;&gt;&gt; said\nmore": '<blockquote class="quote">said<br>more</blockquote>',
    "<https://a.example/?a=1&amp;b=2|with *label*>": LINK.format("https://a.example/?a=1&amp;b=2", "with *label*"),
    "<https://a.example>": LINK.format("https://a.example", "https://a.example"),
    "see https://a.example/x.": "see " + LINK.format("https://a.example/x", "https://a.example/x") + ".",
    "<fakeLink.toUser.com|Mark> <no|no>": LINK.format("http://fakeLink.toUser.com", "Mark") + " &lt;no|no&gt;",
    "<mailto:a@b.example|write>": LINK.format("mailto:a@b.example", "write"),
    "<javascript:alert(1)|press>": "&lt;javascript:alert(1)|press&gt;",
    "<@U0LEAD> and <@U0NOBODY>": '<span class="mention">@Team Lead</span> and <span class="mention">@U0NOBODY</span>',
    "<@U0AGENT|agent>": '<span class="mention mine">@First Agent</span>',
    "<#C0SUPPORT|support>": '<a class="mention" href="#/C0SUPPORT">#support</a>',
    "<#C0ELSE|elsewhere>": '<span class="mention">#elsewhere</span>',
    "<!here> <!channel> <!everyone|everyone>": " ".join(
        f'<span class="mention loud">@{word}</span>' for word in ("here", "channel", "everyone")
    ),
    "<!subteam^S0LEADS> <!subteam^S1|@ops>": '<span class="mention">@leads</span> <span class="mention">@ops</span>',
    "<!date^1720710212^{date_num} {time_secs}|then>": TIME.format("2024-07-11 17:03:32"),
    "<!date^1720710212^{no_such}|then>": TIME.format("then"),
    ":wave::skin-tone-4: :no_such_emoji: 12:30:45": EMOJI.format("wave", "👋🏽") + " :no_such_emoji: 12:30:45",
}


async def test_mrkdwn_is_read_as_slack_reads_it(tryout: TryOut) -> None:
    drawable = await tryout.screen.page.evaluate(
        'import("/static/js/emoji.js").then((all) => Boolean(all.emoji("wave")))'
    )
    for text, expected in MRKDWN.items():
        if ":wave:" in text and not drawable:
            continue  # there is no font with emoji here (Debian: fonts-noto-color-emoji), so their names are shown
        await tryout.paste({"text": text})
        drawn = await tryout.stage.locator(".body").inner_html()
        assert re.sub(r' (title|target|rel)="[^"]*"', "", drawn) == expected, text


MARKDOWN = {
    "***all of it*** **b** *i* __b__ _i_": "<p><em><strong>all of it</strong></em> <strong>b</strong> <em>i</em> "
    "<strong>b</strong> <em>i</em></p>",
    "``a`b`` and `c`": "<p><code>a`b</code> and <code>c</code></p>",
    "~~~\n**as it is**\n~~~": '<pre class="code">**as it is**</pre>',
    "[a](https://a.example/b_(c)) d": "<p>" + LINK.format("https://a.example/b_(c)", "a") + " d</p>",
    "one\\\ntwo": "<p>one<br>two</p>",
}


async def test_markdown_is_read_as_slack_reads_it(tryout: TryOut) -> None:
    for text, expected in MARKDOWN.items():
        await tryout.paste({"markdown_text": text})
        assert await tryout.problems.inner_text() == ""
        drawn = await tryout.stage.locator(".markdown").inner_html()
        assert re.sub(r' (title|target|rel)="[^"]*"', "", drawn) == expected, text


def two_lines(words: str) -> dict[str, Any]:
    part = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [part, part]}


async def test_details_of_blocks_are_drawn(tryout: TryOut) -> None:
    stage, page = tryout.stage, tryout.screen.page
    source = {"type": "url", "url": "https://a.example", "text": "one.example"}
    video = {"type": "video", "alt_text": "x", "title": plain("Film"), "video_url": "https://a.example/v"}
    video |= {"thumbnail_url": "https://a.example/t", "author_name": "Its author", "provider_name": "Its provider"}
    unknown = {"type": "emoji", "name": "no_such_emoji"}
    older: dict[str, Any] = {
        "text": "Words",
        "author_name": "Who",
        "author_icon": "https://a.example/i",
        "footer": "Foot",
    }
    older |= {"thumb_url": "https://a.example/t", "ts": 1720710212, "callback_id": "c"}
    older |= {"fields": [{"title": "Wide", "value": "v"}, {"title": "A", "value": "v", "short": True}]}
    older |= {"actions": [{"type": "button", "name": "go", "text": "Older button", "value": "1"}]}
    task = {"type": "task_card", "task_id": "1", "title": "T", "status": "in_progress", "sources": [source, source]}
    await tryout.paste(
        {
            "blocks": [
                task,
                video,
                {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [unknown]}]},
                section("\u05e9\u05dc\u05d5\u05dd"),
                section("A day", accessory={"type": "datepicker", "initial_date": "2026-11-23"}),
            ],
            "attachments": [older],
        }
    )
    assert await tryout.problems.inner_text() == ""
    assert (await stage.locator(".sources").inner_text()).split() == ["one.example", "one.example"]
    first, second = [await stage.locator(".sources a").nth(at).bounding_box() for at in (0, 1)]
    assert first is not None
    assert second is not None
    assert second["x"] - first["x"] - first["width"] >= 6
    shown = await tryout.words()
    for words in ("Its author", "Its provider", "Older button", "Foot", "11 Jul 2024 17:03", ":no_such_emoji:"):
        assert words in shown
    assert await stage.locator(".emoji").count() == 0
    # Slack reads a paragraph in such a script from the right.
    hebrew = stage.get_by_text("\u05e9\u05dc\u05d5\u05dd")
    right = """node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [range, node].map((one) => one.getBoundingClientRect().right);
    }"""
    text, box = await hebrew.evaluate(right)
    assert box - text < 1
    wide, short = [await stage.locator(".fields > div").nth(at).bounding_box() for at in (0, 1)]
    assert wide is not None
    assert short is not None
    assert wide["width"] > short["width"] * 1.5
    for width in (1280, 390, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        picker = await stage.locator(".dated").bounding_box()
        edge = await stage.bounding_box()
        assert picker is not None
        assert edge is not None
        assert picker["x"] + picker["width"] <= edge["x"] + edge["width"] + 1, width


async def test_details_of_inputs_are_kept(tryout: TryOut) -> None:
    def asked(label: str, **element: Any) -> dict[str, Any]:
        return {"type": "input", "label": plain(label), "element": element}

    options = [{"text": plain(name), "value": name} for name in ("A", "B")]
    blocks = [
        asked("When", type="datetimepicker", initial_date_time=1720710212),
        asked("Rich", type="rich_text_input", initial_value=two_lines("line")),
        asked("Some", type="multi_static_select", options=options, max_selected_items=1, initial_options=options[:1]),
    ]
    await tryout.paste({"type": "modal", "title": plain("x"), "submit": plain("Go"), "blocks": blocks})
    # The person's own zone, whatever the browser's is: the same as the times beside messages.
    await expect(tryout.stage.get_by_label("When")).to_have_value("2024-07-11T17:03")
    await expect(tryout.stage.get_by_label("Rich")).to_have_value("line\nline")
    read = """import("/static/js/dates.js").then(
        (all) => [1720710212, 1711846800, 1711850400].map((seconds) => all.momentOf(all.wallTime(seconds))))"""
    assert await tryout.screen.page.evaluate(read) == [1720710180, 1711846800, 1711850400]
    await tryout.stage.get_by_role("combobox", name="Some").click()
    await expect(tryout.screen.page.get_by_role("option", name="B", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
    await expect(tryout.screen.page.get_by_text("No more than 1 can be chosen.")).to_be_visible()
    shut = await tryout.stage.get_by_role("button", name="Close").first.bounding_box()
    frame = await tryout.stage.locator(".modal.still").bounding_box()
    assert shut is not None
    assert frame is not None
    assert frame["x"] + frame["width"] - shut["x"] - shut["width"] < 24
