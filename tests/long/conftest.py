"""What the long tests share."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def hush() -> Iterator[None]:
    """Broken connections are what this is about; the stand-ins' server need not report each."""
    noise = logging.getLogger("aiohttp.server")
    before = noise.level
    noise.setLevel(logging.CRITICAL)
    yield
    noise.setLevel(before)
