"""One version of an entry: written, seen as the consumer will see it, compared, handed on, approved."""

import difflib
from collections.abc import Sequence
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from actions.knowledge.render import answer_card, answer_text
from actions.knowledge.render import source_line as laws_line
from actions.knowledge.store import Knowledge
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.console.review.area import HERE, blueprint
from desk.console.review.entry_form import FIELDS, as_text, read_entry_form, region_block, source_line
from desk.context import desk_of
from desk.errors import FieldError
from desk.knowledge import reading, service
from desk.knowledge.errors import EntryNotPublishable
from desk.knowledge.model import KnowledgeVersion
from desk.knowledge.rules import UNVERIFIED, WANTED, findings, read_entry, sentence_findings
from desk.knowledge.shipped import articles, shipped
from desk.knowledge.states import DraftState
from desk.knowledge.wording import STATES
from desk.staff.roles import Permission

LONGEST_NOTE = 500


@blueprint.get("/knowledge/versions/<version_id:str>", name="version")
@staff_page(Permission.REVIEW)
async def version(request: Request, version_id: str) -> HTTPResponse:
    """A draft as a form; anything else to be read."""
    async with desk_of(request).database.read() as session:
        found = await service.find_version(session, version_id)
        return await _page(request, session, found)


async def _page(
    request: Request,
    session: AsyncSession,
    found: KnowledgeVersion,
    *,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> HTTPResponse:
    known = await service.in_force(session, without=found.topic)
    every = await service.in_force(session)
    before = every.entry(found.topic)
    versions = await reading.versions_of(session, found.topic)
    return render(
        request, "review/version.html",
        status=status, version=found, states=STATES, errors=errors, fields=FIELDS, wanted=WANTED,
        preview=preview_of(found.entry, known, found.topic, found.sentences),
        changes=compared(before.model_dump(mode="json", exclude_defaults=True) if before else {}, found.entry),
        versions=versions, DRAFT=DraftState.DRAFT, SUBMITTED=DraftState.SUBMITTED,
        PUBLISHED=DraftState.PUBLISHED, is_new=before is None,
        group_options=[("", "请选择"), *((group, group) for group in groups())],
        authority_options=[(one.id, one.name) for one in known.authorities.values()],
        topics=sorted(every.entries), text=as_text(found.entry),
        sources="\n".join(source_line(source) for source in found.entry.get("sources") or ()),
        regions="\n\n".join(region_block(region) for region in found.entry.get("regions") or ()),
        is_own=staff_of(request).actor in found.authors,
    )  # fmt: skip


def groups() -> list[str]:
    """The catalogue's groups."""
    return sorted({entry.group for entry in shipped().entries.values()})


def preview_of(raw: dict[str, Any], known: Knowledge, topic: str, sentences: Sequence[str]) -> dict[str, Any]:
    """The answer as the consumer will see it, and what keeps it from being published."""
    errors = (
        *findings(raw, known, articles(), is_new=topic not in shipped().entries),
        *sentence_findings(sentences),
    )
    # What is not verified yet is shown as a B will look.
    shown = {**raw, "confidence": "B"} if raw.get("confidence") == UNVERIFIED else raw
    entry, _ = read_entry(shown)
    if entry is None or entry.authority not in known.authorities:
        return {"text": None, "errors": errors, "sources": "", "card": None, "regions": []}
    authority = known.authorities[entry.authority]
    return {
        "text": answer_text(entry, authority),
        "sources": laws_line(entry),
        "card": answer_card(entry, 1.0),
        "regions": [(region.name, answer_text(entry, authority, region.name)) for region in entry.regions],
        "errors": errors,
    }


def compared(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """(+, - or space, line) of what changes against what is answered now."""
    lines = difflib.ndiff(as_text(before).splitlines(), as_text(after).splitlines())
    return [(line[0], line[2:]) for line in lines if line[0] != "?"]


@blueprint.post("/knowledge/versions/<version_id:str>/preview", name="preview")
@staff_page(Permission.REVIEW)
async def preview(request: Request, version_id: str) -> HTTPResponse:
    """What is being typed, without keeping it."""
    entry, sentences = read_entry_form(request)
    async with desk_of(request).database.read() as session:
        found = await service.find_version(session, version_id)
        known = await service.in_force(session, without=found.topic)
        every = await service.in_force(session)
    raw = {**entry, "topic": found.topic}
    before = every.entry(found.topic)
    return render(
        request, "review/preview.html",
        preview=preview_of(raw, known, found.topic, sentences), fields=FIELDS, is_new=before is None,
        changes=compared(before.model_dump(mode="json", exclude_defaults=True) if before else {}, raw),
    )  # fmt: skip


@blueprint.post("/knowledge/versions/<version_id:str>/save", name="save")
@staff_page(Permission.REVIEW)
async def save(request: Request, version_id: str) -> HTTPResponse:
    """Keep the draft; with `submit`, hand it to another person."""
    desk, by = desk_of(request), staff_of(request).actor
    entry, sentences = read_entry_form(request)
    seen = form_field(request, "seen")
    async with desk.database.write() as session:
        await service.edit(
            session,
            version_id,
            entry=entry,
            sentences=sentences,
            by=by,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
            now=desk.clock(),
        )
    if form_field(request, "submit") == "yes":
        return await _submit(request, version_id)
    return redirect(f"{HERE}/knowledge/versions/{version_id}", status=303)


async def _submit(request: Request, version_id: str) -> HTTPResponse:
    """What was saved stays saved, whatever keeps it from being handed on."""
    desk = desk_of(request)
    try:
        async with desk.database.write() as session:
            await service.submit(
                session, desk.vault, version_id, by=staff_of(request).actor, now=desk.clock()
            )
    except EntryNotPublishable as error:
        async with desk.database.read() as session:
            found = await service.find_version(session, version_id)
            return await _page(request, session, found, errors=error.errors, status=error.status)
    return redirect(f"{HERE}/knowledge", status=303)


@blueprint.post("/knowledge/versions/<version_id:str>/approve", name="approve")
@staff_page(Permission.KNOWLEDGE_APPROVE)
async def approve(request: Request, version_id: str) -> HTTPResponse:
    """Publish it; those who answer have it within seconds."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await service.approve(session, desk.vault, version_id, by=staff_of(request).actor, now=desk.clock())
    return redirect(f"{HERE}/knowledge", status=303)


@blueprint.post("/knowledge/versions/<version_id:str>/return", name="give_back")
@staff_page(Permission.KNOWLEDGE_APPROVE)
async def give_back(request: Request, version_id: str) -> HTTPResponse:
    """Back to its authors."""
    desk, note = desk_of(request), form_field(request, "note", longest=LONGEST_NOTE)
    async with desk.database.write() as session:
        await service.give_back(
            session, desk.vault, version_id, note=note, by=staff_of(request).actor, now=desk.clock()
        )
    return redirect(f"{HERE}/knowledge", status=303)


@blueprint.post("/knowledge/versions/<version_id:str>/withdraw", name="withdraw")
@staff_page(Permission.KNOWLEDGE_APPROVE)
async def withdraw(request: Request, version_id: str) -> HTTPResponse:
    """Answer it no longer."""
    desk, note = desk_of(request), form_field(request, "note", longest=LONGEST_NOTE)
    async with desk.database.write() as session:
        await service.withdraw(
            session, desk.vault, version_id, note=note, by=staff_of(request).actor, now=desk.clock()
        )
    return redirect(f"{HERE}/knowledge", status=303)


@blueprint.post("/knowledge/versions/<version_id:str>/discard", name="discard")
@staff_page(Permission.REVIEW)
async def discard(request: Request, version_id: str) -> HTTPResponse:
    """Give the draft up."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await service.discard(session, desk.vault, version_id, by=staff_of(request).actor, now=desk.clock())
    return redirect(f"{HERE}/knowledge", status=303)
