"""Check that `make sandbox` serves its page and ends when it is told to; the exit status says so.

It needs nothing but Python itself, so that the environment of `make sandbox` stays as whoever tries the bot gets it.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 180.0


def main() -> int:
    """Return 0 when the page was served and the sandbox then ended by itself, 1 otherwise."""
    make = subprocess.Popen(
        ["make", "--no-print-directory", "sandbox"],  # noqa: S607 (as a person would type it)
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    too_late = threading.Timer(SECONDS, os.killpg, (make.pid, signal.SIGKILL))
    too_late.start()
    try:
        return 0 if _opens(make) and make.wait() == 0 else 1
    finally:
        too_late.cancel()
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGKILL)


def _opens(make: subprocess.Popen[str]) -> bool:
    assert make.stdout is not None  # noqa: S101 (it was asked for)
    served = False
    for line in make.stdout:
        sys.stdout.write(line)
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if address:
            with urllib.request.urlopen(address[0], timeout=30) as page:  # noqa: S310 (the address is loopback)
                served = page.status == 200 and b"<title>label-bot sandbox</title>" in page.read()
            # To the sandbox alone: make itself would end with 130 at a Ctrl-C, whatever the sandbox says.
            children = Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGINT)
    return served


if __name__ == "__main__":
    sys.exit(main())
