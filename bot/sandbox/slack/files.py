"""Files: the three steps of an upload, and what is known of a file."""

from __future__ import annotations

import mimetypes

from bot.sandbox.slack.cast import BOT_USER
from bot.sandbox.slack.chat import tell_of_own, thread_of, writable
from bot.sandbox.slack.errors import Circumstance, SlackError
from bot.sandbox.slack.records import File, Json, Message
from bot.sandbox.slack.shown import file_json
from bot.sandbox.slack.state import Workspace


def new_file(workspace: Workspace, name: str, user: str, content: bytes = b"") -> File:
    """Makes a file that belongs to a person or the bot and stands nowhere yet."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(workspace.new_id("F"), name, name, kind, user, int(workspace.now().timestamp()), content)
    workspace.files[file.id] = file
    return file


def get_upload_url(workspace: Workspace, args: Json) -> Json:
    """Step one: an address to send the bytes to."""
    length = str(args["length"])
    if not length.isdigit() or int(length) == 0:
        raise SlackError("invalid_arguments", "[ERROR] length must be a positive number of bytes")
    file = new_file(workspace, str(args["filename"]), BOT_USER)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.id}?length={length}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Json) -> Json:
    """Step three: shares the files in one message. Without a channel they stay private."""
    items = args["files"]
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise SlackError("invalid_arguments", "[ERROR] files must be a list of objects [json-pointer:/files]")
    files = [_uploaded(workspace, item) for item in items]
    targets = [str(args["channel_id"])] if args.get("channel_id") else []
    targets += [name for name in str(args.get("channels") or "").split(",") if name]
    if args.get("thread_ts") and len(targets) != 1:
        raise SlackError("invalid_arguments", "[ERROR] thread_ts needs exactly one channel")
    if len(targets) > 100:
        raise SlackError("channels_limit_exceeded")
    rooms = [writable(workspace, target) for target in targets]
    for room in rooms:
        if BOT_USER not in room.members:
            raise SlackError("not_in_channel")
        if room.file_error:
            raise Circumstance(room.file_error)
    threads = [thread_of(workspace, room, args.get("thread_ts")) for room in rooms]
    for file, item in zip(files, items, strict=True):
        file.title = str(item.get("title") or file.name)
        file.completed = True
    for room, thread_ts in zip(rooms, threads, strict=True):
        message = Message(room.id, workspace.new_ts(), BOT_USER, str(args.get("initial_comment") or ""))
        message.thread_ts, message.files, message.subtype = thread_ts, files, "file_share"
        workspace.add_message(message)
        for file in files:
            file.channels.append(room.id)
        tell_of_own(workspace, message)
    return {"files": [file_json(workspace, file) for file in files]}


def info(workspace: Workspace, args: Json) -> Json:
    """Describes a file."""
    return {"file": file_json(workspace, _known(workspace, args["file"])), "comments": []}


def delete(workspace: Workspace, args: Json) -> Json:
    """Deletes a file of the bot."""
    file = _known(workspace, args["file"])
    if file.user != BOT_USER:
        raise SlackError("cant_delete_file")
    del workspace.files[file.id]
    for message in workspace.messages:
        if file in message.files:
            message.files.remove(file)
            message.deleted |= not (message.files or message.text or message.blocks)
            workspace.changed("message", message.ts)
    return {}


def _uploaded(workspace: Workspace, item: Json) -> File:
    file = workspace.files.get(str(item.get("id")))
    unknown = item.keys() - {"id", "title", "highlight_type", "alt_txt", "alt_text"}
    if unknown:
        workspace.refuse(f"files.completeUploadExternal: unknown field {sorted(unknown)}")
    if file is None or file.completed or not file.content:
        workspace.refuse("files.completeUploadExternal: a file that was not uploaded, or is complete already")
        raise SlackError("file_not_found")
    return file


def _known(workspace: Workspace, file_id: object) -> File:
    file = workspace.files.get(str(file_id))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    return file
