"""POST /webchat/api/attachments: evidence, kept before it is mentioned in a message."""

import asyncio

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from connectors.webchat.limits import UPLOADS, spend
from connectors.webchat.sessions import session_of
from desk.attachments.sanitise import sanitise
from desk.attachments.service import check_room, keep_attachment, storing
from desk.context import desk_of
from desk.conversations.service import lock_conversation
from desk.errors import InvalidRequest


async def add_attachment(request: Request) -> HTTPResponse:
    """Multipart with one part `file` → 201 {attachment_id, name, media_type, size}."""
    desk = desk_of(request)
    known = await session_of(request)
    upload = request.files.get("file") if request.files else None
    if upload is None or not upload.body:
        raise InvalidRequest("没有收到文件，请重新选择")
    await spend(desk, UPLOADS, known.conversation_id)
    clean = await asyncio.to_thread(sanitise, upload.body, max_bytes=desk.settings.max_attachment_bytes)
    async with storing(desk.storage, desk.vault, clean) as stored, desk.database.write() as session:
        await lock_conversation(session, known.conversation_id)
        await check_room(session, known.conversation_id, limit=desk.settings.max_attachments)
        attachment = await keep_attachment(
            session,
            desk.vault,
            stored,
            conversation_id=known.conversation_id,
            name=upload.name or "",
            now=desk.clock(),
        )
    kept = {"attachment_id": attachment.id, "media_type": attachment.media_type, "size": attachment.size}
    return json(kept | {"name": desk.vault.open(attachment.sealed_name)}, 201)


def install(api: Blueprint) -> None:
    api.add_route(add_attachment, "/attachments", methods=["POST"], name="add_attachment")
