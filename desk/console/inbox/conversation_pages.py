"""/console/inbox/c/<id>/…: the pieces of the middle and the right pane."""

from sanic import HTTPResponse, Request
from sanic.response import raw

from desk.attachments.service import find_attachment, read_file
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.console.forms import form_field
from desk.console.guard import staff_of
from desk.console.inbox import wording
from desk.console.inbox.conversation import answered_by_brain, notes_between, opened
from desk.console.inbox.drafting import lines_of
from desk.console.inbox.knowing import entries, known
from desk.console.inbox.people import explained, topics_in
from desk.console.inbox.routes import ANSWER, READ, acting, blueprint, of_conversation, powers
from desk.console.inbox.suggesting import suggest
from desk.console.inbox.transcript import last_words, turn_of
from desk.console.rendering import render
from desk.console.review.labels import labels_of
from desk.context import Desk, desk_of
from desk.conversations.brain import BrainError
from desk.conversations.explanations import explanation_of
from desk.conversations.model import Conversation
from desk.errors import InvalidRequest
from desk.handoff.detail import conversation_detail, disclose, find, message_page
from desk.staff.roles import Permission
from desk.web.bodies import decode_whole

PAGE = 40  # messages
EARLIER = 0.4  # how far the ranking of an earlier message is trusted, when the last one was read by nobody
NOTHING_KEPT = {"Cache-Control": "no-store"}
# What a browser shows of a file without running anything in it.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def position_of(request: Request, name: str) -> int | None:
    """A position in the address. Raises InvalidRequest."""
    asked = request.args.get(name)
    if asked is None:
        return None
    position = decode_whole(asked)
    if position is None:
        raise InvalidRequest
    return position


@blueprint.get("/c/<conversation_id:str>/panes", name="panes")
@of_conversation(READ)
async def panes(request: Request, conversation_id: str) -> HTTPResponse:
    """Middle and right pane, when another conversation is chosen."""
    return await _piece(request, conversation_id, "inbox/opened.html")


@blueprint.get("/c/<conversation_id:str>/head", name="head")
@of_conversation(READ)
async def head(request: Request, conversation_id: str) -> HTTPResponse:
    """What is above the messages and what may be done; and the right pane."""
    return await _piece(request, conversation_id, "inbox/refreshed.html")


async def _piece(request: Request, conversation_id: str, template: str) -> HTTPResponse:
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.read() as session:
        shown = await opened(session, desk, staff, conversation_id, now=desk.clock())
    return render(
        request,
        template,
        headers=NOTHING_KEPT,
        shown=shown,
        labels=wording,
        **powers(staff),
    )


@blueprint.get("/c/<conversation_id:str>/messages", name="messages")
@of_conversation(READ)
async def messages(request: Request, conversation_id: str) -> HTTPResponse:
    """What stands before a position, or came behind one; with the notes among them."""
    desk = desk_of(request)
    before, after = position_of(request, "before"), position_of(request, "after")
    async with desk.database.read() as session:
        page = await message_page(
            session, desk.handoff, conversation_id, before=before, after=after, limit=PAGE
        )
        one = await conversation_detail(
            session, desk.handoff, desk.presence, conversation_id, staff_id=None, now=desk.clock()
        )
        shown = await answered_by_brain(session, page.messages)
    return render(
        request,
        "inbox/messages.html",
        headers=NOTHING_KEPT,
        conversation_id=one.id,
        messages=page.messages,
        notes=notes_between(
            one.notes, page.messages, newest=before is None and page.after is None, oldest=page.before is None
        ),
        earlier=page.before if after is None else None,
        later=page.after,
        explained=shown,
        labels=wording,
    )


