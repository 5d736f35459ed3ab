"""Knowledge: what is in force, what is being written, and where a draft begins."""

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.console.review.area import HERE, blueprint
from desk.console.review.drafts import groups
from desk.console.review.entry_form import as_text
from desk.context import desk_of
from desk.errors import DeskError, FieldError, InvalidBody
from desk.knowledge import reading, service
from desk.knowledge.errors import TopicUnknown
from desk.knowledge.shipped import shipped
from desk.knowledge.wording import STATES
from desk.staff.roles import Permission

FOUND = 30  # topics shown of a search
TOPIC_WRONG = "主题名用小写英文字母开头，只有字母、数字和下划线，2 到 60 个字"
TOPIC_LENGTH = range(2, 61)


@blueprint.get("/knowledge", name="knowledge")
@staff_page(Permission.REVIEW)
async def knowledge(request: Request) -> HTTPResponse:
    """What waits, what is written, what is published; and a search through all topics."""
    asked = " ".join(request.args.get("q", "").split())[:60]
    async with desk_of(request).database.read() as session:
        versions = await reading.current(session)
        entries = (await service.in_force(session)).entries
        readers = await reading.readers(session)
        tag = service.tag_of(await service.published(session))
    found = [
        entry
        for entry in entries.values()
        if asked and asked.lower() in f"{entry.topic} {entry.question} {entry.short} {entry.answer}".lower()
    ]
    return render(
        request, "review/knowledge.html",
        versions=versions, asked=asked, found=found[:FOUND], more=len(found) > FOUND, count=len(entries),
        readers=readers, tag=tag, states=STATES, shipped=shipped().entries,
    )  # fmt: skip


@blueprint.get("/knowledge/topics/<topic:str>", name="topic")
@staff_page(Permission.REVIEW)
async def topic(request: Request, topic: str) -> HTTPResponse:
    """What is answered now, and every version there was."""
    async with desk_of(request).database.read() as session:
        known = await service.in_force(session)
        versions = await reading.versions_of(session, topic)
    entry = known.entry(topic)
    if entry is None and not versions:
        raise TopicUnknown
    return render(
        request, "review/topic.html",
        topic=topic, entry=entry, versions=versions, states=STATES,
        text=as_text(entry.model_dump(mode="json", exclude_defaults=True)) if entry else "",
        is_shipped=topic in shipped().entries,
    )  # fmt: skip


@blueprint.post("/knowledge/topics/<topic:str>/draft", name="draft")
@staff_page(Permission.REVIEW)
async def begin(request: Request, topic: str) -> HTTPResponse:
    """A draft from what is in force."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        made = await service.begin(session, desk.vault, topic, by=staff_of(request).actor, now=desk.clock())
    return redirect(f"{HERE}/knowledge/versions/{made.id}", status=303)


@blueprint.get("/knowledge/new", name="new_topic")
@staff_page(Permission.REVIEW)
async def new_form(request: Request) -> HTTPResponse:
    """Where a new topic begins: its name and its question."""
    return _new_form(request)


def _new_form(request: Request, error: DeskError | None = None) -> HTTPResponse:
    return render(
        request, "review/new_topic.html",
        status=200 if error is None else error.status,
        error=error, groups=[(group, group) for group in groups()],
        wrong={} if error is None else {one.pointer.strip("/"): one.detail for one in error.errors},
        typed={name: form_field(request, name) for name in ("topic", "question", "group")},
    )  # fmt: skip


@blueprint.post("/knowledge/new", name="add_topic")
@staff_page(Permission.REVIEW)
async def add(request: Request) -> HTTPResponse:
    """A draft of a topic that there is not yet."""
    desk, name = desk_of(request), form_field(request, "topic")
    is_name = (
        name.isascii() and name.replace("_", "a").isalnum() and name == name.lower() and name[:1].isalpha()
    )
    try:
        if not is_name or len(name) not in TOPIC_LENGTH:
            raise InvalidBody(errors=(FieldError("/topic", "topic", TOPIC_WRONG),))
        entry = {
            "question": form_field(request, "question"), "group": form_field(request, "group"),
            "as_of": f"{desk.clock():%Y-%m-%d}", "confidence": "C", "authority": "market_regulation",
        }  # fmt: skip
        async with desk.database.write() as session:
            made = await service.begin(
                session, desk.vault, name, new=True, entry=entry, by=staff_of(request).actor, now=desk.clock()
            )
    except DeskError as error:
        return _new_form(request, error)
    return redirect(f"{HERE}/knowledge/versions/{made.id}", status=303)
