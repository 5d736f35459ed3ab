"""Rules by which staff are wanted without anybody asking: kept by supervisors. Never commits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import RuleEmpty, RuleNotFound
from desk.handoff.model import HandoffRule
from desk.handoff.staff import StaffMember
from desk.handoff.triggers import Effect, has_condition
from desk.ids import new_id


@dataclass(frozen=True)
class WantedRule:
    """A rule as it is to be. Conditions that are None hold for everything; at least one must be given."""

    name: str
    effect: Effect
    active: bool = True
    topic: str | None = None
    keyword: str | None = None
    amount_from_fen: int | None = None
    region: str | None = None
    channel: str | None = None


async def list_rules(session: AsyncSession) -> Sequence[HandoffRule]:
    """In the order in which they were made, which is that in which they are asked."""
    return (await session.scalars(select(HandoffRule).order_by(HandoffRule.id))).all()


async def find_rule(session: AsyncSession, rule_id: str) -> HandoffRule:
    """Raises RuleNotFound."""
    found = await session.get(HandoffRule, rule_id.lower())
    if found is None:
        raise RuleNotFound
    return found


async def save_rule(
    session: AsyncSession,
    desk: HandoffDesk,
    wanted: WantedRule,
    *,
    rule_id: str | None,
    staff: StaffMember,
    now: dt.datetime,
) -> HandoffRule:
    """A new one, or the one of this id changed. Raises RuleEmpty, RuleNotFound."""
    if not has_condition(wanted):
        raise RuleEmpty
    rule = HandoffRule(id=new_id()) if rule_id is None else await find_rule(session, rule_id)
    for name, value in vars(wanted).items():
        setattr(rule, name, value)
    rule.changed_by, rule.changed_at = staff.id, now
    session.add(rule)
    await session.flush()
    _write_down(session, desk, AuditAction.HANDOFF_RULE_SAVE, rule.id, staff=staff, now=now)
    return rule


async def remove_rule(
    session: AsyncSession, desk: HandoffDesk, rule_id: str, *, staff: StaffMember, now: dt.datetime
) -> None:
    """Raises RuleNotFound."""
    await session.delete(await find_rule(session, rule_id))
    await session.flush()
    _write_down(session, desk, AuditAction.HANDOFF_RULE_REMOVE, rule_id, staff=staff, now=now)


def _write_down(
    session: AsyncSession,
    desk: HandoffDesk,
    action: AuditAction,
    rule_id: str,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> None:
    subject = subject_of("handoff_rule", rule_id)
    audit_at_end(session, desk.vault, action=action, actor=staff.actor, subject=subject, now=now)
