"""Use cases of webhook endpoints, and the reaction that writes to them. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.changes import DESK, INTERNAL
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.errors import FieldError, InvalidBody
from desk.ids import is_uuid, new_id
from desk.outbox.service import enqueue
from desk.privacy.vault import Vault
from desk.webhooks import events, rules
from desk.webhooks.addresses import url_problem
from desk.webhooks.errors import EndpointInactive, EndpointNotFound, TooManyEndpoints
from desk.webhooks.model import WebhookEndpoint
from desk.webhooks.schemas import EndpointIn, EndpointPatch, TrialSent
from desk.webhooks.wording import URL_PROBLEMS

WEBHOOK = "webhook"  # the kind of outbox item
MOST_ENDPOINTS = 50  # each change of a case is written once for each


async def announce(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """The reaction to a line of a timeline: one outbox item for each endpoint that wants it, in line by case."""
    if change.what in INTERNAL:
        return
    wanted = events.type_of(change.what)
    body = None
    for endpoint in await session.scalars(
        select(WebhookEndpoint).where(WebhookEndpoint.active.is_(True)).order_by(WebhookEndpoint.id)
    ):
        if wanted.value not in endpoint.events:
            continue
        body = body or events.payload(case, change)
        await enqueue(
            session,
            desk.vault,
            kind=WEBHOOK,
            key=f"{endpoint.id}:{change.id}",
            body={"endpoint_id": endpoint.id, "message_id": change.id, "payload": body},
            case_id=case.id,
            conversation_id=None,
            ordering_key=f"hook:{endpoint.id}:{case.id}",
            now=now,
        )


async def create(
    session: AsyncSession, vault: Vault, wanted: EndpointIn, *, by: str, private: bool, now: dt.datetime
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret. Raises InvalidBody (the URL), TooManyEndpoints."""
    _check_url(wanted.url, private=private)
    if (await session.scalar(select(func.count()).select_from(WebhookEndpoint)) or 0) >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    secret = rules.new_secret()
    endpoint = WebhookEndpoint(
        id=new_id(),
        url=wanted.url,
        description=wanted.description,
        events=_distinct(wanted.events),
        secret_sealed=vault.seal(secret),
        active=True,
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    session.add(endpoint)
    await session.flush()
    detail = {"events": endpoint.events}
    await _audit(session, vault, AuditAction.WEBHOOK_ADD, endpoint, f"client:{by}", detail, now=now)
    return endpoint, secret


async def find(session: AsyncSession, endpoint_id: str, *, lock: bool = False) -> WebhookEndpoint:
    """Raises EndpointNotFound."""
    if not is_uuid(endpoint_id):
        raise EndpointNotFound
    endpoint = await session.get(WebhookEndpoint, endpoint_id.lower(), with_for_update=lock or None)
    if endpoint is None:
        raise EndpointNotFound
    return endpoint


async def list_all(session: AsyncSession) -> Sequence[WebhookEndpoint]:
    """All of them, oldest first; there are at most MOST_ENDPOINTS."""
    return (await session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id))).all()


async def change(
    session: AsyncSession,
    vault: Vault,
    endpoint_id: str,
    wanted: EndpointPatch,
    *,
    by: str,
    private: bool,
    now: dt.datetime,
) -> WebhookEndpoint:
    """Change what is given. Switching it on again forgets why it was off. Raises EndpointNotFound, InvalidBody."""
    endpoint = await find(session, endpoint_id, lock=True)
    if wanted.url is not None:
        _check_url(wanted.url, private=private)
        endpoint.url = wanted.url
    if wanted.events is not None:
        endpoint.events = _distinct(wanted.events)
    if wanted.description is not None:
        endpoint.description = wanted.description
    if wanted.active is not None:
        endpoint.active, endpoint.disabled_reason = wanted.active, None
    endpoint.updated_at = now
    changed = sorted(wanted.model_dump(exclude_none=True))
    await session.flush()
    detail = {"fields": changed, "active": endpoint.active}
    await _audit(session, vault, AuditAction.WEBHOOK_CHANGE, endpoint, f"client:{by}", detail, now=now)
    return endpoint