@blueprint.get("/c/<conversation_id:str>/why/<message_id:str>", name="why")
@of_conversation(READ)
async def why(request: Request, conversation_id: str, message_id: str) -> HTTPResponse:
    """How the assistant understood what it answered here."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
        turn = await turn_of(session, conversation.id, message_id)
        titles = await entries(session)
    explanation = explanation_of(desk.vault, turn) or {}
    ranked = [
        (titles[topic].short if topic in titles else topic, score) for topic, score in topics_in(explanation)
    ]
    intent = explanation.get("intent") or {}
    return render(
        request,
        "inbox/why.html",
        headers=NOTHING_KEPT,
        decided=explanation.get("decided") or {},
        rule=explanation.get("rule"),
        intent=intent,
        # What the classifier calls a question as such has no words: its topics stand beside it.
        understood=labels_of(titles).get(intent.get("name", "")),
        ranked=ranked[:5],
    )


@blueprint.get("/c/<conversation_id:str>/draft", name="draft")
@of_conversation(READ)
async def draft(request: Request, conversation_id: str) -> HTTPResponse:
    """What the assistant has noted of the complaint."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
    slots = await slots_of(desk, conversation)
    return render(
        request,
        "inbox/draft.html",
        headers=NOTHING_KEPT,
        conversation_id=conversation.id,
        lines=None if slots is None else lines_of(slots),
        labels=wording,
        may_file=staff_of(request).may(Permission.CASES_WORK),
    )


async def slots_of(desk: Desk, conversation: Conversation) -> dict[str, object] | None:
    """What the brain remembers; None when it cannot be asked."""
    try:
        return dict(await desk.brain.recall(conversation.brain_id))
    except BrainError:
        return None


@blueprint.get("/c/<conversation_id:str>/suggestions", name="suggestions")
@of_conversation(ANSWER)
async def suggestions(request: Request, conversation_id: str) -> HTTPResponse:
    """Answers of the knowledge base to what the person said last, or to what is searched for (`q`)."""
    desk = desk_of(request)
    asked = (request.args.get("q") or "").strip()[:200]
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
        base = await known(session)
        text, ranking = asked, []
        if not asked:
            said = await last_words(session, desk.vault, conversation.id)
            turns = await explained(session, desk.vault, [conversation.id])
            text, trust = said.text, 1.0 if said.was_read else EARLIER
            ranking = [(topic, trust * sure) for topic, sure in topics_in(turns.get(conversation.id, {}))]
    return render(
        request,
        "inbox/suggestions.html",
        headers=NOTHING_KEPT,
        conversation_id=conversation.id,
        found=suggest(text, ranking, base.entries, base.index, searched=bool(asked)),
        asked=asked,
        labels=wording,
    )


@blueprint.get("/c/<conversation_id:str>/files/<attachment_id:str>", name="file")
@of_conversation(READ)
async def file(request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
    """A file of the conversation: pictures in place, all else for saving. That it was read is written down first."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.write() as session:
        conversation = await find(session, conversation_id)
        attachment = await find_attachment(session, conversation.id, attachment_id.lower())
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CONVERSATION_READ_FILE,
            actor=staff.actor,
            subject=subject_of("conversation", conversation.id),
            detail={"attachment": attachment.id},
            now=desk.clock(),
        )
    content = await read_file(desk.storage, attachment.id, desk.vault)
    return raw(
        content,
        content_type=attachment.media_type,
        headers={
            "Content-Disposition": "inline" if attachment.media_type in PICTURES else "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )


@blueprint.post("/c/<conversation_id:str>/clear", name="clear")
@of_conversation(Permission.PERSONAL_DATA_REVEAL)
async def clear(request: Request, conversation_id: str) -> HTTPResponse:
    """The page of messages with numbers as they were written, for a reason that is written down."""
    desk = desk_of(request)
    reason, before = form_field(request, "reason", longest=200), decode_whole(form_field(request, "before"))
    if not reason:
        raise InvalidRequest(wording.WHY_CLEAR)
    async with desk.database.write() as session:
        page = await disclose(
            session,
            desk.handoff,
            conversation_id,
            staff=acting(request),
            reason=reason,
            before=before,
            limit=PAGE,
            now=desk.clock(),
        )
        shown = await answered_by_brain(session, page.messages)
    return render(
        request,
        "inbox/messages.html",
        headers=NOTHING_KEPT,
        conversation_id=conversation_id,
        messages=page.messages,
        notes=[],
        earlier=None,
        later=None,
        explained=shown,
        labels=wording,
    )
