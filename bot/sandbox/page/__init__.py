"""The sandbox in the browser: a page that behaves like Slack, served on loopback."""

from __future__ import annotations
