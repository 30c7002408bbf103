"""How smooth the page stays: ``python -m tests.browser.smooth`` has 1,000 labels made and 1,000 messages written."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Screen, windows_on

_WATCH = """() => {
    window.watched = { tasks: [], gaps: [], drawn: 0 };
    const note = (list) => watched.tasks.push(...list.getEntries().map((one) => one.duration));
    new PerformanceObserver(note).observe({ type: "longtask" });
    let last = performance.now();
    const frame = (now) => { watched.gaps.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    new MutationObserver((found) => {
        for (const one of found) if (one.target.matches?.("li.message") && one.addedNodes.length) watched.drawn += 1;
    }).observe(document.body, { childList: true, subtree: true });
}"""
_TOLD = """() => {
    const { tasks, gaps, drawn } = window.watched;
    Object.assign(window.watched, { tasks: [], gaps: [], drawn: 0 });
    gaps.sort((a, b) => a - b);
    const most = (list) => Math.round(Math.max(0, ...list));
    return { long_tasks: tasks.length, longest_task: most(tasks), longest_frame: most(gaps),
        frame_99: Math.round(gaps[Math.floor(gaps.length * 0.99)] || 0), drawn,
        nodes: document.querySelectorAll("*").length };
}"""
_SCROLL = """async (node) => {
    for (let i = 0; i < 120; i += 1) {
        node.scrollTop = node.scrollHeight * ((i * 37) % 100) / 100;
        await new Promise(requestAnimationFrame);
    }
}"""


async def watch(screen: Screen) -> None:
    """Begin to note what takes long and what is drawn."""
    await screen.page.evaluate(_WATCH)


async def told(screen: Screen) -> dict[str, Any]:
    """Return what was noted since the last time: times in milliseconds, `drawn` counts messages drawn anew."""
    return dict(await screen.page.evaluate(_TOLD))


async def thousand_messages(sandbox: Sandbox, screen: Screen) -> dict[str, Any]:
    """Have 1,000 messages written while somebody reads the channel, and scroll through them."""
    await screen.page.get_by_role("link", name="support").click()
    # What comes while the channel is being opened may be told twice, by its history and by itself.
    await screen.messages.filter(has_text="afternoon").wait_for()
    colleague = sandbox.slack.person("U0COLLEAGUE")
    for number in range(1000):
        await colleague.say(f"Message {number} of many", "C0SUPPORT")
        if number % 20 == 0:
            await asyncio.sleep(0.02)  # as fast as it can be drawn, not faster than anybody could write
    await screen.messages.filter(has_text="Message 999 ").wait_for()
    await screen.page.locator("#room .scroll").evaluate(_SCROLL)
    return await told(screen)


async def thousand_orders(sandbox: Sandbox, screen: Screen) -> dict[str, Any]:
    """Have 1,000 labels made from a file, with the thread open, until the run is done."""
    orders = sandbox.sendcloud.add_orders(1000, first=50001)
    rows = "\n".join(order.order_number for order in orders)
    await screen.type("/label")
    await screen.modal.get_by_label("Order file").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    await screen.modal.get_by_text("orders.csv").wait_for()
    await screen.button("Check orders", screen.modal).click()
    await screen.button("Create 1", screen.modal).click(timeout=300_000)
    await screen.modal.get_by_text("on the way").wait_for()
    await screen.page.keyboard.press("Escape")
    await screen.messages.filter(has_text="asked for").wait_for()
    await screen.page.locator("#room .replies").last.click(timeout=120_000)
    await screen.done(seconds=600)
    return await told(screen)


async def main() -> None:
    """Tell the figures of both."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder), 0)
        try:
            await sandbox.start()
            await sandbox.slack.until(lambda: sandbox.bot is not None and sandbox.bot.state == "running", 20)
            async with windows_on(sandbox, Path(folder), "smooth") as windows:
                agent = await windows.open()
                await watch(agent)
                for name, work in (("1,000 orders", thousand_orders), ("1,000 messages", thousand_messages)):
                    started = time.monotonic()
                    figures = await work(sandbox, agent)
                    click.echo(f"{name}: {time.monotonic() - started:.0f} s, {figures}")
                click.echo(f"Script errors: {agent.errors}")
        finally:
            await sandbox.stop()


if __name__ == "__main__":
    asyncio.run(main())
