"""The log: its two forms, and what never gets into it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from slack_bolt.async_app import AsyncApp

from bot import logs
from bot.ledger import LedgerUnavailable

SECRET = 'sec"ret-value'


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_masked_wherever_they_stand(form: str) -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json" if form == "json" else "text", [SECRET, "abc"], stream)
    log = logging.getLogger("bot.test")

    log.info("token %s, key %s, abc", "xoxb-12-AbC", SECRET, extra={"header": "Basic cHVibGljOnNlY3JldA=="})
    try:
        raise ValueError(f"Bearer ory_at_123456 and xapp-1-A {SECRET}")
    except ValueError:
        log.exception("it broke")

    written = stream.getvalue()
    for hidden in ("xoxb-12", "AbC", SECRET, json.dumps(SECRET)[1:-1], "cHVibGlj", "ory_at", "xapp-1"):
        assert hidden not in written
    assert "abc" in written  # too short to be taken for a secret


def test_json_is_one_object_a_line() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json", [], stream)

    logging.getLogger("bot.test").warning("two\nlines", extra={"run": "r1"})

    entry = json.loads(stream.getvalue())
    told = (entry["level"], entry["logger"], entry["message"], entry["run"])
    assert told == ("WARNING", "bot.test", "two\nlines", "r1")
    assert entry["time"].endswith("+00:00")


def test_nobody_elses_text_can_write_a_line_of_its_own() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "text", [], stream)

    logging.getLogger("bot.test").info("order %s", "1\n2026-01-01 ERROR forged \x1b[31m")

    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()


def test_libraries_that_log_whole_requests_are_capped() -> None:
    stream = io.StringIO()
    logs.set_up("DEBUG", "text", [], stream)

    for name in ("slack_sdk.web.async_base_client", "slack_bolt.AsyncApp", "httpx", "aiohttp.access"):
        logging.getLogger(name).debug("a body")
    logging.getLogger("httpx").info("an address")
    logging.getLogger("bot").debug("our own")

    assert "a body" not in stream.getvalue()
    assert "an address" not in stream.getvalue()
    assert "our own" in stream.getvalue()


def test_a_level_that_a_library_gives_itself_lets_nothing_more_through() -> None:
    """Bolt sets each of its loggers to the level of the root, whatever the one above it is told."""
    stream = io.StringIO()
    logs.set_up("DEBUG", "json", [], stream)

    app = AsyncApp(signing_secret="x", token="xoxb-1")
    app.logger.debug("Received message of Wilhelmina")
    app.logger.info("Invalid request of Wilhelmina")

    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_library_warns_of_is_told_by_its_place_and_the_kind_of_the_error(form: str) -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "json" if form == "json" else "text", [], stream)

    name = "Wilhelmina"
    try:
        try:
            int(name)
        except ValueError as behind:
            raise ExceptionGroup(name, [KeyError(name), RuntimeError(name)]) from behind
    except ExceptionGroup:
        logging.getLogger("aiohttp.server").exception("of %s", name, extra={"body": name})

    written = stream.getvalue()
    assert name not in written
    for told in ("aiohttp.server", "test_logs.py:", "ValueError", "KeyError", "RuntimeError", "ExceptionGroup"):
        assert told in written


def test_our_own_words_and_errors_about_the_program_are_told_whole() -> None:
    stream = io.StringIO()
    logs.set_up("INFO", "text", [], stream)

    try:
        raise LedgerUnavailable("The disk is full.")
    except LedgerUnavailable:
        logging.getLogger("label_bot").exception("Plan %s waits.", "p1")
    try:
        getattr(None, "ghost")  # noqa: B009 (it is to fail)
    except AttributeError:
        logging.getLogger("label_bot").exception("A fault.")

    for told in ("Plan p1 waits.", "The disk is full.", "A fault.", "'NoneType' object has no attribute 'ghost'"):
        assert told in stream.getvalue()


def test_a_library_that_says_the_same_all_the_time_is_heard_once_a_minute() -> None:
    stream = io.StringIO()
    logs.set_up("WARNING", "text", [], stream)
    log = logging.getLogger("asyncio")
    record = log.makeRecord("asyncio", logging.ERROR, __file__, 1, "out of descriptors", (), None)

    for second in range(125):
        record.created = 1_800_000_000.0 + second
        log.handle(record)

    written = stream.getvalue().splitlines()
    assert len(written) == 3
    assert "59 more since the last line like this" in written[-1]


def test_what_keeps_the_bot_from_starting_is_told_in_its_own_words_and_without_a_secret() -> None:
    stream = io.StringIO()
    logs.set_up("WARNING", "text", ["hidden-value"], stream)
    try:
        raise RuntimeError("Could not determine home directory; hidden-value")
    except RuntimeError as error:
        logs.problem_at_start(type(error), error, error.__traceback__)

    assert "label-bot cannot start: RuntimeError: Could not determine home directory; •••" in stream.getvalue()


def test_two_errors_that_a_library_tells_of_at_one_place_are_told_both() -> None:
    stream = io.StringIO()
    logs.set_up("WARNING", "text", [], stream)

    for error in (ValueError, KeyError, ValueError):
        try:
            raise error
        except error:
            logging.getLogger("slack_bolt.AsyncApp").exception("a listener failed")

    assert stream.getvalue().count("ERROR slack_bolt.AsyncApp") == 2


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("copy it from Basic Information.", "copy it from Basic Information."),
        ("open Basic Information, then", "open Basic Information, then"),
        ("basic authentication is refused", "basic authentication is refused"),
        ("Authorization: Basic cHVibGljOnNlY3JldA==", "Authorization: •••"),
        ("Bearer eyJhbGciOi.J9", "•••"),
        ("basic QWxhZGRpbjpv", "•••"),
    ],
)
def test_advice_can_be_read_and_a_key_cannot(said: str, written: str) -> None:
    assert logs.Mask([])(said) == written
