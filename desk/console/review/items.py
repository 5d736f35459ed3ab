"""The queue, and one turn: looked at, corrected, flagged, put off."""

import asyncio

from pydantic import TypeAdapter, ValidationError
from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.console.review.area import HERE, blueprint
from desk.console.review.labels import labels_of
from desk.context import desk_of
from desk.errors import NotFound
from desk.knowledge.service import in_force
from desk.review import reading, service
from desk.review.errors import CorrectionRefused
from desk.review.reading import Pile
from desk.review.rules import LONGEST, LONGEST_NOTE, Correction, Mark
from desk.review.wording import ENTITIES, NOTHING_TO_TEACH, STATES
from desk.staff.roles import Permission

PILES = {
    Pile.ALL: "待看",
    Pile.DISLIKED: "说没用",
    Pile.MISUNDERSTOOD: "没听懂",
    Pile.HANDED_OVER: "转人工前",
    Pile.UNSURE: "拿不准",
    Pile.SECOND: "待第二人",
    Pile.FLAGGED: "存疑",
    Pile.LATER: "稍后",
    Pile.REVIEWED: "已复核",
}
NOTHING, OTHER = "-", "+"  # what the form says for no label, and for one typed beside the candidates

_marks = TypeAdapter(tuple[Mark, ...])


def pile_of(request: Request) -> Pile:
    """The pile of the address; the whole queue for one that is none."""
    asked = request.args.get("pile", "")
    return Pile(asked) if asked in set(Pile) else Pile.ALL


@blueprint.get("/", name="queue")
@staff_page(Permission.REVIEW)
async def queue(request: Request) -> HTTPResponse:
    """Dislikes first, then what the assistant was least sure of."""
    desk, pile = desk_of(request), pile_of(request)
    raw = request.args.get("page", "0")
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
    async with desk.database.read() as session:
        rows, more = await reading.queue(session, desk.vault, pile, page=page)
        counts = await reading.counts(session)
        labels = labels_of((await in_force(session)).entries)
    return render(
        request, "review/queue.html",
        rows=rows, more=more, page=page, pile=pile, piles=PILES, counts=counts, labels=labels, states=STATES,
    )  # fmt: skip


@blueprint.get("/items/<item_id:str>", name="item")
@staff_page(Permission.REVIEW)
async def item(request: Request, item_id: str) -> HTTPResponse:
    """One turn beside its ranking."""
    return await _item(request, item_id)


async def _item(
    request: Request, item_id: str, told: Correction | None = None, error: CorrectionRefused | None = None
) -> HTTPResponse:
    desk = desk_of(request)
    async with desk.database.read() as session:
        sheet = await reading.sheet(session, desk.vault, item_id)
        labels = labels_of((await in_force(session)).entries)
    ranking = (sheet.explanation or {}).get("topic_ranking") or []
    return render(
        request, "review/item.html",
        status=200 if error is None else error.status,
        sheet=sheet, ranking=ranking, labels=labels, told=told or sheet.proposal, marks=_marks.dump_json((told or sheet.proposal).marks).decode(), pile=pile_of(request),
        piles=PILES, states=STATES, entities=ENTITIES, nothing=NOTHING_TO_TEACH, longest=LONGEST,
        NOTHING=NOTHING, OTHER=OTHER, two_people=desk.settings.review_two_people,
        wrong={} if error is None else {one.pointer.split("/")[1]: one.detail for one in error.errors},
    )  # fmt: skip


@blueprint.post("/items/<item_id:str>/decide", name="decide")
@staff_page(Permission.REVIEW)
async def decide(request: Request, item_id: str) -> HTTPResponse:
    """Keep what the reviewer says, and on to the next."""
    desk, told = desk_of(request), read_correction(request)
    async with desk.database.read() as session:
        labels = labels_of((await in_force(session)).entries)
    try:
        async with desk.database.write() as session:
            await service.decide(
                session,
                desk.vault,
                item_id,
                told,
                labels=labels,
                two_people=desk.settings.review_two_people,
                by=staff_of(request).actor,
                now=desk.clock(),
            )
    except CorrectionRefused as error:
        return await _item(request, item_id, told, error)
    return await onward(request, item_id)


def read_correction(request: Request) -> Correction:
    """The form as it was filled in; what is wrong with it the rules say."""
    chosen = form_field(request, "choice")
    label = form_field(request, "label") if chosen == OTHER else chosen
    try:
        marks = _marks.validate_json(form_field(request, "marks") or "[]")
    except ValidationError:
        marks = ()
    return Correction(
        label=None if chosen == NOTHING else label,
        wording=" ".join(form_field(request, "wording", longest=2 * LONGEST).split()),
        marks=marks,
        note=form_field(request, "note", longest=LONGEST_NOTE + 1),
        anonymous=form_field(request, "anonymous") == "yes",
    )


MOVES = {"flag": service.flag, "later": service.put_off, "reopen": service.reopen}


@blueprint.post("/items/<item_id:str>/move/<move:str>", name="move")
@staff_page(Permission.REVIEW)
async def move(request: Request, item_id: str, move: str) -> HTTPResponse:
    """Flag it, put it off, or open it again."""
    desk = desk_of(request)
    if move not in MOVES:
        raise NotFound
    async with desk.database.write() as session:
        await MOVES[move](session, desk.vault, item_id, by=staff_of(request).actor, now=desk.clock())
    if move == "reopen":
        return redirect(f"{HERE}/items/{item_id}", status=303)
    return await onward(request, item_id)


async def onward(request: Request, item_id: str) -> HTTPResponse:
    """The next one of the pile, or the pile when it is done."""
    desk, pile = desk_of(request), pile_of(request)
    async with desk.database.read() as session:
        done = await service.find_item(session, item_id)
        following = await reading.next_in(session, pile, after=done)
    where = f"{HERE}/items/{following}" if following else HERE
    return redirect(f"{where}?pile={pile.value}", status=303)


@blueprint.before_server_start
async def warm(_app: object) -> None:
    """The tagger of names loads in some tenths of a second: not while the first reviewer waits."""
    from desk.review.anonymising import proposed_wording

    await asyncio.to_thread(proposed_wording, "我叫王小丽")
