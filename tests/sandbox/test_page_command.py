"""``label-bot sandbox``: it serves the page, opens it for whoever sits here, and ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.process import command

ROOT = Path(__file__).parents[2]


class Served:
    """One ``label-bot sandbox`` whose output goes to a terminal, or to a pipe."""

    def __init__(self, process: asyncio.subprocess.Process, output: asyncio.StreamReader) -> None:
        self._process, self._output = process, output

    async def address(self) -> str:
        """Read until the address stands there."""
        while line := (await self._output.readline()).decode():
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return found[0]
        raise AssertionError("it ended without an address")

    async def end(self, how: signal.Signals) -> int:
        """End it and return the exit status."""
        self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), 30)


async def served(folder: Path, *words: str, terminal: bool, **environ: str) -> Served:
    loop = asyncio.get_running_loop()
    reading, writing = pty.openpty() if terminal else os.pipe()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "sandbox", "--folder", str(folder), *words,
        cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=writing,
        env={"PATH": os.defpath, "PYTHONUNBUFFERED": "1", **environ},
    )  # fmt: skip
    os.close(writing)
    return Served(process, reader)


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A program that tells a pipe which address it was to open."""
    os.mkfifo(tmp_path / "opened")
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" >{tmp_path}/opened\n')
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_the_page_is_served_until_it_is_told_to_end(tmp_path: Path, how: signal.Signals) -> None:
    sandbox = await served(tmp_path, terminal=False)

    async with aiohttp.ClientSession() as http, http.get(await sandbox.address()) as page:
        assert (page.status, "label-bot sandbox" in await page.text()) == (200, True)

    assert await sandbox.end(how) == 0


async def test_it_opens_in_the_browser_of_whoever_sits_here(tmp_path: Path, browser: Path) -> None:
    sandbox = await served(tmp_path, terminal=True, BROWSER=f"{browser} %s &")

    address = await sandbox.address()
    async with asyncio.timeout(20):
        assert (await asyncio.to_thread((tmp_path / "opened").read_text)).strip() == address
    assert await sandbox.end(signal.SIGINT) == 0


@pytest.mark.parametrize(
    ("words", "terminal", "background"),
    [(["--no-browser"], True, " %s &"), ([], False, " %s &"), ([], True, "")],
    ids=["not wanted", "no terminal", "only a browser that draws in the terminal"],
)
async def test_otherwise_it_opens_nothing(
    tmp_path: Path, browser: Path, words: list[str], terminal: bool, background: str
) -> None:
    opened = os.open(tmp_path / "opened", os.O_RDONLY | os.O_NONBLOCK)
    sandbox = await served(tmp_path, *words, terminal=terminal, BROWSER=f"{browser}{background}")

    await sandbox.address()

    assert await sandbox.end(signal.SIGINT) == 0
    assert os.read(opened, 100) == b""
    os.close(opened)


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        status, output = await command(
            "sandbox", "--folder", str(tmp_path), "--port", str(port), settings={}, home=tmp_path
        )

    assert status == 1
    assert "cannot be served" in output
    assert str(port) in output
