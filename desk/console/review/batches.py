"""What waits to be exported, what was, and what came of teaching it."""

import asyncio
from pathlib import Path

from sanic import HTTPResponse, Request
from sanic.response import raw, redirect
from sqlalchemy import func, select

from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.console.review.area import HERE, blueprint
from desk.console.review.labels import labels_of
from desk.context import desk_of
from desk.errors import NotFound
from desk.knowledge.service import in_force
from desk.review import exporting, training
from desk.review.errors import BatchNotFound
from desk.review.model import TeachBatch, TeachRun, TeachSentence
from desk.review.wording import BATCHES, RUNS
from desk.staff.roles import Permission
from desk.web.bodies import decode_whole

PROJECT = Path(__file__).parents[3]
SHOWN = 20


@blueprint.get("/batches", name="batches")
@staff_page(Permission.REVIEW)
async def batches(request: Request) -> HTTPResponse:
    """The newest batches, what waits, and the last training's report."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        waiting = await exporting.waiting(session, desk.vault)
        made = (
            await session.execute(
                select(TeachBatch, func.count(TeachSentence.id))
                .outerjoin(TeachSentence, TeachSentence.batch_id == TeachBatch.id)
                .group_by(TeachBatch.id)
                .order_by(TeachBatch.number.desc())
                .limit(SHOWN)
            )
        ).all()
        runs = (await session.scalars(select(TeachRun).order_by(TeachRun.id.desc()).limit(5))).all()
        labels = labels_of((await in_force(session)).entries)
    return render(
        request, "review/batches.html",
        waiting=waiting, batches=made, runs=runs, states=BATCHES, run_states=RUNS, labels=labels, bare=training.bare,
    )  # fmt: skip


@blueprint.post("/batches/export", name="export")
@staff_page(Permission.REVIEW)
async def export(request: Request) -> HTTPResponse:
    """Make a batch of everything that waits."""
    desk = desk_of(request)
    files = await asyncio.to_thread(training.read, PROJECT)
    async with desk.database.write() as session:
        made = await exporting.export(
            session, desk.vault, files, by=staff_of(request).actor, now=desk.clock()
        )
    where = f"/{made.batch.number}" if made.batch is not None else ""
    return redirect(f"{HERE}/batches{where}", status=303)


def _number(text: str) -> int:
    """Raises BatchNotFound."""
    number = decode_whole(text)
    if number is None or number >= 2**31:
        raise BatchNotFound
    return number


@blueprint.get("/batches/<number:str>", name="batch")
@staff_page(Permission.REVIEW)
async def batch(request: Request, number: str) -> HTTPResponse:
    """One batch with its diff."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        found = await exporting.find_batch(session, _number(number))
        sentences = (
            await session.scalars(
                select(TeachSentence)
                .where(TeachSentence.batch_id == found.id)
                .order_by(TeachSentence.label, TeachSentence.text)
            )
        ).all()
        labels = labels_of((await in_force(session)).entries)
    return render(
        request,
        "review/batch.html",
        batch=found,
        sentences=sentences,
        states=BATCHES,
        labels=labels,
        bare=training.bare,
    )


@blueprint.get("/batches/<number:str>/diff", name="diff")
@staff_page(Permission.REVIEW)
async def diff(request: Request, number: str) -> HTTPResponse:
    """The diff as a file, for `git apply`."""
    async with desk_of(request).database.read() as session:
        found = await exporting.find_batch(session, _number(number))
    if not found.diff:
        raise NotFound
    named = {"Content-Disposition": f'attachment; filename="batch-{found.number:04}.diff"'}
    return raw(found.diff.encode(), headers=named, content_type="text/x-diff; charset=utf-8")


@blueprint.post("/batches/<number:str>/drop", name="drop")
@staff_page(Permission.REVIEW)
async def drop(request: Request, number: str) -> HTTPResponse:
    """Do not teach it."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await exporting.drop(
            session, desk.vault, _number(number), by=staff_of(request).actor, now=desk.clock()
        )
    return redirect(f"{HERE}/batches/{number}", status=303)
