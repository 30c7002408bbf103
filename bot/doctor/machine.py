"""What is looked at on this machine: the ledger, the folder that it is in, and the port."""

from __future__ import annotations

import os
import shutil
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from bot.doctor.finding import Finding
from bot.ledger import health

_LEAST_FREE: Final = 200 * 1024 * 1024  # bytes; a run of 10,000 orders takes about a tenth of it
_NETWORK_DRIVES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "fuse.ceph", "fuse.glusterfs", "afs", "lustre"}
)


def ledger(path: Path) -> list[Finding]:
    """Return what is to be said of the ledger file, which need not exist yet, and of the folder that it is in."""
    what = "LABEL_BOT_DATABASE"
    folder = path.absolute().parent
    if not folder.is_dir():
        return [Finding(what, False, f"there is no folder {folder}", "Make it, or choose another path.")]
    if not os.access(folder, os.W_OK | os.X_OK):
        step = "Give the user that runs the bot the right to write there: SQLite needs the whole folder."
        return [Finding(what, False, f"the folder {folder} cannot be written to", step)]
    found = [drive(folder), _space(folder)]
    if not path.exists():
        return [Finding(what, True, f"{path} will be made at the first start"), *found]
    if not path.is_file() or not os.access(path, os.R_OK | os.W_OK):
        step = "Give the user that runs the bot the right to read and write it, or choose another path."
        return [Finding(what, False, f"{path} is no file that can be read and written", step), *found]
    wrong = health.complaints(path)
    step = "Stop the bot, keep a copy of the file, and restore the last good one."
    return [Finding(what, not wrong, " ".join(wrong) or f"{path} is sound", step if wrong else ""), *found]


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    step = "" if free >= _LEAST_FREE else "Free some space: a ledger that cannot be written stops every run."
    return Finding("disk", not step, f"{free // 1024**2} MB free in {folder}", step)


def drive(folder: Path, mounts: Path = Path("/proc/mounts")) -> Finding:
    """Return whether *folder* is on a local disk, as far as the table *mounts* tells; elsewhere nobody can say."""
    kind = _file_system(folder, mounts)
    if kind not in _NETWORK_DRIVES:
        return Finding("drive", True, f"{folder} is on {kind or 'a drive of unknown kind'}")
    step = "Move the ledger to a local disk: SQLite's locks do not hold on a network drive."
    return Finding("drive", False, f"{folder} is on a network drive ({kind})", step)


def _file_system(folder: Path, mounts: Path) -> str:
    try:
        rows = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    holding = [(row[1], row[2]) for row in rows if len(row) > 2 and folder.resolve().is_relative_to(row[1])]
    return max(holding, key=lambda row: len(row[0]))[1] if holding else ""


def port(host: str, number: int) -> Finding:
    """Return whether the bot can listen at *host* and *number*, or already does."""
    what = "LABEL_BOT_HOST and LABEL_BOT_PORT"
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        if _a_bot_answers(host, number):
            return Finding(what, True, f"a running label-bot answers at {host}:{number}")
        step = "Stop what listens there, or choose another address or port."
        return Finding(what, False, f"{host}:{number} cannot be listened on: {error.strerror}", step)
    return Finding(what, True, f"{host}:{number} is free")


def _a_bot_answers(host: str, number: int) -> bool:
    connection = HTTPConnection("127.0.0.1" if host in {"0.0.0.0", "::"} else host, number, timeout=3)  # noqa: S104 (compared, not bound)
    try:
        connection.request("GET", "/healthz")
        return b'"alive"' in connection.getresponse().read(200)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
