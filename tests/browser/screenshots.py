"""Makes the screenshots of the README: ``python -m tests.browser.screenshots`` writes them into docs/."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import PHONE, Screen, windows_on

DOCS = Path(__file__).parents[2] / "docs"
SIZE = (1120, 700)
ORDERS = "1001 1009 1005 1010 9999"


async def _shoot(screen: Screen, name: str) -> None:
    DOCS.mkdir(exist_ok=True)
    await screen.page.mouse.move(0, 0)
    # What is new has been followed to its end after two frames.
    await screen.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await screen.page.screenshot(path=DOCS / f"{name}.png")


async def main() -> None:
    """Plays the main job once and takes three pictures of it."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder), 0)
        try:
            await sandbox.start()
            await sandbox.slack.until(lambda: sandbox.bot is not None and sandbox.bot.state == "running", 20)
            async with windows_on(sandbox, Path(folder), "docs") as windows:
                agent = await windows.open(size=SIZE)
                await agent.plan(ORDERS)
                await _shoot(agent, "plan")
                await agent.page.keyboard.press("Escape")
                await agent.modal.wait_for(state="hidden")
                await agent.make(ORDERS)
                await agent.done("Done, 1 need")
                await agent.open_thread()
                await agent.button("Get documents").click()
                await agent.thread.locator("a.file-card").last.wait_for()
                await agent.page.evaluate("document.activeElement.blur()")
                await _shoot(agent, "thread")
                phone = await windows.open(size=PHONE, dark=True, touch=True)
                await phone.page.get_by_role("link", name="shipping").click()
                await phone.open_thread()
                await phone.thread.locator(".scroll").evaluate("node => { node.scrollTop = 0; }")
                await _shoot(phone, "phone")
        finally:
            await sandbox.stop()


if __name__ == "__main__":
    asyncio.run(main())
