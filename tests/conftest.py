"""What every test can ask for."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.watched_loop import WatchedLoop
from tests.world import World, world_at

# The same examples in every run, and as much time for each as the machine needs.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

if importlib.util.find_spec("sniffio") is None:
    # httpcore looks for it on every call; what is known to be missing is not searched for a hundred thousand times.
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # the documented way to say that there is none


MEMORY = Path("/dev/shm")  # noqa: S108  # what is put there has a folder of its own
ROOM = 2_000_000_000


def pytest_configure() -> None:
    """Keep the files of tests in memory where the host has room for it: a disk is waited for at each commit."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Have Python look for garbage rarely, and never among what was imported: it takes a third of the time otherwise.

    Tests make a lot and end soon.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 10)


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run every test in a loop that the hand clock can ask whether it is still at work."""
    return {"watched": WatchedLoop}


@pytest.fixture(params=["http", "socket"])
async def either_world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A running bot, once over signed HTTP and once over Socket Mode."""
    async with world_at(tmp_path, socket=request.param == "socket") as world:
        yield world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A running bot over signed HTTP."""
    async with world_at(tmp_path) as world:
        yield world