async def remove(session: AsyncSession, vault: Vault, endpoint_id: str, *, by: str, now: dt.datetime) -> None:
    """Delete it. What is still on its way to it is dropped when its turn comes. Raises EndpointNotFound."""
    endpoint = await find(session, endpoint_id, lock=True)
    await session.delete(endpoint)
    await session.flush()
    await _audit(session, vault, AuditAction.WEBHOOK_REMOVE, endpoint, f"client:{by}", {}, now=now)


async def rotate_secret(
    session: AsyncSession, vault: Vault, endpoint_id: str, *, by: str, now: dt.datetime
) -> tuple[WebhookEndpoint, str]:
    """A new secret; for OVERLAP the one before signs too, so that a receiver can change over without a gap.

    Rotated again within that time, the one before the last is dropped at once: whoever rotates twice wants it gone.
    Raises EndpointNotFound.
    """
    endpoint = await find(session, endpoint_id, lock=True)
    secret = rules.new_secret()
    endpoint.previous_secret_sealed, endpoint.previous_until = endpoint.secret_sealed, now + rules.OVERLAP
    endpoint.secret_sealed, endpoint.updated_at = vault.seal(secret), now
    await session.flush()
    detail = {"fields": ["secret"], "active": endpoint.active}
    await _audit(session, vault, AuditAction.WEBHOOK_CHANGE, endpoint, f"client:{by}", detail, now=now)
    return endpoint, secret


async def send_trial(session: AsyncSession, vault: Vault, endpoint_id: str, *, now: dt.datetime) -> TrialSent:
    """Queue a test event. Raises EndpointNotFound, EndpointInactive."""
    endpoint = await find(session, endpoint_id)
    if not endpoint.active:
        raise EndpointInactive
    message_id = new_id()
    item_id = await enqueue(
        session,
        vault,
        kind=WEBHOOK,
        key=f"{endpoint.id}:{message_id}",
        body={
            "endpoint_id": endpoint.id,
            "message_id": message_id,
            "payload": events.trial_payload(endpoint.id, now=now),
        },
        conversation_id=None,
        now=now,
    )
    assert item_id is not None  # its key is fresh
    return TrialSent(message_id=message_id, outbox_item_id=item_id)


async def disable(
    session: AsyncSession, vault: Vault, endpoint_id: str, reason: str, *, now: dt.datetime
) -> None:
    """Switch it off because it asked for it. Nothing happens when it is gone."""
    endpoint = await session.get(WebhookEndpoint, endpoint_id, with_for_update=True)
    if endpoint is not None:
        endpoint.active, endpoint.disabled_reason, endpoint.updated_at = False, reason, now
        await session.flush()
        detail = {"fields": ["active"], "active": False, "code": reason}
        await _audit(session, vault, AuditAction.WEBHOOK_CHANGE, endpoint, str(DESK), detail, now=now)


def signing_secrets(vault: Vault, endpoint: WebhookEndpoint, *, now: dt.datetime) -> list[str]:
    """The secret, and the one before it while both sign."""
    found = [vault.open(endpoint.secret_sealed)]
    overlapping = endpoint.previous_until is not None and now < endpoint.previous_until
    if overlapping and endpoint.previous_secret_sealed is not None:
        found.append(vault.open(endpoint.previous_secret_sealed))
    return found


def _check_url(url: str, *, private: bool) -> None:
    problem = url_problem(url, private=private)
    if problem is not None:
        raise InvalidBody(errors=(FieldError("/url", problem, URL_PROBLEMS[problem]),))


def _distinct(wanted: Sequence[events.EventType]) -> list[str]:
    return sorted({event.value for event in wanted})


async def _audit(
    session: AsyncSession,
    vault: Vault,
    action: AuditAction,
    endpoint: WebhookEndpoint,
    actor: str,
    detail: dict[str, Any],
    *,
    now: dt.datetime,
) -> None:
    subject = subject_of("webhook", endpoint.id)
    await record_audit(session, vault, action=action, actor=actor, subject=subject, detail=detail, now=now)
