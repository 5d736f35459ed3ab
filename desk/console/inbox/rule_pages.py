"""/console/inbox/rules: when staff are wanted without anybody asking."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints
from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.channels.traits import TRAITS
from desk.console.forms import raw_field
from desk.console.guard import staff_page
from desk.console.inbox import wording
from desk.console.inbox.knowing import entries
from desk.console.inbox.money import Yuan
from desk.console.inbox.routes import SETTINGS, acting, blueprint, read_form
from desk.console.rendering import money, render
from desk.context import desk_of
from desk.errors import DeskError, InvalidBody
from desk.handoff.errors import RuleEmpty
from desk.handoff.model import HandoffRule
from desk.handoff.schemas import Title
from desk.handoff.staff_rules import WantedRule, find_rule, list_rules, remove_rule, save_rule
from desk.handoff.triggers import Effect
from desk.web.problems import field_errors

PATH = "/console/inbox/rules"
NEW = "new"
CHANNELS = sorted({*TRAITS, *wording.CHANNELS})


class RuleForm(BaseModel):
    name: Title
    effect: Effect
    active: bool = False
    topic: Annotated[str, StringConstraints(max_length=60)] | None = None
    keyword: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None
    amount: Yuan | None = None
    region: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)] | None = (
        None
    )
    channel: Annotated[str, StringConstraints(max_length=20)] | None = None

    @property
    def wanted(self) -> WantedRule:
        return WantedRule(
            self.name,
            self.effect,
            self.active,
            self.topic,
            self.keyword,
            self.amount,
            self.region,
            self.channel,
        )


@blueprint.get("/rules", name="rules")
@staff_page(SETTINGS)
async def rule_list(request: Request) -> HTTPResponse:
    """In the order in which they are asked."""
    async with desk_of(request).database.read() as session:
        found = await list_rules(session)
        known = await entries(session)
    rows = [(rule, _conditions(rule, known)) for rule in found]
    return render(request, "inbox/rules.html", rows=rows, done=request.args.get("done"), labels=wording)


def _conditions(rule: HandoffRule, known: Any) -> list[str]:
    """「问到：预付卡退款」 …"""
    told = {
        "问到": rule.topic and (known[rule.topic].short if rule.topic in known else rule.topic),
        "说到": rule.keyword,
        "金额达到": rule.amount_from_fen and money(rule.amount_from_fen),
        "地区": rule.region,
        "渠道": rule.channel and wording.channel_name(rule.channel),
    }
    return [f"{name}：{value}" for name, value in told.items() if value]


async def _form(
    request: Request, rule_id: str, values: dict[str, Any], error: DeskError | None = None
) -> HTTPResponse:
    async with desk_of(request).database.read() as session:
        known = await entries(session)
    topics = sorted(((topic, entry.short) for topic, entry in known.items()), key=lambda pair: pair[1])
    return render(
        request,
        "inbox/rule_form.html",
        status=200 if error is None else error.status,
        rule_id=rule_id,
        values=values,
        topics=[("", "不限"), *topics],
        channels=[("", "不限"), *((one, wording.channel_name(one)) for one in CHANNELS)],
        effects=[(one.value, wording.EFFECTS[one]) for one in Effect],
        error=error,
        wrong={} if error is None else {one.pointer[1:]: one.detail for one in error.errors},
    )


@blueprint.get("/rules/<rule_id:str>", name="rule_form")
@staff_page(SETTINGS)
async def rule_form(request: Request, rule_id: str) -> HTTPResponse:
    """The form of one, or of a new one. Raises RuleNotFound."""
    if rule_id == NEW:
        return await _form(request, NEW, {"active": True, "effect": Effect.HAND_OVER.value})
    async with desk_of(request).database.read() as session:
        rule = await find_rule(session, rule_id)
    fen = rule.amount_from_fen
    values = {
        name: getattr(rule, name) for name in ("name", "active", "topic", "keyword", "region", "channel")
    }
    amount = "" if fen is None else f"{Decimal(fen) / 100:f}"
    return await _form(request, rule.id, values | {"effect": rule.effect.value, "amount": amount})


@blueprint.post("/rules/<rule_id:str>", name="save_rule")
@staff_page(SETTINGS)
async def save(request: Request, rule_id: str) -> HTTPResponse:
    """Keep it; what is wrong is said beside its field."""
    desk = desk_of(request)
    told = {name: raw_field(request, name) for name in RuleForm.model_fields}
    try:
        try:
            form = read_form(RuleForm, request)
        except ValueError as error:
            raise InvalidBody(errors=field_errors(error)) from error  # type: ignore[arg-type]
        async with desk.database.write() as session:
            await save_rule(
                session,
                desk.handoff,
                form.wanted,
                rule_id=None if rule_id == NEW else rule_id,
                staff=acting(request),
                now=desk.clock(),
            )
    except (InvalidBody, RuleEmpty) as error:
        return await _form(request, rule_id, told, error)
    return redirect(f"{PATH}?done=saved", status=303)


@blueprint.post("/rules/<rule_id:str>/remove", name="remove_rule")
@staff_page(SETTINGS)
async def remove(request: Request, rule_id: str) -> HTTPResponse:
    """Raises RuleNotFound."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await remove_rule(session, desk.handoff, rule_id, staff=acting(request), now=desk.clock())
    return redirect(f"{PATH}?done=removed", status=303)
